/** Longer texts are cut when they are read: Outlook itself allows 255 characters for nearly everything. */
const MOST = 255
/** Notes can be as long as anybody likes. The search and the cards use their beginning. */
export const MOST_IN_NOTES = 2_000
/** If notes are HTML, only this many characters are searched for their text. */
export const MOST_HTML = 200_000
/** Only the first values of a list are kept, as many as the search uses. */
export const MOST_VALUES = 20

/** The text without blanks at its ends, cut to `most` characters. */
export function cut(text: string, most = MOST): string {
  const trimmed = text.trim()
  if (text.length <= most) return trimmed
  // Do not cut a surrogate pair in half.
  const part = trimmed
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()
  return copyOf(part)
}

/** A copy of the text in its own memory. V8 stores a part of a long string as a reference into that string, so the part would
 *  keep the whole string in memory. */
export function copyOf(part: string): string {
  return Buffer.from(part).toString()
}
