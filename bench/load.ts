import type { AddressBook } from '../emulator/address-books.ts'
import { megansBook } from '../emulator/address-books.ts'
import { browser, signIn } from '../emulator/browser.ts'
import { signInUrl } from '../emulator/channel/actions.ts'
import type { Chat } from '../emulator/channel/chat.ts'
import type { Emulator } from '../emulator/emulator.ts'
import { contoso, type Person } from '../emulator/people.ts'

/** So many people write at the same time, each in a chat of their own. */
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

/** Everybody has a book of 320 contacts: readings of one mailbox are shared, and would count once for many. */
export const crowdsBooks = (): Map<string, AddressBook> => new Map(crowd.map(({ oid }) => [oid, megansBook()]))

/** Everybody signs in to the bot that `channel.botUrl` names. */
export async function connectAll({ channel }: Emulator): Promise<void> {
  for (const person of crowd) {
    const [card] = await channel.personal(person).ask('connect')
    const page = await signIn(browser(), (card && signInUrl(card)) ?? '', { username: person.username })
    if (page.status !== 200) throw new Error(`${person.username} cannot sign in: ${page.text}`)
    await channel.personal(person).settled()
  }
}

/** The crowd says `text`, `count` times in all, each again as soon as the last is answered.
 *  @throws unless every time was answered by one message that contains `expected` */
export async function say(emulator: Emulator, text: string, count: number, expected: string): Promise<void> {
  const { calls } = emulator.channel
  const before = calls.length
  let left = count
  await Promise.all(crowd.map((person) => saySome(emulator.channel.personal(person))))
  const messages = calls.slice(before).map(({ body }) => JSON.stringify(body))
  const right = messages.filter((message) => message.includes(expected)).length
  // On a slow machine an answer may be preceded by dots, or by the word that contacts are being read.
  const others = messages.filter((message) => !/"type":"typing"|I am (?:reading|asking)/.test(message)).length
  if (right < count || others !== right) throw new Error(`${count} × ${text}: ${right} right answers among ${others}`)

  async function saySome(chat: Chat): Promise<void> {
    while (left-- > 0) {
      const { status } = await chat.send(text)
      if (status !== 200) throw new Error(`${text}: the bot answers ${status}`)
    }
  }
}
