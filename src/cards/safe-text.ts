import { withoutUnseen } from '../text/fold.ts'

/** Makes other people's text safe to show: one line of at most `max` characters, without characters that are invisible or that
 *  change the writing direction. Markdown does no harm in a TextRun. But clients replace `{{DATE(…)}}` everywhere in a card, so
 *  an invisible character separates its braces. */
export function plain(text: string, max = 200): string {
  // oxlint-disable-next-line no-control-regex -- control characters are removed here
  const printable = text.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ')
  const line = withoutPiles(withoutUnseen(printable))
    .replace(/\{(?=\{)/g, '{\u2060')
    .trim()
  const characters = Array.from(line)
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`
}

/** Accents and signs piled on one letter reach into the lines above and below. At most two accents are kept, and at most eight
 *  signs of a script, because a syllable may need several. */
function withoutPiles(text: string): string {
  return text
    .replace(/((?:(?=\p{Script=Inherited})\p{M}){2})(?:(?=\p{Script=Inherited})\p{M})+/gu, '$1')
    .replace(/(\p{M}{8})\p{M}+/gu, '$1')
}
