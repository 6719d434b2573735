// The possible meanings of a text. Names cannot be told from the words of a question (“May Birthday” and “May’s birthday”), so the
// bot searches for every meaning, and the address book decides.
import { daysIn } from '../../search/search.ts'
import type { CommandWords } from '../../text/catalogue.ts'
import { en } from '../../text/en.ts'
import type { Fact } from '../../text/question-words.ts'
import { type Framed, withoutFrame } from './frame.ts'
import { type Grammar, grammarOf, signed } from './grammar.ts'
import { withoutLinks } from './addresses-and-numbers.ts'
import { type Part, partsOf } from './pasted.ts'
import { periodOf } from './relative-days.ts'

/** A person who may be meant. `names`: the first name that somebody has counts; `about` is one of them, in the form for an
 *  answer. `facts`: the facts that are asked for. `isLoose`: the name and the fact are side by side, with no word that joins
 *  them. `isVague`: the question asks for a fact that we do not know. */
export type Meaning = {
  names: string[]
  about: string
  facts: Fact[]
  isLoose: boolean
  isVague: boolean
  /** The days of the birthdays that are asked for; undefined if it is somebody's. */
  days?: string | undefined
}

export type Question = {
  /** The text as it is, and without the words of politeness around it. */
  typed: string[]
  meanings: Meaning[]
  /** Each part is searched for, and the people that most parts find come first. */
  parts: Part[]
  isForEveryone: boolean
  /** Whether it has the form of a question for a person, or contains something that only a contact has. */
  isClear: boolean
  /** Whether it contains only politeness. */
  isSmallTalk: boolean
  /** The person that it asks for, in the form for an answer, and the facts about them. */
  about: string
  facts: readonly Fact[]
  /** See `Meaning`. */
  days: string | undefined
}

/** Reads a text that is not a command, or the text after “find”. English questions are understood in every language. @param
 *  today returns the person's day, such as `2026-11-30`, called if a text has relative days; without it, relative days are not
 *  understood */
export function questionOf(query: string, { questions }: CommandWords, today?: () => string): Question {
  // “Find Alice? I need her number” is one question.
  const text = withoutLinks(query).replace(/(?<=\S)[?!]+(?=[^\S\n]+\S)/g, '.')
  const question = read(text, grammarOf(questions), today)
  if (question.isClear || question.isSmallTalk || questions === en.commands.questions) return question
  const inEnglish = read(text, grammarOf(en.commands.questions), today)
  return inEnglish.isClear || inEnglish.isSmallTalk ? inEnglish : question
}

function read(text: string, grammar: Grammar, today: (() => string) | undefined): Question {
  const framed = withoutFrame(text, grammar)
  const { core, steps, isAsked, isOpened, isSmallTalk } = framed
  const isForEveryone = steps.some((step) => grammar.everyone.test(step))
  const near = today === undefined ? undefined : birthdaysNear(text, grammar, today)
  const meanings = near ? [near] : isForEveryone || isSmallTalk ? [] : meaningsOf(framed, grammar)
  const parts = partsOf(text, grammar)
  const hasMark = parts.some(({ isSure }) => isSure)
  const isClear = meanings.some(({ isVague }) => !isVague) || hasMark || isForEveryone || (isAsked && !isOpened)
  const typed = isOpened || isSmallTalk ? [text] : [...new Set([text, ...withArticle(framed, grammar), core])]
  return {
    typed,
    meanings,
    parts,
    isForEveryone,
    isClear,
    isSmallTalk,
    about: (isClear ? (meanings[0]?.about ?? parts[0]?.names[0]) : undefined) ?? typed.at(-1) ?? text,
    facts: meanings[0]?.facts ?? [],
    days: meanings[0]?.days,
  }
}

/** Birthdays on relative days: “whose birthday is tomorrow”, and upcoming birthdays if no day is named. */
function birthdaysNear(text: string, grammar: Grammar, today: () => string): Meaning | undefined {
  const counted = withinIn(text, grammar)
  const named = counted ?? grammar.when.find(({ pattern }) => pattern.test(text))
  const owner = named && ownerIn(named.pattern, text, grammar)
  if (named?.when === 'soon' && owner !== undefined) return undefined
  const days = named && periodOf(named.when, today())
  const dated = named && text.replace(named.pattern, ` ${days} `)
  // “Upcoming birthdays this week” asks for those of this week.
  const soon = grammar.when.find(({ when }) => when === 'soon')
  for (const asked of dated === undefined ? [] : [dated, soon ? dated.replace(soon.pattern, ' ') : dated]) {
    const meaning = meaningsOf(withoutFrame(asked.replace(/\s+/g, ' ').trim(), grammar), grammar)[0]
    if (!named || meaning?.days === undefined) continue
    const names = named.when === 'this_weekend' && owner !== undefined ? [owner, ...meaning.names] : meaning.names
    return { ...meaning, names, about: named.name }
  }
  if (!isBirthdayAlone(trimmed(withoutFrame(text, grammar).core), grammar)) return undefined
  const near = periodOf('soon', today())
  return {
    names: [onDays(near)],
    about: soon?.name ?? '',
    facts: ['birthday'],
    isLoose: false,
    isVague: false,
    days: near,
  }
}

/** “The next two weeks”, as it was typed. */
function withinIn(text: string, { within, numbers, during }: Grammar) {
  for (const { pattern, unit } of within) {
    const found = pattern.exec(text)
    if (!found) continue
    const { count: typed } = found.groups ?? {}
    const count = typed === undefined ? 1 : (numbers[trimmed(typed).toLowerCase()] ?? Number(typed))
    if (count > 0) return { pattern, when: { unit, count }, name: found[0].replace(during, '') }
  }
  return undefined
}

