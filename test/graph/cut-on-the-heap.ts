// Run with --expose-gc: prints how many bytes a thousand contacts with notes of 100 KB each take.
import { fromGraph } from '../../src/graph/contact.ts'

declare const gc: () => void

function heap(): number {
  gc()
  gc()
  return process.memoryUsage().heapUsed
}

const notes = (n: number) => `${n} ${'A note that is much too long. '.repeat(3_400)}`
const made = (n: number) => fromGraph(JSON.parse(JSON.stringify({ id: `${n}`, personalNotes: notes(n) })))

made(0)
const before = heap()
const contacts = Array.from({ length: 1_000 }, (_, n) => made(n))
process.stdout.write(String(heap() - before))
if (contacts.length !== 1_000) throw new Error('They must be kept until here')
