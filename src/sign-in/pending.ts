import { type Chat, type ChatUser, userKey } from '../connection/chat-user.ts'
import { mergeClaims } from '../entra/claims.ts'
import type { SignedIn } from '../entra/authorization-code.ts'
import type { EntraErrorCode } from '../entra/entra-error.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { hashesOf, pointers } from './pointers.ts'

/** The sign-in of one person that is under way. A new sign-in replaces it, so an older card or page no longer finds it. */
export type Pending = {
  user: ChatUser
  chat: Chat
  /** The tenant to sign in to: a GUID, `organizations` if the chat has no tenant, `common` if any account may connect. */
  tenant: string
  /** The command to run after the sign-in. Its meaning belongs to `commands/`; it is only stored here. */
  resume: unknown
  /** The message with the sign-in card, once it is known. */
  card?: string | undefined
  ticketHash?: string | undefined
  /** The ticket itself, so that an open sign-in can be offered again. */
  ticket?: string | undefined
  /** Whether a browser has gone to Microsoft for this sign-in. */
  isUsed?: true | undefined
  /** Browsers at Microsoft that have not come back yet. The first one that comes back decides, because two presses of the button
   *  may reach us in any order. */
  visits?: Visit[] | undefined
  /** Hashes of the used ticket and states. They lead to the end of the sign-in. */
  spent?: string[] | undefined
  /** How the sign-in ended, if nobody was connected. */
  over?: Over | undefined
  /** Who signed in, if the channel does not vouch for the person: kept until the code comes from the chat. */
  provisional?: { signedIn: SignedIn; codeHash: string; triesLeft: number } | undefined
  /** When the message that asked for this sign-in was sent, by the channel's clock. */
  askedAt?: number | undefined
  prompt?: 'select_account' | undefined
  /** The user name of the account that is to sign in, if it is known. */
  loginHint?: string | undefined
  /** The claims that Graph or Entra demands of this sign-in. */
  claims?: string | undefined
  /** Whether it asks for the right to change contacts. */
  changes?: true | undefined
  /** Distinguishes this sign-in from the person's other sign-ins. */
  epoch: string
  /** When the sign-in is over, in epoch milliseconds: a moment before the store forgets its record. */
  until: number
}

/** A browser that has gone to Microsoft. */
export type Visit = { stateHash: string; cookieHash: string; nonce: string; codeVerifier: string }

/** What a browser sees if it comes back after the end of a sign-in. It never names an account. */
export type Over =
  | { kind: 'mismatch' }
  | { kind: 'tenant_not_allowed' }
  | { kind: 'failed'; code: EntraErrorCode; adminUrl?: string | undefined; reference?: string | undefined }

const FORMAT = 1

/** How long a sign-in may take from one step to the next: to open the link, to come back from Microsoft, to type the code. */
export const SIGN_IN_TTL_MS = 10 * 60 * 1000

/** A sign-in is over this long before its record expires. */
const MARGIN_MS = 30_000

export function pendingKey(user: ChatUser): string {
  return `pending/${userKey(user)}`
}

/** Whether a record found in the store is still the sign-in with this epoch, and not a newer one. */
export function isOf(epoch: string) {
  return (found: Pending): boolean => found.epoch === epoch
}

/** Like `isOf`, but false once the sign-in has ended. A person may cancel it while Microsoft is being asked for tokens. */
export function isLive(epoch: string) {
  return (found: Pending): boolean => found.epoch === epoch && found.over === undefined
}

/** The sign-in after its end: no browser can continue it, and its ticket and states now lead to its end. */
export function closed(pending: Pending): Pending {
  return { ...pending, ticket: undefined, ticketHash: undefined, visits: undefined, spent: hashesOf(pending) }
}

/** Whether a sign-in can still be finished. A failed sign-in is only kept for the next one to take over its data. */
export function isOpen({ ticketHash, provisional }: Pending): boolean {
  return ticketHash !== undefined || provisional !== undefined
}

/** Whether a sign-in is open and no browser has gone to Microsoft for it. */
export function isUnused({ ticketHash, ticket, isUsed, until }: Pending): boolean {
  return ticketHash !== undefined && ticket !== undefined && !isUsed && until > Date.now()
}

/** Changes a sign-in. undefined deletes it. */
type Edit = (found: Pending) => Pending | undefined

export type PendingSignIns = ReturnType<typeof pendingSignIns>

/** The sign-ins under way, found by their owner or by what a browser brings.
 *  @param edits whether they may ask for permission to change contacts; sign-ins from before a restart may still ask for it */
