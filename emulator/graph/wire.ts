import type { Contact, Folder } from '../address-books/contact.ts'
import { immutableId } from './mailbox.ts'

/** How a client wants things written. */
export type Form = { immutable: boolean; select: readonly string[] | undefined }

/** A contact as it goes over the wire: its etag and id always, of the others what was selected. */
export function contactOut(contact: Contact, { immutable, select }: Form): Record<string, unknown> {
  const members: Record<string, unknown> = contact
  const out: Record<string, unknown> = {
    '@odata.etag': `W/"${contact.changeKey}"`,
    id: immutable ? immutableId(contact.id) : contact.id,
  }
  for (const name of select ?? Object.keys(members)) if (name !== 'id') out[name] = members[name]
  return out
}

/** A folder as it goes over the wire. `rootId` is what those at the top lie in; immutable ids are for items only. */
export function folderOut({ id, displayName, parentFolderId }: Folder, rootId: string): Record<string, unknown> {
  return { id, parentFolderId: parentFolderId ?? rootId, displayName }
}
