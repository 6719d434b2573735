import { type Script, SCRIPT_NAMES, SCRIPTS } from '../languages/scripts.ts'
import { soundOf } from '../languages/sound.ts'
import { isAscii } from '../languages/text.ts'
import { atOnce, type Pieces, sortedNumbers } from '../pieces.ts'
import { rowOf, termsAt } from './key-rows.ts'
import { type Near, nearOf } from './neighbours.ts'

/** The kinds of keys that different spellings of a name can share: their sound, or their key in a script. `slavic` are the keys
 *  of Cyrillic terms, `slavicLatin` those of Latin terms, which are compared with Cyrillic words. */
export type Kind = 'sound' | Script | `${Script}Latin`

/** The terms by their keys. Parts that are missing are made when they are first needed.
 *  `alike`: for each kind, the rows of key-rows.ts. `near`: words by their letters, for typing errors.
 *  `named`: the terms that have keys. `lettered`: the terms that are looked up by their letters. */
export type Keys = {
  alike: Partial<Record<Kind, Float64Array>>
  near: Partial<Record<'terms' | Script, Near>>
  named: Uint32Array
  lettered: Uint32Array
}

/** How many terms are looked at before other work gets its turn. */
const STEP = 1_024

const KEYS: Partial<Record<Kind, (term: string) => string[]>> = {
  sound: (term) => (/^[a-z]/.test(term) && isAscii(term) ? [soundOf(term)] : []),
}
for (const name of SCRIPT_NAMES) {
  const { letters, keysOf, latinKeyOf } = SCRIPTS[name]
  KEYS[name] = (term) => (letters.test(term) ? keysOf(term) : [])
  KEYS[`${name}Latin`] = (term) => (isAscii(term) ? [latinKeyOf(term)] : [])
}
export const KINDS = Object.keys(KEYS) as Kind[]

const keysOfTerm = (kind: Kind, term: string): string[] => KEYS[kind]?.(term) ?? []

/** If more terms share a key, the rest is ignored. Among 50,000 people, a few hundred terms share one. */
const MOST_ALIKE = 1_000

/** The terms that may have the key `key`; only hashes are compared, see {@link hasKey}. An empty key stands for no name, so no
 *  term has it. */
export function alike(keys: Keys, terms: readonly string[], kind: Kind, key: string): number[] {
  return key === '' ? [] : termsAt(madeRows(keys, terms, kind), key, MOST_ALIKE)
}

/** Whether any term has a key of this kind. Most address books have no names in most scripts. */
export function hasKeys(keys: Keys, terms: readonly string[], kind: Kind): boolean {
  return madeRows(keys, terms, kind).length > 0
}

function madeRows({ alike, named }: Keys, terms: readonly string[], kind: Kind): Float64Array {
  return (alike[kind] ??= atOnce(rowsOf(kind, terms, named)))
}

const MOST_REMEMBERED = 4_096
const remembered = new Map<string, string[]>()

/** Whether a term that was found by the hash of `key` has that key. The keys of such terms are remembered, because some of them take long to
 *  make and the same few names are found again and again. */
export function hasKey(kind: Kind, term = '', key: string): boolean {
  const of = `${kind} ${term}`
  let keys = remembered.get(of)
  if (!keys) {
    keys = keysOfTerm(kind, term)
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(of, keys)
  }
  return keys.includes(key)
}

/** The words to look up by their letters: the terms themselves, or their keys in a script. */
export function nearby({ near, named, lettered }: Keys, terms: readonly string[], what: keyof Keys['near']): Near {
  return (near[what] ??= atOnce(what === 'terms' ? nearTerms(terms, lettered) : nearKeys(what, terms, named)))
}

export function* rowsOf(kind: Kind, terms: readonly string[], ids: ArrayLike<number>): Pieces<Float64Array> {
  const rows: number[] = []
  for (let n = 0; n < ids.length; n++) {
    const id = ids[n] ?? 0
    for (const key of keysOfTerm(kind, terms[id] ?? '')) if (key !== '') rows.push(rowOf(key, id))
    if (n % STEP === 0) yield
  }
  return yield* sortedNumbers(rows)
}

export function nearTerms(terms: readonly string[], ids: ArrayLike<number>): Pieces<Near> {
  return nearOf(ids, (id) => terms[id] ?? '')
}

/** `known`: keys that already exist, with their terms. */
export function* nearKeys(
  script: Script,
  terms: readonly string[],
  more: ArrayLike<number>,
  known: { ids: number[]; words: string[] } = { ids: [], words: [] },
): Pieces<Near> {
  const { ids, words } = known
  for (let n = 0; n < more.length; n++) {
    const id = more[n] ?? 0
    for (const key of keysOfTerm(script, terms[id] ?? '')) {
      if (key === '') continue
      ids.push(id)
      words.push(key)
    }
    if (n % STEP === 0) yield
  }
  return yield* nearOf(ids, (_, n) => words[n] ?? '', true)
}
