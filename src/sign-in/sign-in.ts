import { type Chat, type ChatUser } from '../connection/chat-user.ts'
import { mergeClaims } from '../entra/claims.ts'
import { CONNECTION_TTL_MS, type Connections, connectionKey } from '../connection/connection.ts'
import { type Account, PERSONAL_TENANT } from '../entra/account.ts'
import {
  ADMIN_STATE,
  authorizeError,
  type Entra,
  EntraError,
  type EntraErrorCode,
  type SignedIn,
} from '../entra/entra.ts'
import { type Pending, pendingKey, type PendingSignIns, pointerKeys } from './pending.ts'
import { newReference } from '../reference.ts'
import { hashOf, oneTimeCode, sameHash, secret } from '../secrets.ts'

/** A sign-in that a page or a chat is told about. */
export type Flow = Pick<Pending, 'user' | 'chat' | 'resume' | 'card'>

/** How the person is to sign in at Microsoft. */
export type Wishes = Pick<Pending, 'prompt' | 'claims'>

/** How a visit at the sign-in's pages ended. With a `flow` the chat is told as well; without one nobody can say whose
 *  sign-in it was, or it is not this browser's business. */
export type Outcome =
  | { kind: 'connected'; account: Account; flow: Flow }
  /** Nobody vouches for the chat: connected once `code` comes back from it. */
  | { kind: 'code'; code: string; account: Account; flow: Flow }
  /** Another account than the chat's own. The page may name it, the chat never does. */
  | { kind: 'mismatch'; account: Account; flow: Flow }
  | Failed
  /** An account of a tenant that may not connect. */
  | { kind: 'tenant_not_allowed'; flow: Flow }
  /** An administrator came back. Proves nothing, and changes nothing here. */
  | { kind: 'admin_approved' }
  | { kind: 'admin_declined' }
  /** Signed out or asked again meanwhile. */
  | { kind: 'superseded' }
  | { kind: 'expired' }
  | { kind: 'wrong_browser' }
  | { kind: 'malformed' }

/** `adminUrl`, with `admin_approval`: where an administrator says yes. `fault`: what the operator may want to look into, under
 *  the reference that the person is told. */
export type Failed = {
  kind: 'failed'
  code: EntraErrorCode
  flow: Flow
  adminUrl?: string | undefined
  fault?: { error: unknown; reference: string } | undefined
}

/** An Outcome that the chat is told about. */
export type FlowOutcome = Extract<Outcome, { flow: Flow }>

/** How a code that came from the chat was taken. `none`: none is waited for. */
export type Confirmation =
  | { kind: 'connected'; account: Account; flow: Flow }
  | { kind: 'wrong'; triesLeft: number }
  | { kind: 'used_up'; flow: Flow }
  | { kind: 'none' }

export type Cookie = { name: string; value: string }

export type SignIn = ReturnType<typeof signIn>

type Options = {
  pendings: PendingSignIns
  connections: Connections
  /** undefined: no registration for contacts is set. */
  entra: Entra | undefined
  publicUrl: string
  /** A tenant id, or `organizations`: the chat's own. */
  tenant: string
  /** With `organizations`: those that may connect. undefined: any. */
  allowedTenants: string[] | undefined
  /** Whether somebody may connect another account than the one that the chat vouches for: then by the code. */
  otherAccounts: boolean
  /** A sign-in whose card stands in the chat has run out: nobody came, or nobody came back. */
  onExpired: (flow: Flow) => void
}

const CODE_TRIES = 3

/** A sign-in that is bound to who asked: a one-time link to a page here, from there to Microsoft with state, nonce, PKCE and
 *  a cookie of its own, and back. The account that the chat vouches for is connected; where nobody vouches, whoever signed
 *  in shows by a one-time code that they are the one in the chat. */
