import { setImmediate as laterTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Person } from '../../src/book/people.ts'
import { peopleAmong } from '../../src/commands/editing/list.ts'
import { person } from '../search/contacts.ts'

const latest = Array.from({ length: 1_000 }, (_, n) => ({ id: String(n) }))

/** A copy of an address book that notes whom it is asked for. */
function copy(nameOf: (id: string) => string | undefined, searching: () => void = () => undefined) {
  const asked: string[] = []
  const find = async (id: string): Promise<Person | undefined> => {
    asked.push(id)
    searching()
    const name = nameOf(id)
    return name === undefined ? undefined : { contact: { ...person({ displayName: name }), id: name }, places: [] }
  }
  return { asked, person: find }
}

const namesOf = (people: Person[]) => people.map(({ contact }) => contact.id)

test('of the contacts that were added last, only as many as are shown are looked up', async () => {
  const { asked, ...open } = copy((id) => `P${id}`)
  expect(namesOf(await peopleAmong(latest, open))).toEqual(latest.slice(0, 24).map(({ id }) => `P${id}`))
  expect(asked).toHaveLength(24)
})

test('contacts that the copy does not have yet, and second entries of a person, are skipped for the next ones', async () => {
  const open = copy((id) => (Number(id) % 2 === 0 ? undefined : `P${Math.floor(Number(id) / 4)}`))
  expect(namesOf(await peopleAmong(latest, open))).toEqual(Array.from({ length: 24 }, (_, n) => `P${n}`))
})

test('S62 one question holds up nobody: entries of one person are not looked for without end', async () => {
  const { asked, ...open } = copy(() => 'Alice')
  expect(namesOf(await peopleAmong(latest, open))).toEqual(['Alice'])
  expect(asked.length).toBeLessThan(100)
})

test('S62 one question holds up nobody: others get their turn while entries are looked for', async () => {
  const loop = { turns: 0, isOver: false }
  const turning = (async () => {
    for (; !loop.isOver; loop.turns += 1) await laterTurn()
  })()
  const open = copy(
    () => 'Alice',
    () => {
      const until = performance.now() + 2
      while (performance.now() < until) continue
    },
  )
  await peopleAmong(latest, open)
  loop.isOver = true
  await turning
  expect(loop.turns).toBeGreaterThan(10)
})
