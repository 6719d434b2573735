import { isObject } from '../json.ts'
import { type Access, type Get, mailboxPath, segment } from './client.ts'
import { fromGraph } from './contact.ts'
import { GraphError } from './graph-error.ts'
import { type Page, page, PAGE_SIZE, pages } from './pages.ts'

export type Folder = { id: string; displayName: string }

const SELECT_FOLDER = '$select=id,displayName'

// https://learn.microsoft.com/graph/api/user-list-contactfolders
/** Reads one page of the folders in `parent`, or of the top-level folders. Some mailboxes list the default folder among them,
 *  some do not. */
export function folders(get: Get, access: Access, parent?: string, next?: string): Promise<Page<Folder>> {
  const path = parent === undefined ? 'contactFolders' : `contactFolders/${segment(parent)}/childFolders`
  return page(get, access, next ?? `${mailboxPath(access)}/${path}?$top=${PAGE_SIZE}&${SELECT_FOLDER}`, folderFromGraph)
}

/** Reads one folder.
 *  @throws {GraphError} `not_found` if it no longer exists. */
export async function folder(get: Get, access: Access, id: string): Promise<Folder> {
  const found = await get(
    access,
    `${mailboxPath(access)}/contactFolders/${segment(id)}?${SELECT_FOLDER}`,
    folderFromGraph,
  )
  if (found) return found
  throw new GraphError('unavailable', { status: 200 })
}

/** The id of the default folder; undefined if the folder is empty. Graph does not always list the default folder, so the id is
 *  taken from a contact in it. If Graph fails on the first contact, the second one is used. */
export async function defaultFolder(get: Get, access: Access): Promise<string | undefined> {
  const first = `${mailboxPath(access)}/contacts?$top=1&$select=id,parentFolderId`
  return folderOfFirst(get, access, first).catch((error: unknown) => {
    if (error instanceof GraphError && error.code === 'page_failed')
      return folderOfFirst(get, access, `${first}&$skip=1`)
    throw error
  })
}

async function folderOfFirst(get: Get, access: Access, first: string): Promise<string | undefined> {
  for await (const { items } of pages((next) => page(get, access, next ?? first, fromGraph))) {
    if (items[0]) return items[0].parentFolderId
  }
  return undefined
}

function folderFromGraph(json: unknown): Folder | undefined {
  if (!isObject(json) || typeof json['id'] !== 'string' || json['id'] === '') return undefined
  return { id: json['id'], displayName: typeof json['displayName'] === 'string' ? json['displayName'] : '' }
}
