import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { type Page, signIn } from '../../emulator/browser.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { megan } from '../../emulator/people.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { readable, startUrl } from '../world.ts'
import type { Ending, Scene } from './scene.ts'
import { eventually } from './eventually.ts'
import { endedCard, goodFor, overText } from './texts.ts'

/** How long a sign-in is valid if a test waits until it expires: long enough for the steps before that on a busy machine. */
export const SHORT_MS = 12_000

const webchat = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }

/** A link that no longer works: the page says so, the chat is not told, and nothing changes. */
async function isOver(scene: Scene, url: string, says: string = overText(scene.catalogue)): Promise<void> {
  const before = await scene.stored('')
  const end = await scene.told(() => scene.browser().open(url), { tells: 0 })
  expect([end.status, end.text]).toEqual([410, says])
  expect(await scene.stored('')).toEqual(before)
}

/** The address that Microsoft sends the browser back to. */
function callbackOf(end: Page): string {
  const url = end.trail.find((address) => address.includes('/auth/callback?'))
  if (url === undefined) throw new Error('Never came back')
  return url
}

async function freshConnects({ card, follow, last, catalogue }: Scene): Promise<void> {
  await follow(await card())
  expect(readable(last())).toContain(catalogue.connected(megan.username))
}

/** The card in the chat is replaced by itself, and no other message is sent. */
export async function offersFresh({ now, said, catalogue }: Scene, sent: Message, chat?: Chat): Promise<void> {
  const { cardOver, signIn: words } = catalogue
  const before = said(chat).length
  const over = [cardOver.expired, words.again, words.browserButton].join('\n')
  expect(
    await eventually(
      () => readable(now(sent, chat)),
      (text) => text === over,
    ),
  ).toBe(over)
  expect(said(chat)).toHaveLength(before)
}

