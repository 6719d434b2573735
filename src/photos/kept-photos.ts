import { hashOf } from '../secrets.ts'
import { idLists } from '../store/id-lists.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'

/** A picture that was asked for. `photo`: as a data URI; undefined if the contact has none. */
export type KnownPhoto = { photo: string | undefined }

/** The same in the store, where `photo` is only the base64. */
type StoredPhoto = { photo?: string | undefined }

/** The contact that a picture shows. `bookKey`: the key of the address book of the person who asks. */
export type Pictured = { bookKey: string; mailbox: string; contactId: string }

const FORMAT = 1
/** How many pictures are kept for each person. Older ones are deleted. */
const MOST = 200
const URI = 'data:image/jpeg;base64,'

export type KeptPhotos = ReturnType<typeof keptPhotos>

/** Small pictures in the store, each under `photo/<user>/<hash>` for `keepMs` after it was read; `photo/<user>` lists the hashes,
 *  so that all pictures of a person can be deleted. Everything rejects with StoreError. */
export function keptPhotos(store: Store, keepMs: number) {
  const stored = records<StoredPhoto>(store, FORMAT)
  const lists = idLists(store, FORMAT)
  const listKey = (bookKey: string) => bookKey.replace(/^address-book\//, 'photo/')
  const photoKey = (bookKey: string, id: string) => `${listKey(bookKey)}/${id}`
  const idOf = ({ mailbox, contactId }: Omit<Pictured, 'bookKey'>) => hashOf(`${mailbox}\n${contactId}`)

  const removeOf = (bookKey: string) => (id: string) => stored.delete(photoKey(bookKey, id))

  /** Deletes all stored pictures of a person's contacts. */
  function forget(bookKey: string): Promise<void> {
    return lists.forget(listKey(bookKey), removeOf(bookKey))
  }

  return {
    async get(pictured: Pictured): Promise<KnownPhoto | undefined> {
      const found = await stored.get(photoKey(pictured.bookKey, idOf(pictured)))
      return found && { photo: found.value.photo && `${URI}${found.value.photo}` }
    },

    /** @param isWanted whether the person is still connected */
    async put(pictured: Pictured, { photo }: KnownPhoto, isWanted: () => Promise<boolean>): Promise<void> {
      const { bookKey } = pictured
      const id = idOf(pictured)
      const write = () => stored.put(photoKey(bookKey, id), { photo: photo?.slice(URI.length) }, keepMs)
      const record = { write, remove: removeOf(bookKey) }
      await lists.keep(listKey(bookKey), id, { most: MOST, keptMs: keepMs }, record)
      if (!(await isWanted())) await forget(bookKey)
    },

    /** Deletes the stored pictures of contacts that have changed. */
    async drop(bookKey: string, mailbox: string, contactIds: readonly string[]): Promise<void> {
      const listed = new Set(await lists.of(listKey(bookKey)))
      if (listed.size === 0) return
      const ids = contactIds.map((contactId) => idOf({ mailbox, contactId }))
      for (const id of ids) if (listed.has(id)) await stored.delete(photoKey(bookKey, id))
    },

    forget,
  }
}
