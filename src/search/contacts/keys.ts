import { nearOf, type Near } from './neighbours.ts'
import { greekKey, greekKeyOf, semiticKeysOf, skeletonOf, slavicKey, slavicKeysOf } from '../languages/romanize.ts'
import { atOnce, type Pieces } from '../slices.ts'
import { soundOf } from '../languages/sound.ts'
import { isAscii, isCjk } from '../languages/text.ts'

const latin = (keyOf: (term: string) => string) => (term: string) => (isAscii(term) ? [keyOf(term)] : [])
const within = (script: RegExp, keysOf: (term: string) => string[]) => (term: string) =>
  script.test(term) ? keysOf(term) : []

/** What names may have in common that are written differently. */
const KEYS = {
  sound: (term: string) => (/^[a-z]/.test(term) && isAscii(term) ? [soundOf(term)] : []),
  slavic: within(/^[\u0400-\u04ff]/, slavicKeysOf),
  slavicLatin: latin(slavicKey),
  greek: within(/^[\u0370-\u03ff]/, (term) => [greekKeyOf(term)]),
  greekLatin: latin(greekKey),
  semitic: within(/^[\u0590-\u06ff]/, semiticKeysOf),
  semiticLatin: latin(skeletonOf),
}
export type Kind = keyof typeof KEYS
const KINDS = Object.keys(KEYS) as Kind[]

type Spelled = 'slavic' | 'greek'

/** With more names than that they are made ahead, soon after everything else; with fewer when first asked for, which takes a
 *  few milliseconds. */
const MANY = 8_000
/** With more names than that nobody can ask before. */
const VERY_MANY = 30_000

/** Terms by their keys. `alike`: of each kind, `hash of the key * TERMS + term`, ascending. `near`: by their letters. `named`: the
 *  terms that have keys; `lettered`: those that are looked up by their letters. */
export type Keys = {
  alike: Partial<Record<Kind, Float64Array>>
  near: Partial<Record<'terms' | Spelled, Near>>
  named: Uint32Array
  lettered: Uint32Array
}

type Terms = { terms: readonly string[]; fieldsOf: Uint16Array }
/** Bits of the fields whose terms have keys, and of those whose terms are looked up by their letters. */
export type Reach = { names: number; fuzzy: number }
/** Terms that were there before. `renamed`: what has become of each, -1 where it is gone; `origin`: the way back. */
export type Before = Terms & { keys: Keys; renamed: Int32Array; origin: Int32Array }

/** No more terms than that. */
const TERMS = 2 ** 21
const PIECE = 1_024

/** Of all terms, or only of those that are new since `before`. What is not made yet is made when it is asked for. */
export function* keysOf({ terms, fieldsOf }: Terms, { names, fuzzy }: Reach, before?: Before): Pieces<Keys> {
  const hasKeys = (id: number) => ((fieldsOf[id] ?? 0) & names) !== 0
  const named: number[] = []
  const fresh: number[] = []
  const lettered: number[] = []
  for (let id = 0; id < terms.length; id++) {
    const origin = before?.origin[id] ?? -1
    const isKnown = origin !== -1 && ((before?.fieldsOf[origin] ?? 0) & names) !== 0
    if (hasKeys(id)) named.push(id)
    if (hasKeys(id) && !isKnown) fresh.push(id)
    if (((fieldsOf[id] ?? 0) & fuzzy) !== 0 && !isCjk(terms[id] ?? '')) lettered.push(id)
    if (id % PIECE === 0) yield
  }
  const keys: Keys = { alike: {}, near: {}, named: Uint32Array.from(named), lettered: Uint32Array.from(lettered) }
  if (before) yield* carryOver(keys, terms, fresh, { ...before, hasKeys })
  if (named.length > VERY_MANY) yield* makeAhead(keys, terms)
  return keys
}

/** What is known of the names from before, and of the new ones what is missing. */
function* carryOver(keys: Keys, terms: readonly string[], fresh: readonly number[], old: Old): Pieces<void> {
  for (const kind of KINDS) {
    if (kind === 'slavic' || kind === 'greek') {
      const known = old.keys.near[kind]
      if (known) keys.near[kind] = yield* nearKeys(kind, terms, fresh, still(known, old))
    } else {
      const known = old.keys.alike[kind]
      if (known) keys.alike[kind] = joined(stillRows(known, old), yield* rowsOf(kind, terms, fresh))
    }
    yield
  }
}

