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

export const crowd: Person[] = Array.from({ length: AT_A_TIME }, (_, at) => ({
  oid: crypto.randomUUID(),
  tid: contoso.tid,
  name: `Person ${at}`,
  givenName: 'Person',
  surname: String(at),
  username: `person.${at}@contoso.example`,
  mailbox: true,
}))

/** An address book of 320 contacts for each of them. With one mailbox for all, one read would serve many of them. */
export const crowdsBooks = (): Map<string, AddressBook> => new Map(crowd.map(({ oid }) => [oid, megansBook()]))

/** On a slow machine these may come before an answer: the typing dots, the card that contacts are being read, and the answer
 *  of an older copy. */
const ON_THE_WAY = ['"type":"typing"', en.reading.first, en.reading.changes, ...en.asOf.checking('|').split('|', 1)]

/** An answer that is not there by then will never come. */
const LATE_MS = 60_000

/** Signs everybody in to the bot at `channel.botUrl`. */
export async function connectAll({ channel }: Emulator): Promise<void> {
  for (const person of crowd) {
    const [card] = await channel.personal(person).ask('connect')
    const page = await signIn(browser(), (card && signInUrl(card)) ?? '', { username: person.username })
    if (page.status !== 200) throw new Error(`${person.username} cannot sign in: ${page.text}`)
    await channel.personal(person).settled()
  }
}

/** Sends `text` from the whole crowd, `count` times in all. Each person sends again as soon as they have an answer.
 *  @throws where any of them was not answered by exactly one message that contains `expected`. */
export async function say(emulator: Emulator, text: string, count: number, expected: string): Promise<void> {
  const { calls } = emulator.channel
  const before = calls.length
  let left = count
  await Promise.all(crowd.map((person) => saySome(emulator.channel.personal(person))))
  // Where a turn takes longer than the channel waits, its answer comes after the turn's HTTP answer.
  const until = performance.now() + LATE_MS
  while (said().length < count && performance.now() < until) await sleep(20)
  const answers = said()
  const right = answers.filter((message) => message.includes(expected)).length
  if (right !== count || answers.length !== count)
    throw new Error(`${count} × ${text}: ${right} right answers among ${answers.length}`)

  function said(): string[] {
    // A call has no body until that has arrived.
    const messages = calls.slice(before).flatMap(({ body }) => (body === undefined ? [] : [JSON.stringify(body)]))
    return messages.filter((message) => !ON_THE_WAY.some((part) => message.includes(part)))
  }

  async function saySome(chat: Chat): Promise<void> {
    while (left-- > 0) {
      const { status } = await chat.send(text)
      if (status !== 200) throw new Error(`${text}: the bot answers ${status}`)
    }
  }
}
