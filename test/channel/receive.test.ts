import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { alex, lidia, megan } from '../../emulator/people.ts'
import { CLOUDS } from '../../src/config/clouds.ts'
import type { Run } from '../../src/commands/dispatch.ts'
import { outbound } from '../../src/outbound/outbound.ts'
import { ChannelAuthentication } from '../../src/channel/authentication.ts'
import { channelAdapter } from '../../src/channel/adapter.ts'
import { turns } from '../../src/channel/receive.ts'
import { contactsBot } from '../../src/chat/bot.ts'
import { en } from '../../src/text/en.ts'
import { said, startWorld, type World } from '../world.ts'
import { APP_ID, botOf, type OwnBot, type OwnChannel, ownChannel, settingsFor } from './own-channel.ts'

/** How many mutated activities are delivered. For a full run: TEST_MUTATIONS=100000 npm test -- test/channel/receive.test.ts -t S10 */
const MUTATIONS = Number(process.env['TEST_MUTATIONS'] ?? 2_000)

let world: World

beforeAll(async () => {
  world = await startWorld({ LOG_LEVEL: 'error' })
})
afterAll(() => world.close())

describe('an activity', () => {
  it('S11 replay: is answered once, however often it is delivered', async () => {
    const chat = world.emulator.channel.personal(megan)
    const activity = chat.compose('hi')
    const [first, ...rest] = await Promise.all(Array.from({ length: 5 }, () => chat.redeliver(activity)))
    expect([first, ...rest].map((answer) => answer?.status)).toEqual([200, 200, 200, 200, 200])
    expect((await chat.redeliver(activity)).status).toBe(200)
    expect(said(chat)).toHaveLength(1)
  })

  it('with the same id in another conversation is another one', async () => {
    const id = String(Date.now())
    for (const person of [alex, lidia]) {
      const chat = world.emulator.channel.personal(person)
      await chat.send('hi', { id })
      expect(said(chat)).toHaveLength(1)
    }
  })

  it('that is edited is answered again, once for each edit', async () => {
    const chat = world.emulator.channel.personal({ ...megan, oid: randomUUID() })
    await chat.send('hlep')
    const id = chat.sent.at(-1)?.activity.id ?? ''
    await chat.edit(id, 'status')
    expect(said(chat)).toHaveLength(2)
    expect(said(chat).at(-1)).toContain(en.status.notConnected)
    const edit = chat.sent.at(-1)?.activity
    await chat.redeliver(edit ?? chat.compose(''))
    expect(said(chat)).toHaveLength(2)
    await chat.redeliver(edit ?? chat.compose(''), { timestamp: new Date(Date.now() + 5_000).toISOString() })
    expect(said(chat)).toHaveLength(3)
  })

  it('is not answered again when it comes back after a deletion or when people react to it', async () => {
    const chat = world.emulator.channel.personal({ ...megan, oid: randomUUID() })
    const update = { ...chat.compose('hi'), type: 'messageUpdate', channelData: { eventType: 'undeleteMessage' } }
    for (const type of [
      'messageUpdate',
      'messageReaction',
      'messageDelete',
      'event',
      'trace',
      'endOfConversation',
      'x',
    ])
      expect((await chat.redeliver({ ...update, type, id: randomUUID() })).status).toBe(200)
    expect(said(chat)).toEqual([])
  })

  it('without an id is answered with every delivery', async () => {
    const chat = world.emulator.channel.personal({ ...megan, oid: randomUUID() })
    const { id: _, ...activity } = chat.compose('hi')
    await chat.redeliver(activity)
    await chat.redeliver(activity)
    expect(said(chat)).toHaveLength(2)
  })

  it('S11 replay: is answered once when it is delivered to two instances at the same time', async () => {
    const pair = await startWorld({ REDIS_URL: `${inject('redisUrl')}/2`, LOG_LEVEL: 'error' })
    const { channel } = pair.emulator
    const urls = [channel.botUrl ?? '', await pair.another()]
    const chat = channel.personal({ ...megan, oid: randomUUID() })
    const authorization = `Bearer ${await channel.sign()}`
    const headers = { authorization, 'content-type': 'application/json' }
    for (let turn = 1; turn <= 50; turn += 1) {
      const body = JSON.stringify(chat.compose('hi'))
      const answers = await Promise.all(urls.map((url) => fetch(url, { method: 'POST', headers, body })))
      expect(answers.map(({ status }) => status)).toEqual([200, 200])
    }
    await chat.settled()
    expect(said(chat)).toHaveLength(50)
    await pair.close()
  })

  it.each([
    ['signin/verifyState', { state: '123456' }, 200],
    ['signin/verifyState', null, 200],
    ['signin/tokenExchange', 'x', 200],
    ['signin/failure', [], 200],
    ['adaptiveCard/action', { action: { data: { command: 'nothing of ours' } } }, 200],
    ['adaptiveCard/action', null, 200],
    ['adaptiveCard/action', 7, 200],
    ['adaptiveCard/action', { action: 'x' }, 200],
    ['task/fetch', {}, 400],
    ['composeExtension/query', { commandId: 'x' }, 400],
    ['', {}, 400],
  ])('of type invoke, named %j with the value %j, is answered %i', async (name, value, status) => {
    expect((await world.emulator.channel.personal(megan).invoke(name, value)).status).toBe(status)
  })
})

