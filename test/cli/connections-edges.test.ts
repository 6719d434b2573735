import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readArguments } from '../../src/cli/connections/arguments.ts'
import { run as runAt, type Terminal } from '../../src/cli/connections/run.ts'
import { userKey } from '../../src/connection/chat-user.ts'
import { connectionRecords } from '../../src/connection/connection.ts'
import { hashOf } from '../../src/secrets.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { sealed } from '../../src/store/sealed-store.ts'
import type { Store } from '../../src/store/store.ts'
import { startEntry } from '../entry.ts'
import { freePort } from '../redis-server.ts'
import { connectionOf, oidOf, opened, seed, userOf } from './seeded.ts'

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const HOUR = 3_600_000
const KEY = randomBytes(32)
const ENCRYPTION_KEYS = KEY.toString('base64')

let folder: string
let dataFile: string
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'connections-'))
  dataFile = join(folder, 'bot.sqlite')
  store = await opened({ dataFile, key: KEY })
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

async function run(args: string[], env: Record<string, string> = {}) {
  const entry = startEntry('cli/connections', { DATA_FILE: dataFile, ENCRYPTION_KEYS, ...env }, folder, args)
  const status = await entry.ended
  return { status, out: entry.out(), err: entry.err() }
}

/** The same in this process, without reading settings: for many command lines on one store. */
async function runHere(args: string[]) {
  const command = readArguments(args)
  if (command === 'help' || 'problem' in command) throw new Error('not a command')
  const [out, err, input] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const written = Promise.all([text(out), text(err)])
  const status = await runAt(store, command, { out, err, input } as unknown as Terminal)
  out.end()
  err.end()
  const [said, told] = await written
  return { status, out: said, err: told }
}

async function keysNow(): Promise<string[]> {
  const keys: string[] = []
  for await (const key of store.scan('')) keys.push(key)
  return keys.toSorted()
}

const put = async (n: number, change = {}, user = userOf(n)) =>
  connectionRecords(store).put(`connection/${user}`, connectionOf(n, change), HOUR)

describe.concurrent('the command line', () => {
  it.each<[args: string[], says: RegExp]>([
    [[], /Say what to do/],
    [['delete', 'x'], /There is no command delete/],
    [['show'], /show needs a USER/],
    [['remove', ' ', '--yes'], /remove needs a USER/],
    [['show', 'Megan', 'Bowen'], /quotation marks/],
    [['list', 'x'], /takes no USER/],
    [['list', '--yes'], /--yes only works with remove/],
    [['list', '--verbose'], /--verbose/],
  ])('%j is refused with 2, and says how to write it', async (args, says) => {
    const { status, out, err } = await run(args)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toMatch(says)
    expect(err).toContain('npm run connections -- list')
  })

  it('--help explains it', async () => {
    expect(await run(['--help'])).toMatchObject({ status: 0, err: '', out: expect.stringContaining('remove USER') })
  })
})

