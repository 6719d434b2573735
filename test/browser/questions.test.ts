import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { launch } from '../chromium.ts'
import { startWorld, type World } from '../world.ts'
import { axeFindings, overflowing, record, type Record, shot } from './look.ts'

let chromium: Browser
let world: World
let context: BrowserContext
let seen: Record
let page: Page

beforeAll(async () => {
  chromium = await launch()
})
afterAll(() => chromium.close())

beforeEach(async () => {
  world = await startWorld()
  context = await chromium.newContext()
  seen = record(context)
  page = await context.newPage()
  const mailbox = world.emulator.graph.mailbox(megan.oid)
  const carol = { companyName: 'Fabrikam', birthday: '1984-03-09T11:59:00Z' }
  mailbox.add({ displayName: 'Carol Quorum', ...carol })
  mailbox.add({ displayName: 'Quentin Quorum', mobilePhone: '+44 7700 900002' })
  mailbox.add({ displayName: 'Olga Lind', companyName: 'Zyxwv', businessAddress: { city: 'Oslo' } })
})
afterEach(async () => {
  await context.close()
  await world.close()
  expect(seen.errors).toEqual([])
})

const answers = (): Locator => page.locator('#messages > li.bot')

/** Asks, and waits for the answer with this text. */
async function ask(question: string, text: string): Promise<void> {
  const before = await answers().count()
  await page.getByLabel('Message', { exact: true }).fill(question)
  await page.getByRole('button', { name: 'Send' }).click()
  await answers().nth(before).filter({ hasText: text }).waitFor()
}

const QUESTIONS: [question: string, first: string][] = [
  ['who is alice admin?', 'Alice Admin'],
  ['what is alice’s phone number, please', en.contact.mobile],
  ['email for alice', en.contact.email],
  ['when is carol quorum’s birthday', 'March 9, 1984'],
  ['where does carol quorum work?', 'Fabrikam'],
  ['someone at zyxwv in oslo', 'Olga Lind'],
  ['quorum phone', '2 people match “quorum”'],
  ['quentin quorum’s birthday', en.contact.missing.birthday],
]

test.each([
  ['light', 1280],
  ['light', 320],
  ['dark', 1280],
  ['dark', 320],
] as const)('questions in ordinary words: %s, %i px', async (colorScheme, width) => {
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize({ width, height: 900 })
  await world.connect(megan)
  await page.goto(`${world.emulator.origin}/chat?${new URLSearchParams({ person: megan.oid, place: 'personal' })}`)
  await page.getByRole('button', { name: /^(?:Remove|Add) / }).waitFor()
  for (const [n, [question, first]] of QUESTIONS.entries()) {
    await ask(question, first)
    // The answer is visible, whatever else the card shows.
    const box = await answers().last().getByText(first).first().boundingBox()
    expect(
      await page.evaluate(() => document.querySelector('#scroll')?.getBoundingClientRect().top),
    ).toBeLessThanOrEqual(box?.y ?? -1)
    await shot(page, `question-${n}-${colorScheme}-${width}`)
  }
  expect(await axeFindings(page)).toEqual([])
  expect(await overflowing(page)).toEqual([])
})
