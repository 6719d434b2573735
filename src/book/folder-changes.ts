import type { Contact } from '../graph/contact.ts'
import type { Change } from '../graph/graph.ts'
import { nextTurn } from '../next-turn.ts'
import type { Chunk } from './address-book.ts'

/** How many contacts are stored, opened and parsed in one piece: about 100 KB. */
const CHUNK = 200

/** What happened to the contacts of a folder, by their ids. */
export type Changes = Map<string, Change>

/** Combines two changes of one contact. */
export function after(earlier: Change | undefined, { id, contact, onto }: Change, folder: string): Change {
  if (!contact || !onto) return { id, contact: contact && within(folder, contact) }
  if (!earlier) return { id, contact: within(folder, contact), onto: (known) => within(folder, onto(known)) }
  const { contact: then, onto: before } = earlier
  return {
    id,
    contact: within(folder, then ? onto(then) : contact),
    ...(before && { onto: (known) => within(folder, onto(before(known))) }),
  }
}

/** Graph has two kinds of ids for a folder, so the folder in which the contact was found is used. */
export function within(folder: string, contact: Contact): Contact {
  return contact.parentFolderId === folder ? contact : { ...contact, parentFolderId: folder }
}

/** The changes from `known` to the contacts that a folder has now. A contact that did not change stays the same object, so that
 *  only changes are indexed and stored.
 *  @param isWhole whether `now` are all of its contacts: then the others are gone */
export async function onlyNews(known: readonly Chunk[], now: Changes, isWhole: boolean): Promise<Changes> {
  for (const chunk of known) {
    await nextTurn()
    for (const contact of chunk) {
      const found = now.get(contact.id)?.contact
      if (found && JSON.stringify(found) === JSON.stringify(contact)) now.delete(contact.id)
      else if (!found && isWhole) now.set(contact.id, { id: contact.id, contact: undefined })
    }
  }
  return now
}

/** The chunks after `changes`. Chunks without changes stay the same objects. */
export function applied(chunks: readonly Chunk[], changes: ReadonlyMap<string, Change>): readonly Chunk[] {
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
