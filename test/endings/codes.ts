import { expect } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { lidia, megan } from '../../emulator/people.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { CODE_DIGITS } from '../../src/sign-in/one-time-code.ts'
import { readable } from '../world.ts'
import { offersFresh, SHORT_MS } from './stale-cards.ts'
import type { Ending, Scene } from './scene.ts'
import { goodFor, sidesOf } from './texts.ts'

const env = { OAUTH_TENANT: 'organizations' }
const webchat = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }

/** Signs in if the channel does not vouch for the person. @returns the chat, its card, and the code on the page. */
async function withCode({ chatOf, card, follow, catalogue }: Scene, question = 'connect') {
  const { page } = catalogue
  const web = chatOf(megan, webchat)
  const sent = await card(question, web)
  const end = await follow(sent, { chat: web, tells: 0 })
  const code = /data-result="(\d{6})"/.exec(end.html)?.[1] ?? ''
  expect([end.status, end.text]).toEqual([
    200,
    [
      catalogue.appName,
      page.code.title,
      sidesOf(megan.username, megan.name, page.places.webchat, catalogue),
      page.code.text,
      `${code.slice(0, 3)} ${code.slice(3)}`,
      page.code.warning(goodFor(catalogue)),
    ].join(' '),
  ])
  return { web, sent, code }
}

const wrong = (code: string, by = 1) => String((Number(code) + by) % 1_000_000).padStart(6, '0')

const lastOf = (scene: Scene, chat: Chat) => readable(scene.last(chat))

/** Sign-ins that a code completes, because the channel does not vouch for the person. */
export function codes(catalogue: Catalogue): Ending[] {
  const { cardOver, page, signIn: words } = catalogue
  const typeCode = catalogue.typeCode(CODE_DIGITS)
  return [
    {
      name: 'the channel does not vouch for the person: the code connects the account',
      says: typeCode,
      env,
      async play(scene) {
        const { web, code } = await withCode(scene, 'find contact Alice')
        expect(scene.said(web)).toEqual([typeCode])
        expect(await scene.stored('connection/')).toEqual([])
        expect(await scene.ask(code, web)).toContain('Alice Admin')
        expect(scene.said(web)[0]).toBe(cardOver.connected(megan.username))
        expect(await scene.stored('connection/')).toHaveLength(1)
      },
    },
    {
      name: 'a wrong code, and the right one after it',
      says: catalogue.wrongCode(2),
      env,
      async play(scene) {
        const { web, code } = await withCode(scene)
        expect(await scene.ask(wrong(code), web)).toBe(catalogue.wrongCode(2))
        expect(await scene.ask(wrong(code, 2), web)).toBe(catalogue.wrongCode(1))
        await scene.ask(code, web)
        expect(lastOf(scene, web)).toContain(catalogue.connected(megan.username))
      },
    },
    {
      name: 'digits that are not six while a code is waited for',
      says: catalogue.codeIncomplete(CODE_DIGITS),
      env,
      async play(scene) {
        const { web, code } = await withCode(scene)
        expect(await scene.ask('12345', web)).toBe(catalogue.codeIncomplete(CODE_DIGITS))
        await scene.ask(code, web)
        expect(lastOf(scene, web)).toContain(catalogue.connected(megan.username))
      },
    },
    {
      name: 'the third wrong code ends the sign-in: the card offers a new one',
      says: catalogue.codeUsedUp,
      env,
      async play(scene) {
        const { web, sent, code } = await withCode(scene)
        for (const by of [1, 2, 3]) await scene.ask(wrong(code, by), web)
        expect(lastOf(scene, web)).toBe([catalogue.codeUsedUp, words.again, words.browserButton].join('\n'))
        expect(readable(scene.now(sent, web))).toBe(cardOver.newer)
        const over = scene.last(web)
        expect(await scene.ask(code, web)).toContain(catalogue.noCodeWanted)
        expect(await scene.stored('connection/')).toEqual([])
        expect(await scene.stored('pending/')).toEqual([])
        const end = await scene.follow(over, { chat: web })
        expect(end.text).toContain(page.code.title)
      },
    },
    {
      name: 'a code is typed when none is expected, or after ten minutes',
      says: catalogue.noCodeWanted,
      env,
      async play(scene) {
        expect(await scene.ask('123456')).toContain(catalogue.noCodeWanted)
        const { web, code } = await withCode(scene)
        scene.expire('pending/')
        expect(await scene.ask(code, web)).toContain(catalogue.noCodeWanted)
        expect(await scene.stored('connection/')).toEqual([])
      },
    },
    {
      name: 'the code is not typed for ten minutes: the card offers a new sign-in',
      says: cardOver.expired,
      env,
      signInMs: SHORT_MS,
      async play(scene) {
        const { web, sent } = await withCode(scene)
        await offersFresh(scene, sent, web)
        expect(await scene.stored('')).not.toContainEqual(expect.stringMatching(/^(?:pending|connection)/))
      },
    },
    {
      name: 'the operator allows other accounts: the code connects one',
      says: typeCode,
      env: { ...env, OAUTH_OTHER_ACCOUNTS: 'true' },
      async play(scene) {
        const end = await scene.follow(await scene.card(), { as: lidia, tells: 0 })
        expect(end.text).toContain(sidesOf(lidia.username, megan.name, page.places.msteams, catalogue))
        // The page puts names into separate elements, which adds blanks around them.
        const unspaced = (text: string) => text.replace(/\s+/g, '')
        expect(unspaced(end.text)).toContain(unspaced(page.code.both(lidia.username, page.quoted(megan.name))))
        expect(end.text).toContain(page.code.handOver)
        expect(await scene.stored('connection/')).toEqual([])
        const code = /data-result="(\d{6})"/.exec(end.html)?.[1] ?? ''
        await scene.told(() => scene.chat.send(code))
        expect(readable(scene.last())).toContain(catalogue.connected(lidia.username))
        // Her own account replaces it, and needs no code.
        expect(await scene.ask('connect')).toContain(words.another)
        await scene.told(() => scene.chat.press(scene.last(), words.another))
        const own = await scene.follow(scene.last())
        expect(own.text).toContain(page.connected.text(megan.username))
        expect(await scene.ask('status')).toContain(megan.username)
      },
    },
    {
      name: 'the window is closed while a code is expected: nothing more is said',
      says: typeCode,
      env,
      async play(scene) {
        const { web, code } = await withCode(scene)
        await scene.told(() => web.invoke('signin/verifyState', { state: 'CancelledByUser' }), { chat: web, tells: 0 })
        await scene.told(() => web.send(code), { chat: web })
        expect(lastOf(scene, web)).toContain(catalogue.connected(megan.username))
      },
    },
    {
      name: 'another question while a code is expected: a reminder of the code, and then the answer to the new question',
      says: typeCode,
      env,
      async play(scene) {
        const { web, code } = await withCode(scene, 'find contact Bob')
        expect(await scene.ask('find contact Alice', web)).toBe(typeCode)
        await scene.told(() => web.send(code), { chat: web })
        expect(lastOf(scene, web)).toContain('Alice Admin')
      },
    },
    {
      name: 'connect while a code is expected: a new card, and the older one says so',
      says: typeCode,
      env,
      async play(scene) {
        const { web, sent, code } = await withCode(scene)
        const fresh = await scene.card('connect', web)
        expect(readable(scene.now(sent, web))).toBe(cardOver.newer)
        expect(await scene.ask(code, web)).toContain(catalogue.noCodeWanted)
        const end = await scene.follow(fresh, { chat: web, tells: 0 })
        expect(end.text).toContain(page.code.title)
      },
    },
  ]
}
