import { allowances } from '../allowance.ts'
import type { Chat, ChatUser } from '../connection/chat-user.ts'
import type { Connections } from '../connection/connection.ts'
import { departures } from '../connection/departures.ts'
import type { Account } from '../entra/account.ts'
import type { Entra } from '../entra/entra.ts'
import { type AccountRules, isAllowed, mayChoose, mayUse } from './account-rules.ts'
import { adminStates } from './admin-consent.ts'
import { type Asking, begin, cardSent } from './begin.ts'
import { awaitsCode, confirm } from './check-code.ts'
import { cancel, drop } from './end.ts'
import { finish } from './finish.ts'
import { CODES_A_DAY, codeCounts } from './code-count.ts'
import { type Offer, offers } from './offers.ts'
import type { Flow } from './outcome.ts'
import { pendingSignIns } from './pending.ts'
import { asker, decline, start, type UsernameOf } from './start.ts'
import { awaitsBrowser, isAskedAfter, isDemanded, underWay, waitsForCode } from './under-way.ts'
import type { Sealing } from '../store/sealed-links.ts'
import type { Store } from '../store/store.ts'

export type SignIn = ReturnType<typeof signIn>

type Options = AccountRules & {
  store: Store
  sealing: Sealing
  connections: Connections
  /** undefined: no registration for contacts is set, or nobody signs in. */
  entra: Entra | undefined
  /** Whether people need to sign in. They do not if the application reads mailboxes with its own permission. */
  isNeeded: boolean
  /** Whether people can change their contacts. If not, no sign-in asks for that permission, whatever began it. */
  edits: boolean
  publicUrl: string
  /** How long a sign-in may take. */
  lifetimeMs?: number | undefined
  usernameOf: UsernameOf
  /** Called when a sign-in whose card is in the chat has expired: nobody opened the link, or nobody came back. */
  onExpired: (flow: Flow) => void
}

/** Sign-ins that are bound to the person who asked. A one-time link leads to our page, from there to Microsoft with state,
 *  nonce, PKCE and its own cookie, and back. The account that the channel vouches for is connected. If the channel vouches for
 *  nobody, a one-time code shows that the person in the browser is the person in the chat. */
export function signIn(options: Options) {
  const { store, entra } = options
  const pendings = pendingSignIns(store, options)
  const counts = codeCounts(store)
  const links = offers(options)
  const parts = {
    ...options,
    pendings,
    counts,
    adminStates: adminStates(store),
    departures: departures(store),
    offers: links,
    mayFillChat: allowances({ atOnce: CODES_A_DAY, perSecond: CODES_A_DAY / (24 * 60 * 60) }),
    rules: options,
  }

  return {
    /** Whether sign-ins are set up at all. */
    available: entra !== undefined,

    isAllowed: (user: ChatUser) => isAllowed(options, user),

    mayUse: (user: ChatUser, account: Account) => mayUse(options, user, account),

    /** Whether this person may begin another sign-in today. */
    mayBegin: (user: ChatUser) => counts.mayBegin(user),

    mayChoose: (user: ChatUser) => mayChoose(options, user),

    /** Begins a sign-in for `user`, which replaces their other sign-ins. `resume` is returned when it is done. */
    begin: (user: ChatUser, chat: Chat, resume: unknown, asking: Asking = {}) =>
      begin(parts, { user, chat, resume, ...asking }),

    /** The address for a button that begins a sign-in whenever it is pressed; undefined if nobody can sign in, '' if
     *  nobody needs to. */
    offer(offer: Offer): string | undefined {
      if (!options.isNeeded) return ''
      return entra && isAllowed(options, offer.user) ? links.url(offer) : undefined
    },

    cardSent: (user: ChatUser, epoch: string, card: string) => cardSent(parts, user, epoch, card),

    asker: (ticket: string) => asker(parts, ticket),

    start: (ticket: string) => start(parts, ticket),

    decline: (ticket: string) => decline(parts, ticket),

    finish: (callback: URL, cookie: (name: string) => string | undefined) => finish(parts, callback, cookie),

    confirm: (user: ChatUser, code: string) => confirm(parts, user, code),

    awaitsCode: (user: ChatUser, resume: unknown) => awaitsCode(pendings, user, resume),

    underWay: (user: ChatUser) => underWay(pendings, user),

    waitsForCode: (user: ChatUser) => waitsForCode(pendings, user),

    awaitsBrowser: (user: ChatUser) => awaitsBrowser(pendings, user),

    isDemanded: (user: ChatUser) => isDemanded(pendings, user),

    isAskedAfter: (user: ChatUser, at: number) => isAskedAfter(pendings, user, at),

    cancel: (user: ChatUser, epoch?: string) => cancel(pendings, user, epoch),

    /** Deletes everything about a sign-in. */
    drop: (user: ChatUser) => drop(pendings, user),

    /** Deletes what leads to the end of a sign-in. @param spent hashes of its ticket and states */
    dropEnds: (spent: readonly string[] | undefined) => pendings.dropPointers({ spent }),
  }
}
