import { bitOf, type Dictionary, FUZZY, NAMES } from '../contacts/dictionary.ts'
import { distance } from '../distance.ts'
import { alike, type Kind, nearby } from '../contacts/keys.ts'
import { neighbours } from '../contacts/neighbours.ts'
import { nicknamesOf } from '../languages/nicknames.ts'
import {
  greekKey,
  greekKeyOf,
  hasLongVowels,
  semiticKeysOf,
  skeletonOf,
  slavicKey,
  slavicKeysOf,
  spellingsOf,
} from '../languages/romanize.ts'
import { smoothed, soundOf } from '../languages/sound.ts'
import { fold, isAscii, isCjk } from '../languages/text.ts'

/** How a word was found. */
export const WAYS = ['exact', 'beginning', 'nickname', 'sound', 'spelling', 'typo', 'layout'] as const
export type Way = (typeof WAYS)[number]

/** Terms that a word may stand for: those from `lo` to `hi` begin with it (the first may be it), the `others` by what finds
 *  them. `fields`: of each other, where it may stand. `optional`: what it costs where it is not found at all. */
export type Word = {
  text: string
  lo: number
  hi: number
  exact: number
  others: Map<number, Other>
  optional: number | undefined
}
type Other = { cost: number; way: Way; fields: number }

/** Words that are said along with a name, and need not stand in the contact. */
const ALONG = new Set(
  'at from in of the and und bei von aus et de chez en with mr mrs ms miss mx dr prof herr frau sir med dipl ing jr sr ii iii iv phd md esq al el'.split(
    ' ',
  ),
)

/** What a name costs that was typed in a script of its own and stands there in Latin letters. Few letters are rather the
 *  beginning of a name in the script that was typed, and that comes first. */
const inLatin = (typed: string) => (typed.length < 5 ? 1.25 : 0.5)
/** By so many letters the spellings of a sound differ at most. */
const MOST_LONGER = 4
const MOST_SMOOTHS = 8_192
/** What it costs to be found by a nickname, and by sound, at least. */
const NICKNAME = 1.3
export const SOUND = 1.6
/** More than two beginnings: who has all words comes first. */
const LEFT_OUT = 2.5

/** How far the words of a query are read: nicknames and other scripts always, the rest on wish, as it costs more and finds
 *  others. */
export type Reading = { sounds?: boolean; typos?: boolean }

