import type { Dictionary } from '../contacts/dictionary.ts'
import type { Field } from '../contacts/fields.ts'
import type { Pieces } from '../pieces.ts'
import { COST_STEP, SURE } from '../weights.ts'
import type { Way } from './word.ts'

/** A contact that was found, by its number. `field`, `way`: of the most expensive word. `isUnlikely`: one of the words was
 *  probably not meant. */
export type Found = { contact: number; cost: number; field: Field; way: Way; isUnlikely?: boolean }

/** The contacts found so far, each at its lowest cost. */
export type Hits = Map<number, Found>

export function add(hits: Hits, hit: Found): void {
  const known = hits.get(hit.contact)
  if (!known || known.cost > hit.cost) hits.set(hit.contact, hit)
}

export function bestOf(hits: Hits): Found | undefined {
  let best: Found | undefined
  for (const hit of hits.values()) if (!best || hit.cost < best.cost) best = hit
  return best
}

export const leastCost = (hits: Hits): number => bestOf(hits)?.cost ?? Infinity

/** Whether anybody was found by more than their notes and addresses. */
export function hasGood(hits: Hits): boolean {
  for (const { field } of hits.values()) if (field !== 'notes' && field !== 'local' && field !== 'domain') return true
  return false
}

/** Whether the hit is a guess, which is not shown if there is a sure hit. */
export const isGuess = ({ way }: Found) => way === 'sound' || way === 'typo'

/** Whether the contact is among the hits that {@link ranked} returns. */
export function isShown(hits: Hits, contact: number): boolean {
  const hit = hits.get(contact)
  return hit !== undefined && !(isGuess(hit) && leastCost(hits) < SURE)
}

/** There are never more contacts than this. */
const CONTACTS = 2 ** 21

/** The hits, best first, at most `limit`. Equally good hits are sorted by the name shown. If there is a sure hit, hits by sound
 *  and typing error are left out. They are sorted as numbers, because sorting tens of thousands of objects takes too long. */
export function* ranked({ byName, order }: Dictionary, hits: Hits, limit = Infinity): Pieces<Found[]> {
  const rows = new Float64Array(hits.size)
  let size = 0
  for (const { contact, cost } of hits.values()) {
    rows[size++] = Math.round(cost / COST_STEP) * CONTACTS + (order[contact] ?? 0)
    if (size % AT_ONCE === 0) yield
  }
  rows.sort()
  const isSure = (rows[0] ?? 0) < (SURE / COST_STEP) * CONTACTS
  const list: Found[] = []
  for (const row of rows) {
    if (list.length >= limit) break
    const hit = hits.get(byName[row - Math.floor(row / CONTACTS) * CONTACTS] ?? 0)
    if (hit && !(isSure && isGuess(hit)) && list.push(hit) % AT_ONCE === 0) yield
  }
  return list
}

/** How many hits are looked at before other work gets its turn. */
const AT_ONCE = 8_192
