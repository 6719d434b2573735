import { type Access, type Folder, type Graph, GraphError, pages } from '../graph/graph.ts'
import type { BookFolder } from './address-book.ts'

/** A folder, and the names of the folders down to it. */
export type Placed = { id: string; path: readonly string[] }

type Options = {
  graph: Graph
  access: Access
  /** The folders of the earlier book, by id. */
  before: ReadonlyMap<string, BookFolder>
  /** The default folder's id; undefined where the mailbox has none. */
  defaultId: Promise<string | undefined>
  /** Called with each folder as soon as it is found. It resolves to undefined where the folder is gone. */
  read: (id: string) => Promise<unknown>
}

/** All folders of contacts in a mailbox, nested to any depth. @throws {GraphError} */
export async function findFolders(options: Options): Promise<Placed[]> {
  const placed = await listFolders(options)
  const found = new Set(placed.map(({ id }) => id))
  for (const id of options.before.keys()) {
    // A folder that is moved while they are listed can be missed: if it is still there, they are listed once more.
    if (!found.has(id) && (await options.read(id).catch(() => undefined))) return listFolders(options)
  }
  return placed
}

/** In some mailboxes the default folder and those below it are in Graph's list, and in others they are not. */
async function listFolders({ graph, access, before, defaultId, read }: Options): Promise<Placed[]> {
  const seen = new Set<string>()

  async function withAllBelow(folders: readonly Folder[], above: readonly string[]): Promise<Placed[]> {
    // A folder that shows up again, perhaps below itself, is not followed twice.
    const fresh = folders.filter(({ id }) => !seen.has(id) && seen.add(id))
    const placed = await Promise.all(
      fresh.map(async ({ id, displayName }) => {
        const path = [...above, displayName]
        void read(id)
        const below = async () => withAllBelow(await childFolders(graph, access, id), path)
        return [{ id, path }, ...((await below().catch(unlessGone)) ?? [])]
      }),
    )
    return placed.flat()
  }

  const belowDefault = defaultId.then((id) => (id === undefined ? [] : childFolders(graph, access, id)))
  // Awaited further down.
  belowDefault.catch(() => undefined)
  const listed = await withAllBelow(await childFolders(graph, access, undefined), [])
  const id = await defaultId
  if (id === undefined || seen.has(id)) return listed
  seen.add(id)
  const path = before.get(id)?.path ?? [await nameOfDefault(graph, access, id)]
  return [{ id, path }, ...listed, ...(await withAllBelow(await belowDefault, path))]
}

async function childFolders(graph: Graph, access: Access, parent: string | undefined): Promise<Folder[]> {
  const folders: Folder[] = []
  for await (const { items } of pages((next) => graph.folders(access, parent, next))) folders.push(...items)
  return folders
}

async function nameOfDefault(graph: Graph, access: Access, id: string): Promise<string> {
  return (await graph.folder(access, id).catch(unlessGone))?.displayName ?? 'Contacts'
}

export function unlessGone(error: unknown): undefined {
  if (error instanceof GraphError && error.code === 'not_found') return undefined
  throw error
}