describe('a malformed activity with a good token', () => {
  it.each(
    [
      '',
      ' ',
      'null',
      'true',
      '7',
      '"text"',
      '[]',
      '[{"type":"message"}]',
      '{}',
      '{"type":"message"}',
      '{',
      '{"type":"message",}',
      '\uFEFF{}',
      'undefined',
      '{"__proto__":{"type":"message"}}',
      '['.repeat(100_000),
      '{"a":'.repeat(40_000),
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      `{"type":"${'m'.repeat(200_000)}"}`,
      '"\\ud800"',
    ].map((body) => [body.slice(0, 40), body]),
  )('S10 odd bodies: the body %j is refused', async (_start, body) => {
    const authorization = `Bearer ${await world.emulator.channel.sign()}`
    const chat = world.emulator.channel.personal(megan)
    expect((await chat.sendRaw(body, { authorization })).status).toBe(400)
  })

  const hostile = fc.oneof(
    { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    {
      weight: 3,
      arbitrary: fc.constantFrom<unknown>(
        '\uD800',
        'x\uDC00',
        '\u0000',
        '',
        ' ',
        '..',
        '../../x',
        '%',
        'x'.repeat(50_000),
        '\u{1F600}'.repeat(2_000),
        '__proto__',
        'constructor',
        'find \uD800',
        'find contact <at>x</at>',
        'connect',
        'disconnect',
        'expectReplies',
        'stream',
        'invoke',
        'message',
        'messageUpdate',
        'conversationUpdate',
        'installationUpdate',
        'adaptiveCard/action',
        '2026-13-45T99:99:99Z',
        '+275760-09-13T00:00:00.001Z',
        -0,
        1e308,
        Number.MIN_SAFE_INTEGER,
        null,
        [],
        [null],
        [[null]],
        {},
        { id: null },
        { length: -1 },
        { toJSON: 'x' },
        JSON.parse('{"then":"x"}'),
        { toString: null, valueOf: null },
        { command: 'find', query: '\uD800', offset: 1 },
        { command: 'show', contactId: '\uDFFF' },
        { action: { data: { command: 'connect' } } },
        'DEEP',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 50 }) },
  )
  const paths = `
    type id timestamp localTimestamp localTimezone expiration text textFormat locale from from.id from.name
    from.aadObjectId from.role recipient recipient.id recipient.name conversation conversation.id
    conversation.tenantId conversation.conversationType conversation.isGroup conversation.name
    conversation.extra channelData channelData.tenant channelData.tenant.id channelData.eventType entities
    entities.0 attachments attachments.0 value value.action value.action.data name replyToId membersAdded
    membersRemoved reactionsAdded reactionsRemoved action deliveryMode callerId relatesTo serviceUrl channelId
    semanticAction suggestedActions listenFor topicName historyDisclosed __proto__ toJSON`
    .trim()
    .split(/\s+/)
  const bases = fc.record({
    type: fc.constantFrom(
      'message',
      'message',
      'invoke',
      'messageUpdate',
      'conversationUpdate',
      'installationUpdate',
      'messageReaction',
      'event',
    ),
    text: fc.constantFrom('hi', 'connect', 'find contact Alice', 'status', 'cancel', '123456'),
    changes: fc.array(fc.tuple(fc.constantFrom(...paths), hostile), { minLength: 1, maxLength: 4 }),
  })

  /** Cases that were found by chance. Random cases do not hit them every time. */
  const FOUND_ONCE: [{ type: string; text: string; changes: [string, unknown][] }][] = [
    [{ type: 'conversationUpdate', text: 'hi', changes: [['membersAdded', [null]]] }],
    [{ type: 'conversationUpdate', text: 'hi', changes: [['membersRemoved', [null, 7]]] }],
    [{ type: 'message', text: 'connect', changes: [['conversation.id', '\uD800']] }],
    [{ type: 'message', text: 'connect', changes: [['from.id', 'x\uDC00']] }],
    [{ type: 'invoke', text: 'connect', changes: [['value.action', 'DEEP']] }],
  ]

  it(
    `S10 odd bodies: none of ${MUTATIONS} mutated activities causes a fault`,
    async () => {
      // This channel accepts every answer, whatever conversation a mutation names.
      const own = await ownChannel()
      const lenient = await startWorld(settingsFor(own, 0))
      const serviceUrl = `${own.issuer}/`
      const authorization = `Bearer ${await own.sign({ aud: APP_ID, serviceurl: serviceUrl })}`
      const chat = lenient.emulator.channel.personal({ ...megan, oid: randomUUID() })
      const statuses = new Map<number, number>()
      await fc.assert(
        fc.asyncProperty(bases, async ({ type, text, changes }) => {
          const activity: Json = {
            ...chat.compose(text),
            serviceUrl,
            type,
            id: randomUUID(),
            name: 'adaptiveCard/action',
            value: {},
          }
          // A copy, because a later change may go into it and the few hostile values are used again.
          for (const [path, value] of changes) change(activity, path.split('.'), structuredClone(value))
          const { status } = await chat.sendRaw(deepened(activity), { authorization })
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
          own.said.length = 0
          expect(status).toBeLessThan(500)
        }),
        { numRuns: MUTATIONS, endOnFailure: true, examples: FOUND_ONCE },
      )
      // Most mutations must get as far as a turn.
      expect(statuses.get(200)).toBeGreaterThan(MUTATIONS / 2)
      expect(lenient.log.filter(({ msg }) => msg === 'A request failed')).toEqual([])
      expect((await chat.sendRaw({ ...chat.compose('hi'), serviceUrl }, { authorization })).status).toBe(200)
      if (MUTATIONS > 2_000) console.log(`S10: ${MUTATIONS} activities, by status:`, Object.fromEntries(statuses))
      await lenient.close()
      await own.close()
    },
    30_000 + MUTATIONS * 20,
  )

  it('S10 odd bodies: unknown fields of people and of the conversation go into no answer and no record', async () => {
    const chat = world.emulator.channel.personal({ ...megan, oid: randomUUID() })
    const { conversation, from } = chat.compose('') as unknown as { conversation: Json; from: Json }
    const much = { extra: 'x'.repeat(50_000), deep: 'DEEP', isGroup: 'DEEP' }
    const people = { from: { ...from, ...much, name: 'M'.repeat(50_000) }, conversation: { ...conversation, ...much } }
    const authorization = `Bearer ${await world.emulator.channel.sign()}`
    const body = deepened({ ...chat.compose('connect'), ...people, locale: 'DEEP' })
    expect((await chat.sendRaw(body, { authorization })).status).toBe(200)
    expect(chat.history.at(-1)?.status).toBe(201)
    expect(JSON.stringify(chat.history.at(-1)?.body).length).toBeLessThan(5_000)
  })
})

