import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { alex, lidia, megan, type Person } from '../../emulator/people.ts'
import { launch } from '../chromium.ts'
import { en } from '../../src/text/en.ts'
import { HOSTILE } from '../hostile-contacts.ts'
import { startWorld, type World } from '../world.ts'
import { axeFindings, elsewhere, overflowing, record, type Record, shot } from './look.ts'
import { holdThreeSeconds, pass } from './three-seconds.ts'

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
  // This lets people sign in, too, in a chat that does not vouch for them.
  world = await startWorld({ OAUTH_TENANT: 'organizations' })
  context = await chromium.newContext({ viewport: { width: 900, height: 900 } })
  await holdThreeSeconds(context)
  seen = record(context)
  page = await context.newPage()
})

/** After every test: no error went unnoticed, and no request left this machine. */
afterEach(async () => {
  await context.close()
  await world.close()
  expect(seen.errors).toEqual([])
  expect(seen.requests.length).toBeGreaterThan(0)
  expect(elsewhere(seen.requests)).toEqual([])
})

async function open(person: Person, place: 'personal' | 'group' | 'web' = 'personal'): Promise<void> {
  await page.goto(`${world.emulator.origin}/chat?${new URLSearchParams({ person: person.oid, place })}`)
  await page.getByRole('button', { name: /^(?:Remove|Add) / }).waitFor()
}

async function say(text: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** The bot's messages that contain this text. */
const answer = (text: string | RegExp): Locator => page.locator('#messages > li.bot', { hasText: text })

/** Waits until the text is visible in an answer of the bot. */
async function sees(text: string | RegExp): Promise<void> {
  await answer(text).last().waitFor()
}

/** Presses a button that opens a window. */
async function popup(press: () => Promise<void>): Promise<Page> {
  const [opened] = await Promise.all([page.waitForEvent('popup'), press()])
  await opened.waitForLoadState()
  return opened
}

/** From the start page in the popup to the page at the end. */
async function signIn(window: Page, person: Person): Promise<void> {
  await window.getByRole('button', { name: 'Continue to Microsoft' }).click()
  await window.getByRole('button', { name: person.username }).click()
  await window.getByRole('button', { name: 'Accept' }).click()
}

async function connect(person: Person): Promise<void> {
  await say('connect')
  const window = await popup(() => page.getByRole('button', { name: 'Sign in', exact: true }).click())
  await signIn(window, person)
  await window.getByRole('heading', { name: 'You’re connected' }).waitFor()
  await window.close()
  await sees(`You’re connected as ${person.username}`)
}

test('asked before the sign-in, answered after it: picker and consent in the popup, card and answer in the chat', async () => {
  await open(megan)
  await say('find contact Alice')
  await sees('right away. You only need to do this once.')
  await shot(page, 'chat-sign-in')
  const window = await popup(() => page.getByRole('button', { name: 'Sign in', exact: true }).click())
  expect((await window.getByRole('main').innerText()).replace(/\s+/g, ' ')).toContain(
    'Chat user “Megan Bowen” Where Microsoft Teams',
  )
  await signIn(window, megan)
  await window.getByRole('heading', { name: 'You’re connected' }).waitFor()
  expect(await window.getByRole('main').innerText()).toContain(megan.username)

  await sees(`Signed in as ${megan.username}.`)
  await sees('aadmin@contoso.example')
  expect(await page.getByRole('button', { name: 'Sign in' }).count()).toBe(0)
  expect(await page.locator('#messages > li.bot').count()).toBe(2)
  await shot(page, 'chat-answer')
})

test('a row of a list opens the card in its place, and Back brings the list again', async () => {
  await open(megan)
  await connect(megan)
  await say('find contact Smith')
  await sees('people match “Smith”')
  const before = await page.locator('#messages > li').count()
  await shot(page, 'chat-list')

  await page.getByRole('button', { name: 'John Smith' }).click()
  await sees('+44 20 7946 0012')
  expect(await answer('people match “Smith”').count()).toBe(0)
  await shot(page, 'chat-card-in-place')
  await page.getByRole('button', { name: 'Back to the list' }).click()
  await sees('people match “Smith”')
  expect(await answer('+44 20 7946 0012').count()).toBe(0)
  expect(await page.locator('#messages > li').count()).toBe(before)
})

test('an empty chat opens with a hint, which goes with the first message', async () => {
  await open(megan)
  const hint = page.getByText('Type a name, such as Alice, or say help.')
  await hint.waitFor()
  await say('help')
  await sees('find contact Alice')
  expect(await hint.isVisible()).toBe(false)
})

test('what was typed stays while the emulator is away', async () => {
  await open(megan)
  await page.route('**/chat/api/send', (route) => route.abort())
  await say('find contact Alice')
  await page.getByText('The emulator cannot be reached.').waitFor()
  expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('find contact Alice')
  seen.errors.length = 0
})

test('a row that is pressed by keyboard moves the focus to the card that it opens, and so does the way back', async () => {
  await open(megan)
  await connect(megan)
  // Many elements before it in the chat can be pressed.
  for (let n = 0; n < 3; n += 1) await say('find contact Smith')
  /** How often Tab is pressed until an element with this text has the focus; at most ten times. */
  const tabsTo = async (text: string): Promise<number> => {
    for (let tabs = 1; tabs < 10; tabs += 1) {
      await page.keyboard.press('Tab')
      const focused = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
      if (focused.startsWith(text)) return tabs
    }
    return Infinity
  }
  await say('find contact Smith')
  await expect.poll(() => answer('people match “Smith”').count()).toBe(4)
  await page.getByRole('button', { name: 'John Smith' }).last().focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => answer('people match “Smith”').count()).toBe(3)
  await sees('+44 20 7946 0012')
  // The card itself can have the focus, and after it the elements in it.
  expect(await tabsTo('Back to the list')).toBeLessThanOrEqual(3)
  await page.keyboard.press('Enter')
  await expect.poll(() => answer('people match “Smith”').count()).toBe(4)
  expect(await tabsTo('Ada Smith')).toBeLessThanOrEqual(3)
})

