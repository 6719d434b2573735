import type { Contact } from '../graph/contact.ts'
import type { AddressBook, BookFolder } from './address-book.ts'
import { applied, within } from './folder-changes.ts'

/** A contact that this program has written or deleted, which a copy read before `at` (epoch milliseconds) may not show.
 *  `contact`: undefined if it was deleted. */
export type LocalChange = { id: string; contact: Contact | undefined; at: number }

/** The book with our own change. Outlook will report the same change when it is next asked. */
export function withChange(book: AddressBook, { id, contact }: LocalChange): AddressBook {
  const holders = book.folders.filter((folder) => has(folder, id))
  const homes = contact ? homesOf(contact, book, holders) : holders
  const known = new Set(book.folders)
  const folders = [...book.folders, ...homes.filter((home) => !known.has(home))]
  return { ...book, folders: folders.map((folder) => (homes.includes(folder) ? changed(folder, id, contact) : folder)) }
}

/** The folders that a contact belongs to: those in which it was found, else its own folder, else the default folder. */
function homesOf({ parentFolderId = '' }: Contact, { folders }: AddressBook, holders: BookFolder[]): BookFolder[] {
  if (holders.length > 0) return holders
  const home = folders.find(({ id }) => id === parentFolderId) ?? folders.find(({ isDefault }) => isDefault)
  return [home ?? { id: parentFolderId, path: [], isDefault: true, chunks: [] }]
}

function changed(folder: BookFolder, id: string, contact: Contact | undefined): BookFolder {
  const change = { id, contact: contact && within(folder.id, contact) }
  return { ...folder, chunks: applied(folder.chunks, new Map([[id, change]])) }
}

function has({ chunks }: BookFolder, id: string): boolean {
  return chunks.some((chunk) => chunk.some((contact) => contact.id === id))
}
