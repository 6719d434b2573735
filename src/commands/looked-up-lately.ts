import type { OpenBook } from '../book/open-book.ts'
import type { ChatUser } from '../connection/chat-user.ts'
import { connectionKey } from '../connection/connection.ts'
import { nameOf } from '../graph/contact.ts'
import type { Asked } from './asked.ts'
import type { Services } from './services.ts'
import { knownOwner, recentKey } from './whose-book.ts'

/** As many as a card has room for beside its examples. */
const MOST = 3

/** The names of the people that somebody looked up last, the latest first, from the bot's copy of their contacts: Outlook is not
 *  asked. Never rejects, because a card works without these buttons. */
export async function lookedUpLately({ user, sentAt }: Asked, services: Services): Promise<string[]> {
  try {
    const owner = await knownOwner(user, services)
    if (!owner) return []
    const [isGone, ids] = await Promise.all([
      hasLeft(user, sentAt, services),
      services.recents.of(recentKey(user), owner.mailbox),
    ])
    if (isGone) return []
    const kept = ids.length > 0 ? await services.addressBooks.atHand(owner, 0) : undefined
    if (!kept) return []
    return await firstNames(ids, kept)
  } catch {
    return []
  }
}

/** The names of the first `MOST` of these people who are still in the book and have a name. Namesakes count once. */
async function firstNames(ids: readonly string[], book: Pick<OpenBook, 'person'>): Promise<string[]> {
  const names = new Set<string>()
  for (const id of ids) {
    const contact = (await book.person(id))?.contact
    const name = contact && nameOf(contact)
    if (name !== undefined) names.add(name)
    if (names.size === MOST) break
  }
  return [...names]
}

/** Whether the person has left since they asked, or a backup has put their connection back. */
async function hasLeft(user: ChatUser, sentAt: number, { departures, connections }: Services): Promise<boolean> {
  const { isOver, hasEnded } = await departures.look(user, sentAt)
  if (isOver || !hasEnded) return isOver
  const connection = (await connections.get(connectionKey(user)))?.value
  return connection !== undefined && hasEnded(connection.epoch)
}