test('a person’s message is shown even if its text is only in HTML', async () => {
  world.emulator.untidy.add('html-only')
  await open(megan)
  await say('find contact <b>Smith</b> & co')
  await page.locator('#messages > li.me', { hasText: 'find contact <b>Smith</b> & co' }).waitFor()
})

test('a person can page through a long list', async () => {
  await open(megan)
  await connect(megan)
  await say('find contact a')
  await sees(/people match “a”.*· 1–8/s)
  await page.getByRole('button', { name: 'More' }).click()
  await sees(/people match “a”.*· 9–16/s)
  await page.getByRole('button', { name: 'Back' }).click()
  await sees(/people match “a”.*· 1–8/s)
})

test('status and disconnect work, and the next question asks to sign in again', async () => {
  await open(megan)
  await connect(megan)
  await say('status')
  await sees('320 in 11 folders')
  await shot(page, 'chat-status')
  await page.getByRole('button', { name: 'Details' }).click()
  await sees(`${world.emulator.origin}/v1.0`)
  await say('disconnect')
  await sees('You’re signed out')
  await say('find contact Alice')
  await sees('I’ll look up “Alice” right away')
  expect(await answer('aadmin@contoso.example').count()).toBe(0)
})

test('consent refused at Microsoft: page and chat say so, and the card offers another try', async () => {
  await open(megan)
  await say('connect')
  const window = await popup(() => page.getByRole('button', { name: 'Sign in', exact: true }).click())
  await window.getByRole('button', { name: 'Continue to Microsoft' }).click()
  await window.getByRole('button', { name: megan.username }).click()
  await window.getByRole('button', { name: 'Cancel' }).click()
  await window.getByRole('heading', { name: 'Not connected' }).waitFor()
  expect(await window.getByRole('main').innerText()).toContain('You cancelled the sign-in')

  await sees('You cancelled the sign-in, so nothing was connected.')
  await shot(page, 'chat-cancelled')
  await window.close()
  const again = await popup(() => page.getByRole('button', { name: 'Try again' }).click())
  await again.getByRole('button', { name: 'Continue to Microsoft' }).waitFor()
})

