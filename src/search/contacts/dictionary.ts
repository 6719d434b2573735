import { type Contact, nameOf } from '../../graph/contact.ts'
import { type Keys, keysOf } from './keys.ts'
import { koreanNames, spellingsOf } from '../languages/romanize.ts'
import { type Pieces, sorted } from '../slices.ts'
import { fold, isAscii, isCjk, partsAtApostrophes, wordsOf } from '../languages/text.ts'

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

/** A field in a number that stands for several. */
export const bitOf = (field: Field) => 1 << FIELDS.indexOf(field)
export const NAMES = bitOf('name') | bitOf('nickname')
export const FUZZY = NAMES | bitOf('local') | bitOf('company') | bitOf('city')

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
  /** The contacts by the name shown, and where each stands among them: so equals are sorted. */
  byName: Uint32Array
  order: Uint32Array
  /** How many words a contact's name has; more than any has where nothing of it can be shown. */
  nameLengths: Uint8Array
  /** Digits as they are dialled inside the country. */
  phones: Texts
  /** Addresses in lower case, and names in scripts without spaces; with the contact of each. */
  addresses: Texts
  cjk: Texts
  keys: Keys
}

export type Texts = { text: string[]; contact: number[] }

/** So many contacts are made ready before others get their turn. */
const PIECE = 20
const MAX_CHARS = 1_000
const MAX_VALUES = 20
const MAX_SLOTS = 255
/** What is beyond it in one word is not looked at. */
export const MAX_WORD = 40
const NAMELESS = 100

export function* dictionaryOf(contacts: readonly Contact[]): Pieces<Dictionary> {
  const draft = drafting()
  for (let start = 0; start < contacts.length; start += PIECE) {
    for (const contact of contacts.slice(start, start + PIECE)) draft.add(contact)
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
  const phones: Texts = { text: [], contact: [] }
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
    const lower = text.slice(0, MAX_CHARS).toLowerCase()
    const [local = '', host = '', ...rest] = lower.split('@')
    addresses.text.push(lower.includes('@') && rest.length === 0 ? lower : `${local}@${host}`)
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
    phones.text.push(digits)
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
      sortBy.push(sortedBy(contact))
      nameLengths.push(name === undefined ? NAMELESS : Math.min(nameLength, NAMELESS - 1))
      at += 1
    },

    *finish(contacts: readonly Contact[]): Pieces<Dictionary> {
      const terms = yield* sorted([...ids.keys()])
      const renamed = new Uint32Array(terms.length)
      for (let now = 0; now < terms.length; now++) {
        renamed[ids.get(terms[now] ?? '') ?? 0] = now
        if (now % STEP === 0) yield
      }
      for (let n = 0; n < size; n++) {
        owned[n] = renamed[owned[n] ?? 0] ?? 0
        if (n % STEP === 0) yield
      }
      const words = {
        begins: Uint32Array.from([0, ...ends]),
        owned: owned.slice(0, size),
        places: places.slice(0, size),
      }
      yield
      const held = yield* holdersOf(words, terms.length)
      return {
        contacts,
        terms,
        ...words,
        ...held,
        ...(yield* orderOf(sortBy)),
        nameLengths: Uint8Array.from(nameLengths),
        phones,
        addresses,
        cjk,
        keys: yield* keysOf({ terms, ...held }, REACH),
      }
    },
  }
}

/** Numbers that are looked at before others get their turn. */
const STEP = 1 << 14
export const REACH = { names: NAMES, fuzzy: FUZZY }

/** By which equals are sorted: the name shown; the nameless last. */
export function sortedBy(contact: Contact): string {
  return fold((nameOf(contact) ?? '\u{10ffff}').slice(0, MAX_CHARS))
}

/** The same from the words' side: who has them, and in which fields. */
export function* holdersOf(
  { begins, owned, places }: Pick<Dictionary, 'begins' | 'owned' | 'places'>,
  terms: number,
): Pieces<Pick<Dictionary, 'starts' | 'holders' | 'fieldsOf'>> {
  const starts = new Uint32Array(terms + 1)
  const fieldsOf = new Uint16Array(terms)
  for (let n = 0; n < owned.length; n++) {
    const term = owned[n] ?? 0
    starts[term + 1] = (starts[term + 1] ?? 0) + 1
    fieldsOf[term] = (fieldsOf[term] ?? 0) | (1 << ((places[n] ?? 0) & 15))
    if (n % STEP === 0) yield
  }
  for (let term = 0; term < terms; term++) starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0)
  const holders = new Uint32Array(owned.length)
  const filled = starts.slice()
  for (let contact = 0; contact + 1 < begins.length; contact++) {
    const end = begins[contact + 1] ?? 0
    for (let n = begins[contact] ?? 0; n < end; n++) {
      const term = owned[n] ?? 0
      const slot = filled[term] ?? 0
      holders[slot] = contact
      filled[term] = slot + 1
    }
    if (contact % 1_000 === 0) yield
  }
  return { starts, holders, fieldsOf }
}

/** The same names stay in their order. */
function* orderOf(names: readonly string[]): Pieces<Pick<Dictionary, 'byName' | 'order'>> {
  const distinct = yield* sorted([...new Set(names)])
  const rank = new Map<string, number>()
  for (const name of distinct) {
    rank.set(name, rank.size)
    if (rank.size % STEP === 0) yield
  }
  const filled = new Uint32Array(distinct.length + 1)
  const ranks = Uint32Array.from(names, (name) => rank.get(name) ?? 0)
  yield
  for (const at of ranks) filled[at + 1] = (filled[at + 1] ?? 0) + 1
  for (let at = 0; at < distinct.length; at++) filled[at + 1] = (filled[at + 1] ?? 0) + (filled[at] ?? 0)
  const order = ranks.map((at) => {
    const place = filled[at] ?? 0
    filled[at] = place + 1
    return place
  })
  return { byName: inverseOf(order), order }
}

/** Who stands in which place, from the place of each; and the other way round. */
export function inverseOf(order: Uint32Array): Uint32Array {
  const inverse = new Uint32Array(order.length)
  order.forEach((place, at) => {
    inverse[place] = at
  })
  return inverse
}

function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text)
}

/** The digits that are dialled inside the country: without the country's own 0, 00 or the exchange's extension. */
export function dialled(text: string): string {
  return digitsOf(text).replace(/^0+/, '')
}

/** The digits of a telephone number, but for an extension and the 0 that is not dialled from abroad. */
export function digitsOf(text: string): string {
  return text
    .replace(/\s*(?:x|ext\.?|-?durchwahl)\s*\d+$/i, '')
    .replace(/\(0\)/g, '')
    .normalize('NFKC')
    .replace(/\D/g, '')
}
