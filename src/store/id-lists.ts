import { records } from './records.ts'
import type { Store } from './store.ts'

/** `most`: so many ids stay in the list. `keptMs`: how long it is kept from now on. */
type Limits = { most: number; keptMs: number }

/** Lists of ids, the newest last, by which all records of one kind and person are found. */
export function idLists(store: Store, format: number) {
  const lists = records<{ ids: string[] }>(store, format)
  const idsIn = (found: { value: { ids: string[] } } | undefined) => found?.value.ids ?? []
  return {
    /** The ids in a list; none where there is no such list. @throws {StoreError} */
    of: async (key: string): Promise<string[]> => idsIn(await lists.get(key)),

    /** Puts an id at the end of a list. @returns the ids that have fallen out of it. @throws {StoreError} */
    async add(key: string, id: string, { most, keptMs }: Limits): Promise<string[]> {
      const { before, after } = await lists.update(key, (found) => {
        const others = (found?.ids ?? []).filter((other) => other !== id)
        return { value: { ids: [...others, id].slice(-most) }, ttlMs: keptMs }
      })
      return idsIn(before).filter((other) => !idsIn(after).includes(other))
    },

    /** Deletes a list, and by `remove` what it lists. @throws {StoreError} */
    async forget(key: string, remove: (id: string) => Promise<void>): Promise<void> {
      // Before the list: where the store fails here, the next attempt still finds them.
      for (const id of idsIn(await lists.get(key))) await remove(id)
      // And after it: some may have been written meanwhile.
      const { before } = await lists.update(key, (found) => (found ? 'delete' : 'leave'))
      for (const id of idsIn(before)) await remove(id)
    },
  }
}
