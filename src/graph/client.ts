import { randomUUID } from 'node:crypto'
import { getHeapStatistics } from 'node:v8'
import { isObject, parseJson } from '../json.ts'
import { CLIENT_ID, type Outbound, type OutboundRequest } from '../outbound/outbound.ts'
import { errorResponse, GraphError, type GraphErrorCode, loggable, noResponse } from './graph-error.ts'
import { slots } from '../slots.ts'

/** Whose mailbox to read, with which token. `base`: the Graph address that the token is for. `mailbox`: a name for the mailbox
 *  that stays the same when its token changes; requests for one mailbox share its four slots. `userId`: the object id of the
 *  mailbox's owner, if the token is the application's own. Without it, the mailbox belongs to the person of the token. */
export type Access = {
  base: string
  token: string
  mailbox?: string
  userId?: string | undefined
  signal?: AbortSignal | undefined
  /** Told about each request that has ended. */
  onRequest?: ((request: AskedGraph) => void) | undefined
}

/** The two ids by which Microsoft's support finds a request: ours and Graph's. */
export type AskedGraph = { clientRequestId: string; requestId?: string | undefined; status: number | GraphErrorCode }

/** Sends one GET and returns what `read` makes of the JSON object in the answer. `url`: a path below `base`, or a link that Graph
 *  gave. @throws {GraphError} for every failure. */
export type Get = <T>(
  access: Access,
  url: string,
  read: (json: Record<string, unknown>) => T | Promise<T>,
  headers?: Record<string, string>,
) => Promise<T>

/** Any other request. `encoding`: how the bytes of the answer become text. */
type Sending = Pick<OutboundRequest, 'method' | 'url' | 'json' | 'bytes' | 'headers' | 'retry' | 'encoding'>

/** Sends a request and returns the body of its answer. @throws {GraphError} for every status but 2xx */
export type Send = (access: Access, sending: Sending) => Promise<string>

export type Client = { get: Get; send: Send }

// https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits
/** Graph allows one app four concurrent requests for a mailbox. */
export const MAX_CONCURRENT = 4

/** A page of 999 contacts has about 2 MB. Contacts with long notes are read in smaller pages. */
const MOST_BYTES = 4 * 1024 * 1024
/** A page takes up to 20 MB, as bytes, text and JSON, until it is converted to contacts. */
const MEMORY_FOR_A_PAGE = 64 * 1024 * 1024
/** How many pages this process reads at the same time, for all mailboxes together. */
const PAGES_AT_ONCE = Math.max(2, Math.floor(getHeapStatistics().heap_size_limit / MEMORY_FOR_A_PAGE))

/** One request to Graph: token, headers, concurrency, errors. (`outbound` repeats requests after a temporary failure.) */
export function client({ outbound, now }: { outbound: Outbound; now: () => number }): Client {
  const inMailboxSlot = slots(MAX_CONCURRENT)
  const inProcessSlot = slots(PAGES_AT_ONCE)

  async function ask(access: Access, sending: Sending) {
    const { base, token, signal, onRequest } = access
    if (!isWithin(access, sending.url)) throw new GraphError('foreign_link')
    const clientRequestId = randomUUID()
    const headers = { ...sending.headers, [CLIENT_ID]: clientRequestId }
    const response = await outbound
      .request({ ...sending, base, token, signal, mostBytes: MOST_BYTES, headers, party: 'graph' })
      .catch((error: unknown) => {
        const failed = noResponse(error, clientRequestId)
        onRequest?.({ clientRequestId, status: failed.code })
        throw failed
      })
    const { status } = response
    const requestId = loggable(response.headers['request-id'])
    onRequest?.({ clientRequestId, requestId, status })
    if (status < 200 || status >= 300) throw errorResponse(response, now(), clientRequestId)
    return { ...response, requestId, clientRequestId }
  }

  async function read(access: Access, url: string, headers: Record<string, string> = {}) {
    const { body, ...details } = await ask(access, { url, headers })
    if (details.status !== 200) throw errorResponse({ ...details, body }, now(), details.clientRequestId)
    return { json: parseJson(body), ...details }
  }

  async function objectAt(access: Access, url: string, headers?: Record<string, string>) {
    const first = await read(access, url, headers)
    // Proxies sometimes cut an answer short or send HTML once. A second request usually gets the whole answer.
    const { json, ...details } = isObject(first.json) ? first : await read(access, url, headers)
    if (isObject(json)) return json
    throw new GraphError('unavailable', details)
  }

  const slotOf = ({ mailbox, token }: Access) => mailbox ?? token
  return {
    get: (access, url, make, headers) =>
      inMailboxSlot(slotOf(access), () => inProcessSlot('', async () => make(await objectAt(access, url, headers)))),
    send: (access, sending) => inMailboxSlot(slotOf(access), async () => (await ask(access, sending)).body),
  }
}

/** The path of the mailbox below `base`. */
export function mailboxPath({ userId }: Access): string {
  return userId === undefined ? 'me' : `users/${segment(userId)}`
}

/** The path of the contacts in a folder, or in the default folder. */
export function contactsPath(access: Access, folder: string | undefined): string {
  const mailbox = mailboxPath(access)
  return folder === undefined ? `${mailbox}/contacts` : `${mailbox}/contactFolders/${segment(folder)}/contacts`
}

/** Whether an address leads to the contacts of the mailbox. The application's own token may open every mailbox, so a link that
 *  Graph gave is followed only within this one. With a person's token, Graph itself refuses other mailboxes. */
function isWithin(access: Access, url: string): boolean {
  const { base, userId } = access
  if (userId === undefined) return true
  const root = new URL(`${base}/`).pathname
  const { pathname } = new URL(url, `${base}/`)
  const below = pathname.startsWith(root) ? decoded(pathname.slice(root.length - 1)) : ''
  // Graph writes both: users/ID and users('ID').
  const [, slashed, quoted] =
    /^\/users(?:\/([^/']+)|\('([^/']+)'\))\/contact(?:s|Folders)(?=[/('?]|$)/i.exec(below) ?? []
  return (slashed ?? quoted)?.toLowerCase() === userId.toLowerCase() && !/\/\.{1,2}(?:\/|$)/.test(below)
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return ''
  }
}

/** An id as one segment of a path. @throws {GraphError} `refused` for '', '.' and '..', which would change the path. */
export function segment(id: string): string {
  if (/^\.{0,2}$/.test(id)) throw new GraphError('refused')
  return encodeURIComponent(id.toWellFormed())
}
