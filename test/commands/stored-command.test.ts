import { expect, test } from 'vitest'
import type { Command } from '../../src/commands/command.ts'
import { storedCommand } from '../../src/commands/stored-command.ts'

test.each<Command>([
  { type: 'find', query: 'Alice', offset: 0 },
  { type: 'find', query: 'Alice', offset: 8, list: true },
  { type: 'show', contactId: 'AAMk=', back: { query: 'Alice', offset: 8 } },
  { type: 'status' },
])('a question is the same after it was kept: %j', (command) => {
  expect(storedCommand(JSON.parse(JSON.stringify(command)))).toEqual(command)
})

test('a contact that was not opened from a list is stored without one', () => {
  expect(storedCommand({ type: 'show', contactId: 'AAMk=' })).toEqual({ type: 'show', contactId: 'AAMk=' })
})

test.each<unknown>([
  undefined,
  null,
  '',
  'find',
  7,
  [],
  {},
  { type: 'dance' },
  { type: null },
  { type: ['find'], query: 'x', offset: 0 },
  { type: 'constructor' },
  { type: '__proto__' },
  { type: 'find' },
  { type: 'find', query: 7 },
  { type: 'show' },
  { type: 'show', contactId: '\uD800', back: 'x' },
  { type: 'show', contactId: '', back: null },
  { type: 'leave' },
  { type: 'code', code: '123456' },
])('%j is no question', (value) => {
  expect(storedCommand(value)).toBeUndefined()
})
