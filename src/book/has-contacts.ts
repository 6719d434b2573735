import { type Access, type Folder, type Graph, pages } from '../graph/graph.ts'

/** A mailbox with more folders almost certainly has contacts, so its folders are not checked. */
const MOST_FOLDERS = 10

/** Whether a mailbox has any contacts: one request if the default folder has some.
 *  @returns undefined if it would take many requests. @throws {GraphError} */
export async function hasContacts(graph: Graph, access: Access): Promise<boolean | undefined> {
  if ((await graph.defaultFolder(access)) !== undefined) return true
  const folders: Folder[] = []
  for await (const { items } of pages((next) => graph.folders(access, undefined, next))) {
    folders.push(...items)
    if (folders.length > MOST_FOLDERS) return undefined
  }
  const found = await Promise.all(folders.map(({ id }) => isFilled(graph, access, id)))
  return found.includes(true) ? true : found.every((filled) => filled === false) ? false : undefined
}

/** Whether there are contacts in a folder; undefined if there are folders in it. */
async function isFilled(graph: Graph, access: Access, folder: string): Promise<boolean | undefined> {
  const [contacts, below] = await Promise.all([
    graph.contacts(access, folder, { skip: 0, top: 1 }),
    graph.folders(access, folder),
  ])
  if (contacts.size > 0) return true
  return contacts.next !== undefined || below.size > 0 ? undefined : false
}
