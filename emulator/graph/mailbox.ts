import { randomBytes } from 'node:crypto'
import { type AddressBook, type Contact, type Details, type Folder, nobody } from '../address-books/contact.ts'

/** A change: from this version on the contact is in the folder as it is now, or no longer there. */
type Change = { version: number; folderId: string; id: string }

/** Somebody's contacts, to read and to change. Ids are those a client sees without `IdType="ImmutableId"`. */
export type Mailbox = {
  readonly defaultFolder: Folder
  readonly folders: readonly Folder[]
  /** The folders right below one, or at the top (the default folder among them). */
  below(parentFolderId: string | undefined): Folder[]
  folder(id: string): Folder | undefined
  /** Those in one folder, in the order they came. */
  contacts(folderId: string): Contact[]
  /** Any of the mailbox's contacts, by its id of either kind. */
  contact(id: string): Contact | undefined
  add(details: Partial<Details>, folderId?: string): Contact
  change(id: string, details: Partial<Details>): Contact | undefined
  remove(id: string): boolean
  /** Puts a contact into another folder, where it has another id (but the same immutable one). */
  move(id: string, folderId: string): Contact | undefined
  addFolder(displayName: string, parentFolderId?: string): Folder
  /** Grows with every change. */
  version(): number
  /** The ids of what has changed in a folder after `version`, each once, oldest change first. */
  changed(folderId: string, version: number): string[]
}

const letters = (bytes: number) => randomBytes(bytes).toString('base64url')

/** The id that stays when a contact moves. It is made of a part of the other one that moving leaves alone. */
export const immutableId = (id: string): string => `AAkALg${id.slice(6, 60)}=`

export function mailbox(book: AddressBook): Mailbox {
  const folders = [...book.folders]
  const contacts = new Map(book.contacts.map((contact) => [contact.id, contact]))
  const byImmutable = new Map(book.contacts.map(({ id }) => [immutableId(id), id]))
  const log: Change[] = []
  const [first] = folders
  if (!first) throw new Error('An address book has a default folder.')
  const defaultFolder = first
  let version = 0

  function note(folderId: string, id: string): void {
    version += 1
    log.push({ version, folderId, id })
  }

  const contact = (id: string) => contacts.get(id) ?? contacts.get(byImmutable.get(id) ?? '')

  function put(changed: Contact): Contact {
    const stamped = {
      ...changed,
      changeKey: `EQAAABYAAAC${letters(7)}`,
      lastModifiedDateTime: `${new Date().toISOString().slice(0, 19)}Z`,
    }
    contacts.set(stamped.id, stamped)
    byImmutable.set(immutableId(stamped.id), stamped.id)
    note(stamped.parentFolderId, stamped.id)
    return stamped
  }

  function remove(id: string): boolean {
    const gone = contact(id)
    if (!gone) return false
    contacts.delete(gone.id)
    byImmutable.delete(immutableId(gone.id))
    note(gone.parentFolderId, gone.id)
    return true
  }

  function move(id: string, folderId: string): Contact | undefined {
    const old = contact(id)
    if (!old || !remove(id)) return undefined
    return put({ ...old, id: `${old.id.slice(0, 60)}${letters(42)}AAA=`, parentFolderId: folderId })
  }

  return {
    defaultFolder,
    folders,
    below: (parent) => folders.filter(({ parentFolderId }) => parentFolderId === parent),
    folder: (id) => folders.find((folder) => folder.id === id),
    contacts: (folderId) => [...contacts.values()].filter(({ parentFolderId }) => parentFolderId === folderId),
    contact,
    add: (details, folderId = defaultFolder.id) => {
      const createdDateTime = `${new Date().toISOString().slice(0, 19)}Z`
      const id = `AAMkAD${letters(82)}AAA=`
      const unstamped = { id, createdDateTime, lastModifiedDateTime: '', changeKey: '', parentFolderId: folderId }
      return put({ ...unstamped, ...nobody(), displayName: spokenName(details), ...details })
    },
    change(id, details) {
      const old = contact(id)
      return old && put({ ...old, ...details })
    },
    remove,
    move,
    addFolder(displayName, parentFolderId) {
      const folder = { id: `AAMkAD${letters(75)}EOAAA=`, displayName, parentFolderId, isDefault: false }
      folders.push(folder)
      return folder
    },
    version: () => version,
    changed(folderId, since) {
      const later = log.filter((change) => change.version > since && change.folderId === folderId)
      return [...new Set(later.map(({ id }) => id))]
    },
  }
}

/** Exchange makes up a display name where none is given. */
function spokenName({ givenName, surname }: Partial<Details>): string {
  return [givenName, surname].filter((part) => part).join(' ')
}
