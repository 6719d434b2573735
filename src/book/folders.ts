import { type Access, type Folder, type Graph, isNotFound, pages } from '../graph/graph.ts'
import type { BookFolder } from './address-book.ts'
import type { Gaps } from './gaps.ts'

/** A folder, and the names of the folders down to it. `unlisted`: Outlook did not list all folders in it. */
export type Placed = { id: string; path: readonly string[]; unlisted?: true | undefined }

type Options = {
  graph: Graph
  access: Access
  /** The folders of the earlier book, by id. */
  before: ReadonlyMap<string, BookFolder>
  /** The default folder's id; undefined if the mailbox has none, or if Outlook does not tell. */
  defaultId: Promise<string | undefined>
  /** Called with each folder as soon as it is found. Resolves to undefined if the folder is gone. */
  read: (id: string) => Promise<unknown>
  gaps: Gaps
}

/** The folders of contacts in a mailbox. `isWhole`: whether Outlook listed them all. */
export type FolderList = { placed: Placed[]; isWhole: boolean }

/** All folders of contacts in a mailbox, nested to any depth. If Outlook does not list them all, the folders of the earlier book
 *  that still exist are added. @throws {GraphError} what ends the whole reading */
export async function findFolders(options: Options): Promise<FolderList> {
  const listed = await listFolders(options)
  const found = new Set(listed.placed.map(({ id }) => id))
  const missing = [...options.before.values()].filter(({ id }) => !found.has(id))
  const there = await Promise.all(missing.map(async ({ id, path }) => ((await options.read(id)) ? [{ id, path }] : [])))
  if (!listed.isWhole || listed.placed.some(({ unlisted }) => unlisted))
    return { ...listed, placed: [...listed.placed, ...there.flat()] }
  // The listing can miss a folder that is moved at that time. If such a folder still exists, all are listed once more.
  return there.flat().length > 0 ? listFolders(options) : listed
}

/** In some mailboxes the default folder and those below it are in Graph's list, and in others they are not. */
async function listFolders({ graph, access, before, defaultId, read, gaps }: Options): Promise<FolderList> {
  const seen = new Set<string>()
  const childFolders = (parent: string | undefined) => foldersIn(graph, access, parent, gaps)

  async function withAllBelow(folders: readonly Folder[], above: readonly string[]): Promise<Placed[]> {
    // A folder that is listed again, perhaps below itself, is not read twice.
    const fresh = folders.filter(({ id }) => !seen.has(id) && seen.add(id))
    const placed = await Promise.all(
      fresh.map(async ({ id, displayName }) => {
        const path = [...above, displayName]
        void read(id)
        const { inside, isWhole } = await childFolders(id)
        return [{ id, path, ...(!isWhole && UNLISTED) }, ...(await withAllBelow(inside, path))]
      }),
    )
    return placed.flat()
  }

  const belowDefault = defaultId.then((id) => (id === undefined ? NO_FOLDERS : childFolders(id)))
  // Awaited further down.
  belowDefault.catch(() => undefined)
  const { inside, isWhole } = await childFolders(undefined)
  const listed = await withAllBelow(inside, [])
  const id = await defaultId
  if (id === undefined || seen.has(id)) return { placed: listed, isWhole }
  seen.add(id)
  const path = before.get(id)?.path ?? [await nameOfDefault(graph, access, id, gaps)]
  const below = await belowDefault
  const home = { id, path, ...(!below.isWhole && UNLISTED) }
  return { placed: [home, ...listed, ...(await withAllBelow(below.inside, path))], isWhole }
}

const UNLISTED = { unlisted: true } as const

type Inside = { inside: Folder[]; isWhole: boolean }
const NO_FOLDERS: Inside = { inside: [], isWhole: true }

/** The folders in a folder, as far as Outlook lists them; none if the folder is gone. */
async function foldersIn(graph: Graph, access: Access, parent: string | undefined, gaps: Gaps): Promise<Inside> {
  const inside: Folder[] = []
  try {
    for await (const { items } of pages((next) => graph.folders(access, parent, next))) inside.push(...items)
    return { inside, isWhole: true }
  } catch (error) {
    if (parent !== undefined && isNotFound(error)) return { inside, isWhole: true }
    gaps.failed(error)
    return { inside, isWhole: false }
  }
}

async function nameOfDefault(graph: Graph, access: Access, id: string, gaps: Gaps): Promise<string> {
  try {
    return (await graph.folder(access, id)).displayName
  } catch (error) {
    if (!isNotFound(error)) gaps.failed(error)
    return 'Contacts'
  }
}
