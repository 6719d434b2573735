import { connectionKey } from '../connection/connection.ts'
import { nameOf } from '../graph/contact.ts'
import type { Asked } from './asked.ts'
import type { Services } from './services.ts'
import { ownerOf, recentKey } from './whose-book.ts'

/** As many as stand on a card beside its examples. */
const MOST = 3

/** The names of the people that somebody looked up last, the latest first, from the copy of their contacts at hand: Outlook is
 *  not asked. Never rejects: a card without these buttons is as good. */
export async function lookedUpLately({ user, sentAt }: Asked, services: Services): Promise<string[]> {
  try {
    const connection = (await services.connections.get(connectionKey(user)))?.value
    if (!connection || !services.signIn.mayUse(user, connection.account)) return []
    const { isOver, hasEnded } = await services.departures.look(user, sentAt)
    if (isOver || hasEnded?.(connection.epoch)) return []
    const owner = ownerOf(connection, user)
    const ids = await services.recents.of(recentKey(user), owner.mailbox)
    const kept = ids.length > 0 ? await services.addressBooks.atHand(owner, 0) : undefined
    if (!kept) return []
    const names = ids.flatMap((id) => {
      const person = kept.person(id)
      return (person && nameOf(person.contact)) ?? []
    })
    return [...new Set(names)].slice(0, MOST)
  } catch {
    return []
  }
}
