import { expect } from 'vitest'
import { signIn } from '../../emulator/browser.ts'
import { megan } from '../../emulator/people.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { readable, startUrl } from '../world.ts'
import type { Ending, Scene } from './scene.ts'
import { endedCard, endedPage, goodFor, overText } from './texts.ts'

/** The card says what happened and offers the next try, there is no other message, and no account is connected. */
async function cancelledBy(scene: Scene, visit: (scene: Scene) => Promise<string>): Promise<void> {
  const { signInFailed } = scene.catalogue
  const text = await visit(scene)
  expect(text).toEqual(endedPage(signInFailed.cancelled, scene.catalogue))
  expect(scene.said()).toEqual([endedCard(signInFailed.cancelled, scene.catalogue)])
  expect(await scene.stored('connection/')).toEqual([])
  expect(scene.emulator.entra.count('token', 'authorization_code')).toBe(0)
  // Teams then closes the window and reports that. Nothing more is said, and the old link no longer works.
  await scene.told(() => scene.chat.invoke('signin/verifyState', { state: 'CancelledByUser' }), { tells: 0 })
  expect((await scene.browser().open(scene.link())).text).toContain(signInFailed.cancelled)
  await startsAgain(scene)
}

/** The button on the card leads to a connection. */
export async function startsAgain(scene: Scene): Promise<void> {
  const { connected, page } = scene.catalogue
  scene.emulator.faults.clear()
  const [over] = scene.chat.messages.filter(({ from }) => from === 'bot')
  const done = await scene.follow(over!)
  expect(done.text).toContain(page.connected.text(megan.username))
  expect(scene.said().at(-1)).toContain(connected(megan.username))
}

const declined = (error: string, description: string): Ending['play'] => {
  return (scene) =>
    cancelledBy(scene, async ({ card, follow, emulator }) => {
      emulator.faults.add({ match: 'authorize', redirect: { error, error_description: description } })
      return (await follow(await card(), { tells: 0 })).text
    })
}

/** The person cancels the sign-in. */
export function cancelled(catalogue: Catalogue): Ending[] {
  const { page, signIn: words, signInFailed, status } = catalogue
  return [
    {
      name: 'the person presses Cancel at Microsoft',
      says: signInFailed.cancelled,
      play: (scene) =>
        cancelledBy(
          scene,
          async ({ card, follow }) => (await follow(await card(), { decision: 'cancel', tells: 0 })).text,
        ),
    },
    {
      name: 'consent is declined (consent_required, AADSTS65004)',
      says: signInFailed.cancelled,
      play: declined('consent_required', 'AADSTS65004: User declined to consent to access the app.'),
    },
    {
      name: 'consent is declined (access_denied, AADSTS65004)',
      says: signInFailed.cancelled,
      play: declined('access_denied', 'AADSTS65004: User declined to consent to access the app.'),
    },
    {
      name: 'the person presses Cancel on our own page, before Microsoft',
      says: signInFailed.cancelled,
      play: (scene) =>
        cancelledBy(scene, async ({ card, browser, told }) => {
          const by = browser()
          const start = await by.open(startUrl(await card()))
          return (await told(() => by.submit(start, 'continue', { cancel: 'yes' }), { tells: 0 })).text
        }),
    },
    {
      name: 'the person says cancel in the chat, and finishes at Microsoft anyway',
      says: page.expired.text(goodFor(catalogue)),
      async play({ card, ask, told, browser, stored, emulator, now }) {
        const by = browser()
        const sent = await card()
        const atMicrosoft = await by.submit(await by.open(startUrl(sent)), 'continue')
        expect(await ask('cancel')).toContain(catalogue.cancelled)
        expect(readable(now(sent))).toBe([status.notConnected, words.button, words.browserButton].join('\n'))
        const end = await told(() => signIn(by, atMicrosoft.url, { username: megan.username }), { tells: 0 })
        expect([end.status, end.text]).toEqual([410, overText(catalogue)])
        expect(await stored('connection/')).toEqual([])
        expect(await stored('pending/')).toEqual([])
        expect(emulator.entra.count('token', 'authorization_code')).toBe(0)
        expect(await ask('cancel')).toBe(catalogue.nothingToCancel)
      },
    },
    {
      name: 'the person says cancel while a form waits for the sign-in',
      says: catalogue.status.notConnected,
      async play({ card, ask, stored }) {
        await card(`${catalogue.commands.add[0]} Nora Quist`)
        await card(catalogue.commands.connect[0])
        expect(await ask('cancel')).toContain(catalogue.cancelledWithForm)
        expect(await stored('pending/')).toEqual([])
        expect(await ask('cancel')).toBe(catalogue.nothingToCancel)
      },
    },
    {
      name: 'the sign-in window is closed before it is done',
      says: catalogue.windowClosed,
      async play({ card, told, chat, last, follow }) {
        const sent = await card('find contact Alice')
        await told(() => chat.invoke('signin/verifyState', { state: 'CancelledByUser' }))
        expect(readable(last())).toBe(catalogue.windowClosed)
        await follow(sent)
        expect(readable(last())).toContain('Alice Admin')
      },
    },
    {
      name: 'Teams cannot open the sign-in window',
      says: catalogue.windowFailed,
      async play({ card, told, chat, last, follow }) {
        const sent = await card()
        await told(() =>
          chat.invoke('signin/failure', { code: 'resourcematchfailed', message: 'Resource match failed' }),
        )
        expect(readable(last())).toBe(catalogue.windowFailed)
        await follow(sent)
        expect(readable(last())).toContain(catalogue.connected(megan.username))
      },
    },
  ]
}
