import { setImmediate as nextTurn } from 'node:timers/promises'
import type { BookFolder, Chunk } from './address-book.ts'
import type { Contact } from '../graph/contact.ts'
import { type Access, type Change, type Graph, GraphError, type GraphErrorCode, pages } from '../graph/graph.ts'

/** The contacts in a folder, and the link to the changes since, where Graph gives one. */
export type FolderContent = Pick<BookFolder, 'chunks' | 'deltaLink'>

/** How many contacts are stored, opened and parsed in one piece: about 100 KB. */
const CHUNK = 200

/** The present content of a folder. Only the changes since `known` are read, where Graph lists them.
 *  @throws {GraphError} `not_found` where the folder is gone */
export async function readFolder(
  graph: Graph,
  access: Access,
  id: string,
  known: BookFolder | undefined,
  onPage: (contacts: number) => void,
): Promise<FolderContent> {
  const chunks = known?.chunks ?? []
  const follow = async (since?: string): Promise<FolderContent> => {
    const { changes, deltaLink } = await followChanges(graph, access, id, since, onPage)
    return { chunks: applied(chunks, since === undefined ? await onlyNews(chunks, changes) : changes), deltaLink }
  }
  if (known && known.deltaLink === undefined) return { chunks: await listed(graph, access, id, chunks, onPage) }
  try {
    // A link that Graph refuses, for whatever reason, will be refused again: the whole folder is read.
    return await follow(known?.deltaLink).catch((error: unknown) => {
      if (error instanceof GraphError && RESTART.has(error.code) && (known || error.code !== 'foreign_link'))
        return follow()
      throw error
    })
  } catch (error) {
    // China's cloud does not list changes.
    if (!(error instanceof GraphError) || (error.code !== 'refused' && error.code !== 'not_found')) throw error
    return { chunks: await listed(graph, access, id, chunks, onPage) }
  }
}

const RESTART: ReadonlySet<GraphErrorCode> = new Set(['sync_lost', 'refused', 'foreign_link'])

/** @param since an earlier `deltaLink`. Without one, every contact in the folder is a change. */
async function followChanges(
  graph: Graph,
  access: Access,
  id: string,
  since: string | undefined,
  onPage: (contacts: number) => void,
): Promise<{ changes: Map<string, Change>; deltaLink: string | undefined }> {
  const changes = new Map<string, Change>()
  let deltaLink: string | undefined
  for await (const page of pages((next) => graph.changes(access, id, next ?? since))) {
    for (const change of page.items) {
      changes.set(change.id, after(changes.get(change.id), change, id))
    }
    deltaLink = page.deltaLink
    onPage(page.items.length)
  }
  return { changes, deltaLink }
}

async function listed(
  graph: Graph,
  access: Access,
  id: string,
  known: readonly Chunk[],
  onPage: (contacts: number) => void,
): Promise<readonly Chunk[]> {
  const changes = new Map<string, Change>()
  for await (const { items } of pages((next) => graph.contacts(access, id, next))) {
    for (const contact of items) changes.set(contact.id, { id: contact.id, contact: within(id, contact) })
    onPage(items.length)
  }
  return applied(known, await onlyNews(known, changes))
}

/** The changes from `known` to `all` contacts of a folder. A contact that did not change stays the same object, so that only
 *  changes are indexed and stored. */
async function onlyNews(known: readonly Chunk[], all: Map<string, Change>): Promise<Map<string, Change>> {
  for (const chunk of known) {
    await nextTurn()
    for (const contact of chunk) {
      const now = all.get(contact.id)?.contact
      if (!now) all.set(contact.id, { id: contact.id, contact: undefined })
      else if (JSON.stringify(now) === JSON.stringify(contact)) all.delete(contact.id)
    }
  }
  return all
}

/** Two changes of one contact as one. */
function after(earlier: Change | undefined, { id, contact, onto }: Change, folder: string): Change {
  if (!contact || !onto) return { id, contact: contact && within(folder, contact) }
  if (!earlier) return { id, contact: within(folder, contact), onto: (known) => within(folder, onto(known)) }
  const { contact: then, onto: before } = earlier
  return {
    id,
    contact: within(folder, then ? onto(then) : contact),
    ...(before && { onto: (known) => within(folder, onto(before(known))) }),
  }
}

/** Graph has two kinds of ids for a folder. The folder in which the contact was found counts. */
function within(folder: string, contact: Contact): Contact {
  return contact.parentFolderId === folder ? contact : { ...contact, parentFolderId: folder }
}

/** The chunks after `changes`. Chunks without changes stay the same objects. */
function applied(chunks: readonly Chunk[], changes: ReadonlyMap<string, Change>): readonly Chunk[] {
  if (changes.size === 0) return chunks
  const left = new Map(changes)
  const kept = chunks.map((chunk) => {
    if (!chunk.some(({ id }) => left.has(id))) return chunk
    return chunk.flatMap((contact) => {
      const change = left.get(contact.id)
      if (!change) return [contact]
      left.delete(contact.id)
      return change.onto?.(contact) ?? change.contact ?? []
    })
  })
  const fresh = [...left.values()].flatMap(({ contact }) => contact ?? [])
  const last = kept.at(-1)
  const rest = last && last.length + fresh.length <= CHUNK && fresh.length > 0 ? (kept.pop() ?? []) : []
  for (let start = 0; start < fresh.length; start += CHUNK) {
    kept.push([...(start === 0 ? rest : []), ...fresh.slice(start, start + CHUNK)])
  }
  return kept.filter(({ length }) => length > 0)
}