export function signIn(options: Options) {
  const { pendings, connections, entra } = options

  function mayConnect(tenantId: string): boolean {
    if (options.tenant !== 'organizations') return sameId(options.tenant, tenantId)
    if (options.allowedTenants) return options.allowedTenants.includes(tenantId.toLowerCase())
    // Personal accounts are of no organisation.
    return options.otherAccounts || !sameId(tenantId, PERSONAL_TENANT)
  }

  /** Whether it may be another account than the chat's own. */
  function mayChoose({ vouched }: ChatUser): boolean {
    return !vouched || options.otherAccounts
  }

  function authorityFor({ tenantId }: ChatUser): string {
    if (options.tenant !== 'organizations') return options.tenant
    return options.otherAccounts ? 'common' : (tenantId ?? options.tenant)
  }

  /** What becomes of an account that has proved itself to Microsoft. */
  async function complete(key: string, pending: Pending, signedIn: SignedIn): Promise<Outcome> {
    const { user, epoch } = pending
    const { account } = signedIn
    const isThis = (found: Pending) => found.epoch === epoch
    if (signedIn.tokens.refreshToken === undefined) return failed(new EntraError('untrusted'), key, pending)
    if (!mayConnect(account.tid)) {
      return { kind: 'tenant_not_allowed', flow: await endFlow(key, pending, { prompt: 'select_account' }) }
    }
    if (!user.vouched) return park(key, pending, signedIn)
    if (!sameId(account.oid, user.aadObjectId) || !sameId(account.tid, user.tenantId)) {
      if (options.otherAccounts) return park(key, pending, signedIn)
      return { kind: 'mismatch', account, flow: await endFlow(key, pending, { prompt: 'select_account' }) }
    }
    const wanted = await pendings.get(key)
    if (!wanted || !isThis(wanted)) return { kind: 'superseded' }
    const done = await connect(key, pending, signedIn)
    return done ? { kind: 'connected', account, flow: done } : { kind: 'superseded' }
  }

  /** Keeps nothing but what the next try takes over: the question, whether it lets people choose their account, and what
   *  Microsoft demands of it. */
  async function endFlow(key: string, pending: Pending, { prompt, claims }: Wishes = {}): Promise<Pending> {
    const isThis = (found: Pending) => found.epoch === pending.epoch
    const over = { ticketHash: undefined, browser: undefined, prompt }
    const ended = (found: Pending) => ({ ...found, ...over, claims: mergeClaims(found.claims, claims) })
    const before = (await pendings.change(key, isThis, ended)) ?? pending
    await pendings.dropPointers(pointerKeys(before))
    return before
  }

  /** Nothing is connected, and Graph is not asked, until the code comes back. */
  async function park(key: string, pending: Pending, signedIn: SignedIn): Promise<Outcome> {
    const code = oneTimeCode()
    const provisional = { signedIn, codeHash: hashOf(pending.epoch + code), triesLeft: CODE_TRIES }
    const isThis = (found: Pending) => found.epoch === pending.epoch && found.provisional === undefined
    const over = { ticketHash: undefined, browser: undefined }
    const before = await pendings.change(key, isThis, (found) => ({ ...found, ...over, provisional }))
    if (!before) return { kind: 'superseded' }
    await pendings.dropPointers(pointerKeys(before))
    return { kind: 'code', code, account: signedIn.account, flow: before }
  }

  /** @returns the sign-in as it was at the end; undefined where it is no longer wanted, and nobody is connected. */
  async function connect(key: string, { user, epoch }: Pending, signedIn: SignedIn): Promise<Pending | undefined> {
    const { account, tokens, graphBase } = signedIn
    const at = Date.now()
    await connections.put(
      connectionKey(user),
      {
        account,
        graphBase,
        scopes: tokens.scopes,
        accessToken: tokens.accessToken,
        refreshToken: tokens.refreshToken ?? '',
        obtainedAt: at,
        expiresAt: at + tokens.expiresInMs,
        since: at,
        epoch,
      },
      CONNECTION_TTL_MS,
    )
    // Stored first and then looked whether it was still wanted: a `disconnect` or a newer `connect` in between has taken the
    // pending record away, and a late callback must connect nobody.
    const done = await pendings.change(
      key,
      (found) => found.epoch === epoch,
      () => undefined,
    )
    if (done) await pendings.dropPointers(pointerKeys(done))
    else await undo(user, epoch)
    return done
  }

  async function undo(user: ChatUser, epoch: string): Promise<void> {
    for (;;) {
      const stored = await connections.get(connectionKey(user))
      if (stored?.value.epoch !== epoch) return
      if ((await connections.replace(connectionKey(user), stored.version, undefined, 0)) !== undefined) return
    }
  }

  async function failed(error: unknown, key: string, pending: Pending): Promise<Outcome> {
    if (!(error instanceof EntraError)) throw error
    const { code } = error
    const adminUrl = code === 'admin_approval' ? entra?.adminConsentUrl(pending.tenant).href : undefined
    // What people decide is no fault.
    const fault = code === 'cancelled' || code === 'admin_approval' ? undefined : { error, reference: newReference() }
    // While Microsoft is away the same card will do in a few minutes; everything else wants a fresh one.
    if (code !== 'unavailable') await endFlow(key, pending, { claims: error.claims })
    return { kind: 'failed', code, flow: pending, adminUrl, fault }
  }

  /** Waits for the sign-in's end, as far away as it is by then. The card is left as it is where the store does not answer. */
  function watch(key: string, { epoch, until }: Pending): void {
    setTimeout(() => void expire(key, epoch).catch(() => undefined), Math.max(0, until - Date.now())).unref()
  }

  async function expire(key: string, epoch: string): Promise<void> {
    const found = await pendings.get(key)
    if (found?.epoch !== epoch) return
    if (found.until > Date.now()) return watch(key, found)
    const isDue = (found: Pending) => found.epoch === epoch && found.until <= Date.now()
    const over = await pendings.change(key, isDue, () => undefined)
    if (!over) return expire(key, epoch)
    await pendings.dropPointers(pointerKeys(over))
    if (isOpen(over)) options.onExpired(over)
  }

  return {
    /** Whether sign-ins are set up at all. */
    available: entra !== undefined,

    /** Whether this person may connect, as far as can be said before they sign in. */
    isAllowed(user: ChatUser): boolean {
      return mayChoose(user) || (user.tenantId !== undefined && mayConnect(user.tenantId))
    },

    mayChoose,

    /** Begins a sign-in for `user`, in place of any other of theirs. `resume` is handed back when it is done.
     *  @returns the address for the card's button, valid for 10 minutes, the flow's epoch, and the card of the sign-in
     *  that it replaces. */
    async begin(
      user: ChatUser,
      chat: Chat,
      resume: unknown,
      { prompt, claims }: Wishes = {},
    ): Promise<{ url: string; epoch: string; earlierCard: string | undefined }> {
      const ticket = secret()
      const epoch = secret()
      const tenant = authorityFor(user)
      const before = await pendings.begin({ user, chat, tenant, resume, prompt, claims, epoch }, hashOf(ticket))
      const earlierCard = before && isOpen(before) ? before.card : undefined
      return { url: `${options.publicUrl}/auth/start?ticket=${ticket}`, epoch, earlierCard }
    },

    /** Remembers which message holds the card, so that it can be replaced in place: at the latest when it has run out. */
    async cardSent(user: ChatUser, epoch: string, card: string): Promise<void> {
      const isThis = (found: Pending) => found.epoch === epoch
      const found = await pendings.change(pendingKey(user), isThis, (found) => ({ ...found, card }))
      if (found) watch(pendingKey(user), found)
    },

    /** Who asked for the sign-in behind a ticket, and where; undefined where it is over. Changes nothing: link scanners look
     *  too. */
    async asker(ticket: string): Promise<Pick<Flow, 'user' | 'chat'> | undefined> {
      return (await pendings.findTicket(ticket))?.value
    },

    /** Sends the browser on to Microsoft. @returns its address and the cookie to set, or how it ended here. */
    async start(ticket: string): Promise<{ location: string; cookie: Cookie } | Outcome> {
      const found = await pendings.findTicket(ticket)
      if (!found || !entra) return { kind: 'expired' }
      const { key, value: pending } = found
      const { tenant, user, prompt, claims } = pending
      const state = secret()
      const stateHash = hashOf(state)
      const cookie = { name: cookieName(stateHash), value: secret() }
      const nonce = secret()
      const codeVerifier = secret()
      try {
        const location = await entra.authorizeUrl(tenant, { state, nonce, codeVerifier, prompt, claims })
        await pendings.addState(stateHash, user)
        const browser = { stateHash, cookieHash: hashOf(cookie.value), nonce, codeVerifier }
        const isThis = (found: Pending) => found.ticketHash === pending.ticketHash
        const before = await pendings.change(key, isThis, (found) => ({ ...found, browser }))
        if (!before) return { kind: 'expired' }
        // A sign-in that was begun by the same link before, in another tab or on another device, is over.
        await pendings.dropPointers(pointerKeys({ browser: before.browser }))
        return { location: location.href, cookie }
      } catch (error) {
        return await failed(error, key, pending)
      }
    },

    /** The person behind a ticket says on the page that it was not them, or that they will not. */
    async decline(ticket: string): Promise<Outcome> {
      const found = await pendings.findTicket(ticket)
      if (!found) return { kind: 'expired' }
      return { kind: 'failed', code: 'cancelled', flow: await endFlow(found.key, found.value) }
    },

    /** The callback. `cookie` reads one of the browser's cookies by name. */
    async finish(callback: URL, cookie: (name: string) => string | undefined): Promise<Outcome> {
      const query = callback.searchParams
      const admin = adminsReturn(query)
      if (admin) return admin
      if (!isWellFormed(query)) return { kind: 'malformed' }
      const state = query.get('state') ?? ''
      const stateHash = hashOf(state)
      const presented = cookie(cookieName(stateHash))
      // Without the cookie nothing is looked up: a callback address fed into another browser learns nothing here.
      if (presented === undefined) return { kind: 'wrong_browser' }
      const found = await pendings.findState(stateHash)
      if (!found || !entra) return { kind: 'expired' }
      const { key, browser } = found
      if (!sameHash(browser.cookieHash, hashOf(presented))) return { kind: 'wrong_browser' }
      // Used once, however often and wherever it arrives at the same time.
      const isThis = (found: Pending) => found.browser?.stateHash === stateHash
      const pending = await pendings.change(key, isThis, (found) => ({ ...found, browser: undefined }))
      if (!pending) return { kind: 'expired' }
      await pendings.dropPointers([`state/${stateHash}`])
      try {
        if (query.has('error')) throw authorizeError(query)
        const expected = { state, nonce: browser.nonce, codeVerifier: browser.codeVerifier, claims: pending.claims }
        return await complete(key, pending, await entra.signIn(pending.tenant, callback, expected))
      } catch (error) {
        return await failed(error, key, pending)
      }
    },

    /** Takes a code from the chat. Three wrong ones end the sign-in. */
    async confirm(user: ChatUser, code: string): Promise<Confirmation> {
      const key = pendingKey(user)
      let right = false
      const before = await pendings.change(
        key,
        (found) => found.provisional !== undefined,
        (found) => {
          const { provisional, epoch } = found
          if (!provisional) return found
          right = sameHash(provisional.codeHash, hashOf(epoch + code))
          const triesLeft = provisional.triesLeft - 1
          // Whether right or wrong, it is counted before anything else happens.
          if (right) return { ...found, provisional: undefined }
          return triesLeft > 0 ? { ...found, provisional: { ...provisional, triesLeft } } : undefined
        },
      )
      const provisional = before?.provisional
      if (!before || !provisional) return { kind: 'none' }
      if (!right) {
        const triesLeft = provisional.triesLeft - 1
        return triesLeft > 0 ? { kind: 'wrong', triesLeft } : { kind: 'used_up', flow: before }
      }
      const done = await connect(key, before, provisional.signedIn)
      return done ? { kind: 'connected', account: provisional.signedIn.account, flow: done } : { kind: 'none' }
    },

    /** Whether a sign-in waits for its browser. */
    async awaitsBrowser(user: ChatUser): Promise<boolean> {
      return (await pendings.get(pendingKey(user)))?.ticketHash !== undefined
    },

    /** Whether a sign-in waits for its code. If so, `resume` takes the place of what it would go on with. */
    async awaitsCode(user: ChatUser, resume: unknown): Promise<boolean> {
      const isParked = (found: Pending) => found.provisional !== undefined
      return (await pendings.change(pendingKey(user), isParked, (found) => ({ ...found, resume }))) !== undefined
    },

    /** Whether Microsoft demands a sign-in of the person although they are connected. */
    async isDemanded(user: ChatUser): Promise<boolean> {
      return (await pendings.get(pendingKey(user)))?.claims !== undefined
    },

    /** Ends the sign-in under way. @returns it, undefined where there was none. */
    async cancel(user: ChatUser): Promise<Flow | undefined> {
      const dropped = await pendings.drop(user)
      return dropped && isOpen(dropped) ? dropped : undefined
    },
  }
}

