import { STEPS } from '../budget.ts'
import { eachTextWith, type Texts } from '../contacts/texts.ts'
import type { Pieces } from '../pieces.ts'
import { COST, FEW_CHARACTERS } from '../weights.ts'
import { add, type Hits } from './found.ts'

/** Whether a query is one word with an @, a dot before a letter, an underscore or a digit in it. */
export function mayBeAddress(query: string): boolean {
  return /^\s*<?[^\s@]*(?:@|\.[a-z]|_|\d)[^\s@]*>?\s*$/i.test(query)
}

/** Adds the contacts with an address that the query is part of. */
export function* addByAddress(addresses: Texts, query: string, hits: Hits): Pieces<void> {
  const wanted = query
    .trim()
    .toLowerCase()
    .replace(/^[<(]|[>)]$/g, '')
  yield* eachTextWith(addresses, wanted, (address, contact) => {
    const at = address.indexOf(wanted)
    if (at === -1) return 0
    const sign = address.indexOf('@')
    const cost = costOf(address, wanted, at, sign)
    add(hits, {
      contact,
      cost,
      field: at > sign ? 'domain' : 'local',
      way: cost <= COST.addressHalf ? 'exact' : 'beginning',
      isUnlikely: cost === COST.fewInMiddle,
    })
    return STEPS.hit
  })
}

/** `at`: where in the address the wanted text is. `sign`: where the @ is. */
function costOf(address: string, wanted: string, at: number, sign: number): number {
  if (address === wanted) return COST.addressWhole
  const isHost = at > 0 && at + wanted.length === address.length && (wanted.startsWith('@') || at === sign + 1)
  const isLocal = at === 0 && wanted.length === sign
  if (isHost || isLocal) return COST.addressHalf
  if (at === 0 || at === sign + 1) return COST.addressBegun
  return wanted.length <= FEW_CHARACTERS && isInMiddle(address, at, at + wanted.length)
    ? COST.fewInMiddle
    : COST.addressPart
}

/** Whether a word or a number of the text goes on both before `from` and behind `to`. */
function isInMiddle(text: string, from: number, to: number): boolean {
  return IN_WORD.test(text.slice(from - 1, from + 1)) && IN_WORD.test(text.slice(to - 1, to + 1))
}

const IN_WORD = /^[\p{L}\p{N}]{2}$/u
