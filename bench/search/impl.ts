import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Contact, fromGraph } from '../../src/graph/contact.ts'
import { indexInSlices } from '../../src/search/search.ts'

/** Contacts come from Graph in pages. */
const PAGE = 1_000

/** Our own search, with the interface that the benchmark calls. `json`: contacts in Graph's JSON. */
export async function createIndex(json: unknown[]) {
  const contacts: Contact[] = []
  for (let start = 0; start < json.length; start += PAGE) {
    contacts.push(...json.slice(start, start + PAGE).flatMap((contact) => fromGraph(contact) ?? []))
    await nextTurn()
  }
  const { search } = await indexInSlices(contacts)
  return { search: (query: string, limit: number) => search(query, limit).map(({ contact }) => contact) }
}