type Json = Record<string, unknown>

function change(target: Json, [name = '', ...rest]: string[], value: unknown): void {
  const below = target[name]
  if (rest.length > 0 && typeof below === 'object' && below !== null) change(below as Json, rest, value)
  else if (rest.length === 0) Object.defineProperty(target, name, { value, enumerable: true, configurable: true })
}

/** The activity as JSON, with lists nested 10,000 deep in place of `DEEP`: JSON.stringify could not write them. */
function deepened(activity: object): string {
  return JSON.stringify(activity).replaceAll('"DEEP"', `${'['.repeat(10_000)}${']'.repeat(10_000)}`)
}

describe('a turn that cannot be answered', () => {
  let own: OwnChannel
  let bot: OwnBot
  beforeAll(async () => {
    own = await ownChannel()
    bot = await botOf(own)
  })
  afterAll(async () => {
    await bot.close()
    await own.close()
  })

  it('is done again with the next delivery', async () => {
    const activity = { id: randomUUID() }
    own.take = (response: ServerResponse) => {
      response.statusCode = 500
      response.end()
    }
    expect(await bot.deliver({ activity })).toBe(502)
    own.take = undefined
    const before = own.said.length
    expect(await bot.deliver({ activity })).toBe(200)
    expect(await bot.deliver({ activity })).toBe(200)
    expect(own.said.length - before).toBe(1)
  })

  it('is not done again if its answer may have arrived', async () => {
    const activity = { id: randomUUID() }
    own.take = (response: ServerResponse) => response.destroy()
    const before = own.said.length
    expect(await bot.deliver({ activity })).toBe(502)
    own.take = undefined
    expect(await bot.deliver({ activity })).toBe(200)
    expect(own.said.length - before).toBe(1)
  })
})

