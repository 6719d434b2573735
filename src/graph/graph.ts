import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isObject, parseJson } from '../json.ts'
import { type Outbound, OutboundError, type OutboundResponse } from '../outbound.ts'
import { parseRetryAfter } from '../retry.ts'
import { type Contact, fromGraph, SELECT } from './contact.ts'

/** - `unauthorized`: the token is not (or no longer) taken. `claims_challenge`: a new one is wanted, asked for with `claims`.
 *  - `forbidden`: a missing permission, or the mailbox is closed to apps. `no_mailbox`: the account has none in the cloud.
 *  - `not_found`: what was asked for is gone. `throttled`: too many requests. `refused`: Graph will not take this request.
 *  - `sync_lost`: what has changed since is not known any more; everything must be read again.
 *  - `unavailable`: no answer, or none that makes sense. `foreign_link`: an address elsewhere was to be asked; it was not.
 *  - `aborted`: by the caller's own signal. */
export type GraphErrorCode =
  | 'unauthorized'
  | 'claims_challenge'
  | 'forbidden'
  | 'no_mailbox'
  | 'not_found'
  | 'throttled'
  | 'refused'
  | 'sync_lost'
  | 'unavailable'
  | 'foreign_link'
  | 'aborted'

type Details = {
  status?: number
  /** Graph's own word, such as `ErrorItemNotFound`. */
  graphCode?: string | undefined
  requestId?: string | undefined
  /** Milliseconds to leave Graph alone, where it said so. */
  retryAfterMs?: number | undefined
  /** With `claims_challenge`: the claims parameter for the next token, JSON. */
  claims?: string | undefined
}

export class GraphError extends Error {
  override readonly name = 'GraphError'
  readonly code: GraphErrorCode
  readonly status: number | undefined
  readonly graphCode: string | undefined
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined
  readonly claims: string | undefined
  constructor(code: GraphErrorCode, details: Details = {}, options?: ErrorOptions) {
    super(`Graph request failed: ${code}`, options)
    this.code = code
    this.status = details.status
    this.graphCode = details.graphCode
    this.requestId = details.requestId
    this.retryAfterMs = details.retryAfterMs
    this.claims = details.claims
  }
}

/** Whose contacts, by which token. `base`: Graph's address that the token is for. `mailbox`: one name for the same mailbox
 *  whatever its token; requests for it share four places. */
export type Access = { base: string; token: string; mailbox?: string; signal?: AbortSignal | undefined }

/** `next`: the address of the following page, to be asked as it is; undefined on the last one. */
export type Page<T> = { items: T[]; next: string | undefined }

export type Folder = { id: string; displayName: string }

/** What happened to a contact in its folder: it is there, new or changed, or it is gone from there.
 *  `onto`: where Graph told a part only, the contact that this makes of the one that is known. */
export type Change = { id: string; contact: Contact | undefined; onto?: (known: Contact) => Contact }

/** `deltaLink`, on the last page: where to ask what has changed since. */
export type ChangesPage = Page<Change> & { deltaLink: string | undefined }

export type Graph = ReturnType<typeof graph>

/** Graph takes four requests at a time for one app and mailbox.
 *  https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits */
const AT_A_TIME = 4
/** 1000 is the most; ten is what one gets without asking. https://learn.microsoft.com/graph/paging */
const PAGE_SIZE = 999
/** No folder has so many pages (half a million contacts): a link that leads on for ever. */
const MAX_PAGES = 500
/** So many contacts are taken over before others get their turn: about a millisecond. */
const SLICE = 100

const SOME_CONTACTS = `$top=${PAGE_SIZE}&$select=${SELECT.join(',')}`
/** Ids that stay when a contact is moved. Folders do not have them. */
const IMMUTABLE = { prefer: 'IdType="ImmutableId"' }
/** Changes take no $top. https://learn.microsoft.com/graph/api/contact-delta */
const CHANGES = { prefer: `${IMMUTABLE.prefer}, odata.maxpagesize=${PAGE_SIZE}` }

