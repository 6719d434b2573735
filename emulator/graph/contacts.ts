import type { Contact } from '../address-books/contact.ts'
import type { Person } from '../people.ts'
import { type Changing, written } from './changing.ts'
import type { Deltas } from './delta.ts'
import type { Mailbox } from './mailbox.ts'
import { link, part } from './pages.ts'
import { type Order, parseQuery, type Query } from './query.ts'
import { noSegment, notFound, notSupported } from './refusal.ts'
import { folderOut } from './wire.ts'

/** The facts about a bearer token that Graph needs. `Entra.access` provides it. `lacks`: claims that Graph demands and the token
 *  does not have. */
export type Bearer = { person: Person; scopes: readonly string[]; sub: string; lacks: object | undefined }

/** `bytes`: a picture of this media type. `contacts`: how many contacts the answer has. */
export type Answer = { status: number; body?: object; text?: string; bytes?: Buffer; type?: string; contacts?: number }
export type Request = {
  method: string
  url: URL
  body: Buffer
  ifMatch: string | undefined
  bearer: Bearer
  box: Mailbox
  immutable: boolean
  pageSize: number
}

export type ContactsOptions = {
  origin: string
  listDefaultFolder: boolean
  oddPages: boolean
  mostPerPage: number
  sync: Deltas
  changing: Changing
}

/** Answers requests below a person's `/contacts` and `/contactFolders`; `segments` begin with one of the two.
 *  @throws {Refusal} for every answer that is an error */
export function contactsApi({ origin, listDefaultFolder, oddPages, mostPerPage, sync, changing }: ContactsOptions) {
  function queryOf({ searchParams }: URL): Query {
    const query = parseQuery(searchParams)
    return { ...query, top: Math.min(query.top, mostPerPage) }
  }

  function listContacts({ url, box, bearer, immutable }: Request, folderId: string): Answer {
    const query = queryOf(url)
    const { filter = () => true, select, expand } = query
    const matching = box.contacts(folderId).filter((contact) => filter(contact, box.hidden(contact.id).extended))
    const all = sorted(matching, query.order)
    const { items, next } = part(all, query, folderId, oddPages)
    const value = items.map((contact) => written(box, contact, { immutable, select, expand }))
    // Graph counts distribution lists but never returns them.
    const count = query.count && { '@odata.count': all.length + Math.ceil(all.length / 100) }
    return {
      ...list(`users('${bearer.person.oid}')/contacts`, url, value, next, count || {}),
      contacts: value.length,
    }
  }

  function listFolders({ url, box, bearer }: Request, parentFolderId: string | undefined): Answer {
    const query = queryOf(url)
    const all = box.below(parentFolderId).filter(({ isDefault }) => listDefaultFolder || !isDefault)
    const { items, next } = part(all, query, parentFolderId ?? 'top', oddPages)
    return list(
      `users('${bearer.person.oid}')/contactFolders`,
      url,
      items.map((folder) => folderOut(folder, rootIdOf(box))),
      next,
    )
  }

  function list(
    context: string,
    url: URL,
    value: object[],
    next: Record<string, string> | undefined,
    more: object = {},
  ): Answer {
    const nextLink = next && { '@odata.nextLink': link(origin + url.pathname, url.searchParams, next) }
    return {
      status: 200,
      body: { '@odata.context': `${origin}/v1.0/$metadata#${context}`, ...more, value, ...nextLink },
    }
  }

  function oneContact(request: Request, id: string): Answer {
    const { method, box, url } = request
    const query = parseQuery(url.searchParams)
    if (method === 'DELETE') return changing.remove(request, id)
    if (method === 'PATCH') return { status: 200, body: single(changing.update(request, id), request, query) }
    if (method !== 'GET') throw notSupported()
    const contact = box.contact(id)
    if (!contact) throw notFound()
    return { status: 200, body: single(contact, request, query) }
  }

  function single(contact: Contact, { immutable, bearer, box }: Request, query?: Query): object {
    const context = `${origin}/v1.0/$metadata#users('${bearer.person.oid}')/contacts/$entity`
    const form = { immutable, select: query?.select, expand: query?.expand }
    return { '@odata.context': context, ...written(box, contact, form) }
  }

  /** Lists the contacts of a folder, or creates one there. */
  function collection(request: Request, folderId: string): Answer {
    if (request.method === 'GET') return listContacts(request, folderId)
    if (request.method !== 'POST') throw notSupported()
    const query = parseQuery(request.url.searchParams)
    return { status: 201, body: single(changing.create(request, folderId), request, query) }
  }

  function below(request: Request, id: string, segments: readonly string[]): Answer {
    const [inner, ...rest] = segments
    if (inner === undefined) return oneContact(request, id)
    if (inner === 'photo') return changing.photo(request, id, rest)
    throw noSegment(inner)
  }

  function delta(request: Request, folderId: string): Answer {
    const { url, box, immutable, pageSize, bearer } = request
    const { select } = parseQuery(url.searchParams)
    const base = origin + url.pathname
    const page = sync.page({
      mailbox: box,
      folderId,
      base,
      parameters: url.searchParams,
      form: { immutable, select },
      pageSize: Math.min(pageSize, mostPerPage),
    })
    const context = `${origin}/v1.0/$metadata#users('${bearer.person.oid}')/contactFolders('${folderId}')/contacts/$delta`
    return { status: 200, body: { '@odata.context': context, ...page }, contacts: page.value.length }
  }

  return function contactsOf(request: Request, segments: readonly string[]): Answer {
    const { method, box } = request
    const [first, id, inner, item, ...rest] = segments
    if (first === 'contacts') {
      if (id === undefined) return collection(request, box.defaultFolder.id)
      if (id === '$count') return { status: 200, text: String(box.contacts(box.defaultFolder.id).length) }
      return below(request, id, segments.slice(2))
    }
    if (id === undefined) return listFolders(request, undefined)
    const folder = box.folder(id)
    if (!folder) throw notFound()
    if (inner === undefined) {
      if (method !== 'GET') throw notSupported()
      return { status: 200, body: folderOut(folder, rootIdOf(box)) }
    }
    if (inner === 'childFolders' && item === undefined) return listFolders(request, id)
    if (inner !== 'contacts') throw noSegment(inner)
    if (item === undefined) return collection(request, id)
    if (item === 'delta') return delta(request, id)
    if (item === '$count') return { status: 200, text: String(box.contacts(id).length) }
    return below(request, item, rest)
  }
}

/** The id of the folder that contains the top folders. */
const rootIdOf = ({ defaultFolder }: Mailbox): string => `${defaultFolder.id.slice(0, -6)}EIAAA=`

function sorted(contacts: Contact[], order: Order | undefined): Contact[] {
  if (!order) return contacts
  const { by, direction } = order
  const sign = direction === 'asc' ? 1 : -1
  return contacts.toSorted((a, b) => sign * (a[by] ?? '').localeCompare(b[by] ?? ''))
}
