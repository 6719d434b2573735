// What people are told if Microsoft refuses or grants only a part, or if their browser sends no cookie.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { browser, signIn as walk } from '../../emulator/browser.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { askForLink, start, toCallback, visit } from '../visit.ts'
import { said, startWorld, type World } from '../world.ts'
import { storedKeys } from './stored.ts'

let world: World
let chat: Chat
beforeAll(async () => {
  world = await startWorld()
  chat = world.emulator.channel.personal(megan)
})
afterAll(() => world.close())
afterEach(async () => {
  world.emulator.faults.clear()
  await chat.ask('disconnect')
})

const fault = {
  callback: (error: string, number: string) => ({
    match: 'authorize' as const,
    redirect: { error, error_description: `AADSTS${number}: words` },
  }),
  exchange: (error: string, number: string) => ({
    match: 'token' as const,
    status: 400,
    body: { error, error_codes: [Number(number)], error_description: `AADSTS${number}: words` },
  }),
}

type Case = [id: string, where: keyof typeof fault, error: string, number: string]

/** Signs in while Microsoft refuses. @returns what page and chat say, and the lines in the log */
async function refused([, where, error, number]: Case) {
  const lines = world.log.length
  const link = await askForLink(chat)
  world.emulator.faults.add(fault[where](error, number))
  const page = await walk(browser(), link, { username: megan.username })
  await chat.settled()
  return { page, told: said(chat).at(-1) ?? '', log: JSON.stringify(world.log.slice(lines)) }
}

describe('an administrator must approve the app first: page and chat have the link to hand on', () => {
  test.each<Case>([
    ['C7', 'callback', 'access_denied', '900941'],
    ['C7', 'callback', 'access_denied', '90093'],
    ['C8', 'exchange', 'invalid_grant', '65001'],
    ['own', 'callback', 'consent_required', '90095'],
    ['own', 'callback', 'interaction_required', '900981'],
    ['own', 'exchange', 'invalid_grant', '90094'],
    ['own', 'exchange', 'interaction_required', '900942'],
  ])('%s: the %s says %s, AADSTS%s', async (...one) => {
    const { page, told } = await refused(one)
    expect(page.text).toContain(en.signInFailed.admin_approval)
    expect(page.html).toContain('/adminconsent?')
    expect(told).toContain(en.signInFailed.admin_approval)
    expect(told).toContain('/adminconsent?')
  })
})

describe('a rule keeps the person out: they are sent to their administrator, and not told to try again', () => {
  test.each<Case>([
    ['C9', 'callback', 'access_denied', '50105'],
    ['C9', 'callback', 'interaction_required', '53003'],
    ['C9', 'exchange', 'invalid_grant', '53003'],
    ['own', 'callback', 'access_denied', '500213'],
    ['own', 'callback', 'login_required', '54000'],
    ['own', 'exchange', 'invalid_grant', '500341'],
    ['own', 'exchange', 'interaction_required', '530034'],
  ])('%s: the %s says %s, AADSTS%s', async (...one) => {
    const { page, told, log } = await refused(one)
    const reference = /Reference: ([\da-f]+)/.exec(told)?.[1] ?? 'none'
    for (const text of [page.text, told]) {
      expect(text).toContain(en.signInFailed.blocked)
      expect(text).toContain(reference)
      expect(text).not.toContain('try again')
    }
    expect(log).toContain(`"aadsts":"AADSTS${one[3]}"`)
    expect(log).toContain(reference)
  })
})

describe('what must stay as it was', () => {
  test.each<[string, keyof typeof fault, string, string, string]>([
    ['the person said no', 'callback', 'access_denied', '65004', en.signInFailed.cancelled],
    ['a passing fault', 'callback', 'temporarily_unavailable', '90033', en.signInFailed.unavailable],
    ['a passing fault of the directory', 'callback', 'server_error', '90090', en.signInFailed.unavailable],
    ['a wrong app', 'callback', 'unauthorized_client', '700016', en.signInFailed.operator],
    ['a tenant of another cloud', 'exchange', 'invalid_request', '900382', en.signInFailed.operator],
    ['a number that nobody knows', 'callback', 'access_denied', '9999999', en.signInFailed.refused],
  ])('%s (%s, %s, AADSTS%s)', async (what, where, error, number, sentence) => {
    const { page, told } = await refused([what, where, error, number])
    expect(page.text).toContain(sentence)
    expect(told).toContain(sentence)
  })
})

