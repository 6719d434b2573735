import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fileRecords, type LeftRecord, redisRecords } from '../../emulator/demo/records.ts'
import { alex, megan } from '../../emulator/people.ts'
import { userKey } from '../../src/connection/chat-user.ts'
import { connectionRecords } from '../../src/connection/connection.ts'
import { hashOf } from '../../src/secrets.ts'
import { openStore } from '../../src/store/open.ts'
import { startEntry } from '../entry.ts'
import { type RedisServer, startRedis } from '../redis-server.ts'
import { startWorld, type World } from '../world.ts'

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const KEY = createHash('sha256').update('a key').digest()

let folder: string
let redis: RedisServer | undefined
let world: World | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'connections-'))
})
afterEach(async () => {
  await world?.close()
  await redis?.kill()
  world = undefined
  redis = undefined
  rmSync(folder, { recursive: true, force: true })
})

type Ran = { status: number | null; out: string; err: string }

/** What a command may never print. */
let secrets: string[] = []

async function run(env: Record<string, string>, ...args: string[]): Promise<Ran> {
  const { ended, out, err, child } = startEntry('cli/connections', env, folder, args)
  child.stdin?.end()
  const status = await ended
  for (const secret of secrets) expect(`${out()}${err()}`).not.toContain(secret)
  return { status, out: out(), err: err() }
}

/** A bot at work: Megan is connected and has looked somebody up, Alex is connected. */
async function atWork(kind: string) {
  redis = kind === 'Redis' ? await startRedis() : undefined
  const env: Record<string, string> = redis ? { REDIS_URL: redis.url } : {}
  world = await startWorld({ ...env, ENCRYPTION_KEYS: KEY.toString('base64') })
  const { dataFile, emulator } = world
  const records = async (): Promise<LeftRecord[]> => (redis ? redisRecords(redis.url, '') : fileRecords(dataFile, ''))
  const chats = { megan: emulator.channel.personal(megan), alex: emulator.channel.personal(alex) }
  for (const person of [megan, alex]) await world.connect(person)
  await chats.megan.ask('find contact Alice')
  await chats.alex.ask('status')
  for (const chat of Object.values(chats)) await chat.settled()
  const settings: Record<string, string> = {
    ...env,
    ...(!redis && { DATA_FILE: dataFile }),
    ENCRYPTION_KEYS: KEY.toString('base64'),
  }
  const { store } = await opened(settings)
  const { from, conversation } = chats.megan.compose('')
  const id = from?.id ?? ''
  const user = userKey({ vouched: true, channelId: 'msteams', tenantId: megan.tid, id, conversationId: '' })
  const kept = (await connectionRecords(store).get(`connection/${user}`))!.value
  secrets = [kept.accessToken, kept.refreshToken]
  await store.close()
  return { settings, records, chats, user, id, conversation: (conversation as { id: string }).id }
}

async function opened({ REDIS_URL, DATA_FILE = '' }: Record<string, string>) {
  return openStore({
    redisUrl: REDIS_URL,
    dataFile: DATA_FILE,
    encryptionKeys: [KEY],
    onError: () => {},
    onBroken: () => {},
  })
}

const STORES = ['Redis', 'the embedded store']

