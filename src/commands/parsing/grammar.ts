// The phrases of a language (see text/question-words.ts), compiled for reading questions.
import { slices } from '../../slices.ts'
import {
  CHANGES,
  type Change,
  FACTS,
  type Fact,
  type QuestionWords,
  type Unit,
  UNITS,
  type When,
  WHENS,
} from '../../text/question-words.ts'
import { anyOf, BEGIN, END, sourceOf } from './phrases.ts'

/** A question as a whole, with a group `name`. */
type Whole = { pattern: RegExp; facts: Fact[] }

export type Grammar = {
  politeBefore: RegExp
  /** With the place where somebody is looked for. */
  politeAfter: RegExp
  pleaAfter: RegExp
  asking: RegExp
  opening: RegExp
  /** Questions as a whole. */
  wholes: Whole[]
  /** Questions for anybody who fits. `isWhole`: the question begins with a name, so no text may come before it. */
  somebody: { pattern: RegExp; isWhole: boolean }[]
  between: RegExp
  /** Combinations of a name and a fact; a fact is one of the signs of `signed`. `isLoose`: nothing joins the two. */
  ofName: { pattern: RegExp; isLoose: boolean }[]
  everyone: RegExp
  closing: RegExp
  wishing: RegExp
  agreeing: RegExp
  declining: RegExp
  forbidding: RegExp
  /** A contact that is to be kept, and a deletion that is to be undone, with a group `name`. */
  keeping: RegExp[]
  undoing: RegExp[]
  /** A change that is asked for, with a group `name` if one stands beside the verb. */
  changes: { pattern: RegExp; change: Change }[]
  /** A change to a new value, with a group `name`. */
  becoming: RegExp
  /** Two names with a word between them that asks for a merge. */
  joining: RegExp
  /** Answers that choose from a list, with a group `place` or `count`. */
  choosing: RegExp
  places: Record<string, number>
  /** Answers that say what the chosen one has, with a group `name`. */
  theOne: RegExp[]
  /** Relative days, anywhere in a text. `name`: their name in our own sentences. */
  when: { pattern: RegExp; when: When; name: string }[]
  /** A number of days from today on, anywhere in a text, with a group `count` if a number is named. */
  within: { pattern: RegExp; unit: Unit }[]
  numbers: Record<string, number>
  during: RegExp
  /** The words of facts; no fact if the whole contact is asked for. */
  facts: { pattern: RegExp; fact: Fact | undefined }[]
}

const grammars = new WeakMap<QuestionWords, Grammar>()

export function grammarOf(words: QuestionWords): Grammar {
  const grammar = grammars.get(words) ?? made(words)
  grammars.set(words, grammar)
  return grammar
}

/** Compiles a language before the first question, which would otherwise delay others for a tenth of a second. V8 compiles a
 *  pattern when it runs, once for Latin letters and once for others, and optimizes it when it runs again. */
export async function compileAhead(words: QuestionWords): Promise<void> {
  const {
    wholes,
    somebody,
    ofName,
    changes,
    when,
    within,
    numbers: _numbers,
    places: _places,
    theOne,
    keeping,
    undoing,
    facts,
    ...single
  } = grammarOf(words)
  const listed = [...wholes, ...somebody, ...ofName, ...changes, ...when, ...within, ...facts].map(
    ({ pattern }) => pattern,
  )
  const slice = slices()
  for (const pattern of [...Object.values(single), ...theOne, ...keeping, ...undoing, ...listed]) {
    for (const text of ['a', 'a', 'я', 'я']) {
      pattern.lastIndex = 0
      pattern.test(text)
    }
    pattern.lastIndex = 0
    if (slice.isOver()) await slice.next()
  }
}

/** The signs that stand for the words of facts in a text, one for each place in it. */
const FIRST_SIGN = 0xe000
const SIGN = '[\\uE000-\\uE0FF]'

const AROUND = '[\\s.,:;!?¿¡…·()\\p{Pd}]*'
const NAME = '(?<name>.+?)'
const MORE = '(?<more>.+?)'
/** An address or a number. */
const VALUE = '(?:\\S+@\\S+|[+(]?\\d[\\d\\s().\\-/]+\\d)'

