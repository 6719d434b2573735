import { expect, test } from 'vitest'
import { allowances } from '../src/allowance.ts'

function at(options: { atOnce: number; perSecond: number; most?: number }) {
  const clock = { ms: 0 }
  return { clock, take: allowances({ ...options, now: () => clock.ms }) }
}

const times = (take: (name: string) => number, count: number, name = 'a') =>
  Array.from({ length: count }, () => take(name)).filter((waitMs) => waitMs === 0).length

test('so many at once, and who comes after them is told how long to wait', () => {
  const { take } = at({ atOnce: 5, perSecond: 2 })
  expect(times(take, 5)).toBe(5)
  expect(take('a')).toBe(500)
})

test('from then on so many a second, and asking too early costs nothing', () => {
  const { clock, take } = at({ atOnce: 5, perSecond: 2 })
  let granted = 0
  for (; clock.ms < 60_000; clock.ms += 50) granted += times(take, 1)
  expect(granted).toBe(5 + 119)
})

test('whoever rests has all of it again, and no more', () => {
  const { clock, take } = at({ atOnce: 5, perSecond: 2 })
  times(take, 9)
  clock.ms += 1_000_000
  expect(times(take, 9)).toBe(5)
})

test('nobody spends another’s', () => {
  const { take } = at({ atOnce: 5, perSecond: 2 })
  times(take, 9)
  expect(times(take, 9, 'b')).toBe(5)
})

test('only so many are remembered, and whoever keeps coming is', () => {
  const { take } = at({ atOnce: 5, perSecond: 2, most: 3 })
  times(take, 9)
  times(take, 9, 'b')
  for (const other of ['c', 'd', 'e']) {
    expect(take('a')).toBeGreaterThan(0)
    take(other)
  }
  expect(take('a')).toBeGreaterThan(0)
  expect(times(take, 9, 'b')).toBe(5)
})
