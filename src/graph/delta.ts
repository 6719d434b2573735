import { isObject } from '../json.ts'
import { type Access, type Get, contactsPath } from './client.ts'
import { type Contact, fromGraph, SELECT } from './contact.ts'
import { IMMUTABLE_IDS } from './list-contacts.ts'
import { type Page, page, PAGE_SIZE } from './pages.ts'

/** What happened to a contact of a folder. `contact`: the contact, new or changed; undefined if it left the folder. `onto`: if
 *  Graph sent only some of the properties, merges them into the contact as we know it. */
export type Change = { id: string; contact: Contact | undefined; onto?: (known: Contact) => Contact }

/** `deltaLink`, on the last page: the link to later changes. */
export type ChangesPage = Page<Change> & { deltaLink: string | undefined }

// https://learn.microsoft.com/graph/api/contact-delta
/** A delta query takes its page size from this header. It does not accept $top. */
const prefer = (size: number) => `${IMMUTABLE_IDS}, odata.maxpagesize=${size}`

// https://learn.microsoft.com/graph/delta-query-overview
/** Reads one page of all contacts in `folder`, of about `size` contacts. With a `link` (a page's `next`, or an earlier
 *  `deltaLink`): one page of what has changed since then. The changes are in no order; if a contact comes twice, the last one counts.
 *  @throws {GraphError} `sync_lost` if the link is too old; `refused` or `not_found` also if this cloud has no delta queries. */
export function changes(
  get: Get,
  access: Access,
  folder: string,
  link?: string,
  size = PAGE_SIZE,
): Promise<ChangesPage> {
  const first = `${contactsPath(access, folder)}/delta?$select=${SELECT.join(',')}`
  return page(get, access, link ?? first, changeFromGraph, { prefer: prefer(size) })
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
