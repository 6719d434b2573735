import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Records } from '../store/records.ts'
import { type Chat, type ChatUser, userKey } from './chat-user.ts'
import { type Account, CONNECTION_TTL_MS, type Connections, connectionKey, pointerKeys } from './connection.ts'
import { authorizeError, type Entra, EntraError, type EntraErrorCode, type SignedIn } from './entra.ts'

/** The sign-in under way of one person. A new one replaces it, so an older card or page finds nothing of its own. */
export type Pending = {
  user: ChatUser
  chat: Chat
  /** The tenant to sign in to: a GUID. */
  tenant: string
  /** What to do once connected; the commands' own value, only kept here. */
  resume: unknown
  /** The message with the sign-in card, once it is known. */
  card?: string | undefined
  ticketHash?: string | undefined
  /** Set while a browser is at Microsoft; gone once its callback has come. */
  browser?: { stateHash: string; cookieHash: string; nonce: string; codeVerifier: string } | undefined
  prompt?: 'select_account' | undefined
  epoch: string
}

/** `ticket/<hash>` and `state/<hash>`: whose sign-in it belongs to. */
export type Pointer = { userKey: string }

/** A sign-in that a page or a chat is told about. */
export type Flow = Pick<Pending, 'user' | 'chat' | 'resume' | 'card'>

/** How a visit at the sign-in's pages ended. With a `flow` the chat is told as well; without one nobody can say whose
 *  sign-in it was, or it is not this browser's business. */
export type Outcome =
  | { kind: 'connected'; account: Account; flow: Flow }
  /** Another account than the chat's own. The page may name it, the chat never does. */
  | { kind: 'mismatch'; account: Account; flow: Flow }
  | { kind: 'failed'; code: EntraErrorCode; flow: Flow }
  /** Signed out or asked again meanwhile. */
  | { kind: 'superseded' }
  | { kind: 'expired' }
  | { kind: 'wrong_browser' }
  | { kind: 'malformed' }

/** An Outcome that the chat is told about. */
export type FlowOutcome = Extract<Outcome, { flow: Flow }>

export type Cookie = { name: string; value: string }

export type SignIn = ReturnType<typeof signIn>

type Options = {
  pendings: Records<Pending>
  pointers: Records<Pointer>
  connections: Connections
  /** undefined: no registration for contacts is set. */
  entra: Entra | undefined
  publicUrl: string
  /** A tenant id, or `organizations`: the chat's own. */
  tenant: string
  /** With `organizations`: those that may connect. undefined: any. */
  allowedTenants: string[] | undefined
  now?: () => number
}

export const PENDING_VERSION = 1

const SIGN_IN_TTL_MS = 10 * 60 * 1000

/** A sign-in that is bound to who asked: a one-time link to a page here, from there to Microsoft with state, nonce, PKCE and
 *  a cookie of its own, and back. Only the account that the chat vouches for is connected. */