function made(words: QuestionWords): Grammar {
  const after = (phrases: readonly string[]) => new RegExp(`${AROUND}${BEGIN}${anyOf(phrases)}${AROUND}$`, 'iu')
  const before = (phrases: readonly string[]) => new RegExp(`^${AROUND}${anyOf(phrases)}${END}${AROUND}`, 'iu')
  const whole = (phrase: string) => new RegExp(`^${sourceOf(phrase, { name: NAME, more: MORE, value: VALUE })}$`, 'isu')
  const facts = `(?<facts>${SIGN}(?:(?:\\s*[,&+/]\\s*|${sourceOf(' ')}${anyOf(words.and)}${sourceOf(' ')})${SIGN}){0,2})`
  const place = `(?<place>${anyOf(Object.keys(words.places))})`
  const count = `(?<count>\\d{1,4}|${anyOf(Object.keys(words.numbers))})`
  return {
    politeBefore: before(words.politeBefore),
    politeAfter: after([...words.politeAfter, ...words.placeAfter]),
    pleaAfter: after(words.politeAfter),
    asking: before(words.asking),
    opening: before(words.opening),
    wholes: FACTS.flatMap((fact) =>
      (words.facts[fact].questions ?? []).map((phrase) => ({ pattern: whole(phrase), facts: [fact] })),
    ),
    somebody: words.somebody.map((phrase) => ({ pattern: whole(phrase), isWhole: phrase.startsWith('{name}') })),
    between: new RegExp(`(?:^|${sourceOf(' ')})${anyOf(words.between)}(?=${sourceOf(' ')}|$)`, 'giu'),
    ofName: words.ofName.map((phrase) => ({
      pattern: new RegExp(`^${sourceOf(phrase, { name: NAME, fact: facts, thing: '.{1,40}' })}$`, 'isu'),
      isLoose: /^\{(?:fact|name)\} \{(?:fact|name)\}$/.test(phrase.replace(/\[[^[\]]*\]/g, '')),
    })),
    everyone: new RegExp(`^(?:\\*+|${anyOf(words.everyone)})$`, 'iu'),
    closing: new RegExp(`^${AROUND}${anyOf(words.closings, { name: '.+?' })}${AROUND}$`, 'iu'),
    wishing: before(words.wishing),
    agreeing: before(words.agreeing),
    declining: before(words.declining),
    forbidding: before(words.forbidding),
    keeping: words.keeping.map(whole),
    undoing: words.undoing.map(whole),
    changes: CHANGES.flatMap((change) => words.changes[change].map((phrase) => ({ pattern: whole(phrase), change }))),
    becoming: new RegExp(`^${NAME}${sourceOf(' ')}${anyOf(words.becoming)}${sourceOf(' ')}.+$`, 'isu'),
    joining: new RegExp(`\\S${sourceOf(' ')}${anyOf(words.joining)}${sourceOf(' ')}\\S`, 'iu'),
    choosing: new RegExp(`^${AROUND}${anyOf(words.choosing, { place, count })}${AROUND}$`, 'iu'),
    places: words.places,
    theOne: words.theOne.map(whole),
    when: WHENS.map((when) => ({
      pattern: new RegExp(`${BEGIN}${anyOf(words.when[when])}${END}`, 'iu'),
      when,
      name: words.when[when][0],
    })),
    within: UNITS.flatMap((unit) =>
      words.within[unit].map((phrase) => ({
        pattern: new RegExp(`${BEGIN}${sourceOf(phrase, { count })}${END}`, 'iu'),
        unit,
      })),
    ),
    numbers: words.numbers,
    during: before(words.during),
    facts: [
      ...FACTS.flatMap((fact) => words.facts[fact].words.map((phrase) => ({ pattern: word(phrase), fact }))),
      ...words.everything.map((phrase) => ({ pattern: word(phrase), fact: undefined })),
    ],
  }
}

function word(phrase: string): RegExp {
  return new RegExp(`${sourceOf(phrase)}${END}`, 'iuy')
}

const WORD_BEGINS = new RegExp(BEGIN, 'uy')

/** A text in which a sign stands for each word of a fact. */
export type Signed = {
  text: string
  /** The original text of a piece of `text`. */
  unsigned: (piece: string) => string
  /** The facts that the signs in a piece of `text` stand for. */
  factsOf: (piece: string) => Fact[]
}

/** Replaces facts with signs. At each place the longest word counts: “work phone” is not “work”. */
export function signed(text: string, { facts }: Grammar): Signed {
  const found: { fact: Fact | undefined; was: string }[] = []
  let made = ''
  for (let at = 0; at < text.length;) {
    const longest = longestAt(text, at, facts)
    if (longest) {
      made += String.fromCharCode(FIRST_SIGN + found.length)
      found.push(longest)
      at += longest.was.length
    } else {
      made += text.charAt(at)
      at += 1
    }
  }
  const signs = new RegExp(SIGN, 'gu')
  const at = (sign: string) => found[sign.charCodeAt(0) - FIRST_SIGN]
  return {
    text: made,
    unsigned: (piece) => piece.replace(signs, (sign) => at(sign)?.was ?? sign),
    factsOf: (piece) => [...new Set((piece.match(signs) ?? []).flatMap((sign) => at(sign)?.fact ?? []))],
  }
}

function longestAt(text: string, at: number, facts: Grammar['facts']) {
  WORD_BEGINS.lastIndex = at
  if (!WORD_BEGINS.test(text)) return undefined
  let longest: { fact: Fact | undefined; was: string } | undefined
  for (const { pattern, fact } of facts) {
    pattern.lastIndex = at
    const [was = ''] = pattern.exec(text) ?? []
    if (was.length > (longest?.was.length ?? 0)) longest = { fact, was }
  }
  return longest
}
