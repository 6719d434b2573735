import { describe, expect } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { bookOf, CASES, faultsOf, peopleIn, plainly, seenIn } from './cases.ts'
import { test } from './talk.ts'

describe.concurrent('a case from the bug log', () => {
  test.for(CASES.map((one) => [one.id, one.why, one] as const))('%s: %s', async ([, , one], { open }) => {
    const { graph: does, first = [], say, expect: wanted } = one
    const { ask, faults, graph, world } = await open({}, { oddPages: false, mostPerPage: does?.pageSize })
    graph.setBook(megan.oid, bookOf(one))
    const begin = () => faultsOf(one, world.emulator.origin).forEach(faults.add)
    if (!does?.afterFirst) begin()
    for (const text of first) await ask(text)
    if (does?.afterFirst) {
      // The copy from before is too old for an answer.
      world.age(61_000)
      begin()
    }
    for (const text of say) {
      const answer = await ask(text)
      const seen = seenIn(answer)
      for (const part of wanted.contains ?? []) expect(seen).toContain(plainly(part))
      for (const part of wanted.lacks ?? []) expect(seen).not.toContain(plainly(part))
      expect(peopleIn(answer)).toBe(wanted.cards ?? peopleIn(answer))
    }
  })
})