test('Cancel on the first page ends the sign-in as well', async () => {
  await open(megan)
  await say('connect')
  const window = await popup(() => page.getByRole('button', { name: 'Use my browser instead' }).click())
  await window.getByRole('button', { name: 'Cancel' }).click()
  await window.getByRole('heading', { name: 'Not connected' }).waitFor()
  await sees('You cancelled the sign-in')
})

test('another account than the chat’s own: the page names it, the chat does not', async () => {
  await open(megan)
  await say('connect')
  const window = await popup(() => page.getByRole('button', { name: 'Sign in', exact: true }).click())
  await signIn(window, alex)
  await window.getByRole('heading', { name: 'That’s a different account' }).waitFor()
  expect(await window.getByRole('main').innerText()).toContain(alex.username)
  await sees('That’s a different account from the one you use here')
  expect(await page.locator('#messages').innerText()).not.toContain('alex')
})

test('if nobody vouches, the page shows the code, and typing it in the chat connects', async () => {
  await open(lidia, 'web')
  await say('find contact Zaphod')
  const window = await popup(() => page.getByRole('button', { name: 'Sign in', exact: true }).click())
  expect((await window.getByRole('main').innerText()).replace(/\s+/g, ' ')).toContain(
    'Chat user “Lidia Holloway” Where Web Chat on a web page',
  )
  await window.getByRole('button', { name: 'Continue to Microsoft' }).click()
  await window.getByRole('button', { name: lidia.username }).click()
  await window.getByRole('button', { name: 'Accept' }).click()
  await window.getByRole('heading', { name: 'One more step' }).waitFor()
  const code = window.locator('#result')
  await sees('Type the 6-digit code')
  await code.waitFor()
  expect(await code.innerText()).toMatch(/^\d{3} \d{3}$/)
  await shot(window, 'page-code-in-popup')

  await say('000 000')
  await sees('2 tries left')
  await say(await code.innerText())
  await sees('No contact matches “Zaphod”.')
  await sees(`Signed in as ${lidia.username}.`)
  await shot(page, 'chat-code')
})

test('a browser tab that no page opened as a window shows the code, too', async () => {
  await open(megan, 'web')
  await say('connect')
  const tab = await popup(() => page.getByRole('button', { name: 'Use my browser instead' }).click())
  await signIn(tab, megan)
  await tab.getByRole('heading', { name: 'One more step' }).waitFor()
  await pass(tab)
  await say(await tab.locator('#result').innerText())
  await sees(`You’re connected as ${megan.username}`)
})

test('an old sign-in link opened again says how its sign-in ended', async () => {
  await open(megan)
  await say('connect')
  const link = page.getByRole('button', { name: 'Sign in', exact: true })
  await link.waitFor()
  const [first] = await Promise.all([page.waitForEvent('popup'), link.click()])
  const address = first.url()
  await signIn(first, megan)
  await sees(`You’re connected as ${megan.username}`)

  await first.goto(address)
  await first.getByRole('heading', { name: 'You’re connected' }).waitFor()
  expect(await first.getByRole('main').innerText()).toContain(en.page.over.connected)
})

test('a newer card replaces an older card, whose link no longer works', async () => {
  await open(megan)
  await say('connect')
  const old = await popup(() => page.getByRole('button', { name: 'Sign in', exact: true }).click())
  // A card that nobody has used yet would be offered again.
  await old.getByRole('button', { name: 'Continue to Microsoft' }).click()
  await old.getByRole('button', { name: megan.username }).waitFor()
  await say('connect')
  await sees('Please use the newer sign-in card below.')
  await expect.poll(() => page.getByRole('button', { name: 'Sign in', exact: true }).count()).toBe(1)
  await old.getByRole('button', { name: megan.username }).click()
  await old.getByRole('button', { name: 'Accept' }).click()
  await old.getByRole('heading', { name: 'This sign-in is over' }).waitFor()
})

