import { expect, test } from 'vitest'
import { isTurnMark } from '../../src/channel/redelivery.ts'

const lease = { holder: '0b8f6b3e-5a53-4c8e-8f0e-0a4f3a1b7c11', until: 1_790_000_000_000 }
const marks: object[] = [
  { done: false, lease, v: 2 },
  { done: true, v: 2 },
  { done: false, v: 2 },
]
const more: object[] = [
  { done: false, lease, memory: { said: 'Alice' }, v: 2 },
  { done: true, response: { status: 200, body: 'Alice' }, endedAt: 1, v: 2 },
  { done: false, lease: { ...lease, holder: 'Alice' }, v: 2 },
  { done: false, lease: { ...lease, name: 'Alice' }, v: 2 },
  { done: 'Alice', v: 2 },
  { turn: 'turn/x', asked: 'hash', at: 1, v: 1 },
]
const KEY = 'turn/msteams/a/message/1'
const bytes = (value: object) => Buffer.from(JSON.stringify(value))

test.each(marks)('a turn that is under way or done needs no seal: %j', (mark) => {
  expect(isTurnMark(KEY, bytes(mark))).toBe(true)
  expect(isTurnMark('connection/megan', bytes(mark))).toBe(false)
})

test.each(more)('a record with more data is sealed: %j', (record) => {
  expect(isTurnMark(KEY, bytes(record))).toBe(false)
})
