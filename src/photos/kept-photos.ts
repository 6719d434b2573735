import { hashOf } from '../secrets.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'

/** What is known of a picture. `photo`: as a data URI; undefined where the contact has none. */
export type Known = { photo: string | undefined }

/** A contact's picture, small, in base64. */
type Kept = { photo?: string | undefined }

/** Whose picture: `key` as in `PhotoOf`. */
type Of = { key: string; mailbox: string; contactId: string }

const FORMAT = 1
/** Of each person; the oldest ones make way. */
const MOST = 200
const URI = 'data:image/jpeg;base64,'

export type KeptPhotos = ReturnType<typeof keptPhotos>

/** Small pictures in the store, each under `photo/<user>/<hash>` for `keepMs` after it was read; `photo/<user>` lists the hashes,
 *  by which all of them are deleted. Everything rejects with StoreError. */
export function keptPhotos(store: Store, keepMs: number) {
  const stored = records<Kept>(store, FORMAT)
  const lists = records<{ ids: string[] }>(store, FORMAT)
  const listKey = (key: string) => key.replace(/^address-book\//, 'photo/')
  const idOf = ({ mailbox, contactId }: Omit<Of, 'key'>) => hashOf(`${mailbox}\n${contactId}`)
  const keyOf = (key: string, id: string) => `${listKey(key)}/${id}`

  async function removeAll(key: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) await stored.delete(keyOf(key, id))
  }

  return {
    async get(of: Of): Promise<Known | undefined> {
      const found = await stored.get(keyOf(of.key, idOf(of)))
      return found && { photo: found.value.photo && `${URI}${found.value.photo}` }
    },

    /** @param isWanted whether the person is still connected */
    async put(of: Of, { photo }: Known, isWanted: () => Promise<boolean>): Promise<void> {
      const { key } = of
      const id = idOf(of)
      const { before, after } = await lists.update(listKey(key), (found) => {
        const others = (found?.ids ?? []).filter((other) => other !== id)
        return { value: { ids: [...others, id].slice(-MOST) }, ttlMs: keepMs }
      })
      const listed = new Set(after?.value.ids)
      await removeAll(
        key,
        (before?.value.ids ?? []).filter((other) => !listed.has(other)),
      )
      await stored.put(keyOf(key, id), { photo: photo?.slice(URI.length) }, keepMs)
      if (!(await isWanted())) await this.forget(key)
    },

    /** Deletes what is kept of contacts that have changed. */
    async drop(key: string, mailbox: string, contactIds: readonly string[]): Promise<void> {
      const listed = new Set((await lists.get(listKey(key)))?.value.ids)
      if (listed.size === 0) return
      await removeAll(
        key,
        contactIds.map((contactId) => idOf({ mailbox, contactId })).filter((id) => listed.has(id)),
      )
    },

    /** Deletes everything that is kept of a person's pictures. */
    async forget(key: string): Promise<void> {
      // Before the list: where the store fails here, the next disconnect still finds them. And after it: some may have been
      // written meanwhile.
      await removeAll(key, (await lists.get(listKey(key)))?.value.ids ?? [])
      const { before } = await lists.update(listKey(key), (found) => (found ? 'delete' : 'leave'))
      await removeAll(key, before?.value.ids ?? [])
    },
  }
}
