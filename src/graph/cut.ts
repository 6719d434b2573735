/** Longer texts are cut when they are read: Outlook itself allows 255 characters for nearly everything. */
const MOST = 255
/** Notes can be as long as anybody likes. The search and the cards use their beginning. */
export const MOST_IN_NOTES = 2_000
/** Of notes in HTML so much is read to find their text. */
export const MOST_HTML = 200_000
/** Further values of a list are left out. The search uses as many. */
export const MOST_VALUES = 20

/** The text without blanks around it, cut to `most` characters. */
export function cut(text: string, most = MOST): string {
  const trimmed = text.trim()
  if (text.length <= most) return trimmed
  // Half of a surrogate pair is no character.
  const part = trimmed
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()
  return copyOf(part)
}

/** The same text in memory of its own. A part of a long string keeps the whole of it in memory: V8 only notes where the part
 *  begins and ends. */
export function copyOf(part: string): string {
  return Buffer.from(part).toString()
}