export function pendingSignIns(
  store: Store,
  { lifetimeMs: ttlMs = SIGN_IN_TTL_MS, edits }: { lifetimeMs?: number | undefined; edits: boolean },
) {
  const pendings = records<Pending>(store, FORMAT)
  const { add, follow, followEnded, retire, drop: dropPointers } = pointers(store, ttlMs)
  // The record lives a little longer than the sign-in, so that the chat can still be told of the end.
  const lastsMs = ttlMs - Math.min(MARGIN_MS, ttlMs / 4)
  const until = () => Date.now() + lastsMs
  const wanted = (found: Pending | undefined) => (edits || !found ? found : { ...found, changes: undefined })
  const get = async (key: string) => wanted((await pendings.get(key))?.value)

  /** Changes a sign-in if `isMeant` accepts it. A changed sign-in gets its full time again.
   *  @returns it as it was before; undefined if it is over. */
  async function change(key: string, isMeant: (found: Pending) => boolean, edit: Edit): Promise<Pending | undefined> {
    const { before, isChanged } = await pendings.update(key, (found) => {
      if (!found || !isMeant(found)) return 'leave'
      const next = edit(found)
      return next ? { value: { ...next, until: until() }, ttlMs } : 'delete'
    })
    return isChanged ? wanted(before?.value) : undefined
  }

  return {
    get,

    /** The sign-in of the person that a pointer leads to. Callers check that it still knows the ticket or state. */
    async find(kind: 'ticket' | 'state', hash: string): Promise<Pending | undefined> {
      const owner = await follow(kind, hash)
      return owner === undefined ? undefined : get(`pending/${owner}`)
    },

    addState: (stateHash: string, user: ChatUser): Promise<void> => add('state', stateHash, user),

    /** Stores a sign-in, which replaces any other sign-in of this person. @returns the replaced one. */
    async begin(pending: Omit<Pending, 'until'>, ticketHash: string): Promise<Pending | undefined> {
      const key = pendingKey(pending.user)
      const before = await get(key)
      await pendings.put(key, { ...takingOver(before, pending), ticketHash, until: until() }, ttlMs)
      await add('ticket', ticketHash, pending.user)
      if (before) await dropPointers(before)
      return before
    },

    /** Begins a sign-in if none is open; otherwise continues the open one, because two presses may come at once.
     *  @returns the one that is open now */
    async beginOrGoOn(pending: Omit<Pending, 'until'>, ticketHash: string): Promise<Pending | undefined> {
      const { before, after, isChanged } = await pendings.update(pendingKey(pending.user), (found) => {
        if (found && isOpen(found)) return 'leave'
        return { value: { ...takingOver(found, pending), ticketHash, until: until() }, ttlMs }
      })
      if (isChanged) await add('ticket', ticketHash, pending.user)
      if (isChanged && before) await dropPointers(before.value)
      return wanted(after?.value)
    },

    /** Offers an unused sign-in again, for a new question: the same ticket gets its full time again.
     *  @returns it as it was; undefined if there is none. */
    async offerAgain(pending: Omit<Pending, 'until'>): Promise<Pending | undefined> {
      const isSame = (found: Pending) =>
        isUnused(found) && found.tenant === pending.tenant && found.changes === pending.changes
      const before = await change(pendingKey(pending.user), isSame, (found) => {
        const { ticket, ticketHash, until } = found
        return { ...takingOver(found, pending), ticket, ticketHash, until }
      })
      if (before?.ticketHash) await add('ticket', before.ticketHash, pending.user)
      return before
    },

    change,

    /** When a sign-in began or was last changed, in epoch milliseconds. */
    changedAt: ({ until: end }: Pending): number => end - lastsMs,

    /** Deletes a person's sign-in and the pointers to it, in the state of that moment: a code may be accepted at the same time.
     *  @param isMeant which sign-ins to delete @returns it, undefined if there was none. */
    async drop(user: ChatUser, isMeant: (found: Pending) => boolean = () => true): Promise<Pending | undefined> {
      // A record that cannot be read is deleted too.
      const { before, isChanged } = await pendings.update(pendingKey(user), (found) =>
        found && !isMeant(found) ? 'leave' : 'delete',
      )
      if (!before || !isChanged) return undefined
      await dropPointers(before.value)
      return wanted(before.value)
    },

    /** The sign-in that a used ticket or state belonged to. */
    followEnded,
    retire,
    dropPointers,
  }
}

/** A new sign-in with the data that it takes over from the one before: how to sign in, and the question, unless there is a new
 *  one (somebody who presses "Sign in again" still wants the answer). */
function takingOver(before: Pending | undefined, pending: Omit<Pending, 'until'>): Omit<Pending, 'until'> {
  return {
    ...pending,
    resume: pending.resume ?? before?.resume,
    prompt: pending.prompt ?? before?.prompt,
    claims: mergeClaims(before?.claims, pending.claims),
    loginHint: pending.loginHint ?? before?.loginHint,
  }
}
