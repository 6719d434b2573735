import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browser, signIn as walk } from '../../emulator/browser.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { alex, megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { storedKeys } from '../conversations/stored.ts'
import { type Answer, askForLink, start, ticketOf, toCallback, visit } from '../visit.ts'
import { said, signInWith, startWorld, type World } from '../world.ts'

const WEB = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }
const MINUTES = '10 minutes'

let world: World
beforeAll(async () => {
  world = await startWorld({ OAUTH_TENANT: 'organizations' })
})
afterAll(() => world.close())

async function fresh(person = megan, identity = {}): Promise<Chat> {
  const chat = world.emulator.channel.personal(person, identity)
  await chat.ask('disconnect')
  return chat
}

/** A sign-in that is at Microsoft, and can come back. */
async function atMicrosoft(link: string, person = megan) {
  const { cookie, location } = await start(link)
  const callback = await toCallback(location, person)
  return { callback, comeBack: () => visit(callback, { cookie }) }
}

const cancel = (link: string) =>
  visit(new URL('/auth/start', link).href, { form: { ticket: ticketOf(link), cancel: 'yes' } })

/** A person's ways back to a sign-in that has ended: the button, Cancel, and the card's link. */
async function allWaysBack(link: string): Promise<Answer[]> {
  return [await start(link), await cancel(link), await visit(link)]
}

function expectEach(pages: Answer[], sentence: string): void {
  for (const page of pages) {
    expect([page.status, page.cookies, page.location || undefined]).toEqual([410, [], undefined])
    expect(page.html).toContain(sentence)
    expect(page.html).not.toContain(megan.username)
  }
}

