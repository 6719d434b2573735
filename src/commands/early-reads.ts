import type { ChatUser } from '../connection/chat-user.ts'
import { type Connection, connectionKey } from '../connection/connection.ts'
import type { Versioned } from '../store/update.ts'
import type { Command } from './command.ts'
import type { OurQuestion } from './last-question.ts'
import type { Services } from './services.ts'
import { recentKey } from './whose-book.ts'

/** The records that an answer reads first. They are all requested at once when the turn begins, because waiting for one after
 *  the other would add up. */
export type Opening = {
  /** Where people sign in. */
  connection: Early<Versioned<Connection> | undefined> | undefined
  /** The ids of the contacts that were looked up lately in a mailbox. */
  recent: Early<(mailbox: string) => string[]>
  /** Whether the person's sign-in waits for a code. Only read for a text. */
  isCodeWanted: Early<boolean> | undefined
  ourQuestion: Early<OurQuestion> | undefined
}

/** A record that is read when the turn begins. Only the first `take` gets that value, because later it may be outdated. */
export type Early<T> = {
  /** The early value, for a caller that is followed by another one at once. */
  look(): Promise<T>
  /** The early value; later callers read the record again. */
  take(): Promise<T>
}

/** Commands that are answered from an address book, nearly always from the bot's copy. */
const FROM_BOOK: ReadonlySet<Command['type']> = new Set<Command['type']>(['find', 'show', 'text'])

/** @returns undefined if the command is answered otherwise */
export function openingOf({ type }: Command, user: ChatUser, services: Services): Opening | undefined {
  if (!FROM_BOOK.has(type)) return undefined
  const { application, connections, recents, signIn, lastQuestions } = services
  const isText = type === 'text'
  return {
    connection: application ? undefined : early(() => connections.get(connectionKey(user))),
    recent: early(() => recents.read(recentKey(user))),
    isCodeWanted: isText ? early(() => signIn.waitsForCode(user)) : undefined,
    ourQuestion: isText ? early(() => lastQuestions.read(user)) : undefined,
  }
}

/** Begins to read at once. @param read reads again each time; if it fails, the caller of `look` or `take` gets the error */
export function early<T>(read: () => Promise<T>): Early<T> {
  let first: Promise<T> | undefined = read()
  // Maybe nobody asks for the value.
  first.catch(() => undefined)
  const look = () => (first ??= read())
  return {
    look,
    take() {
      const now = look()
      first = undefined
      return now
    },
  }
}
