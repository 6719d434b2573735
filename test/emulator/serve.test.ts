import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { browser, signIn } from '../../emulator/browser.ts'
import { megan } from '../../emulator/people.ts'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config/config.ts'
import { createLog } from '../../src/log.ts'
import { certificates } from '../entra/certificates.ts'
import { freePort } from '../redis-server.ts'

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const made = certificates()
const folder = mkdtempSync(join(tmpdir(), 'serve-'))
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})
afterAll(() => {
  made.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs it as an operator does, to its end. */
const refused = (...args: string[]) => spawnSync('npm', ['run', '-s', 'emulator', '--', ...args], { encoding: 'utf8' })

/** Runs what the npm script runs, until it has printed everything. */
async function serve(...args: string[]): Promise<{ child: ChildProcess; printed: string }> {
  const child = spawn(process.execPath, ['emulator/serve.ts', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  ends.push(() => child.kill('SIGKILL'))
  let printed = ''
  child.stdout.on('data', (part: Buffer) => (printed += part.toString()))
  await expect.poll(() => printed).toContain('Ctrl+C')
  return { child, printed }
}

/** Starts a bot with what the emulator printed. */
async function startBot(printed: string, own: Record<string, string> = {}): Promise<string> {
  const settings = { ...parseEnv(printed), DATA_FILE: join(folder, `${crypto.randomUUID()}.sqlite`), ...own }
  const app = await createApp(readConfig(settings), createLog('silent'))
  ends.push(() => app.stop())
  await app.listen()
  return printed.match(/http:\S+(?=\/chat)/)?.[0] ?? ''
}

/** Types a text at the chat page. @returns everything that its chat shows once it shows `until` */
async function ask(origin: string, text: string, until: RegExp): Promise<string> {
  const person = megan.oid
  const events = await fetch(`${origin}/chat/api/events?person=${person}&place=personal`)
  await fetch(`${origin}/chat/api/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person, place: 'personal', text }),
  })
  let shown = ''
  for await (const part of events.body ?? []) {
    shown += Buffer.from(part).toString()
    if (until.test(shown)) return shown
  }
  throw new Error(`The chat ended before it showed ${until}`)
}

it.each([
  [['--help'], 0, /^npm run demo /],
  [['--onec'], 2, /^Unknown option '--onec'\.\n\nnpm run demo /],
  [['--once', 'now'], 2, /^Unexpected argument 'now'\.\n\n/],
  [['--fault', 'graph=999'], 2, /^--fault graph=999 is none\.\n\n/],
])('the demo answers %j with status %i', (args, status, says) => {
  const run = spawnSync(process.execPath, ['emulator/demo.ts', ...args], { encoding: 'utf8' })
  expect(run.status).toBe(status)
  expect(status === 0 ? run.stdout : run.stderr).toMatch(says)
})

it.each([
  ['http://localhost:4455', '4455'],
  ['http://127.0.0.1:4455', '4455'],
  ['https://bot.contoso.example', undefined],
  ['https://localhost:4455', undefined],
])('prints the port where %s leads to the bot itself', async (url, port) => {
  const { printed } = await serve('--public-url', url)
  expect(parseEnv(printed)['PORT']).toBe(port)
})

it('prints settings with which a bot plays the whole conversation', async () => {
  const port = await freePort()
  const { printed } = await serve('--public-url', `http://localhost:${port}`, '--untidy')
  const origin = await startBot(printed, { PORT: String(port) })
  // The button of the sign-in card, not of the welcome card, which may come first.
  const card = /"type":"signin","title":"[^"]+","value":"([^"]+)"/
  const [, url = ''] = card.exec(await ask(origin, 'connect', card)) ?? []
  const { text } = await signIn(browser(), url, { username: megan.username })
  expect(text).toContain('connected')
  expect(await ask(origin, 'find contact alice', /Alice Admin/)).toContain('Email')
})

it('prints settings that prove the bot by a certificate, without a secret', async () => {
  const pair = made.make()
  const port = await freePort()
  const { printed } = await serve('--public-url', `http://localhost:${port}`, '--certificate', pair.certificateFile)
  expect(printed).toContain(`OAUTH_CLIENT_CERTIFICATE=${pair.certificateFile}`)
  expect(printed).not.toContain('OAUTH_CLIENT_SECRET')
  const config = readConfig({ ...parseEnv(printed), OAUTH_CLIENT_KEY: pair.keyFile })
  expect(config.oauth.credentials?.type).toBe('certificate')
})

it('ends with 0 when it is told to stop', async () => {
  const { child } = await serve()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

it('names every wrong argument at once, and how it is used, with status 2', () => {
  const text = join(folder, 'text.pem')
  writeFileSync(text, 'no certificate')
  const wrong = refused('--port', 'x1', '--public-url', 'http://bot.example/path', '--certificate', text)
  expect(wrong.status).toBe(2)
  expect(wrong.stdout).toBe('')
  expect(wrong.stderr).toMatch(/^--port .*\n--public-url .*\n--certificate .*\n\nnpm run emulator -- /)
  expect(refused('--prot', '1').stderr).toMatch(/--prot[\s\S]*npm run emulator/)
  expect(refused('--certificate', join(folder, 'none')).stderr).toContain('ENOENT')
})

it('says that the port is in use', async () => {
  const { printed } = await serve()
  const port = /:(\d+)\/chat/.exec(printed)?.[1] ?? ''
  expect(refused('--port', port)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(`--port ${port} is in use`) as string,
  })
})

it('tells how it is used', () => {
  expect(refused('--help')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('--public-url') })
})