describe('a store that cannot be looked into', () => {
  it.each<[what: string, env: () => Promise<Record<string, string>>, status: number, says: RegExp]>([
    ['wrong settings', async () => ({ PORT: 'x' }), 2, /PORT/],
    ['another key', async () => ({ ENCRYPTION_KEYS: randomBytes(32).toString('base64') }), 2, /another key/],
    ['no file', async () => ({ DATA_FILE: `${dataFile}.other` }), 2, /is missing/],
    ['no Redis', async () => ({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` }), 1, /No connection to Redis/],
  ])('%s', async (_what, env, status, says) => {
    await put(1)
    const settings = await env()
    const runs = await Promise.all([['list'], ['remove', 'x', '--yes']].map((args) => run(args, settings)))
    for (const ran of runs) expect(ran).toMatchObject({ status, err: expect.stringMatching(says) })
  })
})

it('a store without its file of keys is refused, and no key is made', async () => {
  await put(1)
  const runs = await Promise.all([['list'], ['remove', 'x', '--yes']].map((args) => run(args, { ENCRYPTION_KEYS: '' })))
  for (const ran of runs)
    expect(ran).toMatchObject({ status: 2, err: expect.stringContaining(`there is no file ${dataFile}.key`) })
  expect(existsSync(`${dataFile}.key`)).toBe(false)
})

it('nobody found is exit status 1, for every command', async () => {
  await seed(store, 2)
  for (const verb of ['show', 'export', 'remove'])
    for (const user of ['nobody@contoso.example', oidOf(7), `${userOf(1)}2`, 'msteams/x/y', 'person'])
      expect(await runHere([verb, user])).toMatchObject({
        status: 1,
        out: '',
        err: expect.stringContaining('No data is stored'),
      })
})

it('an export leaves out the link by which an administrator comes back', async () => {
  const awaitsAdmin = 'https://login.microsoftonline.com/t/v2.0/adminconsent?state=admin.t.its-secret'
  await put(1, { awaitsAdmin })
  const { status, out } = await run(['export', userOf(1)])
  expect({ status, isShown: out.includes('its-secret') }).toEqual({ status: 0, isShown: false })
  expect(out).toContain('"awaitsAdmin":"(not shown)"')
})

it('several people who match are listed, and nothing is exported or removed', async () => {
  await put(1)
  await put(2, { account: connectionOf(1).account })
  const before = await keysNow()
  for (const verb of ['export', 'remove']) {
    const { status, out, err } = await run([verb, 'PERSON-1@contoso.example', ...(verb === 'remove' ? ['--yes'] : [])])
    expect(status).toBe(1)
    expect(out).toContain(userOf(1))
    expect(out).toContain(userOf(2))
    expect(out).not.toContain('secret-')
    expect(err).toContain('2 people match')
  }
  expect(await keysNow()).toEqual(before)
  expect(JSON.parse((await run(['show', oidOf(1), '--json'])).out)).toHaveLength(2)
})

describe('remove', () => {
  it('without a terminal and without --yes is refused with 1', async () => {
    await put(1)
    expect(await run(['remove', userOf(1)])).toMatchObject({ status: 1, err: expect.stringContaining('--yes') })
    expect(await keysNow()).toContain(`connection/${userOf(1)}`)
  })

  it.each<[answer: string | null, isRemoved: boolean]>([
    ['y\n', true],
    ['yes\n', true],
    ['n\n', false],
    ['\n', false],
    [null, false],
  ])('at a terminal asks first, and takes %j for an answer', async (answer, isRemoved) => {
    await put(1)
    const [out, err, input] = [new PassThrough(), new PassThrough(), new PassThrough()]
    let asked = ''
    let isAnswered = false
    err.on('data', (part: Buffer) => {
      asked += part.toString()
      if (!asked.includes('[y/N]') || isAnswered) return
      isAnswered = true
      if (answer === null) input.end()
      else input.write(answer)
    })
    out.resume()
    const at = { out, err: Object.assign(err, { isTTY: true }), input: Object.assign(input, { isTTY: true }) }
    const command = readArguments(['remove', userOf(1)])
    if (command === 'help' || 'problem' in command) throw new Error('not a command')
    expect(await runAt(store, command, at as unknown as Terminal)).toBe(isRemoved ? 0 : 1)
    expect(asked).toContain('person-1@contoso.example')
    expect((await keysNow()).includes(`connection/${userOf(1)}`)).toBe(!isRemoved)
  })

  it('deletes every kind of record of a person, and none of a person whose name only begins the same way', async () => {
    const [user, hash] = [userOf(1), hashOf(userOf(1))]
    const kinds = ['connection', 'pending', 'recent', 'which-name', 'address-book', 'draft', 'any-kind']
    const theirs = [
      ...kinds.map((kind) => `${kind}/${user}`),
      `address-book/${user}/v/0`,
      `undo/${user}/x`,
      `sign-ins/${hash}`,
      `left/${hash}`,
      'turn/msteams/a%3Achat-1/message/1',
      `turn/msteams/19%3Agroup/pressed/${hashOf('29:person-1')}/m`,
    ]
    const pointers = ['ticket/t', 'state/s', 'ended/e']
    const others = [
      `recent/${user}0`,
      `address-book/${user}0/v/0`,
      'turn/msteams/a%3Achat-10/message/1',
      'ticket/u',
      'admin-consent/t',
      `sign-ins/${hashOf(userOf(10))}`,
    ]
    for (const key of [...theirs, ...others]) await store.put(key, Buffer.from('{}'), HOUR)
    for (const key of pointers) await store.put(key, Buffer.from(JSON.stringify({ userKey: user, v: 1 })), HOUR)
    await put(1)
    const exported = JSON.parse((await run(['export', user])).out) as { records: { key: string }[] }
    expect(exported.records.map(({ key }) => key).toSorted()).toEqual([...theirs, ...pointers].toSorted())
    expect(await run(['remove', user, '--yes'])).toMatchObject({ status: 0 })
    expect(await keysNow()).toEqual([...others, 'canary'].toSorted())
  })

  it('finds a person who is no longer connected by their names in the channel', async () => {
    const hash = hashOf(userOf(1))
    for (const key of [`left/${hash}`, `sign-ins/${hash}`]) await store.put(key, Buffer.from('{}'), HOUR)
    expect((await run(['show', userOf(1)])).out).toContain('not connected')
    expect(await run(['remove', decodeURIComponent(userOf(1)), '--yes'])).toMatchObject({ status: 0 })
    expect(await keysNow()).toEqual(['canary'])
  })

  it('deletes records that no key opens, and says that there were some', async () => {
    const raw = sqliteStore(dataFile)
    await sealed(raw, [randomBytes(32)]).put(`connection/${userOf(1)}`, Buffer.from('{}'), HOUR)
    await raw.close()
    const listed = await run(['list'])
    expect(listed).toMatchObject({ status: 0, err: expect.stringContaining('1 records could not be opened') })
    expect(await run(['remove', userOf(1), '--yes'])).toMatchObject({ status: 0 })
    expect(await keysNow()).toEqual(['canary'])
  })
})

describe('people whom no channel vouches for', () => {
  const inWebChat = (conversationId: string) => ({
    channelId: 'webchat',
    tenantId: undefined,
    id: 'dl_1',
    conversationId,
    aadObjectId: undefined,
  })
  const keyOf = (conversationId: string) => userKey({ ...inWebChat(conversationId), vouched: false })

  it('are listed under their hash with the names from the record, and found by either', async () => {
    await put(1, { user: inWebChat('c1') }, keyOf('c1'))
    await put(2, { user: inWebChat('c2') }, keyOf('c2'))
    const turn = `turn/webchat/=${hashOf('c1')}/message/=x`
    await store.put(turn, Buffer.from('{}'), HOUR)
    const [line = ''] = (await run(['list', '--json'])).out.split('\n')
    expect(JSON.parse(line)).toMatchObject({
      channel: 'webchat',
      id: 'dl_1',
      user: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(await run(['remove', 'webchat/-/dl_1', '--yes'])).toMatchObject({ status: 1 })
    expect(await run(['remove', keyOf('c1'), '--yes'])).toMatchObject({ status: 0 })
    expect(await keysNow()).toEqual(['canary', `connection/${keyOf('c2')}`])
  })
})

it('fills in what older records lack: the person comes from the key, and contacts are counted', async () => {
  await put(1, { user: undefined })
  const manifest = {
    mailbox: 'm',
    base: 'b',
    book: { readAt: 1, folders: [{ id: 'f', path: [], isDefault: true, chunks: [{ at: 'v/0', until: 2 }] }] },
    v: 2,
  }
  await store.put(`address-book/${userOf(1)}`, Buffer.from(JSON.stringify(manifest)), HOUR)
  const { deflateSync } = await import('node:zlib')
  const chunk = Buffer.concat([Buffer.of(1), deflateSync(JSON.stringify([{ id: '1' }, { id: '2' }]))])
  await store.put(`address-book/${userOf(1)}/v/0`, chunk, HOUR)
  const [line = ''] = (await run(['list', '--json'])).out.split('\n')
  expect(JSON.parse(line)).toMatchObject({ channel: 'msteams', id: '29:person-1', contacts: 2 })
})

it('a name with control characters for a terminal is made harmless', async () => {
  const account = { ...connectionOf(1).account, username: '\u001b[2J\u009b1m\u202eevil@x\ny', name: '\u001b]0;x\u0007' }
  await put(1, { account })
  for (const args of [['list'], ['list', '--json'], ['show', userOf(1)], ['export', userOf(1)]]) {
    const { out } = await runHere(args)
    expect(out).toContain('evil@x')
    // oxlint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)
  }
})
