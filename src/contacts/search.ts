import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Contact, nameOf } from './contact.ts'

/** Where a word may match, the best place first. `name`: display name, given, middle, surname, file-as, their readings
 *  in kana. `company`: its reading too. `address`: e-mail and chat. */
const FIELDS = ['name', 'nickname', 'company', 'address'] as const
export type Field = (typeof FIELDS)[number]

/** `field`: the farthest from a name that had to be looked at. `score`: 1 for a whole name or address, then downwards. */
export type Hit = { contact: Contact; field: Field; score: number }

/** Contacts made ready for searching. */
export type Index = {
  /** The contacts that `query` may mean, best first, at most `limit`; among equals by the name shown. None for a query
   *  without letters and digits. */
  search(query: string, limit?: number): Hit[]
}

/** `fields`: the words of each field, as ` alice admin `. `wholes`: whole names and addresses, `\nalice admin\nadmin alice\n`. */
type Entry = { contact: Contact; fields: string[]; wholes: string; sortBy: string }

/** More of one field nobody types; it keeps a megabyte in a field from costing anything. */
const MAX_CHARS = 1_000
const MAX_VALUES = 20
const MAX_QUERY_CHARS = 2_000
/** So many contacts are made ready before others get their turn: a few milliseconds. */
const SLICE = 500

/** All at once: about 10 µs a contact. {@link indexInSlices} is for whole address books on a busy loop. */
export function index(contacts: readonly Contact[]): Index {
  return over(contacts.map(entryOf))
}

export async function indexInSlices(contacts: readonly Contact[]): Promise<Index> {
  const entries: Entry[] = []
  for (let start = 0; start < contacts.length; start += SLICE) {
    await nextTurn()
    for (const contact of contacts.slice(start, start + SLICE)) entries.push(entryOf(contact))
  }
  return over(entries)
}

function over(entries: Entry[]): Index {
  return {
    search(query, limit = Infinity) {
      const ways = waysToRead(query)
      const found = entries.flatMap((entry) => {
        const hit = best(ways.map((words) => match(entry, words)))
        return hit ? [{ hit, sortBy: entry.sortBy }] : []
      })
      found.sort((a, b) => b.hit.score - a.hit.score || (a.sortBy < b.sortBy ? -1 : Number(a.sortBy > b.sortBy)))
      return found.slice(0, limit).map(({ hit }) => hit)
    },
  }
}

function best(hits: (Hit | undefined)[]): Hit | undefined {
  return hits.reduce((best, hit) => (hit && (!best || hit.score > best.score) ? hit : best), undefined)
}

/** A hit where every word begins a word of `entry`. Each counts by its field, and in a field the whole word before the
 *  beginning of one. */
function match({ contact, fields, wholes }: Entry, { words, whole }: Reading): Hit | undefined {
  let field = 0
  let sum = 0
  for (const word of words) {
    const place = fields.findIndex((text) => text.includes(` ${word}`))
    if (place === -1) return undefined
    field = Math.max(field, place)
    sum += place * 2 + (fields[place]?.includes(` ${word} `) ? 0 : 1)
  }
  const score = wholes.includes(`\n${whole}\n`) ? 1 : 1 - (sum + 1) / (words.length * FIELDS.length * 2 + 1)
  return { contact, field: FIELDS[field] ?? 'name', score }
}

/** A query's words, each once, and all of them as they follow one another. */
type Reading = { words: string[]; whole: string }

/** The query's words; in more than one way where it can be read so: `o'brien` is one word or two, ß is ss or s, and
 *  Chinese, Japanese and Korean names are written with and without a space. */
function waysToRead(query: string): Reading[] {
  const readings = wholesOf(chunksOf(query.slice(0, MAX_QUERY_CHARS))).map((whole): [string, Set<string>] => [
    whole,
    new Set(whole.split(' ')),
  ])
  return [...new Map(readings)].map(([whole, words]) => ({ whole, words: [...words] }))
}

