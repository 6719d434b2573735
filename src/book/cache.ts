import { getHeapStatistics } from 'node:v8'
import { chunksIn } from './address-book.ts'
import type { OpenBook } from './open-book.ts'
import { weightOf } from './heap-size.ts'

/** A sixth of the memory that this process may use. */
const MOST_BYTES = getHeapStatistics().heap_size_limit / 6

type Entry = { open: OpenBook; bytes: number; timer: NodeJS.Timeout }

/** A cache of open address books. A book leaves it `keepMs` after it was set. If the books together take more than `mostBytes`,
 *  the least recently used ones leave. A book that alone takes more is not cached. */
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
      const weight = chunksIn(open.book).reduce((sum, chunk) => sum + weightOf(chunk), 0)
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
