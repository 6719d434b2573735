/** Makes other people's text safe to show: one line of at most `max` characters, without the characters that change the writing
 *  direction. Markdown does no harm in a TextRun. Clients do replace `{{DATE(…)}}` everywhere in a card, so an invisible character
 *  separates its braces. */
export function plain(text: string, max = 200): string {
  const line = text
    // oxlint-disable-next-line no-control-regex -- control characters are removed here
    .replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ')
    .replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/\{(?=\{)/g, '{\u2060')
    .trim()
  const characters = Array.from(line)
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`
}