/** Finds the terms that the words of a query may stand for. */
export function reader({ terms, keys }: Dictionary) {
  const likeKey = (kind: Kind, key: string) => alike(keys, terms, kind, key)

  /** The first term not before `text`. */
  function firstFrom(text: string): number {
    let lo = 0
    let hi = terms.length
    while (lo < hi) {
      const middle = (lo + hi) >>> 1
      if ((terms[middle] ?? '') < text) lo = middle + 1
      else hi = middle
    }
    return lo
  }

  /** The first term from `lo` on that does not begin with `text`: mostly a few terms further. */
  function endOf(text: string, lo: number): number {
    const begins = (id: number) => terms[id]?.startsWith(text) === true
    let step = 1
    while (begins(lo + step - 1)) step *= 2
    let from = lo + (step >>> 1)
    let to = Math.min(lo + step - 1, terms.length)
    while (from < to) {
      const middle = (from + to) >>> 1
      if (begins(middle)) from = middle + 1
      else to = middle
    }
    return from
  }

  function wordOf(text: string): Word {
    const lo = firstFrom(text)
    const hi = endOf(text, lo)
    const exact = terms[lo] === text ? lo : -1
    const word: Word = { text, lo, hi, exact, others: new Map(), optional: ALONG.has(text) ? LEFT_OUT : undefined }
    if (text.length > 1) {
      for (const [name, far] of nicknamesOf(text, fold)) addTerm(word, name, NICKNAME + far / 25, 'nickname')
      if (!isAscii(text))
        for (const name of spellingsOf(text)) addTerm(word, name, isAscii(name) ? inLatin(text) : 0.4, 'spelling')
    }
    return word
  }

  function addTerm(word: Word, term: string, cost: number, way: Way): void {
    const id = firstFrom(term)
    if (terms[id] === term) addOther(word, id, cost, way, NAMES | bitOf('local'))
  }

  function addOther(word: Word, id: number, cost: number, way: Way, fields: number): void {
    const known = word.others.get(id)
    if (!known) word.others.set(id, { cost, way, fields })
    else {
      known.fields |= fields
      if (cost < known.cost) {
        known.cost = cost
        known.way = way
      }
    }
  }

  const smooths = new Map<number, string>()
  /** The same terms sound like many words. */
  function smoothedTerm(id: number, term: string): string {
    let smooth = smooths.get(id)
    if (smooth === undefined) {
      smooth = smoothed(term)
      if (smooths.size >= MOST_SMOOTHS) smooths.clear()
      smooths.set(id, smooth)
    }
    return smooth
  }

  /** What sounds alike. */
  function addSounds(word: Word): void {
    const { text } = word
    if (!/^[a-z]{3,}$/.test(text) || (text.length > 3 && !/[aeiouy]/.test(text))) return
    const sound = soundOf(text)
    const smooth = smoothed(text)
    for (const id of likeKey('sound', sound)) {
      const term = terms[id] ?? ''
      if (id === word.exact || term.length < 3 || Math.abs(term.length - text.length) > MOST_LONGER) continue
      const other = smoothedTerm(id, term)
      const edits = distance(smooth, other, 2)
      // Of a short name only vowels may differ that much.
      const isLong = text.length > 5 && sound.length > 1
      const most = isLong || (sound.length > 1 && withoutVowels(smooth) === withoutVowels(other)) ? 2 : 1
      if (edits > most) continue
      // However alike they sound, some of the letters are the same.
      const differ = Math.floor(Math.max(text.length, term.length) * 0.6)
      const letters = distance(text, term, differ)
      if (letters <= differ) addOther(word, id, SOUND + edits * 0.45 + letters / 50, 'sound', NAMES)
    }
    const bare = /^[ae]l(?=.{3})/.test(text) ? [text, text.slice(2)] : [text]
    for (const latin of bare) {
      const skeleton = skeletonOf(latin)
      const vowels = latin.replace(/[^aeiouy]/g, '').length
      if (skeleton === '' || skeleton.length > vowels * 2 + 1) continue
      const cost = [3.8, 3.6, 2.6][skeleton.length] ?? 2.1
      for (const id of likeKey('semitic', skeleton)) {
        const term = terms[id] ?? ''
        const written = term.length
        if (latin.length < written - 1 || latin.length > written * 2 + 2) continue
        if (/[aeiou]$/.test(latin) && !/[אהויעةاهىيو]$/.test(term)) continue
        if (/^[aeiou]/.test(latin) && !/^[אהויעاهيوع]/.test(term)) continue
        if (/^[אעاعإأآ]/.test(term.replace(/^ال(?=.{2})/, '')) && !/^[aeiouyw]/.test(latin)) continue
        if (countOf(/[wv]/g, latin) > countOf(/[ובوفب]/g, term)) continue
        const well = skeleton.length === 2 && !HEAPED.test(latin) && hasLongVowels(latin, term) ? 0.8 : 0
        addOther(word, id, cost - well + Math.abs(latin.length - written) / 20, 'spelling', NAMES)
      }
    }
  }

  /** The same in another script. */
  function addScripts(word: Word): void {
    const { text } = word
    if (isAscii(text)) {
      if (!/^[a-z]+$/.test(text)) return
      for (const id of likeKey('slavic', slavicKey(text))) addOther(word, id, 0.5, 'spelling', NAMES)
      for (const id of likeKey('greek', greekKey(text))) addOther(word, id, 0.5, 'spelling', NAMES)
    } else {
      if (/^[\u0400-\u04ff]/.test(text)) {
        for (const key of slavicKeysOf(text))
          for (const id of likeKey('slavicLatin', key)) addOther(word, id, inLatin(text), 'spelling', NAMES)
      } else if (/^[\u0370-\u03ff]/.test(text)) {
        for (const id of likeKey('greekLatin', greekKeyOf(text))) addOther(word, id, inLatin(text), 'spelling', NAMES)
      } else if (/^[\u0590-\u06ff]/.test(text)) {
        for (const key of semiticKeysOf(text))
          for (const id of likeKey('semiticLatin', key)) addOther(word, id, 1.4, 'spelling', NAMES)
      }
    }
  }

  /** Words with a letter more, less or other: one from four letters on, two from seven on. */
  function addTypos(word: Word): void {
    const { text } = word
    if (text.length < 4 || /\d/.test(text) || isCjk(text)) return
    const most = text.length < 7 ? 1 : 2
    neighbours(nearby(keys, terms, 'terms'), terms, text, most, (id, edits, term) => {
      const first = term.charCodeAt(0) === text.charCodeAt(0) ? 0 : 0.1
      if (edits > 0) addOther(word, id, (edits === 1 ? 1.9 : 3.1) + first, 'typo', FUZZY)
    })
    if (!isAscii(text)) return
    for (const [near, key] of [
      ['slavic', slavicKey(text)],
      ['greek', greekKey(text)],
    ] as const) {
      if (key.length < 4 || text.length < 5) continue
      neighbours(nearby(keys, terms, near), terms, key, key.length < 7 ? 1 : 2, (id, edits) =>
        addOther(word, id, 2.4 + edits, 'typo', NAMES),
      )
    }
  }

  /** Names from which about one letter in three differs. */
  function addNearest(word: Word): void {
    const { text } = word
    if (/\d/.test(text) || isCjk(text) || (isAscii(text) && !/[aeiouy]/.test(text))) return
    const most = text.length < 6 ? 1 : Math.min(3, Math.round(text.length / 3))
    neighbours(nearby(keys, terms, 'terms'), terms, text, most, (id, edits, term) => {
      // Who types more than one letter wrong begins right, and a short word is soon like any other.
      if (edits > 1 && (term.charCodeAt(0) !== text.charCodeAt(0) || edits * 3 > term.length + 1)) return
      addOther(word, id, 1.5 * edits, 'typo', NAMES)
    })
  }

  const read = new Map<string, { word: Word; sounds: boolean; typos: boolean }>()

  return {
    firstFrom,

    /** Another query begins. */
    forget: () => read.clear(),

    /** Begun, whole, or under a nickname; and no more. */
    plain: (text: string): Word => wordOf(text),

    /** The whole word alone; undefined where nobody has it. */
    whole(text: string): Word | undefined {
      const { exact, lo } = wordOf(text)
      return exact === -1 ? undefined : { text, lo, hi: lo + 1, exact, others: new Map(), optional: undefined }
    },

    words,

    /** Also by what is nearest, those that nobody's word begins with; undefined where those are many. */
    nearest(texts: string[]): Word[] | undefined {
      const all = words(texts, { sounds: true, typos: true })
      const unknown = all.filter(({ lo, hi }) => lo === hi)
      if (unknown.length > MAX_UNKNOWN) return undefined
      unknown.forEach(addNearest)
      return all
    },
  }

  function words(texts: string[], { sounds = false, typos = false }: Reading = {}): Word[] {
    return texts.slice(0, MAX_WORDS).map((text) => {
      let known = read.get(text)
      if (!known) {
        known = { word: wordOf(text), sounds: false, typos: false }
        if (text.length > 1) addScripts(known.word)
        read.set(text, known)
      }
      if (sounds && !known.sounds) addSounds(known.word)
      if (typos && !known.typos) addTypos(known.word)
      known.sounds ||= sounds
      known.typos ||= typos
      return known.word
    })
  }
}

const MAX_UNKNOWN = 2
/** Vowels as typing errors have them, not names. */
const HEAPED = /(?!aa|ee|oo|ou|ai|ei)[aeiou]{2}|[aeiou]{3}|[^aeiou]w/

/** More words of a query are not looked at. */
export const MAX_WORDS = 8

function countOf(letters: RegExp, text: string): number {
  return text.match(letters)?.length ?? 0
}

function withoutVowels(latin: string): string {
  return latin.replace(/[aeiou]/g, '')
}
