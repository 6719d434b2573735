import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { type Chat, type ChatUser, userKey } from '../connection/chat-user.ts'
import { mergeClaims } from '../entra/claims.ts'
import type { SignedIn } from '../entra/entra.ts'
import { hashOf } from '../secrets.ts'

/** The sign-in under way of one person. A new one replaces it, so an older card or page finds nothing of its own. */
export type Pending = {
  user: ChatUser
  chat: Chat
  /** The tenant to sign in to: a GUID; `organizations` where the chat has none, `common` where any account may do. */
  tenant: string
  /** What to do once connected; the commands' own value, only kept here. */
  resume: unknown
  /** The message with the sign-in card, once it is known. */
  card?: string | undefined
  ticketHash?: string | undefined
  /** Set while a browser is at Microsoft; gone once its callback has come. */
  browser?: { stateHash: string; cookieHash: string; nonce: string; codeVerifier: string } | undefined
  /** Who signed in, where nobody vouches for the chat: parked until the code comes back from the chat. */
  provisional?: { signedIn: SignedIn; codeHash: string; triesLeft: number } | undefined
  prompt?: 'select_account' | undefined
  /** What Graph or Entra demands of this sign-in. */
  claims?: string | undefined
  epoch: string
  /** Epoch milliseconds. It is over then, a moment before its record runs out by itself. */
  until: number
}

/** `ticket/<hash>` and `state/<hash>`: whose sign-in it belongs to. */
type Pointer = { userKey: string }

const VERSION = 1

/** How long a sign-in may take: the link, the visit to Microsoft and the code together. */
export const SIGN_IN_TTL_MS = 10 * 60 * 1000

export function pendingKey(user: ChatUser): string {
  return `pending/${userKey(user)}`
}

/** Where the records stand that lead to a sign-in under way. */
export function pointerKeys({ ticketHash, browser }: Pick<Pending, 'ticketHash' | 'browser'>): string[] {
  return [...(ticketHash ? [`ticket/${ticketHash}`] : []), ...(browser ? [`state/${browser.stateHash}`] : [])]
}

/** Whether a record found in the store is still the sign-in with this epoch, and not a newer one. */
export function isOf(epoch: string) {
  return (found: Pending): boolean => found.epoch === epoch
}

/** Whether a sign-in can still be finished. One that failed is only kept for what the next one takes over from it. */
export function isOpen({ ticketHash, provisional }: Pending): boolean {
  return ticketHash !== undefined || provisional !== undefined
}

export type PendingSignIns = ReturnType<typeof pendingSignIns>

/** The sign-ins under way, found by their owner or by what a browser brings. */
export function pendingSignIns(store: Store, ttlMs = SIGN_IN_TTL_MS) {
  const pendings = records<Pending>(store, VERSION)
  const pointers = records<Pointer>(store, VERSION)
  const until = () => Date.now() + ttlMs - ttlMs / 20

  async function follow(kind: 'ticket' | 'state', hash: string) {
    const pointer = await pointers.get(`${kind}/${hash}`)
    if (!pointer) return undefined
    return (await pendings.get(`pending/${pointer.value.userKey}`))?.value
  }

  return {
    get: async (key: string) => (await pendings.get(key))?.value,

    async findTicket(ticket: string) {
      const ticketHash = hashOf(ticket)
      const found = await follow('ticket', ticketHash)
      return found?.ticketHash === ticketHash ? found : undefined
    },

    /** The browser at Microsoft that a state belongs to, and whose sign-in it is. */
    async findState(stateHash: string) {
      const found = await follow('state', stateHash)
      return found?.browser?.stateHash === stateHash ? { ...found.browser, user: found.user } : undefined
    },

    /** Puts a sign-in in the place of any other of this person's. The question from before goes on, unless there is a new
     *  one: whoever presses "Sign in again" still wants it answered. @returns the other. */
    async begin(pending: Omit<Pending, 'until'>, ticketHash: string): Promise<Pending | undefined> {
      const key = pendingKey(pending.user)
      const before = await pendings.get(key)
      await pendings.put(
        key,
        {
          ...pending,
          ticketHash,
          resume: pending.resume ?? before?.value.resume,
          prompt: pending.prompt ?? before?.value.prompt,
          claims: mergeClaims(before?.value.claims, pending.claims),
          until: until(),
        },
        ttlMs,
      )
      await pointers.put(`ticket/${ticketHash}`, { userKey: userKey(pending.user) }, ttlMs)
      if (before) await this.dropPointers(pointerKeys(before.value))
      return before?.value
    },

    async addState(stateHash: string, user: ChatUser): Promise<void> {
      await pointers.put(`state/${stateHash}`, { userKey: userKey(user) }, ttlMs)
    },

    /** Changes a sign-in's record (to undefined: deletes it) while it is still the one that is meant, whoever else writes
     *  to it. What is changed has its whole time again. @returns what it was before; undefined where it is over. */
    async change(
      key: string,
      isMeant: (found: Pending) => boolean,
      changed: (found: Pending) => Pending | undefined,
    ): Promise<Pending | undefined> {
      const { before, isChanged } = await pendings.update(key, (found) => {
        if (!found || !isMeant(found)) return 'leave'
        const next = changed(found)
        return next ? { value: { ...next, until: until() }, ttlMs } : 'delete'
      })
      return isChanged ? before?.value : undefined
    },

    /** Takes away a person's sign-in under way, and what leads to it. @returns it, undefined where there was none. */
    async drop(user: ChatUser): Promise<Pending | undefined> {
      const stored = await pendings.get(pendingKey(user))
      await pendings.delete(pendingKey(user))
      if (stored) await this.dropPointers(pointerKeys(stored.value))
      return stored?.value
    },

    /** They run out by themselves: that they go at once is tidy, and no more. */
    async dropPointers(keys: string[]): Promise<void> {
      await Promise.all(keys.map((key) => pointers.delete(key).catch(() => undefined)))
    },
  }
}
