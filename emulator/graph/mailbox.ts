import { randomBytes } from 'node:crypto'
import { type AddressBook, type Contact, type Details, type Folder, nobody } from '../address-books/contact.ts'

/** `members` are those that were changed; undefined: the contact came into the folder, or left it. */
type Change = { version: number; id: string; members: readonly string[] | undefined }

/** What has changed in a folder: contacts by id, the oldest change first, each with the members that were changed;
 *  undefined where it came or left since. */
export type Changes = Map<string, ReadonlySet<string> | undefined>

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
  renameFolder(id: string, displayName: string): Folder | undefined
  /** Puts a folder with all below it into another, or at the top. It keeps its id. */
  moveFolder(id: string, parentFolderId: string | undefined): Folder | undefined
  /** Takes away a folder with everything in it and below it. */
  removeFolder(id: string): boolean
  /** Grows with every change of a contact. */
  version(): number
  /** What has changed in a folder after `version`. */
  changed(folderId: string, version: number): Changes
}

const letters = (bytes: number) => randomBytes(bytes).toString('base64url')

/** The id that stays when a contact moves. It is made of a part of the other one that moving leaves alone, and of itself
 *  it makes itself. */
export const immutableId = (id: string): string => `AAkALg${id.slice(6, 60)}=`

/** @throws where told to do what Exchange refuses: a folder that is not there, or lies within itself, or the default one
 *  moved or taken away */
export function mailbox(book: AddressBook): Mailbox {
  const [defaultFolder] = book.folders
  if (!defaultFolder) throw new Error('An address book has a default folder.')
  const folders = new Map(book.folders.map((folder) => [folder.id, folder]))
  // By immutable id, all of them and again those of each folder: nothing here takes longer in a larger mailbox.
  const contacts = new Map<string, Contact>()
  const inFolder = new Map<string, Map<string, Contact>>(book.folders.map(({ id }) => [id, new Map()]))
  const logs = new Map<string, Change[]>()
  let version = 0
  for (const contact of book.contacts) place(contact)

  function place(contact: Contact): void {
    const key = immutableId(contact.id)
    folderMap(contact.parentFolderId).set(key, contact)
    contacts.set(key, contact)
  }

  function folderMap(id: string): Map<string, Contact> {
    const map = inFolder.get(id)
    if (!map) throw new Error('There is no such folder.')
    return map
  }

  function note(folderId: string, id: string, members?: readonly string[]): void {
    version += 1
    const log = logs.get(folderId)
    if (log) log.push({ version, id, members })
    else logs.set(folderId, [{ version, id, members }])
  }

  function contact(id: string): Contact | undefined {
    const key = immutableId(id)
    const found = contacts.get(key)
    return id === key || id === found?.id ? found : undefined
  }

  /** @param members those that were changed, where it was there before */
  function put(changed: Contact, members?: readonly string[]): Contact {
    const stamps = {
      changeKey: `EQAAABYAAAC${letters(7)}`,
      lastModifiedDateTime: `${new Date().toISOString().slice(0, 19)}Z`,
    }
    const stamped = { ...changed, ...stamps }
    place(stamped)
    note(stamped.parentFolderId, stamped.id, members && [...members, ...Object.keys(stamps)])
    return stamped
  }

  function remove(id: string): boolean {
    const gone = contact(id)
    if (!gone) return false
    const key = immutableId(id)
    contacts.delete(key)
    folderMap(gone.parentFolderId).delete(key)
    note(gone.parentFolderId, gone.id)
    return true
  }

  function move(id: string, folderId: string): Contact | undefined {
    const old = contact(id)
    folderMap(folderId)
    if (!old || !remove(id)) return undefined
    return put({ ...old, id: `${old.id.slice(0, 60)}${letters(42)}AAA=`, parentFolderId: folderId })
  }

  const below = (parent: string | undefined): Folder[] =>
    [...folders.values()].filter(({ parentFolderId }) => parentFolderId === parent)

  const withAllBelow = (id: string): string[] => [id, ...below(id).flatMap((folder) => withAllBelow(folder.id))]

  function movable(id: string): Folder | undefined {
    if (id === defaultFolder?.id) throw new Error('The default folder stays where it is.')
    return folders.get(id)
  }

  function putFolder(folder: Folder): Folder {
    folders.set(folder.id, folder)
    return folder
  }

  return {
    defaultFolder,
    get folders() {
      return [...folders.values()]
    },
    below,
    folder: (id) => folders.get(id),
    contacts: (folderId) => [...(inFolder.get(folderId)?.values() ?? [])],
    contact,
    add: (details, folderId = defaultFolder.id) => {
      const createdDateTime = `${new Date().toISOString().slice(0, 19)}Z`
      const id = `AAMkAD${letters(82)}AAA=`
      const unstamped = { id, createdDateTime, lastModifiedDateTime: '', changeKey: '', parentFolderId: folderId }
      return put({ ...unstamped, ...nobody(), displayName: spokenName(details), ...details })
    },
    change(id, details) {
      const old = contact(id)
      return old && put({ ...old, ...details }, Object.keys(details))
    },
    remove,
    move,
    addFolder(displayName, parentFolderId) {
      if (parentFolderId !== undefined) folderMap(parentFolderId)
      const id = `AAMkAD${letters(75)}EOAAA=`
      inFolder.set(id, new Map())
      return putFolder({ id, displayName, parentFolderId, isDefault: false })
    },
    renameFolder(id, displayName) {
      const old = folders.get(id)
      return old && putFolder({ ...old, displayName })
    },
    moveFolder(id, parentFolderId) {
      const old = movable(id)
      if (!old) return undefined
      if (parentFolderId !== undefined) folderMap(parentFolderId)
      if (withAllBelow(id).includes(parentFolderId ?? '')) throw new Error('A folder does not go into itself.')
      return putFolder({ ...old, parentFolderId })
    },
    removeFolder(id) {
      if (!movable(id)) return false
      for (const gone of withAllBelow(id)) {
        for (const key of folderMap(gone).keys()) contacts.delete(key)
        folders.delete(gone)
        inFolder.delete(gone)
        logs.delete(gone)
      }
      return true
    },
    version: () => version,
    changed: (folderId, since) => merged(logs.get(folderId) ?? [], since),
  }
}

/** The changes after `since` of a log in order, each contact once. */
function merged(log: readonly Change[], since: number): Changes {
  let from = log.length
  while ((log[from - 1]?.version ?? 0) > since) from -= 1
  const changes: Changes = new Map()
  for (const { id, members } of log.slice(from)) {
    const before = changes.has(id) ? changes.get(id) : members
    changes.set(id, members && before && new Set([...before, ...members]))
  }
  return changes
}

/** Exchange makes up a display name where none is given. */
function spokenName({ givenName, surname }: Partial<Details>): string {
  return [givenName, surname].filter((part) => part).join(' ')
}
