import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { launch } from '../chromium.ts'
import { pressForm } from '../forms.ts'
import { jpegOf } from '../photos/jpeg.ts'
import { signInWith, startWorld, type World } from '../world.ts'
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
  context = await chromium.newContext({ acceptDownloads: true })
  seen = record(context)
  page = await context.newPage()
})
afterEach(async () => {
  await context.close()
  await world.close()
  expect(seen.errors).toEqual([])
})

const answers = (): Locator => page.locator('#messages > li.bot')
const { files: words } = en

/** Megan's chat, in which she may change contacts. */
async function openChat(): Promise<void> {
  await world.connect(megan)
  const chat = world.emulator.channel.personal(megan)
  await chat.settled()
  const [form] = await chat.ask('add contact Paula Permission')
  if (!form) throw new Error('No form')
  await signInWith(await pressForm(chat, form, en.form.save), megan)
  await chat.settled()
  await page.goto(`${world.emulator.origin}/chat?${new URLSearchParams({ person: megan.oid, place: 'personal' })}`)
  await page.getByRole('button', { name: /^(?:Remove|Add) / }).waitFor()
}

async function say(text: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}

test.each([
  ['light', 1280],
  ['light', 320],
  ['dark', 320],
] as const)('a file is sent and imported, and contacts are exported: %s, %i px', async (colorScheme, width) => {
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize({ width, height: 900 })
  await openChat()
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach a file' }).press('Enter')
  await (await choosing).setFiles(new URL('../vcard/files/google-3.0.vcf', import.meta.url).pathname)
  await answers().last().getByText(words.fresh(2)).waitFor()
  await shot(page, `import-summary-${colorScheme}-${width}`)
  expect(await axeFindings(page)).toEqual([])
  expect(await overflowing(page)).toEqual([])
  await answers().last().getByRole('button', { name: words.importButton }).press('Enter')
  await answers().getByText(words.imported(2)).waitFor()
  await say('find zoë łuczak')
  await answers().last().getByText('+48 600 000 001').first().waitFor()

  await say('export contacts')
  await answers().getByRole('button', { name: 'Allow' }).click()
  const link = answers()
    .last()
    .getByRole('link', { name: /^contacts-.*\.vcf$/ })
  await link.waitFor()
  await shot(page, `export-${colorScheme}-${width}`)
  expect(await axeFindings(page)).toEqual([])
  expect(await overflowing(page)).toEqual([])
  const downloading = page.waitForEvent('download')
  await link.click()
  const folder = mkdtempSync(join(tmpdir(), 'export-'))
  const path = join(folder, 'contacts.vcf')
  await (await downloading).saveAs(path)
  expect(readFileSync(path, 'utf8')).toContain('FN:Zoë Łuczak')
  rmSync(folder, { recursive: true })
})

test.each(['light', 'dark'] as const)('a card shows the picture of a contact: %s', async (colorScheme) => {
  await page.emulateMedia({ colorScheme })
  const mailbox = world.emulator.graph.mailbox(megan.oid)
  mailbox.hide(mailbox.add({ displayName: 'Zelda Zimmer' }).id, { photo: await jpegOf(400, 400) })
  await openChat()
  await say('find zelda')
  const picture = answers().last().getByRole('img', { name: 'Zelda Zimmer' })
  await picture.waitFor()
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(96)
  await shot(page, `photo-${colorScheme}`)
  expect(await axeFindings(page)).toEqual([])
})