export function signIn(options: Options) {
  const { pendings, pointers, connections, entra, now = Date.now } = options

  async function findPending(kind: 'ticket' | 'state', hash: string) {
    const pointer = await pointers.get(`${kind}/${hash}`)
    if (!pointer) return undefined
    const key = `pending/${pointer.value.userKey}`
    const stored = await pendings.get(key)
    return stored && { key, ...stored }
  }

  async function findTicket(ticket: string) {
    const ticketHash = hashOf(ticket)
    const found = await findPending('ticket', ticketHash)
    return found?.value.ticketHash === ticketHash ? found : undefined
  }

  /** Changes a sign-in's record (to undefined: deletes it) while it is still the one that is meant, whoever else writes to it.
   *  @returns what it was before; undefined where it is over. */
  async function change(
    key: string,
    isMeant: (found: Pending) => boolean,
    changed: (found: Pending) => Pending | undefined,
  ): Promise<Pending | undefined> {
    for (;;) {
      const stored = await pendings.get(key)
      if (!stored || !isMeant(stored.value)) return undefined
      const written = await pendings.replace(key, stored.version, changed(stored.value), SIGN_IN_TTL_MS)
      if (written !== undefined) return stored.value
    }
  }

  /** They run out by themselves: that they go at once is tidy, and no more. */
  async function dropPointers(keys: string[]): Promise<void> {
    await Promise.all(keys.map((key) => pointers.delete(key).catch(() => undefined)))
  }

  /** Stores the connection where the account is the chat's own. */
  async function complete(key: string, pending: Pending, { account, tokens, graphBase }: SignedIn): Promise<Outcome> {
    const { user, epoch } = pending
    const isThis = (found: Pending) => found.epoch === epoch
    if (!user.vouched || !sameId(account.oid, user.aadObjectId) || !sameId(account.tid, user.tenantId)) {
      const again = { ticketHash: undefined, browser: undefined, prompt: 'select_account' as const }
      const before = (await change(key, isThis, (found) => ({ ...found, ...again }))) ?? pending
      await dropPointers(pointerKeys(before))
      return { kind: 'mismatch', account, flow: before }
    }
    if (tokens.refreshToken === undefined) return { kind: 'failed', code: 'untrusted', flow: pending }
    const wanted = await pendings.get(key)
    if (!wanted || !isThis(wanted.value)) return { kind: 'superseded' }
    const at = now()
    await connections.put(
      connectionKey(user),
      {
        account,
        graphBase,
        scopes: tokens.scopes,
        accessToken: tokens.accessToken,
        refreshToken: tokens.refreshToken,
        obtainedAt: at,
        expiresAt: at + tokens.expiresInMs,
        since: at,
        epoch,
      },
      CONNECTION_TTL_MS,
    )
    // Stored first and then looked whether it was still wanted: a `disconnect` or a newer `connect` in between has taken the
    // pending record away, and a late callback must connect nobody.
    const done = await change(key, isThis, () => undefined)
    if (!done) {
      await undo(user, epoch)
      return { kind: 'superseded' }
    }
    await dropPointers(pointerKeys(done))
    return { kind: 'connected', account, flow: done }
  }

  async function undo(user: ChatUser, epoch: string): Promise<void> {
    for (;;) {
      const stored = await connections.get(connectionKey(user))
      if (stored?.value.epoch !== epoch) return
      if ((await connections.replace(connectionKey(user), stored.version, undefined, 0)) !== undefined) return
    }
  }

  return {
    /** Whether sign-ins are set up at all. */
    available: entra !== undefined,

    /** Whether people of this chat's tenant may connect at all. */
    isAllowed({ tenantId }: ChatUser): boolean {
      if (tenantId === undefined) return false
      if (options.tenant !== 'organizations') return sameId(options.tenant, tenantId)
      return options.allowedTenants?.includes(tenantId.toLowerCase()) ?? true
    },

    /** Begins a sign-in for `user`, in place of any other of theirs. `resume` is handed back when it is done.
     *  @returns the address for the card's button, valid for 10 minutes, and the flow's epoch. */
    async begin(user: ChatUser, chat: Chat, resume: unknown): Promise<{ url: string; epoch: string }> {
      const ticket = secret()
      const ticketHash = hashOf(ticket)
      const epoch = secret()
      const key = `pending/${userKey(user)}`
      const before = await pendings.get(key)
      const tenant = options.tenant === 'organizations' ? (user.tenantId ?? options.tenant) : options.tenant
      const prompt = before?.value.prompt
      await pendings.put(key, { user, chat, tenant, resume, ticketHash, prompt, epoch }, SIGN_IN_TTL_MS)
      await pointers.put(`ticket/${ticketHash}`, { userKey: userKey(user) }, SIGN_IN_TTL_MS)
      if (before) await dropPointers(pointerKeys(before.value))
      return { url: `${options.publicUrl}/auth/start?ticket=${ticket}`, epoch }
    },

    /** Remembers which message holds the card, so that it can be replaced in place. */
    async cardSent(user: ChatUser, epoch: string, card: string): Promise<void> {
      const isThis = (found: Pending) => found.epoch === epoch
      await change(`pending/${userKey(user)}`, isThis, (found) => ({ ...found, card }))
    },

    /** Who asked for the sign-in behind a ticket; undefined where it is over. Changes nothing: link scanners look too. */
    async asker(ticket: string): Promise<ChatUser | undefined> {
      return (await findTicket(ticket))?.value.user
    },

    /** Sends the browser on to Microsoft. @returns its address and the cookie to set, or how it ended here. */
    async start(ticket: string): Promise<{ location: string; cookie: Cookie } | Outcome> {
      const found = await findTicket(ticket)
      if (!found || !entra) return { kind: 'expired' }
      const { key, value: pending } = found
      const state = secret()
      const stateHash = hashOf(state)
      const cookie = { name: cookieName(stateHash), value: secret() }
      const nonce = secret()
      const codeVerifier = secret()
      try {
        const location = await entra.authorizeUrl(pending.tenant, {
          state,
          nonce,
          codeVerifier,
          prompt: pending.prompt,
        })
        await pointers.put(`state/${stateHash}`, { userKey: userKey(pending.user) }, SIGN_IN_TTL_MS)
        const browser = { stateHash, cookieHash: hashOf(cookie.value), nonce, codeVerifier }
        const isThis = (found: Pending) => found.ticketHash === pending.ticketHash
        const before = await change(key, isThis, (found) => ({ ...found, browser }))
        if (!before) return { kind: 'expired' }
        // A sign-in that was begun by the same link before, in another tab or on another device, is over.
        await dropPointers(pointerKeys({ browser: before.browser }))
        return { location: location.href, cookie }
      } catch (error) {
        if (error instanceof EntraError) return { kind: 'failed', code: error.code, flow: pending }
        throw error
      }
    },

    /** The callback. `cookie` reads one of the browser's cookies by name. */
    async finish(callback: URL, cookie: (name: string) => string | undefined): Promise<Outcome> {
      const query = callback.searchParams
      if (!isWellFormed(query)) return { kind: 'malformed' }
      const state = query.get('state') ?? ''
      const stateHash = hashOf(state)
      const presented = cookie(cookieName(stateHash))
      // Without the cookie nothing is looked up: a callback address fed into another browser learns nothing here.
      if (presented === undefined) return { kind: 'wrong_browser' }
      const found = await findPending('state', stateHash)
      const browser = found?.value.browser
      if (!found || !browser || !entra || browser.stateHash !== stateHash) return { kind: 'expired' }
      if (!sameHash(browser.cookieHash, hashOf(presented))) return { kind: 'wrong_browser' }
      // Used once, however often and wherever it arrives at the same time.
      const isThis = (found: Pending) => found.browser?.stateHash === stateHash
      const pending = await change(found.key, isThis, (found) => ({ ...found, browser: undefined }))
      if (!pending) return { kind: 'expired' }
      await dropPointers([`state/${stateHash}`])
      try {
        if (query.has('error')) throw authorizeError(query)
        const expected = { state, nonce: browser.nonce, codeVerifier: browser.codeVerifier }
        const signedIn = await entra.signIn(pending.tenant, callback, expected)
        return await complete(found.key, pending, signedIn)
      } catch (error) {
        if (error instanceof EntraError) return { kind: 'failed', code: error.code, flow: pending }
        throw error
      }
    },

    /** Ends the sign-in under way. @returns it, undefined where there was none. */
    async cancel(user: ChatUser): Promise<Flow | undefined> {
      const key = `pending/${userKey(user)}`
      const stored = await pendings.get(key)
      if (!stored) return undefined
      await pendings.delete(key)
      await dropPointers(pointerKeys(stored.value))
      return stored.value.ticketHash === undefined ? undefined : stored.value
    },
  }
}

/** 256 bits, URL-safe: tickets, states, nonces, cookies and (43 characters, as RFC 7636 wants) code verifiers. */
function secret(): string {
  return randomBytes(32).toString('base64url')
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** A name for each flow, so that two in one browser do not disturb each other. */
function cookieName(stateHash: string): string {
  return `signin-${stateHash.slice(0, 16)}`
}

function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function sameId(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase()
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
