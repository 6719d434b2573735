import { type Dictionary, type Field, FIELDS } from '../contacts/dictionary.ts'
import { MAX_WORDS, type Way, type Word } from './words.ts'

/** One contact that was found. `cost`: the less the better; 0 where every word is a whole word of the name. `field`, `way`:
 *  of the word that was hardest to find. */
export type Found = { contact: number; cost: number; field: Field; way: Way }

/** What it costs that a word stands in another place than the name. */
const COST: Record<Field, number> = {
  name: 0,
  nickname: 0.15,
  local: 0.35,
  title: 0.5,
  company: 0.6,
  domain: 0.7,
  role: 1.15,
  city: 1.15,
  ending: 2.5,
  notes: 6,
  phone: 0,
}
const FIELD_COST = FIELDS.map((field) => COST[field])
const MAX_SLOTS = 4096
/** Costs are in such steps, so that equals are equal whichever way they were added up. */
export const COST_STEP = 1 / 1024
/** Every field's bit. */
export const ANYWHERE = (1 << FIELDS.length) - 1

/** Finds the contacts in which all of a query's words stand. */
export function matcher({ terms, starts, holders, begins, owned, places, nameLengths, contacts }: Dictionary) {
  const stamps = new Int32Array(contacts.length)
  let stamp = 0

  function holdersOf(word: Word): number {
    let count = (starts[word.hi] ?? 0) - (starts[word.lo] ?? 0)
    for (const id of word.others.keys()) count += (starts[id + 1] ?? 0) - (starts[id] ?? 0)
    return count
  }

  /** Every contact in which each of the words is found, each in a word of its own. */
  function match(words: Word[], surcharge: number, into: Map<number, Found>, only = ANYWHERE): void {
    allowed = only
    let driver: Word | undefined
    let fewest = Infinity
    for (const word of words) {
      if (word.optional !== undefined) continue
      const count = holdersOf(word)
      if (count < fewest) {
        fewest = count
        driver = word
      }
    }
    if (!driver) {
      // Words that are only ever said along with others: then they are what is meant.
      if (words.length === 0) return
      return match(
        words.map((word) => ({ ...word, optional: undefined })),
        surcharge,
        into,
        only,
      )
    }
    stamp += 1
    visit(starts[driver.lo] ?? 0, starts[driver.hi] ?? 0)
    for (const id of driver.others.keys()) visit(starts[id] ?? 0, starts[id + 1] ?? 0)

    function visit(from: number, to: number): void {
      for (let n = from; n < to; n++) {
        const contact = holders[n] ?? 0
        if (stamps[contact] === stamp) continue
        stamps[contact] = stamp
        if (!hasAll(words, contact)) continue
        const cost = costOf(words, contact)
        if (cost === Infinity) continue
        const total = Math.round((cost + surcharge) / COST_STEP) * COST_STEP
        const known = into.get(contact)
        if (!known || known.cost > total) {
          into.set(contact, {
            contact,
            cost: total,
            field: FIELDS[worstField] ?? 'name',
            way: worstWay,
          })
        }
      }
    }
  }

  let allowed = ANYWHERE
  let worstField = 0
  let worstWay: Way = 'exact'
  const done = new Uint8Array(MAX_WORDS)
  const taken = new Int32Array(MAX_SLOTS)
  let turn = 0

  /** Whether each of the words that must be found stands in a contact somewhere: most contacts that are looked at have one
   *  only, and to see that takes a fraction of the time. */
  function hasAll(words: Word[], contact: number): boolean {
    const n = words.length
    if (n === 1) return true
    let missing = 0
    for (let w = 0; w < n; w++) if (words[w]?.optional === undefined) missing |= 1 << w
    const to = begins[contact + 1] ?? 0
    for (let at = begins[contact] ?? 0; at < to && missing !== 0; at++) {
      const id = owned[at] ?? 0
      for (let w = 0; w < n; w++) {
        if ((missing & (1 << w)) === 0) continue
        const { lo, hi, others } = words[w] as Word
        if ((id >= lo && id < hi) || (others.size > 0 && others.has(id))) missing &= ~(1 << w)
      }
    }
    return missing === 0
  }

  /** What it costs to find all the words in a contact, each in a slot of its own: whole words choose first. */
  function costOf(words: Word[], contact: number): number {
    const cost = costIn(words, contact, false)
    // One word of a contact may stand for two of the query, if need be: `alice ali`.
    return cost === Infinity && words.length > 1 ? costIn(words, contact, true) : cost
  }

  function costIn(words: Word[], contact: number, isShared: boolean): number {
    const from = begins[contact] ?? 0
    const to = begins[contact + 1] ?? 0
    const n = words.length
    let total = isShared ? 1 : 0
    let worst = -1
    let inName = 0
    let lastSlot = -1
    let isTurned = false
    let farthest = 0
    worstField = 0
    worstWay = 'exact'
    turn += 1
    done.fill(0)
    for (let pass = n > 1 ? 0 : 1; pass < 2; pass++) {
      for (let w = 0; w < n; w++) {
        if (done[w] === 1) continue
        const word = words[w] as Word
        if (pass === 0 && word.exact === -1) continue
        let best = Infinity
        let bestSlot = 0
        let bestField = 0
        let bestKind = 0
        let bestWay: Way = 'exact'
        for (let at = from; at < to; at++) {
          const id = owned[at] ?? 0
          const isBeginning = id >= word.lo && id < word.hi
          if (pass === 0 ? id !== word.exact : !isBeginning && word.others.size === 0) continue
          const place = places[at] ?? 0
          if (!isShared && taken[place >> 4] === turn) continue
          const field = place & 15
          if ((allowed & (1 << field)) === 0) continue
          let cost = Infinity
          let way: Way = 'exact'
          if (id === word.exact) cost = word.text.length === 1 ? 1 : 0
          else {
            if (isBeginning) {
              cost = 1 + Math.min(10, (terms[id] ?? '').length - word.text.length) / 50
              way = 'beginning'
            }
            const other = word.others.size === 0 ? undefined : word.others.get(id)
            if (other && other.cost < cost && (other.fields & (1 << field)) !== 0) {
              cost = other.cost
              way = other.way
            }
          }
          const kind = cost
          cost += FIELD_COST[field] ?? 1
          if (cost >= best) continue
          best = cost
          bestKind = kind
          bestSlot = place >> 4
          bestField = field
          bestWay = way
        }
        if (best === Infinity) {
          if (pass === 0) continue
          if (word.optional === undefined) return Infinity
          total += word.optional
          continue
        }
        done[w] = 1
        taken[bestSlot] = turn
        const inField = FIELD_COST[bestField] ?? 1
        total += bestKind + inField / 10
        if (bestField === 0) inName += 1
        if (bestSlot < lastSlot) isTurned = true
        lastSlot = bestSlot
        if (inField > farthest) farthest = inField
        if (best > worst) {
          worst = best
          worstField = bestField
          worstWay = bestWay
        }
      }
    }
    return total + farthest + ((nameLengths[contact] ?? 0) - inName) / 100 + (isTurned ? 0.005 : 0)
  }

  return match
}
