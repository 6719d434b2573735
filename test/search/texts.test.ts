import { expect, test } from 'vitest'
import { EDGE, eachTextWith, gathering } from '../../src/search/contacts/texts.ts'
import { atOnce } from '../../src/search/pieces.ts'

const gathered = gathering()
for (const [n, text] of ['one', 'two', 'twenty-one'].entries()) gathered.push(text, n)
const texts = gathered.texts()

/** The texts with `part` in them. It also ends if the search would never end. */
function withPart(part: string): string[] {
  const found: string[] = []
  const tell = (text: string) => {
    if (found.push(text) > 100) throw new Error('The same texts are found for ever')
    return 0
  }
  atOnce(eachTextWith(texts, part, tell))
  return found
}

test.each([
  ['one', ['one', 'twenty-one']],
  [`${EDGE}tw`, ['two', 'twenty-one']],
  ['tt', []],
])('the texts with %j are found', (part, found) => expect(withPart(part)).toEqual(found))

test('S62 an empty text is in no text, and is not searched for endlessly', () => expect(withPart('')).toEqual([]))