describe.each(STORES)('npm run connections, with %s', (kind) => {
  it('lists who is connected: since when, as which account, with which permissions, and how many contacts', async () => {
    const { settings, user } = await atWork(kind)
    const plain = await run(settings, 'list')
    expect(plain).toMatchObject({ status: 0, err: '' })
    const [head, ...lines] = plain.out.trim().split('\n')
    expect(head).toMatch(/^USER\tACCOUNT\tSINCE\tLAST USED\tCONTACTS\tPERMISSIONS$/)
    expect(lines).toHaveLength(2)
    const line = lines.find((each) => each.startsWith(user))
    expect(line).toContain(megan.username)
    expect(line).toContain(new Date().toISOString().slice(0, 10))
    expect(line).toContain('Contacts.Read')
    const asJson = await run(settings, 'list', '--json')
    const people = asJson.out
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each) as Record<string, unknown>)
    expect(people).toHaveLength(2)
    expect(people.find((each) => each['user'] === user)).toMatchObject({
      channel: 'msteams',
      tenant: megan.tid,
      objectId: megan.oid,
      access: 'delegated',
      account: { username: megan.username, oid: megan.oid, tid: megan.tid },
      permissions: expect.arrayContaining([expect.stringContaining('Contacts.Read')]),
      contacts: expect.toSatisfy((count: number) => count > 100),
      since: expect.stringMatching(/^\d{4}-.*Z$/),
      lastUsed: expect.stringMatching(/^\d{4}-.*Z$/),
    })
  })

  it('counts', async () => {
    const { settings } = await atWork(kind)
    const { status, out } = await run(settings, 'stats', '--json')
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      connections: 2,
      usedWithin: { day: 2, week: 2, month: 2 },
      records: { connection: 2, canary: 1, 'address-book': expect.any(Number) },
    })
    expect((await run(settings, 'stats')).out).toMatch(
      /^2 connected, 0 read by the application, with \d+ contacts kept/,
    )
  })

  it('shows one person, by each of their names', async () => {
    const { settings, user, id } = await atWork(kind)
    for (const name of [user, `msteams/${megan.tid}/${id}`, megan.oid.toUpperCase(), megan.username.toUpperCase()]) {
      const { status, out } = await run(settings, 'show', name, '--json')
      expect({ status, user: (JSON.parse(out) as { user: string }).user }).toEqual({ status: 0, user })
    }
    const { out } = await run(settings, 'show', megan.username)
    expect(out).toMatch(/contacts kept: +\d+\n/)
    expect(out).toContain(megan.oid)
  })

  it('exports everything stored about a person, without tokens, codes and links', async () => {
    const { settings, user } = await atWork(kind)
    const { status, out } = await run(settings, 'export', megan.oid)
    expect(status).toBe(0)
    const { person, records } = JSON.parse(out) as {
      person: { user: string }
      records: { key: string; value: unknown }[]
    }
    expect(person.user).toBe(user)
    const kinds = new Set(records.map(({ key }) => key.split('/')[0]))
    for (const wanted of ['connection', 'address-book', 'recent', 'turn']) expect(kinds).toContain(wanted)
    expect(out).toContain('Alice')
    expect(out).not.toContain(alex.oid)
    expect(JSON.stringify(records.find(({ key }) => key.startsWith('connection/')))).toContain('(not shown)')
  })

  it('removes everything of one person, leaves no trace, and nobody else’s records are touched', async () => {
    const { settings, records, user, id, conversation, chats } = await atWork(kind)
    const before = await records()
    const removed = await run(settings, 'remove', megan.username, '--yes')
    expect(removed).toMatchObject({ status: 0, out: expect.stringMatching(/^Removed \d+ records of msteams/) })
    const traces = [user, id, megan.oid, hashOf(user), hashOf(id), conversation].flatMap((each) => [
      each,
      encodeURIComponent(each),
    ])
    const { store } = await opened(settings)
    const left = await records()
    for (const { key, bytes } of left) {
      const text = `${key} ${bytes.toString('latin1')} ${(await store.get(key))?.value.toString() ?? ''}`
      expect(traces.filter((trace) => text.includes(trace))).toEqual([])
    }
    await store.close()
    const others = before.filter(({ key }) => key.includes(alex.tid) && key.includes('connection/'))
    expect(left.filter(({ key }) => key.startsWith('connection/'))).toHaveLength(1)
    expect(others.length).toBeGreaterThan(0)
    for (const file of redis ? [] : [settings['DATA_FILE'], `${settings['DATA_FILE']}-wal`]) {
      const text = readFileSync(file ?? '').toString('latin1')
      expect(traces.filter((trace) => text.includes(trace))).toEqual([])
    }
    const [card] = await chats.megan.ask('find contact Alice')
    expect(JSON.stringify(card)).toContain('/auth/start')
    expect((await run(settings, 'show', alex.oid)).status).toBe(0)
  })
})

describe.each(['604800', '0'])(
  'people whose contacts the application reads with its own permission, with CONTACTS_KEEP=%s',
  (CONTACTS_KEEP) => {
    it('are listed as application, and removed without a trace', async () => {
      const keys = { ENCRYPTION_KEYS: KEY.toString('base64') }
      world = await startWorld({ ...keys, GRAPH_ACCESS: 'application', OAUTH_TENANT: megan.tid, CONTACTS_KEEP })
      const { emulator, dataFile } = world
      emulator.application.consent(megan.tid)
      const chat = emulator.channel.personal(megan)
      await chat.ask('find contact Alice')
      await chat.settled()
      secrets = []
      const registered = emulator.settings(world.publicUrl)
      const access = { GRAPH_ACCESS: 'application', OAUTH_TENANT: megan.tid }
      const settings = { ...registered, ...keys, ...access, DATA_FILE: dataFile }
      const { out } = await run(settings, 'list', '--json')
      expect(JSON.parse(out)).toMatchObject({ access: 'application', objectId: megan.oid, account: { oid: megan.oid } })
      expect((await run(settings, 'list')).out).toMatch(/\tapplication\n/)
      expect(JSON.parse((await run(settings, 'stats', '--json')).out)).toMatchObject({ connections: 0, application: 1 })
      expect(await run(settings, 'remove', megan.oid, '--yes')).toMatchObject({ status: 0 })
      const left = fileRecords(dataFile, '').map(({ key }) => key.split('/')[0])
      expect(
        left.filter(
          (kind) => !['canary', 'app-token', ...(CONTACTS_KEEP === '0' ? ['turn'] : [])].includes(kind ?? ''),
        ),
      ).toEqual([])
    })
  },
)