describe('a grant with something missing', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['C25: no refresh token', { refresh_token: null }, en.signInFailed.no_lasting_access],
    ['own: an empty refresh token', { refresh_token: '' }, en.signInFailed.no_lasting_access],
    ['own: no refresh token, and no scopes', { refresh_token: null, scope: null }, en.signInFailed.no_lasting_access],
    [
      'own: no refresh token, and no time',
      { refresh_token: null, expires_in: null },
      en.signInFailed.no_lasting_access,
    ],
    ['C26: no right to read contacts', { scope: 'email openid profile' }, en.signInFailed.contacts_not_granted],
    ['own: another right on contacts', { scope: 'https://x/Contacts.ReadBasic' }, en.signInFailed.contacts_not_granted],
    ['own: only other people’s', { scope: 'Contacts.Read.Shared' }, en.signInFailed.contacts_not_granted],
    ['own: only the profile', { scope: 'https://graph.microsoft.com/User.Read' }, en.signInFailed.contacts_not_granted],
  ])('%s is said at once in words of its own, and nothing is stored', async (_what, merge, sentence) => {
    world.emulator.faults.add({ match: 'token', merge, times: 1 })
    const page = await walk(browser(), await askForLink(chat), { username: megan.username })
    await chat.settled()
    expect(page.text).toContain(sentence)
    expect(said(chat).at(-1)).toContain(sentence)
    expect(await storedKeys(world, 'connection/')).toEqual([])
  })

  test.each([{ scope: 'Contacts.Read' }, { scope: 'OPENID CONTACTS.READ' }, { scope: '' }, { scope: null }])(
    'C26: %j connects',
    async (merge) => {
      world.emulator.faults.add({ match: 'token', merge, times: 1 })
      expect((await walk(browser(), await askForLink(chat), { username: megan.username })).status).toBe(200)
      expect(await storedKeys(world, 'connection/')).toHaveLength(1)
    },
  )

  test('own: a renewal with an empty refresh token keeps the old one, and the next renewal uses it', async () => {
    await world.connect(megan)
    await chat.settled()
    for (const merge of [{ refresh_token: '', scope: '' }, {}]) {
      world.emulator.entra.expireAccessTokens()
      world.emulator.faults.add({ match: 'token', merge, times: 1 })
      await chat.ask('find contact Alice')
      expect(said(chat).at(-1)).toContain('Alice Admin')
    }
  })
})

describe('C31: cookies that come late, or not at all', () => {
  const callback = async () => {
    const { location, cookie } = await start(await askForLink(chat))
    return { url: await toCallback(location, megan), cookie }
  }

  test('the page loads itself once more, and with the cookie the sign-in connects', async () => {
    const { url, cookie } = await callback()
    const first = await visit(url)
    expect([first.status, new URL(first.location ?? '', url).searchParams.get('again')]).toEqual([400, '1'])
    const again = await visit(new URL(first.location ?? '', url).href, { cookie })
    expect([again.status, again.location]).toEqual([200, undefined])
    expect(await storedKeys(world, 'connection/')).toHaveLength(1)
  })

  test.each<[string, (url: string) => string, Record<string, string>]>([
    ['own: a browser that keeps no cookies at all', (url) => url, {}],
    ['own: one that has another sign-in’s cookie alone', (url) => url, { cookie: `signin-${'x'.repeat(16)}=y` }],
    ['own: one that was told no by Microsoft', (url) => url.replace(/code=[^&]*/, 'error=access_denied'), {}],
  ])('%s is told about cookies at the second load, and nothing is used up', async (_who, changed, headers) => {
    const { url, cookie } = await callback()
    const before = world.emulator.entra.count('token')
    const second = await visit(`${changed(url)}&again=1`, headers)
    expect([second.status, second.location]).toEqual([400, undefined])
    expect(second.html).toContain('cookies')
    expect(second.html).toContain(en.signIn.browserButton)
    expect(world.emulator.entra.count('token')).toBe(before)
    expect((await visit(url, { cookie })).status).toBe(200)
  })
})
