import { expect } from 'vitest'
import { signIn } from '../../emulator/browser.ts'
import type { Fault } from '../../emulator/faults.ts'
import { megan, nestor } from '../../emulator/people.ts'
import { room } from '../../src/book/room.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { readable, startUrl } from '../world.ts'
import type { Ending, Scene } from './scene.ts'
import { endedCard, endedPage, withReference } from './texts.ts'

/** A command during an outage gets one sentence with a reference. Nobody is signed out, and everything works afterwards. */
function outage(name: string, says: string, fault: Fault, before?: (scene: Scene) => void): Ending {
  return {
    name,
    says,
    async play(scene) {
      const { connected, ask, emulator, stored, said, catalogue } = scene
      await connected()
      before?.(scene)
      emulator.faults.add(fault)
      const spoken = said().length
      expect(await ask('find contact Alice')).toMatch(withReference(says, catalogue))
      expect(said()).toHaveLength(spoken + 1)
      expect(await stored('connection/')).toHaveLength(1)
      emulator.faults.clear()
      expect(await ask('find contact Alice')).toContain('Alice Admin')
    },
  }
}

/** A sign-in while Microsoft is away: said in page and chat, and the same card works once it is back. */
function signInOutage(name: string, { signInFailed }: Catalogue, fault: Fault): Ending {
  return {
    name,
    says: signInFailed.unavailable,
    async play(scene) {
      const { card, follow, emulator, said, stored, last, now, told, chat, catalogue } = scene
      const sent = await card('find contact Alice')
      emulator.faults.add(fault)
      const end = await follow(sent, { tells: 0 })
      expect(end.status).toBe(503)
      expect(end.text).toEqual(endedPage(withReference(signInFailed.unavailable, catalogue), catalogue))
      expect(said()).toEqual([endedCard(withReference(signInFailed.unavailable, catalogue), catalogue)])
      // Teams reports that the person closed the window. It needs no second message.
      await told(() => chat.invoke('signin/verifyState', { state: 'CancelledByUser' }), { tells: 0 })
      expect(await stored('connection/')).toEqual([])
      emulator.faults.clear()
      await follow(now(sent))
      expect(readable(last())).toContain('Alice Admin')
    },
  }
}

/** The memory is taken by other people's address books. */
function roomTaken(catalogue: Catalogue): Ending {
  const taken = room(1_600_000)
  const { no_room: says } = catalogue.trouble
  return {
    name: 'others are being read, and there is no room for one more',
    says,
    room: taken,
    async play({ connected, ask }) {
      await connected()
      const others = taken.share()
      await others.take(790_000)
      expect(await ask('find contact Alice')).toMatch(withReference(says, catalogue))
      others.leave()
      expect(await ask('find contact Alice')).toContain('Alice Admin')
    },
  }
}

const expired = ({ emulator }: Scene) => emulator.entra.expireAccessTokens()
const graphError = (status: number, code: string, headers = {}): Fault => ({
  match: 'graph',
  status,
  headers,
  body: { error: { code, message: 'Detail that nobody shall read.', innerError: { 'request-id': 'a1' } } },
})