function entryOf(contact: Contact): Entry {
  const given = valueOf(contact.givenName)
  const middle = valueOf(contact.middleName)
  const family = valueOf(contact.surname)
  const yomiGiven = valueOf(contact.yomiGivenName)
  const yomiFamily = valueOf(contact.yomiSurname)
  const names = [
    valueOf(contact.displayName),
    [...given, ...family],
    [...given, ...middle, ...family],
    [...family, ...given],
    valueOf(contact.fileAs),
    [...yomiFamily, ...yomiGiven],
    [...yomiGiven, ...yomiFamily],
  ].flatMap(wholesOf)
  const addresses = contact.emailAddresses.slice(0, MAX_VALUES).flatMap(({ address }) => wholesOf(valueOf(address)))
  const chats = contact.imAddresses.slice(0, MAX_VALUES).flatMap((address) => wholesOf(valueOf(address)))
  return {
    contact,
    fields: [
      wordsOf(names),
      wordsOf(wholesOf(valueOf(contact.nickName))),
      wordsOf([contact.companyName, contact.yomiCompanyName].flatMap((name) => wholesOf(valueOf(name)))),
      wordsOf([...addresses, ...chats]),
    ],
    wholes: `\n${[...new Set([...names, ...addresses])].join('\n')}\n`,
    // Those without a name come last.
    sortBy: fold((nameOf(contact) ?? '\u{10ffff}').slice(0, MAX_CHARS)),
  }
}

/** The words of a text in their order. One with apostrophes inside comes in its parts: `[['o', 'brien'], ['anna']]`. */
type Chunks = string[][]

function valueOf(text: string | undefined): Chunks {
  return text === undefined ? [] : chunksOf(text.slice(0, MAX_CHARS))
}

/** Every word of `wholes` once, as ` alice admin `; the empty string where there are none. */
function wordsOf(wholes: string[]): string {
  return wholes.length === 0 ? '' : ` ${[...new Set(wholes.flatMap((whole) => whole.split(' ')))].join(' ')} `
}

/** The words of a text in a row, in each of the forms that it has; none where it has no words. */
function wholesOf(chunks: Chunks): string[] {
  if (chunks.length === 0) return []
  const joined = chunks.map((chunk) => (chunk.length === 1 ? chunk[0] : chunk.join('')))
  const wholes = [joined.join(' ')]
  if (chunks.some((chunk) => chunk.length > 1)) wholes.push(chunks.flat().join(' '))
  if (chunks.length > 1 && WITHOUT_SPACES.test(wholes[0] ?? '')) wholes.push(joined.join(''))
  return wholes.flatMap((whole) =>
    whole.includes('ß') ? [whole.replaceAll('ß', 'ss'), whole.replaceAll('ß', 's')] : whole,
  )
}

function chunksOf(text: string): Chunks {
  const folded = fold(text)
  return (folded.match(PLAIN.test(folded) ? PLAIN_CHUNK : CHUNK) ?? []).map((chunk) =>
    INNER.test(chunk) ? chunk.split(INNER) : [chunk],
  )
}

const INNER = /['·]/
const PLAIN_CHUNK = /[a-z0-9]+(?:'[a-z0-9]+)*/g
const CHUNK = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['·][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu
const PLAIN = /^[\x20-\x7e]*$/
const APOSTROPHES = /[‘’‛ʻʼʽʾʿ`´′＇]/g
/** Accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic, and what is not seen. What other scripts write
 *  as marks is no ornament. */
const ACCENTS =
  /[\p{Script=Inherited}--[\u3099\u309a]]|[\p{Mn}&&[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Cyrillic}]]|[\u0640\u00ad\u200b\u2060]/gv
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** Letters that Unicode does not take apart into a plain one and a mark. */
const LETTERS = new Map(
  ['æae', 'œoe', 'øo', 'łl', 'đd', 'ðd', 'þth', 'ıi', 'ħh', 'ŧt', 'ŋn', 'ĸk', 'ςσ']
    .concat(['ƀb', 'ȼc', 'ɇe', 'ǥg', 'ɨi', 'ɉj', 'ɍr', 'ɏy', 'ƶz', 'ⱥa'])
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
)
const SPECIAL = new RegExp(`[${[...LETTERS.keys()].join('')}]`, 'g')

/** `text` without regard to case, accents, strokes, width and the kind of apostrophe. ß stays: it has two forms. */
function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase().replaceAll('`', "'")
  return text
    .replace(APOSTROPHES, "'")
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTS, '')
    .replace(SPECIAL, (letter) => LETTERS.get(letter) ?? letter)
}
