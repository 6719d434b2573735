import type { ChatUser } from '../connection/chat-user.ts'
import { type Connection, connectionKey } from '../connection/connection.ts'
import type { Flow } from '../sign-in/outcome.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import type { Services } from './services.ts'
import { bookKey, recentKey } from './whose-book.ts'

/** What `forget` has ended: the sign-in that could still be finished, and the connection. */
export type Forgotten = { underWay: Flow | undefined; connection: Connection | undefined }

/** Deletes everything that is stored for a user, in an order in which no work under way can restore anything: the sign-in first,
 *  so that its late callback connects nobody, and the contacts last, because they can only be read with a connection. */
export async function forget(services: Services, user: ChatUser): Promise<Forgotten> {
  const ended = await forgetConnection(services, user)
  await forgetContacts(services, user)
  await services.editing.forget(user)
  await services.imports.forget(user)
  await services.lastQuestions.forget(user)
  return ended
}

/** Deletes the sign-in under way and the connection. */
export async function forgetConnection(
  {
    signIn,
    connections,
    departures,
  }: Pick<Services, 'connections' | 'departures'> & { signIn: Pick<SignIn, 'drop' | 'dropEnds'> },
  user: ChatUser,
): Promise<Forgotten> {
  const underWay = await signIn.drop(user)
  const stored = await connections.get(connectionKey(user))
  if (stored) await departures.ended(user, stored.value.epoch)
  await connections.delete(connectionKey(user))
  await signIn.dropEnds(stored?.value.spent)
  return { underWay, connection: stored?.value }
}

/** Deletes the copy of the address book, and the list of contacts that the user looked up lately. */
export async function forgetContacts({ addressBooks, recents, photos }: Services, user: ChatUser): Promise<void> {
  await photos.forget(bookKey(user))
  await addressBooks.forget(bookKey(user))
  await recents.forget(recentKey(user))
}
