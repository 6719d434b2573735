// Reads and writes contacts, and reads contact folders, in Microsoft Graph over HTTP. This folder keeps nothing and does not
// search. Other folders import only this file, contact.ts and addresses.ts.
import type { Outbound } from '../outbound/outbound.ts'
import { changes } from './delta.ts'
import { type Access, client } from './client.ts'
import { contacts, type From, latest, notes } from './list-contacts.ts'
import { defaultFolder, folder, folders } from './folders.ts'
import {
  type ContactChange,
  create,
  findStamped,
  type Made,
  type NewContact,
  photo,
  putPhoto,
  remove,
  stamps,
  update,
  type Version,
  whole,
} from './write.ts'

export type { Change } from './delta.ts'
export { type Access, type AskedGraph, MAX_CONCURRENT } from './client.ts'
export { MOST_IN_NOTES } from './cut.ts'
export { GraphError, type GraphErrorCode, isAboutToken, isConflict, isNotFound, isUnclear } from './graph-error.ts'
export type { Folder } from './folders.ts'
export { links, PAGE_SIZE, pages } from './pages.ts'
export type { Properties, WholeContact } from './write.ts'

export type Graph = ReturnType<typeof graph>

/** All functions reject with {@link GraphError} and nothing else. Each is described where it is defined. */
export function graph({ outbound, now = Date.now }: { outbound: Outbound; now?: () => number }) {
  const { get, send } = client({ outbound, now })
  return {
    contacts: (access: Access, folder?: string, from?: From | string) => contacts(get, access, folder, from),
    changes: (access: Access, folder: string, link?: string, size?: number) => changes(get, access, folder, link, size),
    folders: (access: Access, parent?: string, next?: string) => folders(get, access, parent, next),
    folder: (access: Access, id: string) => folder(get, access, id),
    defaultFolder: (access: Access) => defaultFolder(get, access),
    latest: (access: Access, folder: string | undefined, top: number) => latest(get, access, folder, top),
    notes: (access: Access, id: string) => notes(get, access, id),
    whole: (access: Access, id: string) => whole(get, access, id),
    create: (access: Access, contact: NewContact) => create(send, access, contact),
    stamps: (access: Access) => stamps(get, access),
    findStamped: (access: Access, made: Made) => findStamped(get, access, made),
    update: (access: Access, change: ContactChange) => update(send, access, change),
    remove: (access: Access, contact: Version) => remove(send, access, contact),
    photo: (access: Access, id: string) => photo(send, access, id),
    putPhoto: (access: Access, id: string, bytes: Buffer) => putPhoto(send, access, id, bytes),
  }
}
