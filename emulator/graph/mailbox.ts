import { randomBytes } from 'node:crypto'
import type { Extended } from './writing.ts'
import { type AddressBook, type Contact, type Details, type Folder, nobody } from '../address-books/contact.ts'

/** A change of one contact. `members` names what was changed; undefined if the contact entered or left the folder. */
type Change = { version: number; id: string; members: readonly string[] | undefined }

/** What has changed in a folder, oldest change first: for each contact's id the members that were changed, or undefined if the
 *  contact entered or left the folder. */
export type Changes = Map<string, ReadonlySet<string> | undefined>

/** The hidden data of a contact: its extended properties by their ids, and its picture. */
export type Hidden = { extended: Extended; photo: Buffer | undefined }

/** A person's contacts, to read and to change. Ids are those that a client gets without `IdType="ImmutableId"`. */
export type Mailbox = {
  readonly defaultFolder: Folder
  readonly folders: readonly Folder[]
  /** The direct subfolders of a folder, or the top folders, of which the default folder is one. */
  below(parentFolderId: string | undefined): Folder[]
  folder(id: string): Folder | undefined
  /** The contacts of one folder, in the order in which they were added. */
  contacts(folderId: string): Contact[]
  /** A contact of any folder, by its ordinary or immutable id. */
  contact(id: string): Contact | undefined
  add(details: Partial<Details>, folderId?: string): Contact
  change(id: string, details: Partial<Details>): Contact | undefined
  remove(id: string): boolean
  /** The data of a contact that v1.0 does not show. */
  hidden(id: string): Hidden
  /** Changes some of that data. The contact gets another change key. */
  hide(id: string, more: Partial<Hidden>): Contact | undefined
  /** Gives a contact another change key, as Exchange does by itself. */
  touch(id: string): void
  /** Moves a contact to another folder. It gets another id and keeps its immutable id. */
  move(id: string, folderId: string): Contact | undefined
  addFolder(displayName: string, parentFolderId?: string): Folder
  renameFolder(id: string, displayName: string): Folder | undefined
  /** Moves a folder with everything in it into another folder, or to the top. It keeps its id. */
  moveFolder(id: string, parentFolderId: string | undefined): Folder | undefined
  /** Deletes a folder with everything in it. */
  removeFolder(id: string): boolean
  /** Grows with every change of a contact. */
  version(): number
  /** What has changed in a folder after `version`. */
  changed(folderId: string, version: number): Changes
}

const letters = (bytes: number) => randomBytes(bytes).toString('base64url')

/** The id that a contact keeps when it moves. It is made from the part of the ordinary id that a move does not change. The
 *  immutable id of an immutable id is the same id. */
export const immutableId = (id: string): string => `AAkALg${id.slice(6, 60)}=`

/** Its functions throw an error for everything that Exchange refuses: an unknown folder, a folder moved into itself, the default
 *  folder moved or deleted. */
export function mailbox(book: AddressBook): Mailbox {
  const [defaultFolder] = book.folders
  if (!defaultFolder) throw new Error('The address book has no default folder.')
  const folders = new Map(book.folders.map((folder) => [folder.id, folder]))
  // Contacts by immutable id, once for the mailbox and once for each folder, so that nothing takes longer in a larger mailbox.
  const contacts = new Map<string, Contact>()
  const inFolder = new Map<string, Map<string, Contact>>(book.folders.map(({ id }) => [id, new Map()]))
  const logs = new Map<string, Change[]>()
  const hiddenOf = new Map<string, Hidden>()
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

  /** @param members the members that were changed, if the contact was in the folder before */
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

  const hidden = (id: string): Hidden => hiddenOf.get(immutableId(id)) ?? { extended: {}, photo: undefined }

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
    if (id === defaultFolder?.id) throw new Error('The default folder cannot be moved or deleted.')
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
    remove(id) {
      const isRemoved = remove(id)
      if (isRemoved) hiddenOf.delete(immutableId(id))
      return isRemoved
    },
    hidden,
    hide(id, more) {
      const old = contact(id)
      if (!old) return undefined
      hiddenOf.set(immutableId(id), { ...hidden(id), ...more })
      return put(old, [])
    },
    touch(id) {
      const old = contact(id)
      if (old) put(old, [])
    },
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
      if (withAllBelow(id).includes(parentFolderId ?? '')) throw new Error('A folder cannot be moved into itself.')
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

/** The changes in `log` after the version `since`, in order, each contact once. */
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

const NAME_PARTS = ['givenName', 'middleName', 'surname', 'generation'] as const

/** The display name that Exchange makes for a contact without one. */
function spokenName(details: Partial<Details>): string {
  return NAME_PARTS.flatMap((name) => details[name] || []).join(' ')
}

/** Exchange makes a new display name if another part of the name changes and no display name comes with it.
 *  https://learn.microsoft.com/graph/api/contact-update */
export function spokenAgain(old: Contact, details: Partial<Details>): Partial<Details> {
  const isRenamed = NAME_PARTS.some((name) => name in details && (details[name] || '') !== (old[name] || ''))
  return isRenamed && !('displayName' in details) ? { displayName: spokenName({ ...old, ...details }) } : {}
}
