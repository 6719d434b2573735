import type { Contact } from '../graph/contact.ts'
import { type AddressBook, type Chunk, chunksIn } from './address-book.ts'
import { slices } from '../slices.ts'

// Bytes on the heap of V8 13 (Node 24) on 64 bits, measured by test/book/heap-size.test.ts.
const CONTACT = 400
const OBJECT = 56
const MEMBER = 8
const TEXT = 24
/** A word in the index: one of a name with its keys, one of another text, and one more contact that has it. */
const NAME_WORD = 300
const WORD = 60
const WORD_AGAIN = 20
const LETTERS = 6
/** If a contact has more words, only the first ones are in the index. Longer words are cut. */
const MOST_WORDS = 255
const MOST_IN_WORD = 40

/** `known`: the words of a chunk so far. `left`: how many more of a contact are in the index. */
type Words = { known: Set<string>; left: number }

const weights = new WeakMap<Chunk, number>()

/** An estimate of the bytes that a chunk takes with its part of the index: rather too high than too low. */
export function weightOf(chunk: Chunk): number {
  let weight = weights.get(chunk)
  if (weight === undefined) {
    const words: Words = { known: new Set(), left: 0 }
    weight = chunk.reduce((sum, contact) => sum + weightOfContact(contact, words), 0)
    weights.set(chunk, weight)
  }
  return weight
}

/** The weight of a book. Other work gets its turn between chunks that are weighed for the first time. */
export async function weighed(book: AddressBook): Promise<number> {
  const slice = slices()
  let sum = 0
  for (const chunk of chunksIn(book)) {
    sum += weightOf(chunk)
    if (slice.isOver()) await slice.next()
  }
  return sum
}

function weightOfContact(contact: Contact, words: Words): number {
  words.left = MOST_WORDS
  // The ids are not searched.
  const { id, parentFolderId = '', ...searched } = contact
  return Object.entries(searched).reduce(
    (sum, [name, value]) => sum + MEMBER + weightOfValue(value, /name|fileAs/i.test(name), words),
    CONTACT + id.length + parentFolderId.length,
  )
}

function weightOfValue(value: unknown, isName: boolean, words: Words): number {
  if (typeof value === 'string') return weightOfText(value, isName, words)
  if (typeof value !== 'object' || value === null) return 0
  const values: unknown[] = Object.values(value)
  return values.reduce<number>((sum, one) => sum + MEMBER + weightOfValue(one, isName, words), OBJECT)
}

function weightOfText(text: string, isName: boolean, words: Words): number {
  // oxlint-disable-next-line no-control-regex -- a text with any other character takes two bytes for each
  const isLatin1 = /^[\u0000-\u00FF]*$/.test(text)
  let weight = TEXT + text.length * (isLatin1 ? 1 : 2)
  for (const word of text.split(/[^\p{L}\p{N}\p{M}]+/u)) {
    if (word !== '' && words.left > 0) weight += weightOfWord(word.slice(0, MOST_IN_WORD), isName, isLatin1, words)
  }
  return weight
}

function weightOfWord(word: string, isName: boolean, isLatin1: boolean, words: Words): number {
  words.left -= 1
  if (words.known.has(word)) return WORD_AGAIN
  words.known.add(word)
  if (isLatin1) return (isName ? NAME_WORD : WORD) + word.length
  // Scripts without spaces are also searched letter by letter.
  return NAME_WORD * Math.ceil(word.length / LETTERS)
}
