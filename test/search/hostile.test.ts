import { describe, expect, test } from 'vitest'
import type { Contact } from '../../src/graph/contact.ts'
import { asking } from '../../src/search/asking.ts'
import { budget } from '../../src/search/budget.ts'
import { dictionaryOf } from '../../src/search/contacts/dictionary.ts'
import { atOnce, type Pieces } from '../../src/search/slices.ts'
import { person } from './contacts.ts'

/** What work amounts to. `piece`: the steps of the longest piece. */
type Amount = { steps: number; piece: number; ms: number; pieceMs: number }

/** Does the work, and counts it. */
function counted<Made>(pieces: Pieces<Made>): Amount & { made: Made } {
  const amount: Amount = { steps: 0, piece: 0, ms: 0, pieceMs: 0 }
  for (;;) {
    const begun = performance.now()
    const { done, value } = pieces.next()
    const ms = performance.now() - begun
    amount.ms += ms
    amount.pieceMs = Math.max(amount.pieceMs, ms)
    if (done) return { ...amount, made: value }
    amount.steps += value ?? 0
    amount.piece = Math.max(amount.piece, value ?? 0)
  }
}

const people = (size: number, fields: (n: number) => Parameters<typeof person>[0]) =>
  Array.from({ length: size }, (_, n) => person(fields(n)))
const askingIn = (contacts: readonly Contact[]) => asking(atOnce(dictionaryOf(contacts)))
const stepsOf = (pieces: Pieces<unknown>) => counted(pieces).steps

/** Each has 250 words that begin with every letter. */
const wordy = (size: number) =>
  people(size, (n) => {
    const words = Array.from({ length: 160 }, (_, w) => `${'abcdefghijklmnos'[w % 16]}${w}${n % 7}`)
    return { displayName: words.slice(0, 80).join(' '), personalNotes: words.slice(80).join(' ') }
  })

describe('S62 one question holds up nobody', () => {
  test('repeated words of a query count once', () => {
    const { search } = askingIn(wordy(20))
    const once = counted(search("'s a", Infinity, budget()))
    const often = counted(search("'s a ".repeat(50), Infinity, budget()))
    expect(once.steps).toBeGreaterThan(1_000)
    expect(often.steps).toBe(once.steps)
    expect(often.made).toEqual(once.made)
  })

  test('eight words of a query count', () => {
    const { search } = askingIn(wordy(20))
    const words = Array.from('abcdefghijklmnos', (letter) => `${letter}1`)
    const eight = stepsOf(search(words.slice(0, 8).join(' '), Infinity, budget()))
    expect(eight).toBeGreaterThan(1_000)
    expect(stepsOf(search(words.join(' '), Infinity, budget()))).toBe(eight)
  })

  test('a suggestion costs little where every name finds somebody else', () => {
    const names = people(3_000, (n) => ({
      displayName: `5550${n} fetherston`,
      homePhones: [`4255550${n}`, `2065550${n}`],
    }))
    const steps = stepsOf(askingIn(names).suggest('fethrestnoe', 3, budget()))
    expect(steps).toBeGreaterThan(20_000)
    expect(steps).toBeLessThan(4_000_000)
  })
})
