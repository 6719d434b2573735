import { type ChatUser, userKey } from '../connection/chat-user.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'

/** What a browser brings: the ticket of the card's link, or the state that Microsoft sends back. */
type Kind = 'ticket' | 'state'

/** `ticket/<hash>` and `state/<hash>`: whose sign-in it belongs to. */
type Pointer = { userKey: string }

/** The parts of a sign-in that pointers lead to. */
type PointedAt = { ticketHash?: string | undefined; browser?: { stateHash: string } | undefined }

const FORMAT = 1

/** The records that lead from a ticket or a state to a person's sign-in. They name hashes alone: whoever reads the store
 *  cannot open a link. */
export function pointers(store: Store, ttlMs: number) {
  const stored = records<Pointer>(store, FORMAT)

  return {
    async add(kind: Kind, hash: string, user: ChatUser): Promise<void> {
      await stored.put(`${kind}/${hash}`, { userKey: userKey(user) }, ttlMs)
    },

    /** @returns the key of the person whose sign-in it is */
    follow: async (kind: Kind, hash: string): Promise<string | undefined> =>
      (await stored.get(`${kind}/${hash}`))?.value.userKey,

    /** Deletes what leads to a sign-in. Where that fails the pointers run out by themselves, and until then they lead to a
     *  sign-in that no longer knows them. */
    async drop({ ticketHash, browser }: PointedAt): Promise<void> {
      const keys = [...(ticketHash ? [`ticket/${ticketHash}`] : []), ...(browser ? [`state/${browser.stateHash}`] : [])]
      await Promise.all(keys.map((key) => stored.delete(key).catch(() => undefined)))
    },
  }
}