/** A service is down, is slow, or refuses. */
export function outages(catalogue: Catalogue): Ending[] {
  const { appName, page, trouble } = catalogue
  return [
    outage('Outlook is down', trouble.contacts_down, { match: 'graph', status: 503 }),
    {
      name: 'Outlook is down, and status is asked',
      says: trouble.contacts_down,
      async play({ connected, ask, emulator, stored }) {
        await connected()
        emulator.faults.add({ match: 'graph', status: 503 })
        const lines = (await ask('status')).split('\n')
        expect(lines).toEqual(expect.arrayContaining([catalogue.status.title, megan.username, catalogue.status.since]))
        expect(lines.at(-2)).toMatch(withReference(trouble.contacts_down, catalogue))
        expect(await stored('connection/')).toHaveLength(1)
        emulator.faults.clear()
        const answer = await ask('status')
        for (const says of [
          catalogue.status.counted(320, 11),
          catalogue.status.people,
          catalogue.status.peopleCounted(310),
        ])
          expect(answer).toContain(says)
      },
    },
    outage('Outlook is slow', trouble.contacts_down, { match: 'graph', delayMs: 60_000 }),
    outage('Outlook cuts the connection', trouble.contacts_down, { match: 'graph', cut: 'mid-body' }),
    outage(
      'Outlook throttles',
      trouble.contacts_throttled,
      graphError(429, 'TooManyRequests', { 'retry-after': '9999' }),
    ),
    outage('Outlook gives no permission', trouble.contacts_forbidden, graphError(403, 'ErrorAccessDenied')),
    outage('Outlook refuses every request', trouble.contacts_refused, graphError(400, 'ErrorInvalidRequest')),
    outage('Microsoft suspended the account', trouble.account_on_hold, graphError(403, 'ErrorAccountSuspend')),
    {
      name: 'the address book is larger than the memory for it',
      says: trouble.contacts_too_large,
      room: room(100_000),
      async play({ connected, ask, stored }) {
        await connected()
        expect(await ask('find contact Alice')).toMatch(withReference(trouble.contacts_too_large, catalogue))
        expect(await stored('address-book/')).toEqual([])
        expect(await stored('connection/')).toHaveLength(1)
      },
    },
    roomTaken(catalogue),
    {
      name: 'the account has no mailbox',
      says: trouble.no_mailbox,
      async play({ chatOf, card, follow, ask, stored }) {
        const nestors = chatOf(nestor)
        await follow(await card('find contact Alice', nestors), { as: nestor, chat: nestors })
        expect(await ask('find contact Alice', nestors)).toMatch(withReference(trouble.no_mailbox, catalogue))
        expect((await ask('status', nestors)).split('\n').at(-2)).toMatch(withReference(trouble.no_mailbox, catalogue))
        expect(await stored('connection/')).toHaveLength(1)
        expect(await ask('disconnect', nestors)).toContain(catalogue.disconnected)
      },
    },
    signInOutage('Entra is down when the code is exchanged', catalogue, { match: 'token', status: 503 }),
    signInOutage('Entra is slow when the code is exchanged', catalogue, { match: 'token', delayMs: 60_000 }),
    signInOutage('Entra says to come back later', catalogue, {
      match: 'authorize',
      redirect: { error: 'temporarily_unavailable', error_description: 'AADSTS90033: A transient error has occurred.' },
    }),
    signInOutage('Entra is down before the person gets there', catalogue, { match: 'discovery', status: 503 }),
    outage('Entra is down at a renewal', trouble.microsoft_sign_in_down, { match: 'token', status: 503 }, expired),
    outage(
      'Entra cuts the connection at a renewal',
      trouble.microsoft_sign_in_down,
      { match: 'token', cut: 'before' },
      expired,
    ),
    outage('Entra is slow at a renewal', trouble.microsoft_sign_in_down, { match: 'token', delayMs: 60_000 }, expired),
    outage(
      'the operator’s secret has expired at a renewal (AADSTS7000222)',
      trouble.operator_must_act,
      {
        match: 'token',
        status: 401,
        body: { error: 'invalid_client', error_description: 'AADSTS7000222: expired.', error_codes: [7000222] },
      },
      expired,
    ),
    {
      name: 'Microsoft no longer says where the contacts are',
      says: trouble.no_contacts_address,
      redis: true,
      async play({ connected, emulator, world, ask }) {
        await connected()
        // Another instance, because an instance that has read the discovery document uses it for an hour.
        emulator.channel.botUrl = await world.another()
        emulator.entra.expireAccessTokens()
        emulator.entra.setMsgraphHost(null)
        expect(await ask('find contact Alice')).toMatch(withReference(trouble.no_contacts_address, catalogue))
        emulator.entra.setMsgraphHost(new URL(emulator.origin).host)
        expect(await ask('find contact Alice')).toContain('Alice Admin')
      },
    },
    {
      name: 'the store is down, in the chat',
      says: trouble.store_down,
      redis: true,
      async play({ connected, ask, redis }) {
        await connected()
        await redis.kill()
        for (const question of ['find contact Alice', 'status', 'connect', 'disconnect', 'cancel'])
          expect(await ask(question)).toMatch(withReference(trouble.store_down, catalogue))
        await redis.again()
        expect(await ask('find contact Alice')).toContain('Alice Admin')
      },
    },
    {
      name: 'the store is down, on the pages',
      says: trouble.store_down,
      redis: true,
      async play({ card, browser, told, emulator, said, redis }) {
        const sent = await card()
        const by = browser()
        const start = await by.open(startUrl(sent))
        const atMicrosoft = await by.submit(start, 'continue')
        await redis.kill()
        const down = withReference(`${appName} ${page.trouble.title} ${trouble.store_down}`, catalogue)
        for (const visit of [
          () => by.open(startUrl(sent)),
          () => by.submit(start, 'continue'),
          () => by.submit(start, 'continue', { cancel: 'yes' }),
          () => signIn(by, atMicrosoft.url, { username: megan.username }),
        ]) {
          const end = await told(visit, { tells: 0 })
          expect([end.status, end.text]).toEqual([503, expect.stringMatching(down)])
        }
        expect(emulator.entra.count('token', 'authorization_code')).toBe(0)
        // The card in the chat is unchanged, and works once the store is back.
        await redis.again()
        expect(said()).toEqual([readable(sent)])
        const done = await told(() => signIn(browser(), startUrl(sent), { username: megan.username }))
        expect(done.text).toContain(page.connected.text(megan.username))
      },
    },
    {
      name: 'a fault of our own, in the chat',
      says: trouble.unexpected,
      async play({ connected, damage, ask, stored }) {
        await connected()
        await damage('connection/', { account: null })
        expect(await ask('find contact Alice')).toMatch(withReference(trouble.unexpected, catalogue))
        expect(await stored('connection/')).toHaveLength(1)
      },
    },
    {
      name: 'a fault of our own, on a page',
      says: trouble.unexpected,
      async play({ card, browser, damage, told }) {
        const by = browser()
        const start = await by.open(startUrl(await card()))
        await damage('pending/', { user: null })
        const end = await told(() => by.submit(start, 'continue'), { tells: 0 })
        expect([end.status, end.text]).toEqual([
          500,
          expect.stringMatching(withReference(`${appName} ${page.trouble.title} ${trouble.unexpected}`, catalogue)),
        ])
      },
    },
  ]
}
