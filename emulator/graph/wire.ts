import type { Contact, Folder } from '../address-books/contact.ts'
import { immutableId } from './mailbox.ts'
import type { Extended } from './writing.ts'

/** How a client wants contacts written. */
export type Form = {
  immutable: boolean
  select: readonly string[] | undefined
  expand?: ReadonlySet<string> | undefined
}

/** A contact as JSON: always its etag and id, and the selected members. @param extended those that `expand` may name */
export function contactOut(
  contact: Contact,
  { immutable, select, expand }: Form,
  extended: Extended = {},
): Record<string, unknown> {
  const members: Record<string, unknown> = contact
  const out: Record<string, unknown> = {
    '@odata.etag': `W/"${contact.changeKey}"`,
    id: immutable ? immutableId(contact.id) : contact.id,
  }
  for (const name of select ?? Object.keys(members)) if (name !== 'id') out[name] = members[name]
  const asked = Object.entries(extended).filter(([id]) => expand?.has(id.toLowerCase()))
  if (asked.length > 0) out['singleValueExtendedProperties'] = asked.map(([id, value]) => ({ id, value }))
  return out
}

/** A folder as JSON. `rootId` is the parent of the top folders. Folders have no immutable ids. */
export function folderOut({ id, displayName, parentFolderId }: Folder, rootId: string): Record<string, unknown> {
  return { id, parentFolderId: parentFolderId ?? rootId, displayName }
}
