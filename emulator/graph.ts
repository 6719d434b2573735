import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AddressBook } from './address-books/contact.ts'
import { addressBooks } from './address-books.ts'
import { type Handler, readBody, sendJson, target } from './answers.ts'
import { deltas, type DeltaWays, type ForgottenStatus } from './graph/delta.ts'
import { type Limits, limited } from './graph/limits.ts'
import { type Mailbox, mailbox } from './graph/mailbox.ts'
import { profile, userInfo } from './graph/profile.ts'
import { bearerToken, preferences } from './graph/request.ts'
import { type Answer, type Bearer, contactsApi } from './graph/contacts.ts'
import {
  accessDenied,
  insufficientClaims,
  noMailbox,
  noSegment,
  Refusal,
  refusalBody,
  unauthorized,
} from './graph/refusal.ts'
import type { Person } from './people.ts'

export type { Bearer } from './graph/contacts.ts'
export type { Mailbox } from './graph/mailbox.ts'

export type GraphOptions = {
  origin: string
  access: (token: string) => Bearer | undefined
  /** By oid; who is not in it has a mailbox without contacts. */
  books?: ReadonlyMap<string, AddressBook>
  /** Requests at a time and mailbox; one more is answered with 429. Infinity: as many as like. */
  maxConcurrent?: number
  /** Requests in ten minutes and mailbox, those that are refused counted; 10,000 where not given. */
  maxRequests?: number
  /** How long every request takes, so that several can be under way at once. */
  latencyMs?: number
  /** How much longer for each contact in the answer; 0 where not given. */
  perContactMs?: number
  /** Does `contactFolders` list the default folder, too? It differs. */
  listDefaultFolder?: boolean
  /** May a page be short, or empty, and still not the last? */
  oddPages?: boolean
  /** Where not given: there is one, of whole contacts, as odd as pages are. */
  delta?: Partial<DeltaWays>
  /** Epoch milliseconds. */
  now?: () => number
}

/** One request that the Graph got. */
export type GraphCall = {
  method: string
  /** Path and query. */
  path: string
  /** Whose token it was; undefined where it was none. */
  oid: string | undefined
  status: number
  clientRequestId: string | undefined
  at: number
}

export type Graph = {
  handle: Handler
  /** Somebody's contacts as they are now, to look at and to change. */
  mailbox(oid: string): Mailbox
  /** Puts another address book in the place of somebody's. */
  setBook(oid: string, book: AddressBook): void
  setMaxConcurrent(limit: number): void
  setLatency(ms: number): void
  setPerContact(ms: number): void
  /** Changes how deltas behave from the next page on; what is not given stays. */
  setDelta(ways: Partial<DeltaWays>): void
  /** Every delta link given out so far is refused from now on: by 410 SyncStateNotFound with the Location to begin at, or,
   *  where 400 or 404 is given, by that and syncStateNotFound. */
  forgetDeltas(status?: ForgottenStatus): void
  /** Every request so far, oldest first, as they were answered. Empty it as you like. */
  calls: GraphCall[]
  count(path?: RegExp): number
}

const GRAPH = 'https://graph.microsoft.com/'
const READ = ['Contacts.Read', 'Contacts.ReadWrite'].map((name) => GRAPH + name)
const WRITE = [`${GRAPH}Contacts.ReadWrite`]

