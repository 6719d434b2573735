import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ALICE } from '../../emulator/address-books/known.ts'
import { addressBook } from '../../emulator/address-books.ts'
import type { GraphCall } from '../../emulator/graph.ts'
import type { Mailbox } from '../../emulator/graph/mailbox.ts'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { launch } from '../chromium.ts'
import { startWorld, type World } from '../world.ts'
import { expectWithin } from '../timing.ts'

// FIGURES=1 prints what was measured.

const LATENCY_MS = 150
/** How many requests for a mailbox Graph accepts at a time. */
const AT_A_TIME = 4

const folders = { Customers: { Nordics: { Oslo: {}, Tromsø: {} }, Benelux: {} }, Suppliers: {}, Family: {} }
const book = addressBook({ seed: 10_000, count: 10_000, folders, including: [ALICE] })

let chromium: Browser
let world: World
let page: Page
beforeAll(async () => {
  chromium = await launch()
})
afterAll(() => chromium.close())
beforeEach(async () => {
  // CONTACTS_MAX_AGE is so long that a second question finds a fresh copy.
  const options = { books: new Map([[megan.oid, book]]), latencyMs: LATENCY_MS }
  world = await startWorld({ CONTACTS_MAX_AGE: '300' }, options)
  await world.connect(megan)
  page = await chromium.newPage()
  await page.goto(`${world.emulator.origin}/chat?person=${megan.oid}`)
  await page.getByText(`You’re connected as ${megan.username}`).waitFor()
})
afterEach(async () => {
  await page.close()
  await world.close()
})

/** The time from Enter until the card of the answer is on the screen. The answer is one message, which may have shown other
 *  content before. */
async function answered(question: string, text: string): Promise<number> {
  const messages = page.locator('#messages > li.bot')
  const before = await messages.count()
  await page.getByLabel('Message', { exact: true }).fill(question)
  const entered = performance.now()
  await page.keyboard.press('Enter')
  await messages.nth(before).filter({ hasText: text }).waitFor({ timeout: 120_000 })
  const took = performance.now() - entered
  expect(await messages.count()).toBe(before + 1)
  return took
}

test('with 10,000 contacts and 150 ms for each request, the first answer, the second answer and the answer after an edit come in time', async () => {
  const { graph } = world.emulator
  graph.calls.length = 0
  const first = await answered('find contact Alice', 'aadmin@contoso.example')
  const calls = [...graph.calls]
  const needed = neededMs(calls, graph.mailbox(megan.oid))
  const readMs = (calls.at(-1)?.at ?? 0) + LATENCY_MS - (calls[0]?.at ?? 0)

  const second = await answered('find contact alice admin', 'aadmin@contoso.example')
  expect(graph.calls).toHaveLength(calls.length)

  await world.restart({ CONTACTS_MAX_AGE: '0' })
  const restarted = await answered('find contact Alice', 'aadmin@contoso.example')
  const alice = graph
    .mailbox(megan.oid)
    .contacts(book.folders[0]?.id ?? '')
    .find(({ surname }) => surname === 'Admin')
  graph.mailbox(megan.oid).change(alice?.id ?? '', { mobilePhone: '+1 425 555 0142' })
  const edited = await answered('find contact Alice', '+1 425 555 0142')

  const figures = { first, readMs, needed, requests: calls.length, second, restarted, edited }
  if (process.env['FIGURES'] === '1')
    console.log(JSON.stringify(figures, (_, value) => (typeof value === 'number' ? Math.round(value) : value)))
  expectWithin(30_000, first)
  // Two seconds for a slow machine, on which emulator, bot and browser share the processor.
  expectWithin(2 * needed + 2_000, readMs)
  expectWithin(1_000, second)
  expectWithin(5_000, edited)
  expect(await page.getByText(en.asOf.checking('|').split('|')[1] ?? '').count()).toBe(0)
}, 240_000)

/** The least time that Graph needs for these requests, given the longest chain in which each request waits for the one before,
 *  and the number of requests that Graph accepts at a time. */
function neededMs(calls: readonly GraphCall[], mailbox: Mailbox): number {
  const paths = calls.map(({ path }) => decodeURIComponent(path))
  const count = (start: string) => paths.filter((path) => path.startsWith(start)).length
  const listed = (id: string | undefined): number => {
    const folder = id === undefined ? undefined : mailbox.folder(id)
    if (!folder) return count('/v1.0/me/contactFolders?')
    return listed(folder.parentFolderId) + count(`/v1.0/me/contactFolders/${folder.id}/childFolders?`)
  }
  const chains = mailbox.folders.map(({ id, parentFolderId, isDefault }) => {
    const known = isDefault ? count('/v1.0/me/contacts?') : listed(parentFolderId)
    return known + count(`/v1.0/me/contactFolders/${id}/contacts/delta?`)
  })
  return LATENCY_MS * Math.max(calls.length / AT_A_TIME, ...chains)
}
