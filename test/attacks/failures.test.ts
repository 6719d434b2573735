import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browser, signIn } from '../../emulator/browser.ts'
import { signInUrl } from '../../emulator/channel/actions.ts'
import { type Emulator, startEmulator } from '../../emulator/emulator.ts'
import { alex, megan, type Person } from '../../emulator/people.ts'
import { REASONS } from '../../src/http/text-response.ts'
import { TURN_REASONS } from '../../src/http/messages.ts'
import { en } from '../../src/text/en.ts'
import { certificates, type Pair } from '../entra/certificates.ts'
import { sentences } from '../endings/texts.ts'
import { samples, seriesOf } from '../metrics/samples.ts'
import { freePort } from '../redis-server.ts'
import { privateOf, secretsIn, sixDigitsIn } from './canaries.ts'
import { SWORDFISH, walk, type Walk, WEB } from './failures.ts'
import { recorder, type Recorder } from './recorder.ts'

let record: Recorder
let seen: Walk
beforeAll(async () => {
  record = await recorder()
  seen = await walk()
}, 120_000)
afterAll(() => record.stop())

/** All HTTP traffic so far, in both directions. */
const traffic = () => [...record.answered, ...record.requests().map(({ text }) => text)].join('\n')

const among = (words: Iterable<string>, text: string) => [...words].filter((word) => text.includes(word))

describe('what people read when something fails', () => {
  /** The bot cannot say anything if the channel itself fails. */
  const isUnsaid = (name: string) => /channel|bot’s token/.test(name)

  test('S51 generic errors: enough failures were tried, and the person was told each time', () => {
    expect(seen.places.length).toBeGreaterThan(180)
    expect(seen.places.filter(({ name, texts }) => texts.length === 0 && !isUnsaid(name))).toEqual([])
    const statuses = new Set(seen.places.map(({ status }) => status))
    expect([...statuses].toSorted((one, other) => one - other)).toEqual([200, 400, 403, 410, 500, 502, 503])
  })

  test('S51 generic errors: the bot says only sentences of the catalogue, and what a search found', () => {
    const patterns = sentences(en).map(({ text }) => {
      const source = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[\ue000-\ue0ff]/g, '[^<>{}]+')
      return new RegExp(`^${source}(?: \\(Reference: [0-9a-f]{8}\\)| – ${en.appName})?$`, 'u')
    })
    const values = [
      /^\w{3} \d\d?, \d{4}, [\d:]+ [AP]M (?:UTC|GMT(?:[+-]\d+)?)$/,
      /^http:\/\/127\.0\.0\.1:\d+\/v1\.0$/,
      /^\d{3} \d{3}$/,
      /^…$/,
    ]
    const found = seen.places.find(({ name }) => name === 'a search')?.texts ?? []
    expect(found).toContain('Alice Admin')
    const known = new Set([...found, megan.name, megan.username, alex.username])
    const strange = seen.texts.filter(
      (text) => !known.has(text) && ![...patterns, ...values].some((pattern) => pattern.test(text)),
    )
    expect([...new Set(strange)]).toEqual([])
    const reasons: string[] = [...Object.values(REASONS), ...Object.values(TURN_REASONS)]
    expect(seen.lines.filter((line) => !reasons.includes(line.trim()))).toEqual([])
    expect(seen.raw).not.toContain(SWORDFISH)
  })

  test('S51 generic errors: every reference that a person got is in the log with its error', () => {
    const given = seen.texts.flatMap((text) => /Reference: (\w+)/.exec(text)?.[1] ?? [])
    expect(given.length).toBeGreaterThan(80)
    const logged = new Set(seen.log.filter(({ error }) => error !== undefined).map((line) => line['reference']))
    expect(given.filter((reference) => !logged.has(reference))).toEqual([])
  })
})

