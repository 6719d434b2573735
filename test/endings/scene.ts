import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import { browser as freshBrowser, type Browser, type Page, signIn } from '../../emulator/browser.ts'
import type { Identity } from '../../emulator/channel/activity.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import type { EmulatorOptions } from '../../emulator/emulator.ts'
import { megan, type Person } from '../../emulator/people.ts'
import type { Room } from '../../src/book/room.ts'
import type { Budget } from '../../src/search/search.ts'
import { sealed } from '../../src/store/sealed-store.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { redisRecords } from '../../emulator/demo/records.ts'
import { storedKeys } from '../conversations/stored.ts'
import { freePort, startRedis } from '../redis-server.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { type Languages, LANGUAGES } from '../../src/text/languages.ts'
import { readable, startUrl, startWorld, type World } from '../world.ts'
import { dataIn, filesIn, strings, writtenAt } from './english-left.ts'
import { eventually } from './eventually.ts'
import { textsIn, textsOnPage } from './texts.ts'

/** One way in which something can end, played from start to end: emulator, bot, chat and browser over HTTP. */
export type Ending = {
  /** What happens: the test's name. */
  name: string
  /** The sentence it ends with. */
  says: string
  env?: Record<string, string>
  emulator?: EmulatorOptions
  /** How long a sign-in may take, if not ten minutes. */
  signInMs?: number
  /** The memory for address books that are being read. */
  room?: Room
  /** The budget of the search for one question. */
  newBudget?: () => Budget
  /** Whether the bot stores in a Redis of its own, which can be killed. */
  redis?: boolean
  play: (scene: Scene) => Promise<void>
}

type SignInOptions = {
  as?: Person
  by?: Browser
  decision?: 'accept' | 'cancel'
  /** Whose chat is watched; Megan's if not given. */
  chat?: Chat
  /** How many new messages the chat gets: one, unless the sign-in card says what happened, or nobody can tell whose sign-in it
   *  was. */
  tells?: 0 | 1
}

/** One world, and what its person does there. Everything that the person reads is noted. */
export type Scene = ReturnType<typeof scene>

/** The bot's key, with which a test can read and change what the bot has stored. */
const KEY = createHash('sha256').update('the endings’ key').digest()

/** @param catalogue the language of everybody in it */
export async function startScene(catalogue: Catalogue, options: Omit<Ending, 'name' | 'says' | 'play'>) {
  const { env = {}, emulator = {}, signInMs, room, newBudget, redis } = options
  const server = redis ? await mortalRedis() : undefined
  const settings = { ENCRYPTION_KEYS: KEY.toString('base64'), ...(server && { REDIS_URL: server.url }), ...env }
  const languages: Languages = [...LANGUAGES, catalogue]
  return scene(await startWorld(settings, emulator, { signInMs, languages, room, newBudget }), catalogue, server)
}

