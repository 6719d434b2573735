// Keys and their terms as sorted rows of numbers: `hash of the key * MOST_TERMS + term`. Sorting brings all terms of a key
// together, and a row takes eight bytes.

/** There are never more terms than this, because a row has no room for larger numbers. */
export const MOST_TERMS = 2 ** 21

export const rowOf = (key: string, term: number): number => hashOf(key) * MOST_TERMS + term
const termOf = (row: number): number => row - Math.floor(row / MOST_TERMS) * MOST_TERMS

/** The terms whose key has the same hash as `key`, at most `most`. */
export function termsAt(rows: Float64Array, key: string, most: number): number[] {
  const first = rowOf(key, 0)
  let lo = 0
  let hi = rows.length
  while (lo < hi) {
    const middle = (lo + hi) >>> 1
    if ((rows[middle] ?? 0) < first) lo = middle + 1
    else hi = middle
  }
  const found: number[] = []
  const end = Math.min(rows.length, lo + most)
  for (; lo < end && (rows[lo] ?? 0) < first + MOST_TERMS; lo++) found.push(termOf(rows[lo] ?? 0))
  return found
}

/** The rows under new term numbers. `renamed`: the new number of a term, -1 if it is gone. */
export function renamedRows(rows: Float64Array, renamed: (term: number) => number): Float64Array {
  const out = new Float64Array(rows.length)
  let size = 0
  for (const row of rows) {
    const old = termOf(row)
    const term = renamed(old)
    if (term !== -1) out[size++] = row - old + term
  }
  return out.subarray(0, size)
}

/** Merges two sorted lists of rows. */
export function joinedRows(rows: Float64Array, more: Float64Array): Float64Array {
  const out = new Float64Array(rows.length + more.length)
  let at = 0
  let next = 0
  for (const row of rows) {
    while (next < more.length && (more[next] ?? 0) < row) out[at++] = more[next++] ?? 0
    out[at++] = row
  }
  out.set(more.subarray(next), at)
  return out
}

// http://www.isthe.com/chongo/tech/comp/fnv/
/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