/** Whether it can still be finished; one that failed is only kept for what the next one takes over from it. */
function isOpen({ ticketHash, provisional }: Pending): boolean {
  return ticketHash !== undefined || provisional !== undefined
}

/** A name for each flow, so that two in one browser do not disturb each other. */
function cookieName(stateHash: string): string {
  return `signin-${stateHash.slice(0, 16)}`
}

function sameId(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase()
}

/** An administrator who was sent to say yes for everybody. An `error` counts, whatever stands beside it; where it comes alone,
 *  our own state tells it from a person's.
 *  https://learn.microsoft.com/entra/identity-platform/v2-admin-consent */
function adminsReturn(query: URLSearchParams): Outcome | undefined {
  const isDeclined = query.has('error') && query.get('state') === ADMIN_STATE
  if ((!query.has('admin_consent') && !isDeclined) || query.has('code')) return undefined
  const approved = !query.has('error') && query.get('admin_consent')?.toLowerCase() === 'true'
  return { kind: approved ? 'admin_approved' : 'admin_declined' }
}

const CALLBACK_PARAMETERS = ['state', 'code', 'error', 'error_description', 'error_subcode', 'iss']

/** One state, and one code or one error, in the characters that RFC 6749 allows them: nothing twice, nothing endless. */
function isWellFormed(query: URLSearchParams): boolean {
  if (CALLBACK_PARAMETERS.some((name) => query.getAll(name).length > 1)) return false
  if (query.toString().length > 8_000) return false
  const state = query.get('state') ?? ''
  const answers = [query.get('code'), query.get('error')].filter((answer) => answer !== null)
  return /^[\w-]{43}$/.test(state) && answers.length === 1 && /^[\x20-\x7e]+$/.test(answers[0] ?? '')
}