/** “Soon’s birthday” is that of somebody called Soon, and “Weekend’s birthday” may be. */
function ownerIn(when: RegExp, text: string, grammar: Grammar): string | undefined {
  const [words = ''] = when.exec(text) ?? []
  if (words.includes(' ')) return undefined
  const owners = ofNameIn(withoutFrame(text, grammar).core, grammar).filter(({ isLoose }) => !isLoose)
  return owners.find(({ name }) => name === words)?.name
}

function isBirthdayAlone(text: string, grammar: Grammar): boolean {
  const { text: withSigns, factsOf } = signed(text, grammar)
  return withSigns.length === 1 && factsOf(withSigns).includes('birthday')
}

/** The core with the removed article in front of it: “who is an nguyen” may mean An Nguyen. */
function withArticle({ core, steps: [whole = ''] }: Framed, { opening }: Grammar): string[] {
  const before = whole.endsWith(core) ? whole.slice(0, -core.length) : ''
  const [last] = /\p{L}+\s+$/u.exec(before) ?? []
  if (last === undefined || last === before || last.trim().length > MOST_IN_SHORT_WORD) return []
  return opening.exec(`${last}${core}`)?.[0] === last ? [`${last.trim()} ${core}`] : []
}

/** No more meanings than this are tried, and no more names of each, because every name is a search. */
const MOST_MEANINGS = 4
const MOST_NAMES = 3
const MOST_IN_SHORT_WORD = 4

function meaningsOf({ core, steps }: Framed, grammar: Grammar): Meaning[] {
  const { add, addFirst, all } = collecting(grammar)
  for (const step of steps) {
    for (const { pattern, facts } of grammar.wholes) {
      const name = pattern.exec(step)?.groups?.['name']
      // “where is dave’s office” asks for the office.
      const inside = name && ofNameIn(name, grammar).find(({ isLoose, isVague }) => !isLoose && !isVague)
      if (inside ? add(inside.name, inside) : add(name, { facts })) return all()
    }
    const somebody = somebodyIn(step, grammar, step === core)
    if (somebody !== undefined && add(somebody, { facts: [] })) return all()
  }
  for (const meaning of ofNameIn(core, grammar)) if (add(meaning.name, meaning) && !meaning.isLoose) break
  // The last removed short word may be a name: “An Nguyen’s phone”.
  const before = steps.at(-2)
  const [whole] = before && before.length - core.length <= MOST_IN_SHORT_WORD ? ofNameIn(before, grammar) : []
  if (whole) addFirst(trimmed(whole.name), whole.facts)
  return all()
}

type OfName = { name: string; facts: Fact[]; isLoose: boolean; isVague: boolean }

/** Each way in which a text may be a name with a fact. A fact that we do not know only counts if there is no other way. */
function ofNameIn(text: string, grammar: Grammar): OfName[] {
  const { text: withSigns, unsigned, factsOf } = signed(text, grammar)
  const found = grammar.ofName.flatMap(({ pattern, isLoose }): OfName[] => {
    const { name, facts } = pattern.exec(withSigns)?.groups ?? {}
    if (name === undefined) return []
    return [
      { name: unsigned(name), facts: facts === undefined ? [] : factsOf(facts), isLoose, isVague: facts === undefined },
    ]
  })
  const known = found.filter(({ isVague }) => !isVague)
  return known.length > 0 ? known : found
}

/** The words that a person must have: “contoso oslo” for “someone at contoso in oslo”. */
function somebodyIn(text: string, { somebody, between }: Grammar, isWhole: boolean): string | undefined {
  const patterns = isWhole ? somebody : somebody.filter((one) => !one.isWhole)
  const found = patterns.map(({ pattern }) => pattern.exec(text)?.groups).find((groups) => groups !== undefined)
  return found && `${found['name'] ?? ''} ${found['more'] ?? ''}`.replace(between, ' ')
}

/** Collects meanings. A later name with the same facts is only searched for if nobody has the earlier one. */
function collecting(grammar: Grammar) {
  const meanings = new Map<string, Meaning>()

  /** @returns whether it may be a name. */
  function add(name = '', { facts, isLoose = false, isVague = false }: Partial<Meaning> & { facts: Fact[] }): boolean {
    const whole = trimmed(somebodyIn(name, grammar, false) ?? name)
    const bare = trimmed(whole.replace(grammar.between, ' '))
    if (!/[\p{L}\p{N}]/u.test(bare)) return false
    const days = facts.includes('birthday') && daysIn(bare).length > 0 ? bare : undefined
    const meaning = meanings.get(facts.join()) ?? { names: [], about: whole, facts, isLoose, isVague, days }
    for (const one of days === undefined ? [whole, bare] : onDay(trimmed(name), bare))
      if (!meaning.names.includes(one) && meaning.names.length < MOST_NAMES) meaning.names.push(one)
    if (meanings.size < MOST_MEANINGS) meanings.set(facts.join(), meaning)
    return true
  }

  /** Adds a name that is searched for before the others with the same facts. */
  function addFirst(name: string, facts: readonly Fact[]): void {
    const names = meanings.get(facts.join())?.names
    if (names && !names.includes(name)) names.unshift(name)
  }

  return { add, addFirst, all: () => [...meanings.values()] }
}

/** The query for people whose birthday is on these days. */
const onDays = (days: string): string => `birthday ${days}`

/** “birthdays in May” asks for a month, and “May’s birthday” usually for a person. A number is never a person's name. */
function onDay(name: string, bare: string): string[] {
  const day = onDays(bare)
  if (/\d/.test(bare)) return [day]
  return name === bare ? [name, day] : [day, name, bare]
}

function trimmed(name: string): string {
  return name.replace(/\s+/g, ' ').replace(/^[\s\p{P}]+|[\s.,:;!?…\p{Pd}]+$/gu, '')
}
