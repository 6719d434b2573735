// Run with --expose-gc: measures how much heap a book of one kind of contacts and its index take, and prints it with our
// estimate.
import { fromGraph } from '../../src/graph/contact.ts'
import { weightOf } from '../../src/book/heap-size.ts'
import { index } from '../../src/search/search.ts'
import { heavyContacts, type Kind } from './heavy-contacts.ts'

/** The fixed memory of an index matters less with many contacts. Only some kinds are quick to make in large numbers. */
const COUNT = process.argv[2] === 'usual' ? 1_500 : 150
const CHUNK = 200

declare const gc: () => void

function heap(): number {
  gc()
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Contacts as they come from Graph: every text is a separate string. */
const sent = (count: number, seed: number) =>
  JSON.stringify(
    heavyContacts(count, seed, process.argv[2] as Kind).map((details, n) => ({
      id: `${n}-${'x'.repeat(90)}`,
      ...details,
    })),
  )

function made(json: string) {
  const contacts = (JSON.parse(json) as unknown[]).flatMap((one) => fromGraph(one) ?? [])
  const ready = index(contacts)
  for (const query of ['zzzz', 'qwxyz vwxyz', 'жщфы', '陳', '12345']) ready.search(query)
  return { contacts, ready }
}

/** A book's measured weight, and our estimate. */
function weighed(seed: number): { real: number; thought: number } {
  const json = sent(COUNT, seed)
  const before = heap()
  const { contacts, ready } = made(json)
  const real = heap() - before
  if (ready.search('a', 1).length > COUNT) throw new Error('More people were found than there are')
  let thought = 0
  for (let at = 0; at < COUNT; at += CHUNK) thought += weightOf(contacts.slice(at, at + CHUNK))
  return { real, thought }
}

made(sent(20, 1))
process.stdout.write(JSON.stringify(weighed(2)))
