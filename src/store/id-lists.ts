import { records } from './records.ts'
import type { Store } from './store.ts'

/** `most`: how many ids stay in the list. `keptMs`: how long the list is kept from now on. */
type Limits = { most: number; keptMs: number }

/** How the record of an id is deleted. */
type Remove = (id: string) => Promise<void>

/** Lists of ids, the newest last. With such a list all records of one kind and person can be found. */
export function idLists(store: Store, format: number) {
  const lists = records<{ ids: string[] }>(store, format)
  const of = async (key: string): Promise<string[]> => (await lists.get(key))?.value.ids ?? []

  /** Adds an id at the end of a list, and deletes the records whose ids drop out of it. @throws {StoreError} */
  async function add(key: string, id: string, { most, keptMs }: Limits, remove: Remove): Promise<void> {
    const { before, after } = await lists.update(key, (found) => {
      const others = (found?.ids ?? []).filter((other) => other !== id)
      return { value: { ids: [...others, id].slice(-most) }, ttlMs: keptMs }
    })
    const left = new Set(after?.value.ids)
    for (const old of before?.value.ids ?? []) if (!left.has(old)) await remove(old)
  }

  return {
    /** The ids in a list; none if there is no such list. @throws {StoreError} */
    of,
    add,

    /** Adds an id at the end of a list, and then writes its record. If the list has lost the id in the meantime because the
     *  person has disconnected, the record is deleted again, because no later removal would find it. @throws {StoreError} */
    async keep(key: string, id: string, limits: Limits, record: { write: () => Promise<void>; remove: Remove }) {
      await add(key, id, limits, record.remove)
      await record.write()
      if (!(await of(key)).includes(id)) await record.remove(id)
    },

    /** Deletes a list, and calls `remove` for each record in it. @throws {StoreError} */
    async forget(key: string, remove: Remove): Promise<void> {
      // The records go before the list: if the store fails here, the next attempt still finds them.
      for (const id of await of(key)) await remove(id)
      // They also go after the list: some may have been written in the meantime.
      const { before } = await lists.update(key, (found) => (found ? 'delete' : 'leave'))
      for (const id of before?.value.ids ?? []) await remove(id)
    },
  }
}
