const MAX = 64
const rows = [new Uint8Array(MAX + 1), new Uint8Array(MAX + 1), new Uint8Array(MAX + 1)]

/** The number of edits between two words: a letter added, removed or replaced, or two neighbours swapped (optimal string
 *  alignment). `max + 1` if there are more than `max`. */
export function distance(one: string, other: string, max: number): number {
  const n = one.length
  const m = other.length
  if (n > MAX || m > MAX || n - m > max || m - n > max) return max + 1
  let [before, last, row] = rows as [Uint8Array, Uint8Array, Uint8Array]
  for (let j = 0; j <= m; j++) last[j] = j
  for (let i = 1; i <= n; i++) {
    const from = Math.max(1, i - max)
    const to = Math.min(m, i + max)
    row[0] = i
    if (from > 1) row[from - 1] = max + 1
    let best = max + 1
    const a = one.charCodeAt(i - 1)
    for (let j = from; j <= to; j++) {
      const b = other.charCodeAt(j - 1)
      const above = j === i + max ? max + 1 : (last[j] ?? 0) + 1
      let value = Math.min((last[j - 1] ?? 0) + (a === b ? 0 : 1), (row[j - 1] ?? 0) + 1, above)
      if (i > 1 && j > 1 && a === other.charCodeAt(j - 2) && b === one.charCodeAt(i - 2)) {
        value = Math.min(value, (before[j - 2] ?? 0) + 1)
      }
      row[j] = value
      if (value < best) best = value
    }
    if (best > max) return max + 1
    ;[before, last, row] = [last, row, before]
  }
  return Math.min(last[m] ?? 0, max + 1)
}
