import { type Contact, nameOf } from '../contact.ts'
import { koreanNames, spellingsOf } from './romanize.ts'
import { fold, isAscii, isCjk, partsAtApostrophes, wordsOf } from './text.ts'

/** Where a word stands in a contact, the best place first. `local`: an address before the @; `domain`: behind it, but for its
 *  `ending`. */
export const FIELDS = [
  'name',
  'nickname',
  'local',
  'company',
  'role',
  'city',
  'domain',
  'title',
  'ending',
  'notes',
  'phone',
] as const
export type Field = (typeof FIELDS)[number]

const codeOf = (field: Field) => FIELDS.indexOf(field)
const NAME = codeOf('name')
const NICKNAME = codeOf('nickname')
const LOCAL = codeOf('local')
const COMPANY = codeOf('company')
const ROLE = codeOf('role')
const CITY = codeOf('city')
const DOMAIN = codeOf('domain')
const TITLE = codeOf('title')
const ENDING = codeOf('ending')
const NOTES = codeOf('notes')

/** The words of an address book in rows of numbers: a term is a word in one spelling, a slot a word of a contact in all of its
 *  spellings. */
export type Dictionary = {
  contacts: readonly Contact[]
  /** Every term once, sorted. */
  terms: string[]
  /** The contacts of term t stand in `holders` from `starts[t]` on. */
  starts: Uint32Array
  holders: Uint32Array
  /** The terms of contact c stand in `owned` from `begins[c]` on, with slot and field in `places`. */
  begins: Uint32Array
  owned: Uint32Array
  /** `slot << 4 | field` */
  places: Uint16Array
  /** Bits of the fields in which a term stands somewhere. */
  fieldsOf: Uint16Array
  /** By which equals are sorted. */
  order: Uint32Array
  /** How many words a contact's name has; more than any has where nothing of it can be shown. */
  nameLengths: Uint8Array
  phones: Phones
  /** Addresses in lower case, and names in scripts without spaces; with the contact of each. */
  addresses: Texts
  cjk: Texts
}

export type Texts = { text: string[]; contact: number[] }

/** Digits as they are dialled inside the country, sorted from behind. */
export type Phones = { digits: string[]; contact: number[] }

/** So many contacts are made ready before others get their turn. */
const SLICE = 100
const MAX_CHARS = 1_000
const MAX_VALUES = 20
const MAX_SLOTS = 255
/** What is beyond it in one word is not looked at. */
export const MAX_WORD = 40
const NAMELESS = 100

/** Made in pieces of a few milliseconds: whoever is in a hurry goes through them at once. */
export function* dictionaryOf(contacts: readonly Contact[]): Generator<void, Dictionary> {
  const draft = drafting()
  for (let start = 0; start < contacts.length; start += SLICE) {
    for (const contact of contacts.slice(start, start + SLICE)) draft.add(contact)
    yield
  }
  return yield* draft.finish(contacts)
}

