import { expect, test } from 'vitest'
import { allowances } from '../src/allowance.ts'

function at(options: { atOnce: number; perSecond: number; most?: number }) {
  const clock = { ms: 0 }
  return { clock, take: allowances({ ...options, now: () => clock.ms }) }
}

const times = (take: (name: string) => number, count: number, name = 'a') =>
  Array.from({ length: count }, () => take(name)).filter((waitMs) => waitMs === 0).length

test('`atOnce` calls are allowed at once; the next one is told how long to wait', () => {
  const { take } = at({ atOnce: 5, perSecond: 2 })
  expect(times(take, 5)).toBe(5)
  expect(take('a')).toBe(500)
})

test('after that `perSecond` calls are allowed each second, and a call that is too early costs nothing', () => {
  const { clock, take } = at({ atOnce: 5, perSecond: 2 })
  let granted = 0
  for (; clock.ms < 60_000; clock.ms += 50) granted += times(take, 1)
  expect(granted).toBe(5 + 119)
})

test('after a rest the whole allowance is there again, and no more', () => {
  const { clock, take } = at({ atOnce: 5, perSecond: 2 })
  times(take, 9)
  clock.ms += 1_000_000
  expect(times(take, 9)).toBe(5)
})

test('each name has an allowance of its own', () => {
  const { take } = at({ atOnce: 5, perSecond: 2 })
  times(take, 9)
  expect(times(take, 9, 'b')).toBe(5)
})

test('only a limited number of names is remembered, namely the names that were seen last', () => {
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
