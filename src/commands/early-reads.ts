import type { ChatUser } from '../connection/chat-user.ts'
import { type Connection, connectionKey } from '../connection/connection.ts'
import type { Versioned } from '../store/update.ts'
import type { Command } from './command.ts'
import type { OurQuestion } from './last-question.ts'
import type { Services } from './services.ts'
import { recentKey } from './whose-book.ts'

/** What an answer reads first of the store. All of it is asked for at once when the turn begins: waits for the store one after the
 *  other would add up. */
export type Opening = {
  /** Where people sign in. */
  connection: Early<Versioned<Connection> | undefined> | undefined
  /** The ids of the contacts that were looked up lately, of a mailbox. */
  recent: Early<(mailbox: string) => string[]>
  /** Whether the person's sign-in waits for a code. Read for a text alone. */
  isCodeWanted: Early<boolean> | undefined
  ourQuestion: Early<OurQuestion> | undefined
}

/** Something that is read when the turn begins. That reading is good for whoever looks first: later it may be old. */
export type Early<T> = {
  /** What was read, for a look that another one follows at once. */
  look(): Promise<T>
  /** What was read; whoever comes after that reads again. */
  take(): Promise<T>
}

/** Commands that are answered from an address book, nearly always from the copy at hand. */
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

/** Begins to read at once. @param read reads again each time; if it fails, whoever looks hears of it */
export function early<T>(read: () => Promise<T>): Early<T> {
  let first: Promise<T> | undefined = read()
  // Perhaps nobody looks.
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