describe('a turn that takes long', () => {
  it('is answered in time, shows typing dots, and sends its reply once there is one', async () => {
    const own = await ownChannel()
    const out = outbound()
    const { issuer: tokenIssuer, metadataUrl: openIdMetadataUrl } = own
    const channel = { tokenIssuer, openIdMetadataUrl, loginUrl: own.issuer, oauthScope: 'x', channels: undefined }
    const registration = { appId: randomUUID(), password: 'x', tenantId: undefined, type: 'MultiTenant' }
    const authentication = new ChannelAuthentication(registration, channel, out)
    let finish = () => {}
    const finished = new Promise<void>((resolve) => (finish = resolve))
    const run: Run = async (_command, _asked, send) => {
      await finished
      await send({ reply: { kind: 'which_name' } })
    }
    const events = {
      turn: () => {},
      afterwards: () => {},
      refused: () => {},
      signInWindow: () => {},
      undeliverable: () => {},
      fault: () => {},
    }
    const memory = { value: undefined, save: async () => {} }
    const underWay: Promise<unknown>[] = []
    const receive = turns({
      adapter: channelAdapter(
        authentication,
        contactsBot({
          run,
          events,
          checksIdentity: true,
          later: () => undefined,
          links: CLOUDS.public.links,
          edits: true,
        }),
      ),
      authentication,
      claim: async () => ({ kind: 'ours', claim: { memory, done: async () => {}, release: async () => {} } }),
      tryAgain: () => {},
      serviceHosts: [],
      loopback: true,
      events,
      track: (work) => underWay.push(work),
      answerWithinMs: 200,
    })
    const serviceUrl = `${own.issuer}/`
    const token = await own.sign({ aud: registration.appId, serviceurl: serviceUrl })
    const sender = await authentication.verify(`Bearer ${token}`)
    const activity = { type: 'message', id: '1', text: 'hi', channelId: 'msteams', serviceUrl }
    const people = { from: { id: '29:1' }, conversation: { id: 'a:1' } }
    const pressed = { type: 'invoke', name: 'adaptiveCard/action', value: { action: { data: { command: 'help' } } } }

    expect(await receive({ ...activity, ...people }, sender)).toEqual({ status: 200 })
    const late = await receive({ ...activity, ...people, ...pressed, id: '2' }, sender)
    expect(late).toEqual({ status: 200, body: expect.objectContaining({ statusCode: 200 }) as unknown })
    // The turns have shown that they are under way, and have said nothing else.
    await expect.poll(() => own.said.length).toBe(2)
    finish()
    await Promise.all(underWay)
    const types = own.said.map((body) => (JSON.parse(body) as { type: string }).type)
    expect(types.toSorted()).toEqual(['message', 'message', 'typing', 'typing'])
    await out.close()
    await own.close()
  })
})
