import { rewriting, withoutDoubles } from './letter-rules.ts'

/** How a name in Latin letters sounds, roughly: its consonants by class, and whether it begins with a vowel. Stephen and Steven
 *  have the same sound, and so do Meyer and Maier. It is coarser than English alone would need, because it is used for names of
 *  many languages. */
export function soundOf(word: string): string {
  let key = ''
  for (let at = 0; at < word.length;) {
    const { sound, letters } = heardAt(word, at)
    if (sound !== '' && sound !== key.at(-1)) key += sound
    at += letters
  }
  return key
}

/** A sound and how many letters write it. Silent letters have the sound ''. */
type Heard = { sound: string; letters: number }

const heard = (sound: string, letters = 1): Heard => ({ sound, letters })
const SILENT = heard('')

const VOWELS = 'aeiouy'
const isVowel = (letter: string | undefined) => letter !== undefined && VOWELS.includes(letter)
/** Before these letters, c sounds like s, and g at the beginning of a word sounds like j. */
const isSoft = (letter: string | undefined) => letter === 'e' || letter === 'i' || letter === 'y'

/** Letters that always sound the same. */
const ALWAYS: Record<string, Heard> = {
  b: heard('B'),
  f: heard('F'),
  l: heard('L'),
  m: heard('M'),
  n: heard('N'),
  q: heard('K'),
  r: heard('R'),
  v: heard('F'),
}

/** Letters that only count at the beginning of a word. */
const AT_BEGINNING: Record<string, Heard> = {
  a: heard('A'),
  e: heard('A'),
  h: heard('H'),
  i: heard('A'),
  o: heard('A'),
  u: heard('A'),
  w: heard('F'),
}

/** Letters whose sound depends on the letters around them. */
const BY_NEIGHBOURS: Record<string, (word: string, at: number) => Heard> = {
  c(word, at) {
    const next = word[at + 1]
    // Before a vowel and at the end, ch sounds as in Charlotte and Rich; otherwise as in Christine.
    if (next === 'h') return heard(at + 2 === word.length || isVowel(word[at + 2]) ? 'S' : 'K', 2)
    if (next === 'z') return heard('S', 2)
    if (next === 'k') return heard('K', 2)
    return heard(isSoft(next) ? 'S' : 'K')
  },
  d: dental,
  g(word, at) {
    const next = word[at + 1]
    if (at === 0 && isSoft(next)) return heard('J')
    return next === 'h' && at > 0 ? heard('', 2) : heard('G')
  },
  j: (word, at) => (at > 0 && isVowel(word[at - 1]) ? SILENT : heard('J')),
  k: (word, at) => (at === 0 && word[1] === 'n' ? SILENT : heard('K')),
  p: (word, at) => (word[at + 1] === 'h' ? heard('F', 2) : heard('P')),
  s(word, at) {
    if (word.startsWith('sch', at)) return heard('S', 3)
    return heard('S', word[at + 1] === 'h' || word[at + 1] === 'z' ? 2 : 1)
  },
  t: (word, at) => (word.startsWith('tch', at) ? heard('S', 3) : dental(word, at)),
  x: (_, at) => heard(at === 0 ? 'S' : 'KS'),
  y: (word, at) => (at > 0 ? SILENT : heard(isVowel(word[1]) ? 'J' : 'A')),
  z: (word, at) => heard('S', word[at + 1] === 'h' ? 2 : 1),
}

/** In Johnston the t is silent: it sounds like Johnson. */
const SILENT_T = /^nst[eo]n$/

function dental(word: string, at: number): Heard {
  const next = word[at + 1]
  if (next === 's' || next === 'z') return heard('S', 2)
  return SILENT_T.test(word.slice(at - 2, at + 3)) ? SILENT : heard('T')
}

function heardAt(word: string, at: number): Heard {
  const letter = word[at] ?? ''
  return BY_NEIGHBOURS[letter]?.(word, at) ?? ALWAYS[letter] ?? (at === 0 ? AT_BEGINNING[letter] : undefined) ?? SILENT
}

/** A name in Latin letters in which spellings of the same sound are made equal: Philippe and Filip. */
export function smoothed(word: string): string {
  return withoutDoubles(spelledAlike(word)).replace(/(?<=..)e$/, '')
}

const spelledAlike = rewriting([
  [/^g(?=[eiy])/, 'i', 'g'],
  [/(?!^)x/g, 'ks', 'x'],
  [/([^aeiouy])re$/, '$1er', 're'],
  [/nst(?=[eo]n$)/, 'ns', 'nst'],
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/ck|q/g, 'k'],
  [/c(?=[eiy])/g, 's', 'c'],
  [/ch(?=[^aeiouy]|$)/g, 'k', 'ch'],
  [/c(?!h)/g, 'k', 'c'],
  [/tz|z/g, 's'],
  [/s?sch|sh/g, 's', 'sch|sh'],
  [/([aeiou])h(?![aiou])/g, '$1', 'h'],
  [/^w/, 'v', 'w'],
  [/w/g, 'u'],
  [/[yj]/g, 'i', 'y|j'],
])
