// The contacts part of Microsoft Graph v1.0. `graph/mailbox.ts` holds the data; the other files in `graph/` are about how Graph
// is asked and how it answers.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AddressBook } from './address-books/contact.ts'
import type { AppAccess } from './entra/applications.ts'
import { addressBooks } from './address-books.ts'
import { type Handler, readBody, sendJson, target } from './answers.ts'
import { batch } from './graph/batch.ts'
import { changing } from './graph/changing.ts'
import { deltas, type DeltaWays, type ForgottenStatus } from './graph/delta.ts'
import { sendIfLarge } from './graph/large-page.ts'
import { type Limits, limited } from './graph/limits.ts'
import { type Mailbox, mailbox } from './graph/mailbox.ts'
import { profile, userInfo } from './graph/profile.ts'
import { bearerToken, type Part, preferences } from './graph/request.ts'
import { type Answer, type Bearer, contactsApi } from './graph/contacts.ts'
import {
  accessDenied,
  insufficientClaims,
  noMailbox,
  noSegment,
  noSuchUser,
  Refusal,
  refusalBody,
  unauthorized,
} from './graph/refusal.ts'
import { people as allPeople, type Person } from './people.ts'
import type { Untidy } from './untidy.ts'

export type { Bearer } from './graph/contacts.ts'
export type { Mailbox } from './graph/mailbox.ts'

export type GraphOptions = {
  origin: string
  access: (token: string) => Bearer | undefined
  /** What an app's own token allows. */
  application?: ((token: string) => AppAccess | undefined) | undefined
  /** Whose mailboxes an app's own token may name. */
  people?: readonly Person[]
  /** The address books by oid. Everybody else has a mailbox without contacts. */
  books?: ReadonlyMap<string, AddressBook>
  /** How many requests a mailbox answers at a time; any more get a 429. Default 4, Infinity for no limit. */
  maxConcurrent?: number
  /** How many requests a mailbox takes in ten minutes, refused ones included. Default 10,000. */
  maxRequests?: number
  /** How long every request takes. With a delay, several can be under way at a time. */
  latencyMs?: number
  /** How much longer it takes for each contact in the answer. Default 0. */
  perContactMs?: number
  /** Whether `contactFolders` lists the default folder, too. Some mailboxes do. Default false. */
  listDefaultFolder?: boolean
  /** Whether a page may be short or empty without being the last. Default true. */
  oddPages?: boolean
  /** The most items on a page, however many are asked for. Default 1,000. */
  mostPerPage?: number | undefined
  /** Default: delta queries are available, return whole contacts, and are as odd as pages are. */
  delta?: Partial<DeltaWays>
  untidy?: Untidy
  /** Epoch milliseconds. */
  now?: () => number
}

/** One request that Graph got. */
export type GraphCall = {
  method: string
  /** Path and query. */
  path: string
  /** The owner of the token. Undefined without a valid token. */
  oid: string | undefined
  status: number
  clientRequestId: string | undefined
  at: number
}

export type Graph = {
  handle: Handler
  /** A person's contacts as they are now, to read and to change. */
  mailbox(oid: string): Mailbox
  /** Replaces a person's address book. */
  setBook(oid: string, book: AddressBook): void
  /** Whether this person's mailbox is over its quota. Then it accepts no more data. */
  setFull(oid: string, isFull: boolean): void
  setMaxConcurrent(limit: number): void
  setLatency(ms: number): void
  /** Makes every request wait. @returns a function that lets the requests continue */
  hold(): () => void
  setPerContact(ms: number): void
  /** Changes how delta queries behave from the next page on. What is not given stays as it is. */
  setDelta(ways: Partial<DeltaWays>): void
  /** Refuses every delta link that was given out so far: with 410 SyncStateNotFound and a Location to start again from, or with
   *  400 or 404 and syncStateNotFound, as Graph does as well. */
  forgetDeltas(status?: ForgottenStatus): void
  /** Every request so far with its status, oldest first. Tests may empty the list. */
  calls: GraphCall[]
  count(path?: RegExp): number
}

const MOST_PER_PAGE = 1_000

const GRAPH = 'https://graph.microsoft.com/'
const READ = ['Contacts.Read', 'Contacts.ReadWrite'].map((name) => GRAPH + name)
const WRITE = [`${GRAPH}Contacts.ReadWrite`]

