// Contacts that somebody made to take as much memory as they can. The same seed always gives the same ones.
import { random, type Random } from '../../emulator/address-books/random.ts'
import { somebody } from '../../emulator/address-books/person.ts'
import { type Details, nobody } from '../../emulator/address-books/contact.ts'

/** The kinds of heavy contacts. */
export const KINDS = [
  'usual',
  'long notes',
  'long names',
  'Cyrillic names',
  'Chinese names',
  'many addresses',
  'everything',
] as const
export type Kind = (typeof KINDS)[number]

const LATIN = Array.from('abcdefghijklmnopqrstuvwxyz')
const CYRILLIC = Array.from('абвгдежзийклмнопрстуфхцчшщыэюя')
const CHINESE = Array.from({ length: 2_000 }, (_, n) => String.fromCodePoint(0x4e00 + n))

/** `count` words of `length` letters. */
function words(dice: Random, letters: readonly string[], count: number, length: number): string {
  const word = () => Array.from({ length }, () => dice.pick(letters)).join('')
  return Array.from({ length: count }, word).join(' ')
}

/** One contact of a kind. @param notes the text of long notes, which may be the same for all */
export function heavy(kind: Kind, dice: Random, notes: string): Partial<Details> {
  const name = (letters = LATIN) => words(dice, letters, 2, 7)
  switch (kind) {
    case 'usual':
      return somebody(dice)
    case 'long notes':
      return { displayName: name(), personalNotes: notes }
    case 'long names':
      return namedBy(() => words(dice, LATIN, 30, 39))
    case 'Cyrillic names':
      return namedBy(() => words(dice, CYRILLIC, 120, 6))
    case 'Chinese names':
      return namedBy(() => words(dice, CHINESE, 1, 1_000))
    case 'many addresses':
      return {
        displayName: name(),
        emailAddresses: Array.from({ length: 300 }, () => ({
          name: name(),
          address: `${words(dice, LATIN, 1, 30)}@x.example`,
        })),
        categories: Array.from({ length: 300 }, () => words(dice, LATIN, 1, 200)),
        businessPhones: Array.from({ length: 300 }, () => String(dice.below(1_000_000_000))),
        imAddresses: Array.from({ length: 300 }, () => words(dice, LATIN, 1, 30)),
      }
    case 'everything':
      return everything(dice, notes)
  }
}

function namedBy(text: () => string): Partial<Details> {
  return { displayName: text(), givenName: text(), surname: text(), middleName: text(), companyName: text() }
}

/** A very long text in every member. */
function everything(dice: Random, notes: string): Partial<Details> {
  const text = () => words(dice, dice.pick([LATIN, CYRILLIC]), 60, 12)
  const members = Object.entries(nobody()).map(([member, empty]): [string, unknown] => {
    if (member === 'emailAddresses') return [member, [{ name: text(), address: text() }]]
    if (member === 'birthday') return [member, null]
    if (Array.isArray(empty)) return [member, [text(), text()]]
    if (typeof empty === 'object' && empty !== null) return [member, { street: text(), city: text() }]
    return [member, text()]
  })
  return { ...(Object.fromEntries(members) as Details), personalNotes: notes }
}

/** How many contacts are different: it takes long to make them. */
const DIFFERENT = 150

/** Heavy contacts, all of one kind, or each of a random kind. */
export function heavyContacts(count: number, seed: number, kind?: Kind): Partial<Details>[] {
  const dice = random(seed)
  // Ten different notes of 100 KB, which the contacts share, so that the emulator does not keep one for each contact.
  const notes = Array.from({ length: 10 }, () => words(dice, LATIN, 12_500, 7))
  const different = Array.from({ length: Math.min(count, DIFFERENT) }, () =>
    heavy(kind ?? dice.pick(KINDS), dice, dice.pick(notes)),
  )
  return Array.from({ length: count }, (_, n) => different[n % DIFFERENT] ?? {})
}