function drafting() {
  const ids = new Map<string, number>()
  const spellings = new Map<string, number[]>()
  const ends: number[] = []
  let owned = new Uint32Array(1 << 12)
  let places = new Uint16Array(1 << 12)
  let size = 0
  const phones: Phones = { digits: [], contact: [] }
  const addresses: Texts = { text: [], contact: [] }
  const cjk: Texts = { text: [], contact: [] }
  const sortBy: string[] = []
  const nameLengths: number[] = []
  // Of the contact that is being added: where each of its words stands already.
  const seen = new Set<string>()
  const named = new Set<number>()
  let slots = 0
  let nameLength = 0
  let at = 0

  function idOf(term: string): number {
    const known = ids.get(term)
    if (known !== undefined) return known
    ids.set(term, ids.size)
    return ids.size - 1
  }

  function put(term: number, place: number): void {
    if (size === owned.length) {
      const more = new Uint32Array(size * 2)
      more.set(owned)
      owned = more
      const morePlaces = new Uint16Array(size * 2)
      morePlaces.set(places)
      places = morePlaces
    }
    owned[size] = term
    places[size] = place
    size += 1
  }

  /** A word in all of its spellings, in the best field only. */
  function word(raw: string, field: number): void {
    // A company that gives its name to a contact is a company all the same.
    if ((seen.has(raw) && field !== COMPANY) || slots > MAX_SLOTS) return
    seen.add(raw)
    let terms = spellings.get(raw)
    if (!terms) {
      terms = spellingsOf(raw).map(idOf)
      spellings.set(raw, terms)
    }
    if (field === NAME && !named.has(terms[0] ?? 0)) nameLength += 1
    named.add(terms[0] ?? 0)
    for (const term of terms) put(term, (slots << 4) | field)
    slots += 1
  }

  function words(text: string | undefined, field: number): void {
    if (text === undefined) return
    const cut = text.length > MAX_CHARS ? text.slice(0, MAX_CHARS) : text
    for (const raw of wordsOf(cut)) word(raw.slice(0, MAX_WORD), field)
    if (/['’ʼ`´]/.test(cut)) for (const part of partsAtApostrophes(cut)) word(part, Math.max(field, NICKNAME))
  }

  function address(text: string, field: number): void {
    const [local = '', host = ''] = text.slice(0, MAX_CHARS).toLowerCase().split('@')
    addresses.text.push(`${local}@${host}`)
    addresses.contact.push(at)
    words(local, field)
    const dot = host.lastIndexOf('.')
    words(dot === -1 ? host : host.slice(0, dot), DOMAIN)
    if (dot !== -1) words(host.slice(dot), ENDING)
  }

  function phone(text: string | undefined): void {
    if (text === undefined) return
    const digits = dialled(text.slice(0, MAX_CHARS))
    if (digits.length < 3) return
    phones.digits.push(digits)
    phones.contact.push(at)
  }

  /** Names that are written without spaces are looked for in their whole. */
  function glued({ displayName = '', givenName = '', surname = '', companyName = '' }: Contact): void {
    if (isAscii(displayName + givenName + surname + companyName)) return
    const wholes = [displayName, surname + givenName, givenName + surname, companyName].filter(isCjk)
    if (wholes.length === 0) return
    cjk.text.push([...new Set(wholes.map((whole) => fold(whole).replace(/[\s\p{P}]/gu, '')))].join('\n'))
    cjk.contact.push(at)
    // As one word in Latin letters: Cao Jinpeng is typed caojinpeng.
    for (const whole of [surname + givenName, givenName + surname])
      if (isCjk(whole)) words(whole.replace(/\s/g, ''), NAME)
    const [family = '', ...given] = displayName
    if (surname + givenName === '' && given.length < 4 && given.every(isCjk)) {
      words(family, NAME)
      words(given.join(''), NAME)
    }
    for (const letter of givenName) if (isCjk(letter)) words(letter, NICKNAME)
  }

  return {
    add(contact: Contact): void {
      seen.clear()
      named.clear()
      slots = 0
      nameLength = 0
      const { displayName = '', givenName, surname, emailAddresses } = contact
      const [shown = '', aside = ''] = displayName.split(/[([]/, 2)
      words(givenName, NAME)
      words(contact.middleName, NAME)
      words(surname, NAME)
      for (const latin of koreanNames((surname ?? displayName).trim())) words(latin, NAME)
      if (isAddress(shown)) address(shown, NAME)
      else words(shown, NAME)
      words(contact.yomiSurname, NAME)
      words(contact.yomiGivenName, NAME)
      glued(contact)
      words(contact.nickName, NICKNAME)
      words(contact.fileAs, NICKNAME)
      words(aside, COMPANY)
      words(contact.companyName, COMPANY)
      words(contact.yomiCompanyName, COMPANY)
      const isNameless = givenName === undefined && surname === undefined && displayName === ''
      for (const { address: text } of emailAddresses.slice(0, MAX_VALUES)) {
        if (text !== shown) address(text, isNameless ? NAME : LOCAL)
      }
      for (const text of contact.imAddresses.slice(0, MAX_VALUES)) words(text, LOCAL)
      words(contact.jobTitle, ROLE)
      words(contact.department, ROLE)
      words(contact.profession, ROLE)
      words(contact.officeLocation, ROLE)
      words(contact.businessAddress?.city, CITY)
      words(contact.homeAddress?.city, CITY)
      words(contact.otherAddress?.city, CITY)
      words(contact.title, TITLE)
      words(contact.generation, TITLE)
      words(contact.personalNotes, NOTES)
      for (const text of contact.businessPhones.slice(0, MAX_VALUES)) phone(text)
      for (const text of contact.homePhones.slice(0, MAX_VALUES)) phone(text)
      phone(contact.mobilePhone)
      ends.push(size)
      const name = nameOf(contact)
      sortBy.push(fold((name ?? '\u{10ffff}').slice(0, MAX_CHARS)))
      nameLengths.push(name === undefined ? NAMELESS : Math.min(nameLength, NAMELESS - 1))
      at += 1
    },

    *finish(contacts: readonly Contact[]): Generator<void, Dictionary> {
      const terms = yield* sorted([...ids.keys()])
      const renamed = new Uint32Array(terms.length)
      terms.forEach((term, now) => {
        renamed[ids.get(term) ?? 0] = now
      })
      yield
      const starts = new Uint32Array(terms.length + 1)
      const fieldsOf = new Uint16Array(terms.length)
      for (let n = 0; n < size; n++) {
        const term = renamed[owned[n] ?? 0] ?? 0
        owned[n] = term
        starts[term + 1] = (starts[term + 1] ?? 0) + 1
        fieldsOf[term] = (fieldsOf[term] ?? 0) | (1 << ((places[n] ?? 0) & 15))
      }
      for (let term = 0; term < terms.length; term++) starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0)
      yield
      const holders = new Uint32Array(size)
      const filled = starts.slice()
      const begins = new Uint32Array(ends.length + 1)
      for (let contact = 0; contact < ends.length; contact++) {
        const end = ends[contact] ?? 0
        begins[contact + 1] = end
        for (let n = begins[contact] ?? 0; n < end; n++) {
          const term = owned[n] ?? 0
          const slot = filled[term] ?? 0
          holders[slot] = contact
          filled[term] = slot + 1
        }
      }
      yield
      const byName = yield* sorted([...new Set(sortBy)])
      const rank = new Map(byName.map((name, n) => [name, n]))
      return {
        contacts,
        terms,
        starts,
        holders,
        begins,
        owned: owned.slice(0, size),
        places: places.slice(0, size),
        fieldsOf,
        order: Uint32Array.from(sortBy, (name) => rank.get(name) ?? 0),
        nameLengths: Uint8Array.from(nameLengths),
        phones,
        addresses,
        cjk,
      }
    },
  }
}

/** Sorted by code units, in pieces. */
function* sorted(words: string[]): Generator<void, string[]> {
  if (words.length < 20_000) return words.sort()
  const byStart = new Map<string, string[]>()
  for (const word of words) {
    const start = word.slice(0, 1)
    const list = byStart.get(start)
    if (list) list.push(word)
    else byStart.set(start, [word])
  }
  const out: string[] = []
  for (const start of [...byStart.keys()].sort()) {
    yield
    for (const word of (byStart.get(start) ?? []).sort()) out.push(word)
  }
  return out
}

function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text)
}

/** The digits that are dialled inside the country: without the country's own 0, 00 or the exchange's extension. */
export function dialled(text: string): string {
  return text
    .replace(/\s*(?:x|ext\.?|-?durchwahl)\s*\d+$/i, '')
    .replace(/\(0\)/g, '')
    .normalize('NFKC')
    .replace(/\D/g, '')
    .replace(/^0+/, '')
}
