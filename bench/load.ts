import { setTimeout as sleep } from 'node:timers/promises'
import type { AddressBook } from '../emulator/address-books.ts'
import { megansBook } from '../emulator/address-books.ts'
import { browser, signIn } from '../emulator/browser.ts'
import { signInUrl } from '../emulator/channel/actions.ts'
import type { Chat } from '../emulator/channel/chat.ts'
import type { Emulator } from '../emulator/emulator.ts'
import { contoso, type Person } from '../emulator/people.ts'
import { en } from '../src/text/en.ts'

/** How many people write at the same time, each in a chat of their own. */
export const AT_A_TIME = 16

export const crowd = Array.from({ length: AT_A_TIME }, (_, at) => personAt(at))

export function personAt(at: number): Person {
  return {
    oid: crypto.randomUUID(),
    tid: contoso.tid,
    name: `Person ${at}`,
    givenName: 'Person',
    surname: String(at),
    username: `person.${at}@contoso.example`,
    mailbox: true,
  }
}

/** An address book of 320 contacts for each of them. With one mailbox for all, one read would serve many of them. */
export const crowdsBooks = (): Map<string, AddressBook> => new Map(crowd.map(({ oid }) => [oid, megansBook()]))

/** On a slow machine this may stand in the chat before an answer: the card that contacts are being read. */
const ON_THE_WAY = ['Reading your contacts', en.reading.changes]

/** The bot asks Outlook nothing more, and has checked its answers. */
const QUIET_MS = 300

/** An answer that is not there by then will never come. */
const LATE_MS = 60_000

/** Signs everybody in to the bot at `channel.botUrl`. */
export async function connectAll(emulator: Emulator): Promise<void> {
  for (const person of crowd) await connect(emulator, person)
}

/** Signs one person in, and waits until the chat has been told. */
export async function connect({ channel }: Emulator, person: Person): Promise<void> {
  const chat = channel.personal(person)
  const [card] = await onceMore(() => chat.ask('connect'))
  const page = await signIn(browser(), (card && signInUrl(card)) ?? '', { username: person.username })
  if (page.status !== 200) throw new Error(`${person.username} cannot sign in: ${page.text}`)
  await chat.settled()
}

/** Sends `text` from the whole crowd, `count` times in all. Each person sends again as soon as they have an answer.
 *  @throws if any of them was not answered by exactly one message that contains `expected`. */
export async function say(emulator: Emulator, text: string, count: number, expected: string): Promise<void> {
  const chats = crowd.map((person) => emulator.channel.personal(person))
  const before = chats.map((chat) => chat.messages.length)
  let left = count
  await Promise.all(chats.map(saySome))
  // If a turn takes longer than the channel waits, its answer comes after the turn's HTTP answer.
  const until = performance.now() + LATE_MS
  while (answered().length < count && performance.now() < until) await sleep(20)
  await quiet(emulator)
  const answers = answered()
  const right = answers.filter((message) => message.includes(expected)).length
  if (right !== count || answers.length !== count)
    throw new Error(`${count} × ${text}: ${right} right answers among ${answers.length}`)

  function answered(): string[] {
    const messages = chats.flatMap((chat, at) => said(chat.messages.slice(before[at])))
    return messages.filter((message) => !ON_THE_WAY.some((part) => message.includes(part)))
  }

  async function saySome(chat: Chat): Promise<void> {
    while (left-- > 0) {
      let { status } = await onceMore(() => chat.send(text))
      // The emulator closed a kept connection just as the answer left: the bot asks for the delivery to be repeated.
      if (status === 502) ({ status } = await chat.send(text))
      if (status !== 200) throw new Error(`${text}: the bot answers ${status}`)
    }
  }
}

/** The bot may close a kept connection just as a request leaves. A channel tries again then, and so do we. */
export const onceMore = <T>(ask: () => Promise<T>): Promise<T> => ask().catch(ask)

/** The bot's messages as they are now. The emulator waits meanwhile: of a long chat, only the new ones are written as JSON. */
function said(messages: Chat['messages']): string[] {
  return messages.flatMap(({ from, activity }) => (from === 'bot' ? [JSON.stringify(activity)] : []))
}

async function quiet({ graph }: Emulator): Promise<void> {
  while ((graph.calls.at(-1)?.at ?? 0) > Date.now() - QUIET_MS) await sleep(QUIET_MS)
}
