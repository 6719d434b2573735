import { afterEach, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Demand } from '../../emulator/entra/demands.ts'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { type RedisServer, startRedis } from '../redis-server.ts'
import { readable, said, signInWith, startUrl, startWorld, type World } from '../world.ts'
import { storedKeys } from './stored.ts'

const NBF = { nbf: { essential: true, value: '1604106651' } }
const POLICY = { capolids: { essential: true, values: ['2f9e', '71c0'] } }
const OURS = { xms_cc: { values: ['cp1'] } }
const renewable: Demand = { claims: { access_token: NBF }, renewable: true }
const inPerson: Demand = { claims: { access_token: POLICY }, renewable: false }

let world: World
let chat: Chat
let redis: RedisServer | undefined
afterEach(async () => {
  await world.close()
  await redis?.stop()
  redis = undefined
})

async function connected({ shared = false, signInMs }: { shared?: boolean; signInMs?: number } = {}) {
  redis = shared ? await startRedis() : undefined
  world = await startWorld(redis && { REDIS_URL: redis.url }, {}, { signInMs })
  chat = world.emulator.channel.personal(megan)
  await world.connect(megan)
  await chat.settled()
  world.emulator.entra.calls.length = 0
}

/** The claims parameters of the requests to Entra so far, parsed. */
function asked(endpoint: 'authorize' | 'token', grantType?: string): unknown[] {
  return world.emulator.entra.calls
    .filter(({ endpoint: at, params }) => at === endpoint && params['grant_type'] === grantType && params['claims'])
    .map(({ params }) => JSON.parse(params['claims'] ?? '') as unknown)
}
const refreshes = () => asked('token', 'refresh_token')
const signIns = () => asked('authorize')

const ask = async (text: string) => chat.ask(text)
const ended = [en.signIn.ended, en.signIn.button, en.signIn.browserButton].join('\n')
const aliceCame = () => chat.next({ where: (message) => readable(message).includes('Alice Admin') })

const entraWants = (claims: unknown, error = 'interaction_required') => ({
  match: 'token' as const,
  times: 1,
  status: 400,
  body: { error, error_description: 'AADSTS50076: MFA', error_codes: [50076], suberror: 'basic_action', claims },
})

test('Graph demands claims that a refresh can get: the token is refreshed once, and the user gets the answer', async () => {
  await connected()
  world.emulator.entra.demand(renewable)
  expect((await ask('find contact Alice')).map(readable)).toEqual([expect.stringContaining('Alice Admin')])
  expect(refreshes()).toEqual([{ access_token: { ...NBF, ...OURS } }])
  expect((await ask('find contact Alice')).map(readable)).toEqual([expect.stringContaining('Alice Admin')])
  expect(refreshes()).toHaveLength(1)
})

test('Graph demands claims that need the user: one sign-in card, the claims in the authorize request, then the answer', async () => {
  await connected()
  world.emulator.entra.demand(inPerson)
  const [card, ...more] = await ask('find contact Alice')
  expect([readable(card), more]).toEqual([ended, []])
  const merged = { access_token: { ...POLICY, ...OURS } }
  expect(refreshes()).toEqual([merged])
  expect(await storedKeys(world, 'connection/')).toHaveLength(1)
  await signInWith(card, megan)
  await aliceCame()
  expect(signIns()).toEqual([merged])
  expect(asked('token', 'authorization_code')).toEqual([merged])
  expect((await ask('find contact Alice')).map(readable)).toEqual([expect.stringContaining('Alice Admin')])
  expect(refreshes()).toHaveLength(1)
})

test('asking again or saying connect brings a card that carries the claims, without another refresh', async () => {
  await connected()
  world.emulator.entra.demand(inPerson)
  await ask('find contact Alice')
  for (const words of ['find contact Alice', 'status', 'connect'])
    expect(readable((await ask(words)).at(-1))).toBe(ended)
  await signInWith(chat.messages.at(-1), megan)
  await chat.next({ where: (message) => readable(message).includes(en.status.account) })
  expect(refreshes()).toHaveLength(1)
  expect(signIns()).toEqual([{ access_token: { ...POLICY, ...OURS } }])
})

test('Graph demands the same claims after the refresh: each question brings one card, and no loop', async () => {
  await connected()
  const claims = Buffer.from(JSON.stringify(renewable.claims)).toString('base64')
  const headers = { 'www-authenticate': `Bearer error="insufficient_claims", claims="${claims}"` }
  world.emulator.faults.add({ match: 'graph', status: 401, headers })
  const cards = [...(await ask('find contact Alice')), ...(await ask('find contact Alice'))]
  expect(cards.filter((card) => readable(card) === ended)).toHaveLength(2)
  expect(refreshes()).toEqual([{ access_token: { ...NBF, ...OURS } }])
  await signInWith(chat.messages.at(-1), megan)
  await chat.next({ where: (message) => readable(message) === ended && message !== cards.at(-1) })
  expect(signIns()).toEqual([{ access_token: { ...NBF, ...OURS } }])
  // The connection is still there.
  world.emulator.faults.clear()
  expect(readable((await ask('find contact Alice')).at(-1))).toContain('Alice Admin')
})

