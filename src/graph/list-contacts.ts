import { isObject } from '../json.ts'
import { type Access, type Get, contactsPath, mailboxPath, segment } from './client.ts'
import { type Contact, fromGraph, SELECT } from './contact.ts'
import { plainNotes } from './notes.ts'
import { type Page, page, PAGE_SIZE } from './pages.ts'

/** Asks for ids that stay the same when a contact is moved. Folders have no such ids. */
export const IMMUTABLE_IDS = 'IdType="ImmutableId"'

const SELECTED = `$select=${SELECT.join(',')}`

/** Where in a folder to begin, and how many contacts to ask for at a time. */
export type From = { skip: number; top: number }

// https://learn.microsoft.com/graph/api/user-list-contacts
/** Reads one page of the contacts in `folder`, or in the default folder: the page that begins at a position, or the page at a
 *  link. The contacts come in Graph's order. A page can be short or empty although another one follows. */
export function contacts(
  get: Get,
  access: Access,
  folder?: string,
  from: From | string = { skip: 0, top: PAGE_SIZE },
): Promise<Page<Contact>> {
  const url =
    typeof from === 'string' ? from : `${contactsPath(access, folder)}?$top=${from.top}&${SELECTED}${skipped(from)}`
  return page(get, access, url, fromGraph, { prefer: IMMUTABLE_IDS })
}

/** All of a contact's notes as plain text: `contacts` cuts them. @throws {GraphError} `not_found` if the contact is gone */
export function notes(get: Get, access: Access, id: string): Promise<string> {
  const url = `${mailboxPath(access)}/contacts/${segment(id)}?$select=personalNotes`
  const read = ({ personalNotes }: Record<string, unknown>) =>
    typeof personalNotes === 'string' ? plainNotes(personalNotes) : ''
  return get(access, url, read, { prefer: IMMUTABLE_IDS })
}

function skipped({ skip }: From): string {
  return skip === 0 ? '' : `&$skip=${skip}`
}

/** The contacts that were added last to `folder`, or to the default folder, newest first. `createdAt` is a text as Graph writes
 *  it, and sorts by time. */
export async function latest(
  get: Get,
  access: Access,
  folder: string | undefined,
  top: number,
): Promise<{ id: string; createdAt: string }[]> {
  const url = `${contactsPath(access, folder)}?$top=${top}&$orderby=createdDateTime desc&$select=id,createdDateTime`
  const { items } = await page(get, access, url, createdFrom, { prefer: IMMUTABLE_IDS })
  return items
}

function createdFrom(json: unknown): { id: string; createdAt: string } | undefined {
  if (!isObject(json) || typeof json['id'] !== 'string' || typeof json['createdDateTime'] !== 'string') return undefined
  return { id: json['id'], createdAt: json['createdDateTime'] }
}
