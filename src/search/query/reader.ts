import { PIECE } from '../budget.ts'
import type { Dictionary } from '../contacts/dictionary.ts'
import { ANYWHERE, NAMES } from '../contacts/fields.ts'
import { firstFrom, hidden } from '../contacts/terms.ts'
import type { Pieces } from '../pieces.ts'
import { COST } from '../weights.ts'
import { addByConsonants, addScripts, addSlavic } from './other-scripts.ts'
import { addSounds, hasSound, smoothing } from './sound-alikes.ts'
import { addNearest, addTypos } from './typos.ts'
import { addOther, type Word, wordOf } from './word.ts'

/** With more unknown words, nobody is suggested. */
const MAX_UNKNOWN = 2

/** How freely the words of a query are read. Nicknames and other scripts always count. Sounds and typing errors count only on
 *  request, because they take longer and also find other people. */
export type Reading = { sounds?: boolean; typos?: boolean }

type Read = { word: Word; sounds: boolean; typos: boolean }

export type Reader = ReturnType<typeof reader>

/** Adds the Chinese names whose pinyin has these initials: 曾国强 for zgq. */
function addInitials({ terms }: Dictionary, word: Word): void {
  const id = firstFrom(terms, hidden(word.text))
  if (terms[id] === hidden(word.text)) addOther(word, id, COST.pinyinInitials, 'spelling', NAMES)
}

/** The word; the contact may also have only its initial. */
function orInitial({ terms }: Dictionary, word: Word): Word {
  const initial = word.text.slice(0, 1)
  const id = firstFrom(terms, initial)
  if (terms[id] !== initial) return word
  const others = new Map(word.others)
  addOther({ ...word, others }, id, COST.nameForInitial, 'spelling', NAMES)
  return { ...word, others }
}

function asWhole({ text, exact }: Word): Word {
  return { text, lo: exact, hi: exact + 1, exact, others: new Map(), optional: undefined, fields: ANYWHERE }
}

/** Reads the words of queries, one query after another, and finds the terms that they may mean. */
export function reader(dictionary: Dictionary) {
  /** The words of the current query. They are read several times, in several combinations. */
  const known = new Map<string, Read>()
  const smoothedTerm = smoothing(dictionary)

  /** `steps`: how many it took. */
  function read(text: string, sounds: boolean): { read: Read; steps: number } {
    const before = known.get(text)
    const read = before ?? { word: wordOf(dictionary, text), sounds: false, typos: false }
    let steps = 0
    if (!before) {
      known.set(text, read)
      if (text.length > 1) steps += addScripts(dictionary, read.word)
      if (/^[a-z]{2,4}$/.test(text)) addInitials(dictionary, read.word)
    }
    if (sounds && !read.sounds && hasSound(text))
      steps +=
        addSounds(dictionary, read.word, smoothedTerm) +
        addSlavic(dictionary, read.word) +
        addByConsonants(dictionary, read.word)
    read.sounds ||= sounds
    return { read, steps }
  }

  function* words(texts: string[], { sounds = false, typos = false }: Reading = {}): Pieces<Word[]> {
    const all: Word[] = []
    let steps = 0
    for (const text of texts) {
      const { read: one, steps: more } = read(text, sounds)
      steps += more
      if (steps >= PIECE) {
        yield steps
        steps = 0
      }
      if (typos && !one.typos) yield* addTypos(dictionary, one.word)
      one.typos ||= typos
      all.push(one.word)
    }
    return all
  }

  const plain = (texts: string[]) => texts.map((text) => wordOf(dictionary, text))

  return {
    words,

    /** The words. For all but the last, the contact may have only the initial: R for ravi. */
    *initials(texts: string[]): Pieces<Word[]> {
      const all = yield* words(texts)
      return all.map((word, at) => (at === all.length - 1 ? word : orInitial(dictionary, word)))
    },

    /** Forgets the words of the previous query. */
    forget: () => known.clear(),

    /** The words without other scripts, sounds and typing errors. */
    plain,

    /** The words, each only as a whole word; undefined if there is a word that nobody has. */
    whole(texts: string[]): Word[] | undefined {
      const all = plain(texts)
      return all.every(({ exact }) => exact !== -1) ? all.map(asWhole) : undefined
    },

    /** The words, read as freely as possible: a word that nobody has stands for the most similar names. Undefined if there are
     *  many such words. */
    *nearest(texts: string[]): Pieces<Word[] | undefined> {
      const all = yield* words(texts, { sounds: true, typos: true })
      const unknown = all.filter(({ lo, hi }) => lo === hi)
      if (unknown.length > MAX_UNKNOWN) return undefined
      for (const word of unknown) yield* addNearest(dictionary, word)
      return all
    },
  }
}