describe('C34 a browser that comes after the end of a sign-in is shown how it ended', () => {
  test('connected: the button, Cancel and the link say that the chat is connected, and nothing changes', async () => {
    const chat = await fresh()
    const link = await askForLink(chat)
    const { comeBack } = await atMicrosoft(link)
    expect((await comeBack()).status).toBe(200)
    await chat.settled()
    const before = said(chat).length
    const pages = await allWaysBack(link)
    expectEach(pages, en.page.over.connected)
    for (const { html } of pages) expect(html).not.toContain('say connect')
    await chat.settled()
    expect(said(chat)).toHaveLength(before)
    expect(await storedKeys(world, 'connection/')).toHaveLength(1)
  })

  test('connected: the page of the callback, loaded again without its cookie, says so at once', async () => {
    const chat = await fresh()
    const { callback, comeBack } = await atMicrosoft(await askForLink(chat))
    await comeBack()
    const again = await visit(callback)
    expect(again).toMatchObject({ status: 400, location: undefined })
    expect(again.html).toContain(en.page.over.connected)
  })

  test.each([1, 2])('two presses at once: the browser may follow the %i. answer, and is connected', async (which) => {
    const chat = await fresh()
    const before = said(chat).length
    const link = await askForLink(chat)
    const both = await Promise.all([start(link), start(link)])
    const { cookie, location } = both[which - 1]!
    const page = await visit(await toCallback(location, megan), { cookie })
    expect(page.status).toBe(200)
    // The other one comes back as well.
    const other = both[2 - which]!
    const late = await visit(await toCallback(other.location, megan), { cookie: other.cookie })
    expectEach([{ ...late, cookies: [] }], en.page.over.connected)
    await chat.settled()
    expect(
      said(chat)
        .slice(before)
        .filter((line) => line.startsWith('You’re connected as')),
    ).toHaveLength(1)
  })

  test('disconnected since: the page does not say that the chat is connected, and nothing of the sign-in is left', async () => {
    const chat = await fresh()
    const link = await askForLink(chat)
    await (await atMicrosoft(link)).comeBack()
    await chat.ask('disconnect')
    expectEach(await allWaysBack(link), en.page.expired.text(MINUTES))
    for (const kind of ['ended/', 'ticket/', 'state/']) expect(await storedKeys(world, kind)).toEqual([])
  })

  test('cancelled by the page’s button: pressing anything again says that it was cancelled, as the chat does', async () => {
    const chat = await fresh()
    const link = await askForLink(chat)
    const { comeBack } = await atMicrosoft(link)
    const [first, second] = await Promise.all([cancel(link), cancel(link)])
    expect([first.status, second.status].toSorted((a, b) => a - b)).toEqual([400, 410])
    for (const { html } of [first, second]) expect(html).toContain(en.signInFailed.cancelled)
    expectEach([...(await allWaysBack(link)), { ...(await comeBack()), cookies: [] }], en.signInFailed.cancelled)
    await chat.settled()
    expect(said(chat).filter((line) => line.startsWith(en.signInFailed.cancelled))).toHaveLength(1)
    expect(await storedKeys(world, 'connection/')).toEqual([])
  })

  test('cancelled while Microsoft is asked for tokens: nobody is connected, on the page and in the chat', async () => {
    const chat = await fresh()
    const link = await askForLink(chat)
    const { comeBack } = await atMicrosoft(link)
    const before = world.emulator.entra.count('token')
    world.emulator.faults.add({ match: 'token', delayMs: 500, times: 1 })
    const coming = comeBack()
    await expect.poll(() => world.emulator.faults.struck()).toBeGreaterThan(0)
    expect((await cancel(link)).html).toContain(en.signInFailed.cancelled)
    expect((await coming).html).toContain(en.signInFailed.cancelled)
    expect(world.emulator.entra.count('token') - before).toBe(1)
    await chat.settled()
    expect(said(chat).at(-1)).toContain(en.signInFailed.cancelled)
    expect(await storedKeys(world, 'connection/')).toEqual([])
  })

  test('another account: the pages say that it was refused, and name nobody', async () => {
    const chat = await fresh()
    const link = await askForLink(chat)
    expect((await (await atMicrosoft(link, alex)).comeBack()).status).toBe(403)
    const pages = await allWaysBack(link)
    expectEach(pages, en.mismatch)
    for (const { html } of pages) expect(html).not.toContain(alex.username)
  })

  test('an administrator must approve: the pages have the link and the sentence again', async () => {
    const chat = await fresh()
    const link = await askForLink(chat)
    const error = { error: 'access_denied', error_description: 'AADSTS900941: …' }
    world.emulator.faults.add({ match: 'authorize', redirect: error, times: 1 })
    expect((await walk(browser(), link, { username: megan.username })).status).toBe(400)
    const pages = await allWaysBack(link)
    expectEach(pages, en.signInFailed.admin_approval)
    for (const { html } of pages) expect(html).toContain('/adminconsent?')
  })

  test('blocked by a rule: the pages have the reference of the chat again', async () => {
    const chat = await fresh()
    const link = await askForLink(chat)
    const error = { error: 'access_denied', error_description: 'AADSTS53003: …' }
    world.emulator.faults.add({ match: 'authorize', redirect: error, times: 1 })
    await walk(browser(), link, { username: megan.username })
    await chat.settled()
    const reference = /Reference: [\da-f]+/.exec(said(chat).at(-1) ?? '')?.[0] ?? 'none'
    for (const page of await allWaysBack(link)) expect(page.html).toContain(reference)
  })

  test('waiting for the code: the pages send back to the one that shows it, and the code still works', async () => {
    const web = await fresh(megan, WEB)
    const link = await askForLink(web)
    const page = await (await atMicrosoft(link)).comeBack()
    expectEach(await allWaysBack(link), en.page.over.code)
    await web.ask(/data-result="(\d{6})"/.exec(page.html)?.[1] ?? '')
    expect(said(web).at(-1)).toContain(en.connected(megan.username))
    expectEach(await allWaysBack(link), en.page.over.connected)
    await web.ask('disconnect')
  })

  test('two tabs while a code is wanted: one code is shown, and one is counted', async () => {
    const web = await fresh(megan, { ...WEB, locale: 'en-IE' })
    const link = await askForLink(web)
    const tabs = [await atMicrosoft(link), await atMicrosoft(link)]
    const pages = await Promise.all(tabs.map(({ comeBack }) => comeBack()))
    expect(pages.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410])
    const code = /data-result="(\d{6})"/.exec(pages.map(({ html }) => html).join())?.[1] ?? ''
    await web.ask(code)
    expect(said(web).at(-1)).toContain(en.connected(megan.username))
    await web.ask('disconnect')
  })

  test('replaced by a newer sign-in, or cancelled in the chat: the link is over', async () => {
    const chat = await fresh()
    const older = await askForLink(chat)
    await start(older)
    const newer = await askForLink(chat)
    expect(newer).not.toBe(older)
    expectEach(await allWaysBack(older), en.page.expired.text(MINUTES))
    await chat.ask('cancel')
    expectEach(await allWaysBack(newer), en.page.expired.text(MINUTES))
  })
})