/** Links and pages that are opened too late, twice, or in another browser. */
export function staleCards(catalogue: Catalogue): Ending[] {
  const { cardOver, page, signIn: words, status } = catalogue
  const OVER = overText(catalogue)
  const CONNECTED = `${catalogue.appName} ${page.connected.title} ${page.over.connected}`
  const CANCELLED = `${catalogue.appName} ${page.failed.title} ${catalogue.signInFailed.cancelled} ${page.failed.text}`
  const NOT_HERE = `${catalogue.appName} ${page.wrongBrowser.title} ${page.wrongBrowser.text}`
  const stale = (name: string, play: Ending['play']): Ending => {
    return { name, says: page.expired.text(goodFor(catalogue)), play }
  }
  const cancelled = (name: string, play: Ending['play']): Ending => {
    return { name, says: catalogue.signInFailed.cancelled, play }
  }
  return [
    stale('the card is older than ten minutes', async (scene) => {
      const sent = await scene.card()
      scene.expire('pending/', 'ticket/')
      await isOver(scene, startUrl(sent))
      await freshConnects(scene)
    }),
    {
      name: 'nobody presses the card for ten minutes: it offers a new sign-in for the same question',
      says: cardOver.expired,
      signInMs: SHORT_MS,
      async play(scene) {
        const sent = await scene.card('find contact Alice')
        await offersFresh(scene, sent)
        await isOver(scene, startUrl(sent))
        expect(await scene.stored('')).not.toContainEqual(expect.stringMatching(/^(?:pending|ticket)/))
        await scene.follow(scene.now(sent))
        expect(readable(scene.last())).toContain('Alice Admin')
      },
    },
    {
      name: 'the sign-in is left unfinished at Microsoft: the card waits longer, and then offers a new one',
      says: cardOver.expired,
      signInMs: SHORT_MS,
      async play(scene) {
        const sent = await scene.card()
        const by = scene.browser()
        const start = await by.open(startUrl(sent))
        // Without the step to Microsoft the card would be over this much earlier.
        await sleep(3_000)
        const submittedAt = Date.now()
        await by.submit(start, 'continue')
        await offersFresh(scene, sent)
        expect(Date.now() - submittedAt).toBeGreaterThan((SHORT_MS * 3) / 4 - 2_000)
      },
    },
    stale('ten minutes pass on our page', async (scene) => {
      const by = scene.browser()
      const start = await by.open(startUrl(await scene.card()))
      scene.expire('pending/', 'ticket/')
      const end = await scene.told(() => by.submit(start, 'continue'), { tells: 0 })
      expect([end.status, end.text]).toEqual([410, OVER])
      const declined = await scene.told(() => by.submit(start, 'continue', { cancel: 'yes' }), { tells: 0 })
      expect([declined.status, declined.text]).toEqual([410, OVER])
      await freshConnects(scene)
    }),
    stale('ten minutes pass at Microsoft', async (scene) => {
      const { browser, card, expire, told, emulator, stored } = scene
      const by = browser()
      const atMicrosoft = await by.submit(await by.open(startUrl(await card())), 'continue')
      expire('pending/', 'ticket/', 'state/')
      const end = await told(() => signIn(by, atMicrosoft.url, { username: megan.username }), { tells: 0 })
      expect([end.status, end.text]).toEqual([410, OVER])
      expect(emulator.entra.count('token', 'authorization_code')).toBe(0)
      expect(await stored('connection/')).toEqual([])
      await freshConnects(scene)
    }),
    {
      name: 'the card’s link is pressed again after it connected',
      says: page.over.connected,
      async play(scene) {
        const sent = await scene.card()
        await scene.follow(sent)
        expect(readable(scene.now(sent))).toBe(cardOver.connected(megan.username))
        for (let presses = 0; presses < 2; presses += 1) await isOver(scene, startUrl(sent), CONNECTED)
        expect(await scene.stored('connection/')).toHaveLength(1)
      },
    },
    {
      name: 'the card’s link is pressed again while its code is awaited',
      says: page.over.code,
      async play(scene) {
        const web = scene.chatOf(megan, webchat)
        const sent = await scene.card('connect', web)
        await scene.follow(sent, { chat: web, tells: 0 })
        await isOver(scene, startUrl(sent), `${catalogue.appName} ${page.code.title} ${page.over.code}`)
      },
    },
    cancelled('the link of a cancelled card is pressed', async (scene) => {
      const sent = await scene.card()
      const by = scene.browser()
      const start = await by.open(startUrl(sent))
      await scene.told(() => by.submit(start, 'continue', { cancel: 'yes' }), { tells: 0 })
      expect(readable(scene.now(sent))).toEqual(endedCard(catalogue.signInFailed.cancelled, catalogue))
      await isOver(scene, startUrl(sent), CANCELLED)
      await freshConnects(scene)
    }),
    cancelled('the link of a card that was cancelled at Microsoft is pressed', async (scene) => {
      const sent = await scene.card()
      await scene.follow(sent, { decision: 'cancel', tells: 0 })
      await isOver(scene, startUrl(sent), CANCELLED)
      await freshConnects(scene)
    }),
    stale('the card’s link is pressed after disconnect', async (scene) => {
      const sent = await scene.card()
      await scene.follow(sent)
      await scene.ask('disconnect')
      await isOver(scene, startUrl(sent))
      expect(await scene.stored('connection/')).toEqual([])
      await freshConnects(scene)
    }),
    stale('disconnect while the sign-in is under way', async (scene) => {
      const sent = await scene.card()
      expect(await scene.ask('disconnect')).toContain(catalogue.nothingConnected)
      expect(readable(scene.now(sent))).toBe([status.notConnected, words.button, words.browserButton].join('\n'))
      await isOver(scene, startUrl(sent))
      await scene.follow(scene.now(sent))
      expect(await scene.stored('connection/')).toHaveLength(1)
    }),
    stale('disconnect while the person is at Microsoft: the late return connects nobody', async (scene) => {
      const { browser, card, ask, told, stored } = scene
      const by = browser()
      const atMicrosoft = await by.submit(await by.open(startUrl(await card())), 'continue')
      await ask('disconnect')
      const end = await told(() => signIn(by, atMicrosoft.url, { username: megan.username }), { tells: 0 })
      expect([end.status, end.text]).toEqual([410, OVER])
      expect(await stored('')).not.toContain('connection/')
      await freshConnects(scene)
    }),
    stale('the card of an earlier sign-in that was begun: replaced in place, and a new one below', async (scene) => {
      const old = await scene.card()
      const by = scene.browser()
      await by.submit(await by.open(startUrl(old)), 'continue')
      const fresh: Message = await scene.card('find contact Alice')
      expect(scene.said()).toEqual([
        cardOver.newer,
        [words.lookUp('Alice'), words.button, words.browserButton].join('\n'),
      ])
      await isOver(scene, startUrl(old))
      await scene.follow(fresh)
      expect(readable(scene.last())).toContain('Alice Admin')
    }),
    {
      name: 'one card in two tabs: the tab that comes back first connects, and the other one says that it is done',
      says: page.over.connected,
      async play({ browser, card, told, stored, last }) {
        const by = browser()
        const url = startUrl(await card())
        const tabs = [await by.open(url), await by.open(url)]
        const [first, second] = [await by.submit(tabs[0]!, 'continue'), await by.submit(tabs[1]!, 'continue')]
        const done = await told(() => signIn(by, first.url, { username: megan.username }))
        expect(done.text).toContain(page.connected.text(megan.username))
        expect(readable(last())).toContain(catalogue.connected(megan.username))
        const over = await told(() => signIn(by, second.url, { username: megan.username }), { tells: 0 })
        expect([over.status, over.text]).toEqual([410, CONNECTED])
        expect(await stored('connection/')).toHaveLength(1)
      },
    },
    {
      name: 'the last page is loaded again',
      says: page.over.connected,
      async play({ browser, card, follow, told, stored, emulator }) {
        const by = browser()
        const done = await follow(await card(), { by })
        const again = await told(() => by.open(callbackOf(done)), { tells: 0 })
        expect([again.status, again.text]).toEqual([400, CONNECTED])
        expect(await stored('connection/')).toHaveLength(1)
        expect(emulator.entra.count('token', 'authorization_code')).toBe(1)
      },
    },
    {
      name: 'the return arrives in a different browser from the one that started',
      says: page.wrongBrowser.text,
      async play(scene) {
        const { browser, card, told, stored, emulator } = scene
        emulator.faults.add({ match: 'authorize', redirect: { code: 'stolen' } })
        const by = browser()
        const start = await by.open(startUrl(await card()))
        // The victim's browser opens the address to which the attacker's browser returned.
        emulator.faults.clear()
        const atMicrosoft = await by.submit(start, 'continue')
        const state = new URL(atMicrosoft.trail.find((url) => url.includes('/authorize?')) ?? '').searchParams.get(
          'state',
        )
        const url = `${scene.world.publicUrl}/auth/callback?code=stolen&state=${state}`
        const end = await told(() => browser().open(url), { tells: 0 })
        expect([end.status, end.text]).toEqual([400, NOT_HERE])
        expect(emulator.entra.count('token', 'authorization_code')).toBe(0)
        expect(await stored('connection/')).toEqual([])
        // The sign-in still belongs to the first browser.
        const done = await told(() => signIn(by, atMicrosoft.url, { username: megan.username }))
        expect(done.text).toContain(page.connected.text(megan.username))
      },
    },
    {
      name: 'the address of the return is incomplete',
      says: page.malformed.text,
      async play({ browser, world, stored, emulator, told }) {
        for (const query of ['', '?code=x', '?state=x&code=y', '?error=access_denied']) {
          const end = await told(() => browser().open(`${world.publicUrl}/auth/callback${query}`), { tells: 0 })
          expect([end.status, end.text]).toEqual([
            400,
            `${catalogue.appName} ${page.malformed.title} ${page.malformed.text}`,
          ])
        }
        expect(await stored('connection/')).toEqual([])
        expect(emulator.entra.calls.filter(({ endpoint }) => endpoint === 'authorize')).toEqual([])
      },
    },
    {
      name: 'a row of a list is pressed after disconnect: a sign-in card below, for the same person',
      says: words.notConnected,
      async play({ connected, ask, chat, last, follow, emulator }) {
        await connected()
        const mailbox = emulator.graph.mailbox(megan.oid)
        for (const n of [1, 2]) mailbox.add({ displayName: `Quincy Quorum ${n}` })
        await ask('find contact Quorum')
        const list = last()
        await ask('disconnect')
        expect((await chat.press(list, 0)).body).toMatchObject({ value: catalogue.answeredBelow })
        await follow(last())
      },
    },
    {
      name: 'a button of an older version is pressed',
      says: catalogue.oldButton,
      async play({ ask, chat, last }) {
        await ask('help')
        const action = { type: 'Action.Execute', title: 'Search', verb: 'search', data: { command: 'search' } }
        const answer = await chat.act(last(), action)
        expect(answer.body).toMatchObject({ value: catalogue.oldButton })
      },
    },
  ]
}
