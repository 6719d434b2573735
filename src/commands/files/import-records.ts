import { type ChatUser, userKey } from '../../connection/chat-user.ts'
import { idLists } from '../../store/id-lists.ts'
import { records } from '../../store/records.ts'
import type { Store } from '../../store/store.ts'
import type { Broken, NewContact } from '../../vcard/read.ts'
import { importRuns, type ImportWork } from './import-runs.ts'

/** The contents of a person's file. `name`: of the file; empty if it was pasted. `mailbox`: the mailbox for the import; undefined until the person has
 *  signed in. */
export type Import = {
  mailbox?: string | undefined
  name: string
  contacts: NewContact[]
  broken: Broken[]
  isTooMany: boolean
}

const FORMAT = 1
const IMPORT_KEPT_MS = 24 * 60 * 60_000
const MOST_FILES = 20

export type Imports = ReturnType<typeof imports>

/** Files that people have sent, until they are imported: `import/<user>/<id>`. A file that is sent again has the same id. */
export function imports(store: Store) {
  const stored = records<Import>(store, FORMAT)
  const runs = importRuns(store, IMPORT_KEPT_MS)
  const lists = idLists(store, FORMAT)
  const keyOf = (user: ChatUser, id: string) => `import/${userKey(user)}/${id}`
  const runKey = (user: ChatUser, id: string) => `${keyOf(user, id)}/run`
  const listKey = (user: ChatUser) => `import/${userKey(user)}`

  async function remove(user: ChatUser, id: string): Promise<void> {
    await stored.delete(keyOf(user, id))
    await runs.delete(runKey(user, id))
  }

  return {
    get: async (user: ChatUser, id: string): Promise<Import | undefined> => (await stored.get(keyOf(user, id)))?.value,

    /** @param most how many files of the person are stored; the oldest file makes room for this one */
    async put(user: ChatUser, id: string, value: Import, most = MOST_FILES): Promise<void> {
      const write = () => stored.put(keyOf(user, id), value, IMPORT_KEPT_MS)
      await lists.keep(
        listKey(user),
        id,
        { most, keptMs: IMPORT_KEPT_MS },
        { write, remove: (old) => remove(user, old) },
      )
    },

    /** Whether a file is for this mailbox. A file that was sent before the sign-in belongs to the first mailbox that is asked
     *  about. */
    async isFor(user: ChatUser, id: string, { mailbox: known }: Import, mailbox: string): Promise<boolean> {
      if (known !== undefined) return known === mailbox
      const { after } = await stored.update(keyOf(user, id), (found) =>
        found && found.mailbox === undefined ? { value: { ...found, mailbox }, ttlMs: IMPORT_KEPT_MS } : 'leave',
      )
      return after?.value.mailbox === mailbox
    },

    /** Imports a file while no other instance does, as {@link importRuns} says. */
    alone: <T>(user: ChatUser, id: string, work: ImportWork<T>) => runs.alone(runKey(user, id), work),

    /** Deletes all of a person's imports. An import under way notices that by itself. */
    forget: (user: ChatUser): Promise<void> => lists.forget(listKey(user), (id) => remove(user, id)),
  }
}
