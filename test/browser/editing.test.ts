import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { launch } from '../chromium.ts'
import { startWorld, type World } from '../world.ts'
import { axeFindings, elsewhere, overflowing, record, type Record, shot } from './look.ts'

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
})
afterEach(async () => {
  await context.close()
  await world.close()
  expect(seen.errors).toEqual([])
  expect(elsewhere(seen.requests)).toEqual([])
})

const mailbox = () => world.emulator.graph.mailbox(megan.oid)
const named = (name: string) =>
  mailbox()
    .folders.flatMap(({ id }) => mailbox().contacts(id))
    .filter(({ displayName }) => displayName === name)

const answers = (): Locator => page.locator('#messages > li.bot')
const latest = (): Locator => answers().last()

async function say(text: string): Promise<void> {
  const before = await answers().count()
  await page.getByLabel('Message', { exact: true }).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  await answers().nth(before).waitFor()
}

async function sees(text: string): Promise<void> {
  await latest().filter({ hasText: text }).waitFor()
}

const field = (label: string): Locator => latest().getByLabel(label, { exact: true })

/** Presses a button by the keyboard. */
async function press(title: string): Promise<void> {
  await latest().getByRole('button', { name: title, exact: true }).press('Enter')
}

/** Checks that must hold for every card. */
async function isShownWell(name: string): Promise<void> {
  await shot(page, name)
  expect(await overflowing(page)).toEqual([])
  expect(await axeFindings(page)).toEqual([])
}

test.each([
  ['light', 1280],
  ['light', 320],
  ['dark', 1280],
  ['dark', 320],
] as const)(
  'add, edit with a conflict, delete, undo and list by the keyboard: %s, %i px',
  async (colorScheme, width) => {
    const look = (what: string) => isShownWell(`editing-${what}-${colorScheme}-${width}`)
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    await world.connect(megan)
    await page.goto(`${world.emulator.origin}/chat?${new URLSearchParams({ person: megan.oid, place: 'personal' })}`)
    await page.getByRole('button', { name: /^(?:Remove|Add) / }).waitFor()

    await say('add contact Nora Quist, Quill')
    expect(await field(en.form.labels.surname).inputValue()).toBe('Quist')
    await field(en.contact.email).fill('nora')
    await look('form')
    await press(en.form.save)
    await sees(en.form.faults.no_address)
    expect(await field(en.contact.email).inputValue()).toBe('nora')
    await look('fault')
    await field(en.contact.email).fill('nora@quill.example')
    await press(en.form.more)
    await field(en.contact.notes).fill('Met in Oslo.\nCalls in the morning.')
    await press(en.form.save)
    await sees(en.signIn.toChange)
    await look('permission')
    const [window] = await Promise.all([page.waitForEvent('popup'), press(en.signIn.button)])
    await window.getByRole('button', { name: 'Continue to Microsoft' }).click()
    await window.getByRole('button', { name: megan.username }).click()
    await window.getByRole('button', { name: 'Accept' }).click()
    await window.getByRole('heading', { name: 'You’re connected' }).waitFor()
    await window.close()
    await sees(en.news.added)
    expect(named('Nora Quist')).toMatchObject([{ personalNotes: 'Met in Oslo.\nCalls in the morning.' }])
    await look('added')

    await press(en.changing.edit)
    await sees(en.form.edit('Nora Quist'))
    mailbox().change(named('Nora Quist')[0]?.id ?? '', { companyName: 'Fabrikam' })
    await field(en.contact.company).fill('Contoso')
    await press(en.form.save)
    await sees(en.changing.conflict('Nora Quist'))
    await look('conflict')
    await press(en.changing.overwrite)
    await sees(en.news.changed)
    expect(named('Nora Quist')).toMatchObject([{ companyName: 'Contoso', jobTitle: null }])

    await press(en.changing.remove)
    await sees(en.changing.question('Nora Quist'))
    await look('question')
    await press(en.changing.confirm)
    await sees(en.changing.deleted('Nora Quist'))
    expect(named('Nora Quist')).toEqual([])
    await press(en.changing.undo)
    await sees(en.news.restored)
    expect(named('Nora Quist')).toHaveLength(1)

    await say('list contacts')
    await sees(' · 1–8')
    await look('list')
    await press(en.contacts.next)
    await sees(' · 9–16')
    await latest().getByLabel(en.list.part, { exact: true }).selectOption({ label: 'Family' })
    await press(en.list.show)
    await sees('People in “Family”')
    await latest().getByRole('button', { name: / / }).first().press('Enter')
    await sees(en.contact.back)
    await Promise.all([page.waitForResponse(/\/chat\/api\/act$/), press(en.contact.back)])
    await sees('People in “Family”')
  },
)
