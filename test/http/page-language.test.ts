import { afterAll, beforeAll, expect, test } from 'vitest'
import { browser } from '../../emulator/browser.ts'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { pseudo } from '../endings/pseudo-locale.ts'
import { startUrl, startWorld, type World } from '../world.ts'

let world: World

beforeAll(async () => {
  world = await startWorld({}, {}, { languages: [en, pseudo] })
})
afterAll(() => world.close())

const langOf = (html: string) => /<html lang="([^"]*)">/.exec(html)?.[1]

test('a page about a sign-in speaks the language of its chat, whatever the browser asks for', async () => {
  const chat = world.emulator.channel.personal(megan, { locale: pseudo.locale })
  const [card] = await chat.ask('connect')
  const by = browser({ acceptLanguage: 'en' })
  const start = await by.open(startUrl(card))
  expect([langOf(start.html), start.text.startsWith(pseudo.appName)]).toEqual([pseudo.locale, true])
  const end = await by.submit(start, 'continue', { cancel: 'yes' })
  expect([langOf(end.html), end.text]).toEqual([pseudo.locale, expect.stringContaining(pseudo.signInFailed.cancelled)])
})

test.each([
  [undefined, en.locale],
  ['de', en.locale],
  [`de, ${pseudo.locale};q=0.5`, pseudo.locale],
])('a page about a sign-in that is not known, in a browser that asks for %s, speaks %s', async (wanted, locale) => {
  const by = browser(wanted === undefined ? {} : { acceptLanguage: wanted })
  const shown = await by.open(`${world.publicUrl}/auth/start?ticket=x`)
  expect(langOf(shown.html)).toBe(locale)
  expect(shown.text).toContain(locale === en.locale ? en.page.expired.title : pseudo.page.expired.title)
})

test('English words are commands in every language, and so are the language’s own', async () => {
  const chat = world.emulator.channel.personal(megan, { locale: pseudo.locale })
  for (const word of ['status', pseudo.commands.status[0]])
    expect((await chat.ask(word))[0]?.attachments?.[0]?.content).toMatchObject({
      body: [{ text: pseudo.status.notConnected }],
    })
})
