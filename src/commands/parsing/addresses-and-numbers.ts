// Addresses and numbers in a text, alone, beside a name, or in a pasted signature. Only contacts have them.

const LINK = /\b(?:mailto|tel|sips?|sms|callto|skype|xmpp|im):(?:\/\/)?([^\s<>()[\]"]+)/giu

/** The text with each link replaced by its address or number. */
export function withoutLinks(text: string): string {
  return text.replace(LINK, (_, target: string) => decoded(target.replace(/\?.*$/s, ''))).trim()
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const ADDRESS = /[\p{L}\p{N}\p{M}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}\p{M}-]+(?:\.[\p{L}\p{N}\p{M}-]+)+/gu

const NUMBER =
  /(?<![\p{L}\p{N}@.])\+?\(?\d(?:[\d \t().\-/\u2010-\u2015]*\d)?(?:\s*(?:;ext=|ext\.?|extension|x|#)\s*\d{1,6})?(?![\p{L}@])/giu

/** A date is not a phone number. */
const DATE = /^(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})$/

/** Fewer digits do not distinguish people. */
const LEAST_DIGITS = 3
/** Fewer digits are hardly a complete number. */
export const WHOLE_NUMBER = 7

/** A text of at most `max` characters. If it is longer and has several lines, the addresses, the numbers and the first lines are
 *  kept. */
export function shortened(text: string, max: number): string {
  if (text.length <= max || !text.includes('\n')) return text.slice(0, max)
  const { marks, around } = marksIn(text, WHOLE_NUMBER)
  const kept = [...marks.slice(0, MOST_KEPT), ...around.split('\n').map((line) => line.trim().slice(0, MOST_IN_LINE))]
  return kept
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, max)
}

const MOST_KEPT = 4
const MOST_IN_LINE = 40

export const digitsIn = (text: string): number => text.replace(/\D/g, '').length

/** The addresses and the numbers in a text, and the text around them. A number with fewer than `least` digits stays in that
 *  text. */
export function marksIn(text: string, least = LEAST_DIGITS): { marks: string[]; around: string } {
  const marks: string[] = []
  const take = (mark: string) => {
    marks.push(mark.trim())
    return '\n'
  }
  const around = text
    .replace(ADDRESS, take)
    .replace(NUMBER, (number) =>
      digitsIn(number) < least || DATE.test(number.replace(/[()\s]+/g, '')) ? number : take(number),
    )
  return { marks, around }
}
