// Sign-ins that leave Microsoft's host on the way. They need a real Chromium, which applies a page's policy to every redirect.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { megan } from '../../emulator/people.ts'
import type { Untidiness } from '../../emulator/untidy.ts'
import { en } from '../../src/text/en.ts'
import { launch } from '../chromium.ts'
import { askForLink } from '../visit.ts'
import { said, startUrl, startWorld, type World } from '../world.ts'
import { record } from './look.ts'

let chromium: Browser
let world: World
beforeAll(async () => {
  chromium = await launch()
  world = await startWorld()
})
afterAll(async () => {
  await chromium.close()
  await world.close()
})
afterEach(() => world.emulator.untidy.clear())

/** Presses the buttons of the pages on the way, until our page says how the sign-in ended. */
async function signInBy(page: Page): Promise<void> {
  await page.getByRole('button', { name: en.page.start.button }).click()
  const done = page.getByRole('heading', { name: en.page.connected.title })
  const next = page.locator('form#federated, form#stay, form[id="account-megan.bowen@contoso.example"], form#consent')
  for (;;) {
    await done.or(next).first().waitFor()
    if (await done.isVisible()) return
    await next.locator('button:not([value="cancel"])').first().click()
  }
}

test.each<[string, Untidiness[]]>([
  ['Microsoft alone', []],
  ['the organisation’s own server, with a page', ['federated']],
  ['the organisation’s own server, without a page', ['federated-silently']],
  ['the organisation’s own server, and then a page of Microsoft’s own', ['stay-signed-in', 'federated']],
])('C1: a person signs in by %s', async (_way, untidy) => {
  for (const switchedOn of untidy) world.emulator.untidy.add(switchedOn)
  const context = await chromium.newContext()
  const seen = record(context)
  const chat = world.emulator.channel.personal({ ...megan })
  await chat.ask('disconnect')
  const [card] = await chat.ask('connect')
  const page = await context.newPage()
  await page.goto(startUrl(card))
  await signInBy(page)
  await chat.settled()
  expect(said(chat).at(-1)).toContain(`You’re connected as ${megan.username}`)
  expect(seen.errors).toEqual([])
  const isElsewhere = seen.requests.some((url) => url.includes('/adfs/ls/'))
  expect(isElsewhere).toBe(untidy.some((name) => name.startsWith('federated')))
  await context.close()
})

test('if a browser does not open the next page by itself, the page has a link', async () => {
  const context = await chromium.newContext({ javaScriptEnabled: false })
  const chat = world.emulator.channel.personal(megan)
  await chat.ask('disconnect')
  const [card] = await chat.ask('connect')
  const page = await context.newPage()
  await page.route('**/auth/start', async (route) => {
    // The code that fetches here does not say where the form is, as a browser would.
    const answer = await route.fetch({ headers: { ...route.request().headers(), 'sec-fetch-site': 'same-origin' } })
    const { refresh, ...headers } = answer.headers()
    expect(refresh).toMatch(/^0; url=http/)
    await route.fulfill({ response: answer, headers })
  })
  await page.goto(startUrl(card))
  await page.getByRole('button', { name: en.page.start.button }).click()
  await page.getByRole('link', { name: en.page.leaving.link }).click()
  await page.locator('form').first().waitFor()
  expect(new URL(page.url()).origin).toBe(world.emulator.origin)
  await context.close()
})

test('C31: without cookies the page loads itself once more, and no more than once', async () => {
  const context = await chromium.newContext()
  const seen = record(context)
  const chat = world.emulator.channel.personal(megan)
  await chat.ask('disconnect')
  const page = await context.newPage()
  await page.goto(await askForLink(chat))
  await page.getByRole('button', { name: en.page.start.button }).click()
  const account = page.locator(`[id="account-${megan.username}"] button`)
  await account.waitFor()
  await context.clearCookies({ name: /^signin-/ })
  await account.click()
  const accept = page.getByRole('button', { name: 'Accept' })
  const end = page.getByRole('heading', { name: en.page.wrongBrowser.title })
  await accept.or(end).first().waitFor()
  if (await accept.isVisible()) await accept.click()
  await end.waitFor()
  expect(seen.requests.filter((url) => url.includes('/auth/callback?'))).toHaveLength(2)
  expect(await page.getByRole('main').innerText()).toContain('cookies')
  await context.close()
})
