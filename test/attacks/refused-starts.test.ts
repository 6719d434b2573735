import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EXAMPLE_KEY } from '../../src/store/encryption-keys.ts'
import { type Entry, startEntry } from '../entry.ts'
import { freePort } from '../redis-server.ts'

const GOOD = randomBytes(32).toString('base64')

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

let folder: string
let running: Entry[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refused-'))
})
afterEach(() => {
  for (const { child } of running) child.kill('SIGKILL')
  running = []
  rmSync(folder, { recursive: true, force: true })
})

function start(env: Record<string, string>): Entry {
  const entry = startEntry('main', env, folder)
  running.push(entry)
  return entry
}

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 500 })
    const end = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket
      .on('connect', () => end(true))
      .on('error', () => end(false))
      .on('timeout', () => end(false))
  })
}

/** Starts the bot. @returns its exit status and what it wrote; `'listening'` if it opened its port */
async function startOf(env: Record<string, string>): Promise<{ status: number | null | 'listening'; said: string }> {
  const port = await freePort()
  const { child, out, err, ended } = start({ PORT: String(port), ...env })
  while (child.exitCode === null) {
    if (out().includes('"msg":"ready"')) return { status: 'listening', said: out() }
    await sleep(20)
  }
  return { status: await ended, said: `${out()}${err()}` }
}

test('S9 checks cannot be off: without an app id the bot does not start on a public address, and its port never opens', async () => {
  const off = { PUBLIC_URL: 'https://bot.example', ENCRYPTION_KEYS: GOOD, DATA_FILE: join(folder, 'x.sqlite') }
  const starts: Record<string, string>[] = [
    off,
    { ...off, MicrosoftAppId: ' \t ', MicrosoftAppPassword: 'secret' },
    { ...off, MicrosoftAppId: '', PUBLIC_URL: 'https://localhost.bot.example' },
  ]
  for (const { status, said } of await Promise.all(starts.map(startOf))) {
    expect(status).toBe(2)
    expect(said).toContain('MicrosoftAppId is required')
  }
  expect(existsSync(off.DATA_FILE)).toBe(false)
})

test('S9 checks cannot be off: without an app id on loopback, no other machine can connect', async () => {
  const port = await freePort()
  start({ PORT: String(port) })
  await expect.poll(() => isOpen('127.0.0.1', port)).toBe(true)
  // Another address of this machine, which a server that listens on all addresses would answer.
  expect(await isOpen('127.0.0.2', port)).toBe(false)
})

test('S47 keys sane: the bot does not start with bad keys, names each by its place and prints none', async () => {
  const keys = [
    randomBytes(16).toString('base64'),
    `${GOOD.slice(0, 20)}*${GOOD.slice(21)}`,
    GOOD,
    GOOD,
    Buffer.alloc(32).toString('base64'),
    Buffer.alloc(32, 0xa5).toString('base64'),
    EXAMPLE_KEY,
  ]
  const { status, said } = await startOf({ ENCRYPTION_KEYS: keys.join() })
  expect(status).toBe(2)
  const named = [...said.matchAll(/ENCRYPTION_KEYS \((key \d) is /g)].map(([, place]) => place)
  expect(named).toEqual(['key 1', 'key 2', 'key 4', 'key 5', 'key 6', 'key 7'])
  for (const key of keys) expect(said).not.toContain(key.slice(0, 8))
  expect(existsSync(join(folder, 'data'))).toBe(false)
})

test('S47 keys sane: the same checks apply to the key file', async () => {
  const file = join(folder, 'bot.sqlite')
  writeFileSync(`${file}.key`, `${EXAMPLE_KEY}\n`)
  const { status, said } = await startOf({ DATA_FILE: file })
  expect(status).toBe(2)
  expect(said).toContain('bot.sqlite.key: key 1 is the example')
  expect(said).not.toContain(EXAMPLE_KEY.slice(0, 8))
  expect(existsSync(file)).toBe(false)
})
