import { type Access, type Get, segment } from './client.ts'
import { type Contact, fromGraph, SELECT } from './contact.ts'
import { type Page, page, PAGE_SIZE } from './pages.ts'

/** Asks for ids that stay the same when a contact is moved. Folders have no such ids. */
export const IMMUTABLE_IDS = 'IdType="ImmutableId"'

const FIRST_PAGE = `$top=${PAGE_SIZE}&$select=${SELECT.join(',')}`

// https://learn.microsoft.com/graph/api/user-list-contacts
/** Reads one page of the contacts in `folder`, or in the default folder: the first page, or the one at `next`. The contacts
 *  come in Graph's order. A page can be short or empty although another one follows. */
export function contacts(get: Get, access: Access, folder?: string, next?: string): Promise<Page<Contact>> {
  const path = folder === undefined ? 'me/contacts' : `me/contactFolders/${segment(folder)}/contacts`
  return page(get, access, next ?? `${path}?${FIRST_PAGE}`, fromGraph, { prefer: IMMUTABLE_IDS })
}
