import type { Chat } from '../channel/chat.ts'
import type { Message } from '../channel/conversation.ts'
import type { Emulator } from '../emulator.ts'
import type { Person } from '../people.ts'
import type { LeftRecord } from './records.ts'
import { linesOf } from './text.ts'

/** What a tour needs. */
export type Stage = {
  emulator: Emulator
  publicUrl: string
  /** The person who chats. */
  person: Person
  records: (prefix: string) => Promise<LeftRecord[]>
  print: (line?: string) => void
}

/** A step had another result than expected. */
export class TourError extends Error {
  override readonly name = 'TourError'
}

const ANSWER_MS = 30_000

/** A person's side of a chat, which is printed as it happens. Both functions throw {@link TourError}. */
export function talk(chat: Chat, name: string, print: Stage['print']) {
  async function next(what: string): Promise<Message> {
    const message = await chat.next({ timeoutMs: ANSWER_MS }).catch(() => undefined)
    if (!message) throw new TourError(`expected ${what}, but no message came`)
    const [first = '', ...rest] = linesOf(message)
    print(`Bot:   ${first}`)
    rest.forEach((line) => print(`       ${line}`))
    print()
    return message
  }

  return {
    next,
    async ask(text: string): Promise<Message> {
      print(`${name}: ${text}`)
      const { status } = await chat.send(text)
      expect(status === 200, `status 200 for the delivery, not ${status}`)
      return next('an answer')
    },
  }
}

/** Shows that the checks are on: a token that another key signed is refused. */
export async function forgedIsRefused({ emulator, person, print }: Stage): Promise<void> {
  const chat = emulator.channel.personal(person)
  const forged = await emulator.channel.sign({}, { key: 'other' })
  const { status } = await chat.sendRaw(chat.compose('help'), { authorization: `Bearer ${forged}` })
  print(`A message with a forged channel token is answered with status ${status}.`)
  print()
  expect(status === 401, `status 401 for a forged token, not ${status}`)
}

/** @throws {TourError} */
export function expect(right: boolean | undefined, what: string): void {
  if (right !== true) throw new TourError(`expected ${what}`)
}

/** An address without its query and its secrets. */
export function shortened(address: string): string {
  const { origin, pathname } = new URL(address)
  return `${origin}${pathname.replace(/[\w-]{30,}/g, (part) => (/^[\da-f-]{36}$/.test(part) ? part : '…'))}`
}