test('a row of an old list whose person is gone says so', async () => {
  await world.restart({ CONTACTS_MAX_AGE: '0' })
  await open(megan)
  await connect(megan)
  await say('find contact Smith')
  await sees('people match “Smith”')
  const mailbox = world.emulator.graph.mailbox(megan.oid)
  const john = mailbox.contacts(mailbox.defaultFolder.id).find(({ displayName }) => displayName === 'John Smith')
  mailbox.remove(john?.id ?? '')
  await page.getByRole('button', { name: 'John Smith' }).click()
  await sees('This contact is no longer in your Outlook.')
})

test('in a group chat the answer is only a button to the personal chat', async () => {
  await open(megan, 'group')
  await say('find contact Alice')
  await sees('I only share your contacts with you.')
  expect(await page.locator('#messages').innerText()).not.toContain('aadmin')
})

test('other people’s markup stays text', async () => {
  for (const details of HOSTILE) world.emulator.graph.mailbox(megan.oid).add(structuredClone(details))
  await open(megan)
  await connect(megan)
  await say('find contact DROP TABLE')
  await sees('<script>alert("x")</script>')
  await say('find contact # Down')
  await sees('[click **here**](https://evil.example) `code` _Mark_')
  await say('<img src=x onerror=alert(1)> {{DATE(2031-12-31)}}')
  await sees('I didn’t understand that.')
  expect(await page.locator('#messages :is(a[href*="evil"], img, script, strong:not(.heading *))').count()).toBe(0)
})

test('everything by the keyboard alone: ask, sign in, list, card, back, disconnect', async () => {
  await open(megan)
  const { keyboard } = page
  const typed = async (text: string) => {
    await tabTo(page, page.locator('#text'))
    await keyboard.type(text)
    await keyboard.press('Enter')
  }
  await typed('find contact Smith')
  await sees('right away. You only need to do this once.')
  await tabTo(page, page.getByRole('button', { name: 'Sign in', exact: true }))
  const window = await popup(() => keyboard.press('Enter'))
  for (const target of [
    '#continue button:not(.other)',
    `[id="account-${megan.username}"] button`,
    'button[value=accept]',
  ]) {
    await tabTo(window, window.locator(target))
    await window.keyboard.press('Enter')
  }
  await window.getByRole('heading', { name: 'You’re connected' }).waitFor()
  await window.close()

  await sees('people match “Smith”')
  await tabTo(page, page.getByRole('button', { name: 'John Smith' }))
  await keyboard.press('Enter')
  await sees('+44 20 7946 0012')
  // The card has replaced the pressed button, and the focus stays at this place: Tab goes on from there, not from the beginning
  // of the page.
  expect(await page.evaluate(() => document.activeElement?.closest('#messages > li') !== null)).toBe(true)
  await tabTo(page, page.getByRole('button', { name: 'Back to the list' }), 6)
  await keyboard.press('Space')
  await sees('people match “Smith”')
  await typed('disconnect')
  await sees('You’re signed out')
})

/** Presses Tab until the focus is on the target. @throws if it is not after `most` times */
async function tabTo(on: Page, target: Locator, most = 60): Promise<void> {
  await on.bringToFront()
  await target.waitFor()
  for (let pressed = 0; pressed <= most; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await on.keyboard.press('Tab')
  }
  throw new Error(`${most} times Tab, and never at ${String(target)}.`)
}

test.each([
  ['light', 1280],
  ['dark', 320],
] as const)('axe finds nothing in the chat page, and nothing sticks out: %s, %i px', async (colorScheme, width) => {
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize({ width, height: 800 })
  await open(megan)
  await say('help')
  await sees('I find people in your own Outlook contacts.')
  await connect(megan)
  await say('status')
  await sees('Connected')
  await say('find contact Smith')
  await sees('people match “Smith”')
  await say('find contact Alice')
  await sees('aadmin@contoso.example')
  await shot(page, `chat-${colorScheme}-${width}`)
  expect(await axeFindings(page)).toEqual([])
  expect(await overflowing(page)).toEqual([])
  // The messages scroll in their own area, so the text box is always visible.
  expect(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true)
})