/** Answers below `{origin}/v1.0/`, and the userinfo endpoint. */
export function createGraph(options: GraphOptions): Graph {
  const { origin, access, books = addressBooks(), listDefaultFolder = false, oddPages = true, now = Date.now } = options
  const { application = () => undefined, people = allPeople } = options
  const limits: Limits = { maxConcurrent: options.maxConcurrent ?? 4, maxRequests: options.maxRequests ?? 10_000 }
  let latencyMs = options.latencyMs ?? 5
  let held: Promise<void> | undefined
  let perContactMs = options.perContactMs ?? 0
  const boxes = new Map([...books].map(([oid, book]) => [oid, mailbox(book)]))
  const inTurn = limited(limits, now)
  const untidy: Untidy = options.untidy ?? new Set()
  const full = new Set<Mailbox>()
  const writes = changing({ untidy, now, isFull: (box) => full.has(box) })
  let writesSoFar = 0
  const ways: DeltaWays = { available: true, odd: oddPages, partial: false, ...options.delta }
  const sync = deltas(ways)
  const mostPerPage = options.mostPerPage ?? MOST_PER_PAGE
  const contactsOf = contactsApi({ origin, listDefaultFolder, oddPages, mostPerPage, sync, changing: writes })
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

  /** Answers a request by itself, or one of a batch. */
  async function answer({ method, url, headers, body }: Part, bearer: Bearer): Promise<Answer> {
    const { person, scopes } = bearer
    const segments = belowPerson(url, person)
    if (segments.length === 0) return profile(bearer, origin)
    if (segments[0] !== 'contacts' && segments[0] !== 'contactFolders') throw noSegment(segments[0] ?? '')

    const needed = method === 'GET' ? READ : WRITE
    if (!needed.some((scope) => scopes.includes(scope))) throw accessDenied()
    if (!person.mailbox) throw noMailbox()
    const { immutable, pageSize } = preferences({ headers })
    const ifMatch = headers['if-match']
    await sleep(latencyMs)
    await held
    writes.catchUp()
    const made = contactsOf(
      { method, url, body, ifMatch, bearer, box: boxOf(person.oid), immutable, pageSize },
      segments,
    )
    if (perContactMs > 0) await sleep(perContactMs * (made.contacts ?? 0))
    return made
  }

  /** Whether the answer to this request is lost. */
  function isLost(method: string, status: number): boolean {
    if (method === 'GET' || status >= 300 || !untidy.has('answers-lost')) return false
    writesSoFar += 1
    return writesSoFar % 2 === 1
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const url = target(req)
    if (url.pathname === '/oidc/userinfo') return userInfo(req, res, access)
    if (!url.pathname.startsWith('/v1.0/')) return false
    const requestId = randomUUID()
    const said = req.headers['client-request-id']
    const clientRequestId = typeof said === 'string' ? said : requestId
    const headers = { 'request-id': requestId, 'client-request-id': clientRequestId, 'x-ms-ags-diagnostic': '{}' }
    const token = bearerToken(req) ?? ''
    const app = application(token)
    const bearer = app ? bearerFor(app, url, people) : access(token)
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
      if (app && !bearer) throw noSuchUser(url.pathname)
      if (!bearer)
        throw unauthorized(
          bearerToken(req) ? 'Lifetime validation failed, the token is expired.' : 'Access token is empty.',
        )
      if (bearer.lacks) throw insufficientClaims(bearer.lacks)
      const body = await readBody(req)
      const ask = (part: Part) => inTurn(bearer.person.oid, () => answer(part, bearer))
      const isBatch = call.method === 'POST' && url.pathname === '/v1.0/$batch'
      const part = { method: call.method, url, headers: firstValues(req), body }
      const made = isBatch ? await batch(body, origin, ask) : await ask(part)
      call.status = made.status
      if (!isBatch && isLost(call.method, made.status)) {
        req.socket.destroy()
        return true
      }
      return send(res, made, { ...headers, ...preferences(req).applied })
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
    setFull: (oid, isFull) => void (isFull ? full.add(boxOf(oid)) : full.delete(boxOf(oid))),
    setMaxConcurrent: (limit) => void (limits.maxConcurrent = limit),
    setLatency: (ms) => void (latencyMs = ms),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    setPerContact: (ms) => void (perContactMs = ms),
    setDelta: (changed) => void Object.assign(ways, changed),
    forgetDeltas: (status = 410) => sync.forget(status),
    calls,
    count: (path = /^/) => calls.filter((call) => path.test(call.path)).length,
  }
}

/** What an app may do without a sign-in in the mailbox of the person that the path names; undefined if its tenant has no such
 *  person. */
function bearerFor(
  { appId, tid, rolesFor }: AppAccess,
  { pathname }: URL,
  people: readonly Person[],
): Bearer | undefined {
  const [root = '', id = ''] = pathname.split('/').slice(2).map(decodeURIComponent)
  const isNamed = ({ oid, username }: Person) => [oid, username].includes(id.toLowerCase())
  const person = root === 'users' ? people.find((one) => one.tid === tid && isNamed(one)) : undefined
  return person && { person, scopes: rolesFor(person.oid), sub: appId, lacks: undefined }
}

/** The path's segments after `/me` or `/users/<the person>`.
 *  @throws {Refusal} for any other path, and for somebody else's */
function belowPerson({ pathname }: URL, { oid, username }: Person): string[] {
  const [root = '', ...rest] = pathname.split('/').slice(2).map(decodeURIComponent)
  if (root === 'me') return rest
  if (root !== 'users') throw noSegment(root)
  if (![oid, username].includes(rest[0]?.toLowerCase() ?? '')) throw accessDenied()
  return rest.slice(1)
}

/** The request's headers. If a header has several values, only the first one. */
function firstValues({ headers }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()[0]]))
}

function send(res: ServerResponse, { status, body, text, bytes, type }: Answer, headers: Record<string, string>): true {
  if (bytes) {
    res.writeHead(status, { ...headers, 'content-type': type ?? 'application/octet-stream' })
    res.end(bytes)
    return true
  }
  if (body !== undefined) {
    const json = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'
    const all = { ...headers, 'content-type': json }
    return sendIfLarge(res, status, body, all) || sendJson(res, status, body, all)
  }
  res.writeHead(status, text === undefined ? headers : { ...headers, 'content-type': 'text/plain' })
  res.end(text)
  return true
}
