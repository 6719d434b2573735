/** A generator that gives the same numbers for the same seed. */
export type Random = {
  /** A number from 0 up to but not including 1. */
  next(): number
  /** True in `share` of the cases. */
  chance(share: number): boolean
  below(limit: number): number
  pick<T>(from: readonly T[]): T
  digits(count: number): string
  /** Characters that Exchange uses in ids. */
  letters(count: number): string
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Mulberry32, public domain, by Tommy Ettinger. */
export function random(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick<T>(from: readonly T[]): T {
      const picked = from[below(from.length)]
      if (picked === undefined) throw new Error('There is nothing to pick from.')
      return picked
    },
    digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
    letters(count) {
      // Most of a book's random numbers are for ids, so this makes no array.
      let text = ''
      for (let at = 0; at < count; at += 1) text += ALPHABET[below(64)]
      return text
    },
  }
}