describe('C35 the account of the chat is suggested to Microsoft', () => {
  const hintOf = (location: string) => new URL(location).searchParams.get('login_hint')

  test('by the user name that Teams’ list of members has', async () => {
    const { location } = await start(await askForLink(await fresh()))
    expect(hintOf(location)).toBe(megan.username)
    expect(new URL(location).searchParams.has('prompt')).toBe(false)
  })

  test('so somebody whose browser is signed in as another account is connected at the first try', async () => {
    const other = await startWorld({}, { singleSignOn: true })
    try {
      const by = browser()
      const alexs = other.emulator.channel.personal(alex)
      await signInWith((await alexs.ask('connect')).at(-1), alex, 'accept', by)
      const chat = other.emulator.channel.personal(megan)
      const page = await signInWith((await chat.ask('connect')).at(-1), megan, 'accept', by)
      expect(page.status).toBe(200)
      await chat.settled()
      expect(said(chat)).not.toContain(en.mismatch)
      expect(said(chat).at(-1)).toContain(megan.username)
    } finally {
      await other.close()
    }
  })

  test('by the name of the account whose connection has ended, if the channel has no such list', async () => {
    const web = await fresh(megan, WEB)
    const page = await (await atMicrosoft(await askForLink(web))).comeBack()
    await web.ask(/data-result="(\d{6})"/.exec(page.html)?.[1] ?? '')
    world.emulator.entra.expireAccessTokens()
    world.emulator.faults.add({ match: 'token', times: 1, status: 400, body: { error: 'invalid_grant' } })
    const { location } = await start(await askForLink(web, 'find contact Alice'))
    expect(hintOf(location)).toBe(megan.username)
    await web.ask('disconnect')
  })

  test('not together with the account chooser, and not in a chat for which nobody vouches', async () => {
    const chat = await fresh()
    await (await atMicrosoft(await askForLink(chat), alex)).comeBack()
    const { location } = await start(await askForLink(chat))
    expect([hintOf(location), new URL(location).searchParams.get('prompt')]).toEqual([null, 'select_account'])
    const calls = world.emulator.channel.calls.length
    expect(hintOf((await start(await askForLink(await fresh(megan, WEB)))).location)).toBeNull()
    expect(world.emulator.channel.calls.slice(calls).filter(({ method }) => method === 'GET')).toEqual([])
  })

  test.each<[string, object, string | null]>([
    [
      'a guest by the address of their own organisation',
      { userPrincipalName: 'm_x#EXT#@contoso.example' },
      megan.username,
    ],
    ['nobody where the list names somebody else', { objectId: alex.oid }, null],
    ['nobody where the list has no address', { userPrincipalName: 'megan', email: 'two words@x' }, null],
  ])('%s', async (_who, changed, hint) => {
    const link = await askForLink(await fresh())
    world.emulator.faults.add({ match: /^GET \/teams\/v3\/.*\/members\//, merge: { ...changed }, times: 1 })
    expect(hintOf((await start(link)).location)).toBe(hint)
  })

  test.each([{ status: 403 }, { status: 500 }, { cut: 'before' as const }, { body: '<html>' }, { delayMs: 10_000 }])(
    'by nothing if the list is not available: %j',
    async (fault) => {
      const link = await askForLink(await fresh())
      world.emulator.faults.add({ match: /^GET \/teams\/v3\/.*\/members\//, ...fault, times: 1 })
      const started = await start(link)
      expect([started.status, hintOf(started.location)]).toEqual([200, null])
    },
  )
})
