import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ownChanges } from '../../src/book/own-changes.ts'
import type { Contact } from '../../src/graph/contact.ts'

const MINUTE = 60_000
const hers = { key: 'megan', mailbox: 'tenant/megan', base: 'https://graph' }
const his = { key: 'alex', mailbox: 'tenant/alex', base: 'https://graph' }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const changes = (mostBytes?: number) =>
  ownChanges({ keptMs: 15 * MINUTE, now: Date.now, ...(mostBytes !== undefined && { mostBytes }) })
const change = (id: string, personalNotes = '') => ({ id, contact: { id, personalNotes } as Contact, at: Date.now() })
const idsOf = (all: { id: string }[]) => all.map(({ id }) => id)

test('a copy gets the changes that were made since it was read, in their order', () => {
  const own = changes()
  own.note(hers, change('before'))
  vi.advanceTimersByTime(1_000)
  const readAt = Date.now()
  own.note(hers, change('one'))
  own.note(his, change('his'))
  own.note(hers, { id: 'one', contact: undefined, at: Date.now() })
  expect(own.since(hers, readAt)).toMatchObject([{ contact: { id: 'one' } }, { contact: undefined }])
  expect(own.since({ ...hers, mailbox: 'tenant/other' }, 0)).toEqual([])
  expect(idsOf(own.since(hers, 0))).toEqual(['one', 'one'])
})

test('everybody’s changes are dropped in time, even if nobody changes or reads anything any more', () => {
  const own = changes()
  own.note(hers, change('hers'))
  vi.advanceTimersByTime(10 * MINUTE)
  own.note(his, change('his'))
  vi.advanceTimersByTime(20 * MINUTE)
  expect([own.since(hers, 0), own.since(his, 0)]).toEqual([[], []])
  expect(vi.getTimerCount()).toBe(0)
})

test('the changes of all people together stay within their limit: the oldest are dropped first', () => {
  const own = changes(100_000)
  for (let n = 0; n < 40; n += 1) own.note(n % 2 ? hers : his, change(`${n}`, 'x'.repeat(5_000)))
  const left = [...own.since(hers, 0), ...own.since(his, 0)]
  expect(left.length).toBeGreaterThan(5)
  expect(left.length).toBeLessThan(20)
  expect(Math.min(...left.map(({ id }) => Number(id)))).toBe(40 - left.length)
})

test('a forgotten person’s changes are gone', () => {
  const own = changes()
  own.note(hers, change('hers'))
  own.note(his, change('his'))
  own.forget(hers.key)
  expect([idsOf(own.since(hers, 0)), idsOf(own.since(his, 0))]).toEqual([[], ['his']])
})
