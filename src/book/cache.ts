import { getHeapStatistics } from 'node:v8'
import type { AddressBook, Chunk } from './address-book.ts'
import type { OpenBook } from './open-book.ts'

/** A quarter of the memory that this process may use. */
const MOST_BYTES = getHeapStatistics().heap_size_limit / 4
/** A contact takes about twice the size of its JSON, and some hundred bytes in the index: measured with 2,000 to 50,000. */
const TIMES = 2
const INDEX_BYTES = 800
/** One of so many contacts is measured. */
const SAMPLE = 20

type Entry = { open: OpenBook; bytes: number; timer: NodeJS.Timeout }

/** A cache of open address books. A book leaves it `keepMs` after it was set. Where the books together take more than
 *  `mostBytes`, those that were used longest ago leave. A book that takes more by itself is not cached. */
export function bookCache({ keepMs, mostBytes = MOST_BYTES }: { keepMs: number; mostBytes?: number | undefined }) {
  /** In order of use, the latest last. */
  const entries = new Map<string, Entry>()
  let bytes = 0

  function remove(key: string): void {
    const entry = entries.get(key)
    if (!entry) return
    clearTimeout(entry.timer)
    entries.delete(key)
    bytes -= entry.bytes
  }

  return {
    get(key: string): OpenBook | undefined {
      const entry = entries.get(key)
      if (!entry) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return entry.open
    },
    set(key: string, open: OpenBook): void {
      remove(key)
      const weight = bytesOf(open.book)
      if (weight > mostBytes || keepMs === 0) return
      entries.set(key, { open, bytes: weight, timer: setTimeout(remove, keepMs, key).unref() })
      bytes += weight
      for (const oldest of entries.keys()) {
        if (bytes <= mostBytes) break
        remove(oldest)
      }
    },
    remove,
  }
}

const weights = new WeakMap<Chunk, number>()

/** About how many bytes a book and its index take. */
function bytesOf({ folders }: AddressBook): number {
  let sum = 0
  for (const { chunks } of folders) for (const chunk of chunks) sum += weightOf(chunk)
  return sum
}

function weightOf(chunk: Chunk): number {
  let weight = weights.get(chunk)
  if (weight === undefined) {
    const sample = chunk.filter((_, n) => n % SAMPLE === 0)
    weight = (JSON.stringify(sample).length / sample.length) * TIMES * chunk.length + INDEX_BYTES * chunk.length
    weights.set(chunk, weight)
  }
  return weight
}
