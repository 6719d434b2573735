import { withoutFrame } from './frame.ts'
import { type Grammar, signed } from './grammar.ts'
import { digitsIn, marksIn, WHOLE_NUMBER } from './addresses-and-numbers.ts'

/** A part of a text that may be in a contact. `names`: the first name that somebody has counts. `isHint`: a few digits, which
 *  only distinguish people of the same name. `isSure`: a whole address or number. `isLine`: a line of a pasted text, which need
 *  not be a name. */
export type Part = { names: string[]; isHint?: boolean; isSure?: boolean; isLine?: boolean }

/** More lines are a longer text, such as a signature. */
const MOST_LINES_TYPED = 2
/** Fewer digits alone find nobody. */
const LEAST_ALONE = 6
/** A longer text around an address is not a name. */
const MOST_WORDS = 6
const MOST_NAMES = 3

/** The name, the addresses and the numbers in a text. Empty if it has only one of them and nothing else. */
export function partsOf(text: string, grammar: Grammar): Part[] {
  const isPasted = text.split('\n').length > MOST_LINES_TYPED
  const { marks, around } = marksIn(text, isPasted ? WHOLE_NUMBER : undefined)
  if (marks[0]?.length === text.length || (marks.length === 0 && !isPasted)) return []
  const names = isPasted ? namesIn(around, grammar) : nameAround(around, grammar)
  return [
    ...(names.length > 0 ? [{ names, isLine: isPasted }] : []),
    ...marks.map((mark) => ({
      names: [mark],
      isHint: isShort(mark, LEAST_ALONE),
      isSure: !isShort(mark, WHOLE_NUMBER),
    })),
  ]
}

function isShort(mark: string, digits: number): boolean {
  return !mark.includes('@') && digitsIn(mark) < digits
}

/** The name beside addresses and numbers, without their labels. */
function nameAround(around: string, grammar: Grammar): string[] {
  const { text } = signed(around.replace(/\b\p{L}\s*:/gu, ' '), grammar)
  const plain = text.replace(/[^\p{L}\p{N}\p{M}'’.-]+/gu, ' ').trim()
  const name = withoutFrame(plain, grammar).core.replace(grammar.asking, '').replace(grammar.between, ' ').trim()
  return /\p{L}/u.test(name) && name.split(' ').length <= MOST_WORDS ? [name] : []
}

/** The lines of a signature that may be the name: the first ones that look like one. */
function namesIn(around: string, grammar: Grammar): string[] {
  return around
    .split(/[\n|•·\t]/)
    .map((line) => line.replace(/^[^\p{L}]+|[^\p{L}.)]+$/gu, ''))
    .filter((line) => NAME_LINE.test(line) && !grammar.closing.test(line))
    .slice(0, MOST_NAMES)
}

/** Two to five words. Each begins with a capital letter, unless it has at most three letters or its script has no capitals. */
const NAME_LINE =
  /^(?:(?!\p{Ll})\p{L}[\p{L}\p{M}'’.-]*|\p{L}{1,3})(?:,?\s+(?:(?!\p{Ll})\p{L}[\p{L}\p{M}'’.-]*|\(?\p{L}{1,3}\)?)){1,4}$/u
