import { fromGraph } from '../../src/contacts/contact.ts'
import { indexInSlices } from '../../src/contacts/search.ts'

/** Our own search, as the benchmark asks for it. `json`: contacts as Graph has them. */
export async function createIndex(json: unknown[]) {
  const { search } = await indexInSlices(json.flatMap((contact) => fromGraph(contact) ?? []))
  return { search: (query: string, limit: number) => search(query, limit).map(({ contact }) => contact) }
}