/** Reads contacts and folders of contacts. Everything rejects with {@link GraphError}. */
export function graph({ outbound, now = Date.now }: { outbound: Outbound; now?: () => number }) {
  const place = places(AT_A_TIME)

  async function ask(access: Access, url: string, headers?: Record<string, string>) {
    const { base, token, signal } = access
    const response = await outbound
      .request({ base, url, token, signal, headers: { ...headers, 'client-request-id': randomUUID() } })
      .catch((error: unknown) => {
        throw notAnswered(error)
      })
    if (response.status !== 200) throw refusal(response, now())
    return { response, json: parseJson(response.body) }
  }

  /** A whole answer. One that breaks off or is no JSON is asked for once more: proxies do such things in passing. */
  async function get(access: Access, url: string, headers?: Record<string, string>): Promise<Record<string, unknown>> {
    return place(access.mailbox ?? access.token, async () => {
      let { response, json } = await ask(access, url, headers)
      if (!isObject(json)) ({ response, json } = await ask(access, url, headers))
      if (isObject(json)) return json
      throw new GraphError('unavailable', { status: response.status, requestId: idOf(response.headers['request-id']) })
    })
  }

  async function page<T>(
    access: Access,
    url: string,
    read: (json: unknown) => T | undefined,
    headers?: Record<string, string>,
  ): Promise<Page<T> & { deltaLink: string | undefined }> {
    const { value, '@odata.nextLink': next, '@odata.deltaLink': deltaLink } = await get(access, url, headers)
    if (!Array.isArray(value)) throw new GraphError('unavailable', { status: 200 })
    const items: T[] = []
    for (let start = 0; start < value.length; start += SLICE) {
      await nextTurn()
      for (const json of value.slice(start, start + SLICE)) {
        const item = read(json)
        if (item !== undefined) items.push(item)
      }
    }
    return { items, next: link(next), deltaLink: link(deltaLink) }
  }

  return {
    /** One page of the contacts in `folder`, the default folder without one: the first, or the one at `next`. In Graph's
     *  order; it can be short or empty and still have a next one.
     *  https://learn.microsoft.com/graph/api/user-list-contacts */
    contacts(access: Access, folder?: string, next?: string): Promise<Page<Contact>> {
      const url =
        next ?? `me/${folder === undefined ? '' : `contactFolders/${segment(folder)}/`}contacts?${SOME_CONTACTS}`
      return page(access, url, fromGraph, IMMUTABLE)
    },

    /** One page of what is in `folder`, or with a `link` (a page's `next`, or a `deltaLink` from before) of what has changed
     *  there since. In no order; something may be told more than once, the last time counts. `sync_lost` where a link is too
     *  old, `refused` or `not_found` also where the cloud has no such thing.
     *  https://learn.microsoft.com/graph/delta-query-overview */
    changes(access: Access, folder: string, link?: string): Promise<ChangesPage> {
      const first = `me/contactFolders/${segment(folder)}/contacts/delta?$select=${SELECT.join(',')}`
      return page(access, link ?? first, changeFromGraph, CHANGES)
    },

    /** The id of the default folder, which is not always listed; undefined where nobody is in it. */
    async defaultFolder(access: Access): Promise<string | undefined> {
      const first = 'me/contacts?$top=1&$select=id,parentFolderId'
      for await (const { items } of pages((next) => page(access, next ?? first, fromGraph))) {
        if (items[0]) return items[0].parentFolderId
      }
      return undefined
    },

    /** One folder. `not_found` when it is gone. */
    async folder(access: Access, id: string): Promise<Folder> {
      const folder = folderFromGraph(await get(access, `me/contactFolders/${segment(id)}?$select=id,displayName`))
      if (folder) return folder
      throw new GraphError('unavailable', { status: 200 })
    },

    /** One page of the folders in `parent`, or of the topmost ones. Whether the default folder is among them differs.
     *  https://learn.microsoft.com/graph/api/user-list-contactfolders */
    folders(access: Access, parent?: string, next?: string): Promise<Page<Folder>> {
      const within = parent === undefined ? 'contactFolders' : `contactFolders/${segment(parent)}/childFolders`
      return page(access, next ?? `me/${within}?$top=${PAGE_SIZE}&$select=id,displayName`, folderFromGraph)
    },
  }
}

/** Every page there is, one after another. @throws {GraphError} `unavailable` at the first link that comes again, and after
 *  too many. */
export async function* pages<P extends Page<unknown>>(read: (next?: string) => Promise<P>): AsyncGenerator<P, void> {
  const links = new Set<string>()
  let next: string | undefined
  do {
    const page = await read(next)
    yield page
    next = page.next
    if (next === undefined) return
    if (links.has(next)) break
    links.add(next)
  } while (links.size < MAX_PAGES)
  throw new GraphError('unavailable')
}