/** A Redis that still has its data after it was killed. */
async function mortalRedis() {
  const dir = mkdtempSync(join(tmpdir(), 'endings-redis-'))
  const options = { port: await freePort(), args: ['--appendonly', 'yes', '--appendfsync', 'always', '--dir', dir] }
  let server = await startRedis(options)
  return {
    url: server.url,
    kill: () => server.kill(),
    again: async () => void (server = await startRedis(options)),
    async stop() {
      await server.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function scene(world: World, catalogue: Catalogue, redis: Awaited<ReturnType<typeof mortalRedis>> | undefined) {
  const { locale } = catalogue
  const chats = new Set<Chat>()
  const pages: Page[] = []

  function chatOf(person: Person, identity?: Identity): Chat {
    const found = world.emulator.channel.personal(person, { locale, ...identity })
    chats.add(found)
    return found
  }

  const chat = chatOf(megan)

  /** What the bot has sent so far. A card that was replaced in place counts once. */
  const messages = (of: Chat) => of.messages.filter(({ from, deleted }) => from === 'bot' && !deleted)

  async function arrived(of: Chat, count: number): Promise<void> {
    await of.settled()
    expect(messages(of).map(readable)).toHaveLength(count)
  }

  /** A browser that notes every page of ours that it opens. */
  function browser(options: { goesOn?: boolean; lateCookies?: boolean } = {}): Browser {
    const real = freshBrowser({ acceptLanguage: locale, ...options })
    const noting = async (page: Promise<Page>) => {
      const shown = await page
      if (shown.url.startsWith(world.publicUrl)) pages.push(shown)
      return shown
    }
    return {
      cookies: real.cookies,
      open: (url) => noting(real.open(url)),
      submit: (page, form, fields) => noting(real.submit(page, form, fields)),
    }
  }

  const stored = async (prefix: string) =>
    redis ? (await redisRecords(redis.url, prefix)).map(({ key }) => key) : storedKeys(world, prefix)

  const data = new Set<string>()
  function noteData(): void {
    const typed = [...chats].flatMap(({ sent }) =>
      sent.flatMap(({ activity }) => [activity.text ?? '', ...strings(activity.value)]),
    )
    const written = pages.flatMap(({ url }) => writtenAt(url))
    const inFiles = [...chats].flatMap(({ sent }) => sent.flatMap(({ activity }) => filesIn(world, activity)))
    for (const word of [...dataIn(world, typed), ...written, ...inFiles]) data.add(word)
  }

  async function ask(text: string, of: Chat = chat): Promise<string> {
    noteData()
    const answers = await of.ask(text)
    return answers.map(readable).join('\n')
  }

  /** Asks, and gets the sign-in card. */
  async function card(question: string = catalogue.commands.connect[0], of: Chat = chat): Promise<Message> {
    await ask(question, of)
    const last = messages(of).at(-1)
    if (!last) throw new Error('No card')
    startUrl(last)
    return last
  }

  /** Waits for everything that `visit` causes in the chat. */
  async function told<T>(visit: () => Promise<T>, { chat: of = chat, tells = 1 }: SignInOptions = {}): Promise<T> {
    const before = messages(of).length
    const result = await visit()
    await arrived(of, before + tells)
    return result
  }

  /** From a card's button to the page at the end. */
  function follow(from: Message, options: SignInOptions = {}): Promise<Page> {
    const { as = megan, by = browser(), decision = 'accept' } = options
    return told(() => signIn(by, startUrl(from), { username: as.username, decision }), options)
  }

  return {
    world,
    catalogue,
    emulator: world.emulator,
    chat,
    chatOf,
    browser,
    ask,
    card,
    told,
    follow,

    /** Presses a button, and waits until the answer is in the chat. */
    async press(message: Message, title: string): Promise<void> {
      await chat.press(message, title)
      await chat.settled()
    },

    /** Connects the first person. @returns their chat */
    async connected(as: Person = megan): Promise<Chat> {
      const theirs = as === megan ? chat : chatOf(as)
      await follow(await card(undefined, theirs), { as, chat: theirs })
      expect(await stored('connection/')).toHaveLength(1)
      return theirs
    },

    /** The address behind the first sign-in card, even if the card was replaced. */
    link(): string {
      const sent = JSON.stringify(world.emulator.channel.calls.map(({ body }) => body))
      return /http[^"]*\/auth\/start\?ticket=[\w-]+/.exec(sent)?.[0] ?? ''
    },

    /** What the chat shows now, oldest first. */
    said: (of: Chat = chat) => messages(of).map(readable),
    last(of: Chat = chat): Message {
      const found = messages(of).at(-1)
      if (!found) throw new Error('Nothing was said')
      return found
    },
    /** A message as the chat shows it now. */
    now({ id }: Message, of: Chat = chat): Message {
      const found = of.messages.find((message) => message.id === id)
      if (!found) throw new Error('No such message')
      return found
    },

    stored,
    /** The Redis, if the ending asks for one. */
    get redis() {
      if (!redis) throw new Error('No Redis was asked for')
      return {
        kill: redis.kill,
        /** Starts it again, and waits until the bot has it back. */
        async again(): Promise<void> {
          await redis.again()
          const ready = async () => (await fetch(`${world.publicUrl}/readyz`)).status
          expect(await eventually(ready, (status) => status === 200)).toBe(200)
        },
      }
    },

    /** Lets the records under these prefixes expire. */
    expire(...prefixes: string[]): void {
      const database = new DatabaseSync(world.dataFile)
      const age = database.prepare('UPDATE record SET expires_at = 1 WHERE key LIKE ?')
      const aged = prefixes.map((prefix) => Number(age.run(`${prefix}%`).changes))
      database.close()
      expect(aged.every((rows) => rows > 0)).toBe(true)
    },

    /** The keys of the stored records under a prefix. */
    keys: (prefix: string): Promise<string[]> => storedKeys(world, prefix),

    /** Changes a record to what a faulty program would have written. */
    async damage(prefix: string, change: Record<string, unknown>): Promise<void> {
      const store = sealed(sqliteStore(world.dataFile), [KEY])
      const [key = ''] = await storedKeys(world, prefix)
      const found = await store.get(key)
      const value: unknown = JSON.parse(found?.value.toString() ?? '')
      await store.put(key, Buffer.from(JSON.stringify({ ...(value as object), ...change })), 600_000)
      await store.close()
    },

    /** Every text that reached a chat or a page, each by itself, including those that were replaced later. */
    texts(): string[] {
      const calls = world.emulator.channel.calls.filter(({ status, method }) => status < 300 && method !== 'DELETE')
      const invokes = [...chats].flatMap(({ sent }) => sent.map(({ answer }) => answer?.body))
      return [...textsIn([calls.map(({ body }) => body), invokes]), ...pages.flatMap(({ html }) => textsOnPage(html))]
    },

    /** Every word of people's own data at any question, and now, and what the operator wrote on the opened pages. */
    data(): ReadonlySet<string> {
      noteData()
      return data
    },

    /** Every page of ours that was opened. */
    pages: () => pages,

    /** Every message as it was sent or replaced: its texts and its buttons' titles. */
    messages: () => world.emulator.channel.calls.map(({ body }) => textsIn(body)),

    async close(): Promise<void> {
      await world.close()
      await redis?.stop()
    },
  }
}
