/** Makes other people's names safe beside our own sentences: one line of at most `max` characters, without characters that are
 *  invisible or change the writing direction, and with at most two combining marks on a letter. */
export function shownName(text: string, max = 40): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/(\p{M}\p{M})\p{M}+/gu, '$1')
    .trim()
  const characters = Array.from(line)
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`
}