/** One segment of a path. @throws {GraphError} `refused` for what would change the path: nothing, `.` or `..`. */
function segment(id: string): string {
  if (/^\.{0,2}$/.test(id)) throw new GraphError('refused')
  return encodeURIComponent(id.toWellFormed())
}

function folderFromGraph(json: unknown): Folder | undefined {
  if (!isObject(json) || typeof json['id'] !== 'string' || json['id'] === '') return undefined
  return { id: json['id'], displayName: typeof json['displayName'] === 'string' ? json['displayName'] : '' }
}

function changeFromGraph(json: unknown): Change | undefined {
  if (!isObject(json) || typeof json['id'] !== 'string' || json['id'] === '') return undefined
  const contact = fromGraph(json)
  const isWhole = contact === undefined || SELECT.every((name) => name in json)
  return {
    id: json['id'],
    contact,
    ...(!isWhole && { onto: (known: Contact) => fromGraph({ ...known, ...json }) ?? known }),
  }
}

function link(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function notAnswered(error: unknown): GraphError {
  if (!(error instanceof OutboundError)) return new GraphError('unavailable', {}, { cause: error })
  if (error.code === 'aborted') return new GraphError('aborted', {}, { cause: error })
  return new GraphError(error.code === 'foreign_host' ? 'foreign_link' : 'unavailable', {}, { cause: error })
}

function refusal({ status, headers, body }: OutboundResponse, now: number): GraphError {
  const json = parseJson(body)
  const error = isObject(json) && isObject(json['error']) ? json['error'] : undefined
  const inner = error && isObject(error['innerError']) ? error['innerError'] : undefined
  const graphCode = idOf(error?.['code'])
  const claims = status === 401 ? challengedClaims(headers['www-authenticate']) : undefined
  // Without an error of Graph's own something on the way answered. https://learn.microsoft.com/graph/errors
  return new GraphError(codeOf(status, error && (graphCode ?? '').toLowerCase(), claims !== undefined), {
    status,
    graphCode,
    requestId: idOf(headers['request-id']) ?? idOf(inner?.['request-id']),
    retryAfterMs: parseRetryAfter(headers['retry-after'], now),
    claims,
  })
}

function codeOf(status: number, graphCode: string | undefined, challenged: boolean): GraphErrorCode {
  if (status === 401) return challenged ? 'claims_challenge' : 'unauthorized'
  if (status === 429 || graphCode === 'applicationthrottled') return 'throttled'
  if (status === 410 || graphCode === 'syncstatenotfound' || graphCode === 'syncstateinvalid') return 'sync_lost'
  if (status < 400 || status >= 500 || graphCode === undefined) return 'unavailable'
  if (graphCode === 'mailboxnotenabledforrestapi' || graphCode === 'mailboxnotsupportedforrestapi') return 'no_mailbox'
  if (status === 403) return 'forbidden'
  return status === 404 ? 'not_found' : 'refused'
}

/** The claims of a continuous-access challenge, decoded.
 *  https://learn.microsoft.com/entra/identity-platform/claims-challenge */
function challengedClaims(header: string | undefined): string | undefined {
  const encoded = header?.match(/(?:^|[\s,])claims="?([\w+/=-]+)"?/i)?.[1]
  if (encoded === undefined) return undefined
  const claims = Buffer.from(encoded, 'base64').toString('utf8')
  return isObject(parseJson(claims)) ? claims : undefined
}

/** A code or id that may be logged; undefined for anything else. */
function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,100}$/.test(value) ? value : undefined
}

/** Lets at most `most` pieces of work run at a time for each key; the others wait, first come, first served. */
function places(most: number) {
  const busy = new Map<string, { running: number; waiting: (() => void)[] }>()
  return async function place<T>(key: string, work: () => Promise<T>): Promise<T> {
    const line = busy.get(key) ?? { running: 0, waiting: [] }
    busy.set(key, line)
    if (line.running < most) line.running += 1
    else await new Promise<void>((resolve) => line.waiting.push(resolve))
    try {
      return await work()
    } finally {
      const following = line.waiting.shift()
      // The place is handed over, not given up: a newcomer must not slip in between.
      if (following) following()
      else if ((line.running -= 1) === 0) busy.delete(key)
    }
  }
}
