import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { type App, createApp, type Seams } from '../src/app.ts'
import { readConfig } from '../src/config/config.ts'
import { createLog } from '../src/log.ts'
import { browser, type Browser, type Page, signIn } from '../emulator/browser.ts'
import { signInUrl } from '../emulator/channel/actions.ts'
import type { Chat } from '../emulator/channel/chat.ts'
import type { Message } from '../emulator/channel/conversation.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../emulator/emulator.ts'
import type { Person } from '../emulator/people.ts'
import { freePort } from './redis-server.ts'

/** A bot and everything around it on loopback: the emulator, HTTP and a store. */
export type World = {
  emulator: Emulator
  publicUrl: string
  /** The file of the SQLite store. */
  dataFile: string
  /** The lines of the bot's log so far, parsed. */
  log: Record<string, unknown>[]
  /** Connects a person from their chat. `as` is the account that signs in. @returns the last page */
  connect(person: Person, as?: Person): Promise<Page>
  /** Starts another instance of the bot on the same store (REDIS_URL must be given). @returns the URL for its activities */
  another(): Promise<string>
  /** Stops all instances and starts a new one with these additional settings. */
  restart(env: Record<string, string>): Promise<void>
  /** Makes every copy of an address book in the bot older by `byMs`. */
  age(byMs: number): void
  close(): Promise<void>
}

/** Settings with which every question reads all contacts again. */
export const NOTHING_KEPT = { CONTACTS_MAX_AGE: '0', CONTACTS_KEEP: '0' }

const SHARED_KEY = createHash('sha256').update('the tests’ key').digest('base64')

/** @param env settings besides the emulator's; without REDIS_URL the bot stores its data in a file of its own */
export async function startWorld(
  env: Record<string, string> = {},
  options: EmulatorOptions = {},
  seams: Seams = {},
): Promise<World> {
  const emulator = await startEmulator(options)
  const folder = mkdtempSync(join(tmpdir(), 'bot-'))
  const log: Record<string, unknown>[] = []
  const apps: App[] = []
  let aheadMs = 0
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const dataFile = join(folder, 'bot.sqlite')
  const settings: Record<string, string> = {
    ...emulator.settings(publicUrl),
    PUBLIC_URL: publicUrl,
    DATA_FILE: dataFile,
    // Worlds that share a Redis also share the key.
    ...(env['REDIS_URL'] !== undefined && { ENCRYPTION_KEYS: SHARED_KEY }),
    ...env,
  }

  async function start(onPort: number): Promise<string> {
    const metricsPort = onPort !== port && settings['METRICS_PORT'] !== undefined ? await freePort() : undefined
    const config = readConfig({
      ...settings,
      PORT: String(onPort),
      ...(metricsPort !== undefined && { METRICS_PORT: String(metricsPort) }),
    })
    const app = await createApp(config, createLog('debug', linesInto(log)), {
      now: () => Date.now() + aheadMs,
      ...seams,
    })
    apps.push(app)
    return `http://127.0.0.1:${await app.listen()}/api/messages`
  }

  emulator.channel.idle = async () => void (await Promise.all(apps.map((app) => app.idle())))
  emulator.channel.botUrl = await start(port).catch(async (error: unknown) => {
    await emulator.close()
    throw error
  })
  return {
    emulator,
    publicUrl,
    dataFile,
    log,
    async connect(person, as = person) {
      const chat = emulator.channel.personal(person)
      const [card] = await chat.ask('connect')
      return signInWith(card, as)
    },
    another: async () => start(await freePort()),
    async restart(besides) {
      await Promise.all(apps.splice(0).map((app) => app.stop()))
      Object.assign(settings, besides)
      emulator.channel.botUrl = await start(port)
    },
    age: (byMs) => void (aheadMs += byMs),
    async close() {
      await Promise.all(apps.map((app) => app.stop()))
      await emulator.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Presses the button of a sign-in card and signs in. */
export async function signInWith(
  card: Message | undefined,
  person: Person,
  decision: 'accept' | 'cancel' = 'accept',
  by: Browser = browser(),
): Promise<Page> {
  return signIn(by, startUrl(card), { username: person.username, decision })
}

export function startUrl(card: Message | undefined): string {
  const url = card && signInUrl(card)
  if (url === undefined) throw new Error(`No sign-in card: ${JSON.stringify(card?.attachments ?? null)}`)
  return url
}

/** Everything that a person can read in a message: its text and its cards' texts. */
export function readable(message: Message | undefined): string {
  const texts: string[] = message?.text ? [message.text] : []
  const collect = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(collect)
    else if (typeof node === 'object' && node !== null) {
      for (const [name, value] of Object.entries(node)) {
        if ((name === 'text' || name === 'title') && typeof value === 'string') texts.push(value)
        else if (name !== 'fallback' && name !== 'data') collect(value)
      }
    }
  }
  collect(message?.attachments)
  return texts.join('\n')
}

/** The bot's messages in a chat, as text. */
export function said(chat: Chat): string[] {
  return chat.messages.filter(({ from }) => from === 'bot').map(readable)
}

function linesInto(lines: Record<string, unknown>[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().split('\n').filter(Boolean))
        lines.push(JSON.parse(line) as Record<string, unknown>)
      done()
    },
  })
}
