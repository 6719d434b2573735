/** Other people's text, made safe to show: at most `max` characters, one line, without characters that turn the direction
 *  of what follows. Markdown is no matter in a TextRun, but `{{DATE(…)}}` is read everywhere in a card, so it is broken up
 *  by a character that nobody sees. */
export function plain(text: string, max = 200): string {
  const line = text
    // oxlint-disable-next-line no-control-regex -- control characters are what is to go
    .replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ')
    .replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/\{(?=\{)/g, '{\u2060')
    .trim()
  const characters = Array.from(line)
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`
}