/** Contacts of the Microsoft Graph v1.0, below `{origin}/v1.0/`. */
export function createGraph(options: GraphOptions): Graph {
  const { origin, access, books = addressBooks(), listDefaultFolder = false, oddPages = true, now = Date.now } = options
  const limits: Limits = { maxConcurrent: options.maxConcurrent ?? 4, maxRequests: options.maxRequests ?? 10_000 }
  let latencyMs = options.latencyMs ?? 5
  let perContactMs = options.perContactMs ?? 0
  const boxes = new Map([...books].map(([oid, book]) => [oid, mailbox(book)]))
  const inTurn = limited(limits, now)
  const ways: DeltaWays = { available: true, odd: oddPages, partial: false, ...options.delta }
  const sync = deltas(ways)
  const contactsOf = contactsApi({ origin, listDefaultFolder, oddPages, sync })
  const calls: GraphCall[] = []

  function boxOf(oid: string): Mailbox {
    const known = boxes.get(oid)
    if (known) return known
    const folder = {
      id: `AAMkAD${randomUUID()}EOAAA=`,
      displayName: 'Contacts',
      parentFolderId: undefined,
      isDefault: true,
    }
    const fresh = mailbox({ folders: [folder], contacts: [] })
    boxes.set(oid, fresh)
    return fresh
  }

  async function answer(req: IncomingMessage, url: URL, bearer: Bearer): Promise<Answer> {
    const { person, scopes } = bearer
    const segments = belowPerson(url, person)
    if (segments.length === 0) return profile(bearer, origin)
    if (segments[0] !== 'contacts' && segments[0] !== 'contactFolders') throw noSegment(segments[0] ?? '')

    const needed = req.method === 'GET' ? READ : WRITE
    if (!needed.some((scope) => scopes.includes(scope))) throw accessDenied()
    if (!person.mailbox) throw noMailbox()
    const { immutable, pageSize } = preferences(req)
    const body = (await readBody(req)).toString()
    await sleep(latencyMs)
    const made = contactsOf(
      { method: req.method ?? 'GET', url, body, bearer, box: boxOf(person.oid), immutable, pageSize },
      segments,
    )
    if (perContactMs > 0) await sleep(perContactMs * (made.contacts ?? 0))
    return made
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const url = target(req)
    if (url.pathname === '/oidc/userinfo') return userInfo(req, res, access)
    if (!url.pathname.startsWith('/v1.0/')) return false
    const requestId = randomUUID()
    const said = req.headers['client-request-id']
    const clientRequestId = typeof said === 'string' ? said : requestId
    const headers = { 'request-id': requestId, 'client-request-id': clientRequestId, 'x-ms-ags-diagnostic': '{}' }
    const bearer = access(bearerToken(req) ?? '')
    const call: GraphCall = {
      method: req.method ?? '',
      path: url.pathname + url.search,
      oid: bearer?.person.oid,
      status: 0,
      clientRequestId: typeof said === 'string' ? said : undefined,
      at: now(),
    }
    calls.push(call)
    try {
      if (!bearer)
        throw unauthorized(
          bearerToken(req) ? 'Lifetime validation failed, the token is expired.' : 'Access token is empty.',
        )
      if (bearer.lacks) throw insufficientClaims(bearer.lacks)
      const { status, body, text } = await inTurn(bearer.person.oid, () => answer(req, url, bearer))
      call.status = status
      return send(res, { status, body, text }, { ...headers, ...preferences(req).applied })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      call.status = error.status
      return sendJson(res, error.status, refusalBody(error, requestId, clientRequestId), {
        ...headers,
        ...error.headers,
      })
    }
  }

  return {
    handle,
    mailbox: boxOf,
    setBook: (oid, book) => void boxes.set(oid, mailbox(book)),
    setMaxConcurrent: (limit) => void (limits.maxConcurrent = limit),
    setLatency: (ms) => void (latencyMs = ms),
    setPerContact: (ms) => void (perContactMs = ms),
    setDelta: (changed) => void Object.assign(ways, changed),
    forgetDeltas: (status = 410) => sync.forget(status),
    calls,
    count: (path = /^/) => calls.filter((call) => path.test(call.path)).length,
  }
}

/** The path's segments after `/me` or `/users/<the person>`.
 *  @throws {Refusal} for any other path, and for somebody else's */
function belowPerson({ pathname }: URL, { oid, username }: Person): string[] {
  const [root = '', ...rest] = pathname.split('/').slice(2).map(decodeURIComponent)
  if (root === 'me') return rest
  if (root !== 'users') throw noSegment(root)
  if (rest[0] !== oid && rest[0]?.toLowerCase() !== username) throw accessDenied()
  return rest.slice(1)
}

function send(res: ServerResponse, { status, body, text }: Answer, headers: Record<string, string>): true {
  if (body !== undefined) {
    const type = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'
    return sendJson(res, status, body, { ...headers, 'content-type': type })
  }
  res.writeHead(status, text === undefined ? headers : { ...headers, 'content-type': 'text/plain' })
  res.end(text)
  return true
}
