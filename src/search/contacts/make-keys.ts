import { type Script, SCRIPTS_WITH_VOWELS } from '../languages/scripts.ts'
import { isCjk } from '../languages/text.ts'
import { type Pieces, sortedNumbers } from '../pieces.ts'
import { NAMES, WITH_TYPOS } from './fields.ts'
import { joinedRows, renamedRows, rowOf } from './key-rows.ts'
import { isHidden } from './terms.ts'
import { type Keys, type Kind, KINDS, nearKeys, nearTerms, rowsOf } from './keys.ts'
import type { Near } from './neighbours.ts'

/** With more names than this, the keys are made before the first search. */
const VERY_MANY = 30_000
/** How many terms are looked at before other work gets its turn. */
const STEP = 1_024

type Terms = { terms: readonly string[]; fieldsOf: Uint16Array }
/** The terms of an earlier dictionary. `renamed`: the new number of each, -1 if it is gone. `origin`: the old number of each new
 *  term, -1 if it is new. */
export type Before = Terms & { keys: Keys; renamed: Int32Array; origin: Int32Array }

/** The keys of all terms. Keys that an earlier dictionary already has are not made again. */
export function* keysOf({ terms, fieldsOf }: Terms, before?: Before): Pieces<Keys> {
  const hasKeys = (id: number) => ((fieldsOf[id] ?? 0) & NAMES) !== 0 && !isHidden(terms[id] ?? '')
  const hasLetters = (id: number) => {
    const term = terms[id] ?? ''
    return ((fieldsOf[id] ?? 0) & WITH_TYPOS) !== 0 && !isHidden(term) && !isCjk(term)
  }
  const named: number[] = []
  const fresh: number[] = []
  const lettered: number[] = []
  for (let id = 0; id < terms.length; id++) {
    if (hasKeys(id)) named.push(id)
    if (hasKeys(id) && !hadKeys(id, before)) fresh.push(id)
    if (hasLetters(id)) lettered.push(id)
    if (id % STEP === 0) yield
  }
  const keys: Keys = { alike: {}, near: {}, named: Uint32Array.from(named), lettered: Uint32Array.from(lettered) }
  if (before) yield* carryOver(keys, before, terms, fresh, hasKeys)
  if (named.length > VERY_MANY) yield* makeAhead({ keys, terms })
  return keys
}

function hadKeys(id: number, before: Before | undefined): boolean {
  const origin = before?.origin[id] ?? -1
  return origin !== -1 && ((before?.fieldsOf[origin] ?? 0) & NAMES) !== 0
}

const isScriptWithVowels = (kind: Kind): kind is Script => SCRIPTS_WITH_VOWELS.some((script) => script === kind)

/** Makes the missing keys. Otherwise the first search that needs them would make them all at once. */
export function* makeAhead({ keys, terms }: { keys: Keys; terms: readonly string[] }): Pieces<void> {
  const { near, alike, named, lettered } = keys
  near.terms ??= yield* nearTerms(terms, lettered)
  for (const kind of KINDS) {
    if (isScriptWithVowels(kind)) {
      near[kind] ??= yield* nearKeys(kind, terms, named)
      yield
      alike[kind] ??= yield* rowsFrom(near[kind])
    } else alike[kind] ??= yield* rowsOf(kind, terms, named)
    yield
  }
}

function* rowsFrom({ ids, words = [] }: Near): Pieces<Float64Array> {
  const rows: number[] = []
  for (const [n, id] of ids.entries()) {
    rows.push(rowOf(words[n] ?? '', id))
    if (n % STEP === 0) yield
  }
  return yield* sortedNumbers(rows)
}

/** Reuses the keys of terms that are still there, and makes the keys of the `fresh` terms. */
function* carryOver(
  keys: Keys,
  before: Before,
  terms: readonly string[],
  fresh: readonly number[],
  hasKeys: (id: number) => boolean,
): Pieces<void> {
  const renamed = (old: number) => {
    const id = before.renamed[old] ?? -1
    return id !== -1 && hasKeys(id) ? id : -1
  }
  for (const kind of KINDS) {
    if (isScriptWithVowels(kind)) {
      const known = before.keys.near[kind]
      if (known) keys.near[kind] = yield* nearKeys(kind, terms, fresh, stillThere(known, renamed))
    } else {
      const known = before.keys.alike[kind]
      if (known) keys.alike[kind] = joinedRows(renamedRows(known, renamed), yield* rowsOf(kind, terms, fresh))
    }
    yield
  }
}

/** The words whose terms are still there, with the new numbers of those terms. */
function stillThere({ ids, words = [] }: Near, renamed: (old: number) => number): { ids: number[]; words: string[] } {
  const kept: { ids: number[]; words: string[] } = { ids: [], words: [] }
  ids.forEach((old, n) => {
    const id = renamed(old)
    if (id === -1) return
    kept.ids.push(id)
    kept.words.push(words[n] ?? '')
  })
  return kept
}
