import { expect, it } from 'vitest'
import { keyPart } from '../../src/store/key-part.ts'

it.each(['29:1x_y-z', 'a/b', '19:d441d38c655c47a085215b2726e76927@thread.tacv2;messageid=1767326091220', '='])(
  'of %j is the id, encoded',
  (id) => {
    expect(decodeURIComponent(keyPart(id))).toBe(id)
    expect(keyPart(id)).not.toMatch(/[/=]/)
  },
)

it.each(['a'.repeat(1_000), '\u{1F600}'.repeat(50), '/'.repeat(101)])('of a long id is short: %#', (id) => {
  expect(keyPart(id)).toMatch(/^=[\w-]{43}$/)
})

it('of two long ids is never the same, and a short id cannot equal a long one', () => {
  const long = 'a'.repeat(999)
  expect(keyPart(`${long}b`)).not.toBe(keyPart(`${long}c`))
  expect(keyPart(keyPart(`${long}b`))).not.toBe(keyPart(`${long}b`))
})
