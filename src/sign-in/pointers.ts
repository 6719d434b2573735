import { type ChatUser, userKey } from '../connection/chat-user.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'

/** What a browser brings: the ticket of the card's link, or the state that Microsoft sends back. */
type Kind = 'ticket' | 'state'

/** `ticket/<hash>` and `state/<hash>`: whose sign-in it belongs to. */
type Pointer = { userKey: string }

/** `ended/<hash>`: which sign-in a ticket or state belonged to, so that a browser that brings it again is shown how it ended. */
type EndedPointer = Pointer & { epoch: string }

/** The parts of a sign-in that pointers lead to. */
export type PointedAt = {
  ticketHash?: string | undefined
  visits?: readonly { stateHash: string }[] | undefined
  spent?: readonly string[] | undefined
}

const FORMAT = 1

/** The records that lead from a ticket or a state to a person's sign-in. They contain only hashes, so nobody who reads the store
 *  can open a link. */
export function pointers(store: Store, ttlMs: number) {
  const stored = records<Pointer>(store, FORMAT)
  const ended = records<EndedPointer>(store, FORMAT)

  /** If this fails, the pointers expire by themselves. Until then they lead to a sign-in that no longer knows them. */
  async function deleteAll(keys: string[]): Promise<void> {
    await Promise.all(keys.map((key) => stored.delete(key).catch(() => undefined)))
  }

  return {
    async add(kind: Kind, hash: string, user: ChatUser): Promise<void> {
      await stored.put(`${kind}/${hash}`, { userKey: userKey(user) }, ttlMs)
    },

    /** @returns the key of the person whose sign-in it is */
    follow: async (kind: Kind, hash: string): Promise<string | undefined> =>
      (await stored.get(`${kind}/${hash}`))?.value.userKey,

    /** The sign-in that a used ticket or state belonged to. */
    followEnded: async (hash: string): Promise<EndedPointer | undefined> => (await ended.get(`ended/${hash}`))?.value,

    /** Makes all pointers to a sign-in lead to its end. A browser that comes back is shown how it ended; if the end cannot be
     *  stored, only that the sign-in is over. */
    async retire(from: PointedAt & { user: ChatUser; epoch: string }): Promise<void> {
      const end = { userKey: userKey(from.user), epoch: from.epoch }
      const keeping = hashesOf(from).map((hash) => ended.put(`ended/${hash}`, end, ttlMs).catch(() => undefined))
      await Promise.all([...keeping, deleteAll(openKeys(from))])
    },

    /** Deletes the pointers to a sign-in or to its end. */
    drop: (from: PointedAt): Promise<void> =>
      deleteAll([...openKeys(from), ...(from.spent ?? []).map((hash) => `ended/${hash}`)]),
  }
}

/** The hashes of everything that leads, or has led, to a sign-in. */
export function hashesOf({ ticketHash, visits = [], spent = [] }: PointedAt): string[] {
  return [...(ticketHash ? [ticketHash] : []), ...visits.map(({ stateHash }) => stateHash), ...spent]
}

function openKeys({ ticketHash, visits = [] }: PointedAt): string[] {
  return [...(ticketHash ? [`ticket/${ticketHash}`] : []), ...visits.map(({ stateHash }) => `state/${stateHash}`)]
}
