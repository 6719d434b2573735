import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { propertiesOf } from '../../src/vcard/properties.ts'
import { MOST_CARDS, readVCards } from '../../src/vcard/read.ts'
import { watched } from '../timing.ts'

const MB = 1024 * 1024
const TIMES = 3
const ALICE = 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Alice Archer\r\n'
const END = 'END:VCARD\r\n'
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(MB)])

/** Files that people and attackers send instead of a normal file: a description, the file, and how many contacts it gives. */
const HOSTILE: [what: string, file: () => string | Buffer, contacts: number][] = [
  ['nothing', () => '', 0],
  ['a renamed picture', () => PNG, 0],
  ['a million empty lines', () => `${ALICE}${'\r\n'.repeat(1_000_000)}${END}`, 1],
  ['a million lines that are folded', () => `${ALICE}NOTE:a\r\n${' b\r\n'.repeat(1_000_000)}${END}`, 0],
  ['a million soft line breaks', () => `${ALICE}NOTE;QUOTED-PRINTABLE:=\r\n${'=\r\n'.repeat(1_000_000)}${END}`, 0],
  ['one line of 10 MB', () => `${ALICE}NOTE:${'a'.repeat(10 * MB)}\r\n${END}`, 1],
  ['a photo of 10 MB in one line', () => `${ALICE}PHOTO;ENCODING=b:${'A'.repeat(10 * MB)}\r\n${END}`, 1],
  [
    'a photo of 10 MB in many lines',
    () => `${ALICE}PHOTO;BASE64:\r\n${` ${'A'.repeat(74)}\r\n`.repeat(140_000)}\r\n${END}`,
    1,
  ],
  ['semicolons', () => `${ALICE}N:${';'.repeat(60_000)}\r\nADR:${';'.repeat(60_000)}\r\n${END}`, 1],
  ['commas', () => `${ALICE}CATEGORIES:${','.repeat(60_000)}\r\nN:${','.repeat(60_000)}\r\n${END}`, 1],
  ['900 names of nothing but separators', () => `${ALICE}${`N:${';'.repeat(270)}\r\n`.repeat(900)}${END}`, 1],
  ['900 lists of categories', () => `${ALICE}${`CATEGORIES:${'a,'.repeat(130)}\r\n`.repeat(900)}${END}`, 1],
  ['backslashes', () => `${ALICE}N:${'\\'.repeat(60_000)}\r\nNOTE:${'\\'.repeat(60_001)}\r\n${END}`, 1],
  ['parameters', () => `${ALICE}TEL${';TYPE=x'.repeat(9_000)}:1\r\n${END}`, 1],
  ['quotes that are never closed', () => `${ALICE}TEL${';"x'.repeat(20_000)}:1\r\n${END}`, 1],
  ['vCards in vCards', () => `${ALICE}${'AGENT:\r\nBEGIN:VCARD\r\n'.repeat(200_000)}${END.repeat(200_000)}${END}`, 1],
  ['vCards in vCards without an end', () => `${ALICE}AGENT:\r\n${'BEGIN:VCARD\r\n'.repeat(500_000)}`, 0],
  ['beginnings without an end', () => 'BEGIN:VCARD\r\n'.repeat(500_000), 0],
  ['ends without a beginning', () => END.repeat(500_000), 0],
  ['a hundred thousand properties', () => `${ALICE}${'X-A:1\r\n'.repeat(100_000)}${END}`, 0],
  ['charsets', () => `${ALICE}${Array.from({ length: 900 }, (_, n) => `X;CHARSET=c${n}:ë\r\n`).join('')}${END}`, 1],
  ['a BOM of UTF-16 before random bytes', () => Buffer.concat([Buffer.from([0xff, 0xfe]), randomBytes(MB)]), 0],
  ['tags as notes', () => `${ALICE}NOTE:${'<b>'.repeat(20_000)}\r\n${END}`, 1],
  [
    'pages that are nearly addresses',
    () => `${ALICE}${`URL:${'a.'.repeat(14_900)} x\r\n`.repeat(8)}${END}`.repeat(20),
    20,
  ],
  ['web addresses of dots', () => `${ALICE}${`URL:${'.'.repeat(29_900)} x\r\n`.repeat(8)}${END}`.repeat(20), 20],
  ['a hundred thousand vCards', () => `${ALICE}${END}`.repeat(100_000), MOST_CARDS],
]

test.each(HOSTILE)('%s is read without harm', async (_, file, contacts) => {
  const bytes = Buffer.from(file() as string)
  let heldMs = Infinity
  // On a busy machine, garbage collection may delay one of several readings. A fault would delay all of them.
  for (let times = 0; times < TIMES && heldMs >= 50; times += 1) {
    const read = await watched(() => readVCards(bytes))
    expect(read.made.contacts).toHaveLength(contacts)
    heldMs = Math.min(heldMs, read.heldMs)
  }
  expect(heldMs).toBeLessThan(50)
})

test('other work gets its turn between the lines of one vCard', async () => {
  const lines = Array.from({ length: 900 }, () => ({ name: 'N', params: [], value: ';'.repeat(270) }))
  let turns = 0
  const properties = await propertiesOf(lines, { isOver: () => true, next: async () => void (turns += 1) })
  expect([properties.length, turns]).toEqual([900, 900])
})

test('S77 vCards with a script and links: a script in a name is not run, and no property reaches a prototype', async () => {
  const lines = ['__proto__:1', 'constructor:1', 'X;__proto__=1:1', 'NOTE:<script>alert(1)</script><b>Tea</b>']
  const { contacts } = await readVCards(Buffer.from(`${ALICE}${lines.join('\r\n')}\r\n${END}`))
  expect(contacts).toMatchObject([{ displayName: 'Alice Archer' }])
  expect(({} as Record<string, unknown>)['1']).toBeUndefined()
})