test.each(['interaction_required', 'invalid_grant'])(
  'Entra demands a sign-in at an ordinary refresh (%s): the connection ends, one card carries the claims',
  async (error) => {
    await connected()
    world.emulator.entra.expireAccessTokens()
    world.emulator.faults.add(entraWants(JSON.stringify(inPerson.claims), error))
    const [card, ...more] = await ask('find contact Alice')
    expect([readable(card), more]).toEqual([ended, []])
    expect(await storedKeys(world, 'connection/')).toEqual([])
    await signInWith(card, megan)
    await aliceCame()
    expect(signIns()).toEqual([{ access_token: { ...POLICY, ...OURS } }])
  },
)

test('the claims that Graph and Entra demand go into one sign-in', async () => {
  await connected()
  const id_token = { acrs: { essential: true, value: 'c1' } }
  world.emulator.entra.demand(renewable)
  world.emulator.faults.add(entraWants(JSON.stringify({ access_token: POLICY, id_token })))
  await signInWith((await ask('find contact Alice'))[0], megan)
  await aliceCame()
  expect(signIns()).toEqual([{ access_token: { ...NBF, ...POLICY, ...OURS }, id_token }])
})

test('Entra refuses the code and demands claims: the next card carries them, and the card after that carries both', async () => {
  world = await startWorld()
  chat = world.emulator.channel.personal(megan)
  let [card] = await ask('find contact Alice')
  for (const more of [NBF, POLICY]) {
    world.emulator.faults.add(entraWants(JSON.stringify({ access_token: more })))
    expect((await signInWith(card, megan)).text).toContain(en.signInFailed.refused)
    await chat.settled()
    card = chat.messages.find(({ id }) => id === card?.id)
  }
  await signInWith(card, megan)
  await aliceCame()
  expect(signIns()).toEqual([
    { access_token: OURS },
    { access_token: { ...NBF, ...OURS } },
    { access_token: { ...NBF, ...POLICY, ...OURS } },
  ])
  // After that, a sign-in carries none of them.
  await ask('disconnect')
  await signInWith((await ask('connect'))[0], megan)
  expect(signIns().at(-1)).toEqual({ access_token: OURS })
})

test('a sign-in card expires: the new card still carries the claims', async () => {
  await connected({ signInMs: 12_000 })
  world.emulator.entra.demand(inPerson)
  const [card] = await ask('find contact Alice')
  const now = () => chat.messages.find(({ id }) => id === card?.id)
  await expect.poll(() => readable(now())).toContain(en.cardOver.expired)
  expect(refreshes()).toHaveLength(1)
  await signInWith(now(), megan)
  await aliceCame()
  expect(signIns()).toEqual([{ access_token: { ...POLICY, ...OURS } }])
})

test.each([
  ['that a refresh can get', renewable, 'Alice Admin'],
  ['that need the user', inPerson, ended],
])(
  'twelve questions at once over two instances, with claims %s: one refresh, and all are answered',
  async (_what, demand, answer) => {
    await connected({ shared: true })
    const { channel, entra, graph } = world.emulator
    const urls = [channel.botUrl ?? '', await world.another()]
    entra.demand(demand)
    graph.setLatency(50)
    const headers = { authorization: `Bearer ${await channel.sign()}`, 'content-type': 'application/json' }
    const before = said(chat).length
    const turns = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        fetch(urls[at % 2] ?? '', {
          method: 'POST',
          headers,
          body: JSON.stringify(chat.compose('find contact Alice')),
        }),
      ),
    )
    expect(turns.map(({ status }) => status)).toEqual(Array(12).fill(200))
    await chat.settled()
    const answers = said(chat).slice(before)
    expect(answers).toHaveLength(12)
    for (const text of answers) expect([expect.stringContaining(answer), en.cardOver.newer]).toContainEqual(text)
    expect(answers.at(-1)).toContain(answer)
    expect(refreshes()).toHaveLength(1)
  },
)

test('a question on one instance and its sign-in on another: the sign-in carries the claims', async () => {
  await connected({ shared: true })
  world.emulator.entra.demand(inPerson)
  world.emulator.channel.botUrl = await world.another()
  const [card] = await ask('find contact Alice')
  expect(new URL(startUrl(card)).origin).toBe(world.publicUrl)
  await signInWith(card, megan)
  await aliceCame()
  expect(signIns()).toEqual([{ access_token: { ...POLICY, ...OURS } }])
  expect(refreshes()).toHaveLength(1)
})