/** Makes what is not there yet, where there are so many names that whoever asks first would hold others up. */
export function* makeAhead(keys: Keys, terms: readonly string[]): Pieces<void> {
  const { near, alike, named, lettered } = keys
  if (named.length <= MANY) return
  near.terms ??= yield* nearTerms(terms, lettered)
  for (const kind of KINDS) {
    if (kind === 'slavic' || kind === 'greek') {
      near[kind] ??= yield* nearKeys(kind, terms, named)
      yield
      alike[kind] ??= spelledRows(near[kind])
    } else alike[kind] ??= yield* rowsOf(kind, terms, named)
    yield
  }
}

type Old = Before & { hasKeys: (id: number) => boolean }

const nearTerms = (terms: readonly string[], ids: ArrayLike<number>) => nearOf(ids, (id) => terms[id] ?? '')

function* nearKeys(
  kind: Spelled,
  terms: readonly string[],
  fresh: ArrayLike<number>,
  { ids, words }: { ids: number[]; words: string[] } = { ids: [], words: [] },
): Pieces<Near> {
  for (let n = 0; n < fresh.length; n++) {
    const id = fresh[n] ?? 0
    for (const key of KEYS[kind](terms[id] ?? '')) {
      ids.push(id)
      words.push(key)
    }
    if (n % PIECE === 0) yield
  }
  return yield* nearOf(ids, (_, n) => words[n] ?? '', true)
}

function* rowsOf(kind: Kind, terms: readonly string[], ids: ArrayLike<number>): Pieces<Float64Array> {
  const rows: number[] = []
  for (let n = 0; n < ids.length; n++) {
    const id = ids[n] ?? 0
    for (const key of KEYS[kind](terms[id] ?? '')) rows.push(hashOf(key) * TERMS + id)
    if (n % PIECE === 0) yield
  }
  return Float64Array.from(rows).sort()
}

function spelledRows({ ids, words = [] }: Near): Float64Array {
  return Float64Array.from(ids, (id, n) => hashOf(words[n] ?? '') * TERMS + id).sort()
}

/** Those words whose terms are still there, under their new numbers. */
function still({ ids, words = [] }: Near, { renamed, hasKeys }: Old) {
  const kept: { ids: number[]; words: string[] } = { ids: [], words: [] }
  ids.forEach((old, n) => {
    const id = renamed[old] ?? -1
    if (id === -1 || !hasKeys(id)) return
    kept.ids.push(id)
    kept.words.push(words[n] ?? '')
  })
  return kept
}

function stillRows(rows: Float64Array, { renamed, hasKeys }: Old): Float64Array {
  const out = new Float64Array(rows.length)
  let size = 0
  for (const row of rows) {
    const old = termOf(row)
    const id = renamed[old] ?? -1
    if (id !== -1 && hasKeys(id)) out[size++] = row - old + id
  }
  return out.subarray(0, size)
}

function joined(rows: Float64Array, more: Float64Array): Float64Array {
  const out = new Float64Array(rows.length + more.length)
  let at = 0
  let next = 0
  for (const row of rows) {
    while (next < more.length && (more[next] ?? 0) < row) out[at++] = more[next++] ?? 0
    out[at++] = row
  }
  out.set(more.subarray(next), at)
  return out
}

const termOf = (row: number) => row - Math.floor(row / TERMS) * TERMS

/** The words that `what` looks up by their letters. */
export function nearby({ near, named, lettered }: Keys, terms: readonly string[], what: keyof Keys['near']): Near {
  return (near[what] ??= atOnce(what === 'terms' ? nearTerms(terms, lettered) : nearKeys(what, terms, named)))
}

/** The terms of which `key` is a key. Of what sounds alike the letters are compared afterwards, so equal hashes are enough. */
export function alike({ alike, named }: Keys, terms: readonly string[], kind: Kind, key: string): number[] {
  const rows = (alike[kind] ??= atOnce(rowsOf(kind, terms, named)))
  const first = hashOf(key) * TERMS
  let lo = 0
  let hi = rows.length
  while (lo < hi) {
    const middle = (lo + hi) >>> 1
    if ((rows[middle] ?? 0) < first) lo = middle + 1
    else hi = middle
  }
  const found: number[] = []
  for (; lo < rows.length && (rows[lo] ?? 0) < first + TERMS; lo++) {
    const id = termOf(rows[lo] ?? 0)
    if (kind === 'sound' || KEYS[kind](terms[id] ?? '').includes(key)) found.push(id)
  }
  return found
}

/** FNV-1a */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
