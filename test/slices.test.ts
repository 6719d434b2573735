import { expect, it } from 'vitest'
import { random } from '../emulator/address-books/random.ts'
import { sortedInSlices } from '../src/slices.ts'
import { comparing } from '../src/text/format.ts'

it.each([0, 1, 399, 400, 401, 5_000])(
  '%i items are sorted as by toSorted, equal ones in their order',
  async (count) => {
    const dice = random(count)
    const items = Array.from({ length: count }, (_, n) => ({ key: dice.below(50), n }))
    const byKey = (one: { key: number }, other: { key: number }) => one.key - other.key
    expect(await sortedInSlices(items, byKey)).toEqual(items.toSorted(byKey))
  },
)

it.each<[string | undefined, string[]]>([
  ['sv-SE', ['Anna', 'Zoe', 'Åke', 'Östen']],
  ['de', ['Åke', 'Anna', 'Östen', 'Zoe']],
  ['no such tag', ['Åke', 'Anna', 'Östen', 'Zoe']],
  [undefined, ['Åke', 'Anna', 'Östen', 'Zoe']],
])('names are in the order of the language %s', async (locale, names) => {
  expect(await sortedInSlices(names.toReversed(), comparing(locale))).toEqual(names)
})
