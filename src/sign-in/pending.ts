import type { Records } from '../store/records.ts'
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
export type Pointer = { userKey: string }

export const PENDING_VERSION = 1

export const SIGN_IN_TTL_MS = 10 * 60 * 1000

export function pendingKey(user: ChatUser): string {
  return `pending/${userKey(user)}`
}

/** Where the records stand that lead to a sign-in under way. */
export function pointerKeys({ ticketHash, browser }: Pick<Pending, 'ticketHash' | 'browser'>): string[] {
  return [...(ticketHash ? [`ticket/${ticketHash}`] : []), ...(browser ? [`state/${browser.stateHash}`] : [])]
}

export type PendingSignIns = ReturnType<typeof pendingSignIns>

/** The sign-ins under way, found by their owner or by what a browser brings. */
export function pendingSignIns(pendings: Records<Pending>, pointers: Records<Pointer>, ttlMs = SIGN_IN_TTL_MS) {
  const until = () => Date.now() + ttlMs - ttlMs / 20

  async function follow(kind: 'ticket' | 'state', hash: string) {
    const pointer = await pointers.get(`${kind}/${hash}`)
    if (!pointer) return undefined
    const key = `pending/${pointer.value.userKey}`
    const stored = await pendings.get(key)
    return stored && { key, value: stored.value }
  }

  return {
    get: async (key: string) => (await pendings.get(key))?.value,

    async findTicket(ticket: string) {
      const ticketHash = hashOf(ticket)
      const found = await follow('ticket', ticketHash)
      return found?.value.ticketHash === ticketHash ? found : undefined
    },

    async findState(stateHash: string) {
      const found = await follow('state', stateHash)
      return found?.value.browser?.stateHash === stateHash ? { ...found, browser: found.value.browser } : undefined
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
      for (;;) {
        const stored = await pendings.get(key)
        if (!stored || !isMeant(stored.value)) return undefined
        const next = changed(stored.value)
        const written = await pendings.replace(key, stored.version, next && { ...next, until: until() }, ttlMs)
        if (written !== undefined) return stored.value
      }
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
