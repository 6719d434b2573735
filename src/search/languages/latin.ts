import anyAscii from 'any-ascii'

/** One word in plain Latin letters and digits, as any-ascii writes it. Empty if any-ascii does not know its letters. */
export function latinOf(raw: string): string {
  return anyAscii(raw)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}

/** A table of letters and their Latin counterparts, written as `аa бb жzh`. */
export function lettersIn(table: string): Map<string, string> {
  return new Map(table.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)]))
}

/** `word` letter by letter through `table`. Letters that are not in the table are left out. */
export function written(word: string, table: ReadonlyMap<string, string>): string {
  let out = ''
  for (const letter of word) out += table.get(letter) ?? ''
  return out
}