describe('the log', () => {
  test('S50 redaction: no secret, name, address, number or question is in the log, whatever fails', () => {
    const log = JSON.stringify(seen.log)
    expect(seen.log.length).toBeGreaterThan(200)
    const secrets = secretsIn(traffic())
    expect(secrets.size).toBeGreaterThan(300)
    expect(sixDigitsIn(traffic()).size).toBeGreaterThan(0)
    expect(seen.names.size).toBeGreaterThan(500)
    expect(among([...secrets, ...seen.secrets, ...sixDigitsIn(traffic())], log)).toEqual([])
    // Microsoft's numbers are logged in capital letters.
    expect(among([...seen.names, SWORDFISH, SWORDFISH.toUpperCase(), 'Alice', 'alex.wilber'], log)).toEqual([])
  })

  test('S50 redaction: the metrics say nothing about anybody either, and S19: their number stays small', () => {
    const said = [...secretsIn(traffic()), ...seen.secrets, ...seen.names, SWORDFISH, 'Alice', megan.oid, megan.tid]
    expect(samples(seen.metrics).length).toBeGreaterThan(300)
    expect(among(said, seen.metrics)).toEqual([])
    expect(seriesOf(seen.metrics).size).toBeLessThanOrEqual(200)
  })

  test('S50 redaction: nothing that the bot says contains a secret, except for the ticket in its own card and page', () => {
    const said = seen.raw.replace(/(?:ticket=|name=\\"ticket\\" value=\\")[\w-]{43}/g, '')
    expect(said.length).toBeLessThan(seen.raw.length)
    expect(among([...secretsIn(traffic()), ...seen.secrets], said)).toEqual([])
  })

  test(
    'S50 redaction: a bot process with LOG_LEVEL=debug writes nothing of this to stdout and stderr',
    { timeout: 120_000 },
    async () => {
      const emulator = await startEmulator()
      const made = certificates()
      const pair = made.make()
      const { out, secrets } = await outputOf(emulator, pair)
      const pem = readFileSync(pair.keyFile, 'utf8')
        .split('\n')
        .filter((line) => line.length > 20)
      made.remove()
      expect(out.match(/"command":/g)?.length).toBeGreaterThan(8)
      expect(out).toContain('"error":')
      expect(pem.length).toBeGreaterThan(20)
      // The bot's own requests are not in the traffic of this process.
      const forms = emulator.entra.calls.map(({ params }) => new URLSearchParams(params).toString()).join('\n')
      expect(forms).toContain('client_assertion=')
      const names = privateOf(megan, emulator.graph.mailbox(megan.oid))
      expect(
        among([...secretsIn(`${forms}\n${traffic()}`), ...sixDigitsIn(traffic()), ...secrets, ...pem], out),
      ).toEqual([])
      expect(among([...names, SWORDFISH, SWORDFISH.toUpperCase(), 'Alice'], out)).toEqual([])
    },
  )
})

/** Runs a bot process with this certificate through whole conversations. @returns everything that it wrote */
async function outputOf(emulator: Emulator, { certificate, certificateFile, keyFile }: Pair) {
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const { OAUTH_CLIENT_SECRET: _, ...settings } = emulator.settings(publicUrl)
  const id = settings['OAUTH_CLIENT_ID'] ?? ''
  const redirectUris = [`${publicUrl}/auth/callback`]
  emulator.entra.register({ id, name: 'Contacts', redirectUris, certificates: [certificate] })
  const folder = mkdtempSync(join(tmpdir(), 'redaction-'))
  const key = Buffer.from('the key of a bot as a process 32').toString('base64')
  const own = { PUBLIC_URL: publicUrl, PORT: String(port), ENCRYPTION_KEYS: key, DATA_FILE: join(folder, 'bot.sqlite') }
  const files = { OAUTH_CLIENT_CERTIFICATE: certificateFile, OAUTH_CLIENT_KEY: keyFile }
  // Every question asks Outlook, so that it meets each fault.
  const asking = { CONTACTS_MAX_AGE: '0', LOG_LEVEL: 'debug' }
  const env = { ...settings, ...own, ...files, ...asking, NODE_ENV: 'production', DRAIN_SECONDS: '0' }
  const child = spawn(process.execPath, ['src/main.ts'], { env })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (out += part.toString()))
  const status = () => fetch(`${publicUrl}/readyz`).catch(() => undefined)
  try {
    await expect.poll(async () => (await status())?.ok).toBe(true)
    emulator.channel.botUrl = `http://127.0.0.1:${port}/api/messages`
    await converse(emulator)
  } finally {
    child.kill('SIGTERM')
    await once(child, 'close')
    await emulator.close()
    rmSync(folder, { recursive: true })
  }
  return { out, secrets: [key, settings['MicrosoftAppPassword'] ?? ''] }
}

/** Sign-ins of each kind, questions, and failures in between. */
async function converse({ channel, faults, entra }: Emulator): Promise<void> {
  const chat = channel.personal(megan)
  const web = channel.personal(alex, WEB)
  async function connect(of: typeof chat, as: Person): Promise<string> {
    await of.send('connect')
    const card = of.messages.map(signInUrl).findLast((url) => url !== undefined)
    return (await signIn(browser(), card ?? '', { username: as.username })).html
  }
  await connect(chat, alex)
  await connect(chat, megan)
  await chat.send('find contact Alice')
  await chat.send('find contact Admin')
  const [, code = ''] = /data-result="(\d{6})"/.exec(await connect(web, alex)) ?? []
  await web.send(code)
  await web.send('status')
  for (const match of ['graph', 'token', 'channel'] as const) {
    entra.expireAccessTokens()
    faults.add({
      match,
      // A 400 from the channel would be a final refusal, which is not an error.
      status: match === 'channel' ? 500 : 400,
      body: { error: 'invalid_request', error_description: `AADSTS90014 ${SWORDFISH}` },
    })
    await chat.send('find contact Alice')
    faults.clear()
  }
  await chat.sendRaw('{"text":"Alice"', { authorization: `Bearer ${await channel.sign()}` })
  await chat.sendRaw({ text: 'Alice' }, { authorization: 'Bearer x.y.z' })
  await chat.send('disconnect')
}
