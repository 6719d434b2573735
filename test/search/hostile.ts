import type { Contact, PostalAddress } from '../../src/graph/contact.ts'
import { person } from './contacts.ts'

// Address books and queries that somebody made to keep the search busy. Everything is random, and the same for the same seed.

export type Hostile = { contacts: Contact[]; queries: string[] }

/** No command has a longer query. */
const QUERY = 200
const QUERIES = 20

/** Random numbers from 0 to below 1. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Random = ReturnType<typeof dice>

function dice(seed: number) {
  const random = randomFrom(seed)
  const below = (n: number) => Math.floor(random() * n)
  const pick = <One>(from: ArrayLike<One>) => from[below(from.length)] as One
  return {
    below,
    pick,
    /** From 1 to `most`, and small numbers more often. */
    few: (most: number) => 1 + Math.floor(random() ** 3 * most),
    /** A word of letters from `alphabet`. */
    word: (alphabet: string, length: number) => Array.from({ length }, () => pick(alphabet)).join(''),
  }
}

const list = <One>(length: number, make: (n: number) => One): One[] => Array.from({ length }, (_, n) => make(n))

/** Texts of one kind, with about `letters` letters at most. `n`: the number of the contact or query. */
const KINDS: Record<string, (random: Random, letters: number, n: number) => string> = {
  'one word again and again': ({ pick }, letters) =>
    `${pick(["'s a", 'a', 'anna', 'de la', 'ß', "o'"])} `.repeat(letters / 4),
  'single letters': ({ word }, letters) => list(letters / 2, () => word('abcdefghij', 1)).join(' '),
  'one letter': ({ pick, few }, letters) => pick('aež王ا').repeat(few(letters)),
  'beginnings of one word': ({ few }, letters) => list(letters / 20, () => 'a'.repeat(few(40))).join(' '),
  'two letters in every order': ({ word, few }, letters) => list(letters / 20, () => word('ab', few(40))).join(' '),
  'the same letters': ({ word }, letters) => list(letters / 9, () => word('aeio', 8)).join(' '),
  'one sound': ({ word, few }, letters) => list(letters / 8, () => `s${word('aeiou', few(6))}n`).join(' '),
  'vowels alone': ({ word, few }, letters) => list(letters / 6, () => word('aeiouy', few(8))).join(' '),
  'short forms': ({ pick }, letters) => list(letters / 6, () => pick(SHORT_FORMS)).join(' '),
  'words to split': ({ pick, few }, letters) =>
    list(letters / 12, () => list(few(6), () => pick(['an', 'na', 'anna', 'nan', 'anan', 'nana'])).join('')).join(' '),
  'Cyrillic with one key': ({ word, few }, letters) => list(letters / 9, () => `${word('иый', few(8))}в`).join(' '),
  'Greek with one key': ({ word, few }, letters) => list(letters / 9, () => `${word('ιηυ', few(8))}ν`).join(' '),
  'Arabic and Hebrew without consonants': ({ word, few }, letters) =>
    list(letters / 6, () => word('اوييאעוי', few(8))).join(' '),
  'Chinese and kana': ({ word, few }, letters) =>
    list(letters / 6, () => word('王小明しょうたショウ', few(12))).join(''),
  Hangul: ({ word, few }, letters) => list(letters / 5, () => word('김이박최정', few(4))).join(' '),
  'all scripts in one word': ({ word, few }, letters) =>
    list(letters / 12, () => word('aßжωא王김ｱ', few(20))).join(' '),
  Thai: ({ word, few }, letters) => list(letters / 8, () => word('สมชายกานต์เแไใ', few(14))).join(' '),
  Devanagari: ({ word, few }, letters) => list(letters / 8, () => word('राजेशकुमार्\u200dिी', few(14))).join(' '),
  'scripts without a rule of their own': ({ pick, word, few }, letters) =>
    list(letters / 8, () => word(pick(['გიორგი', 'ሰላም', 'தமிழ்', 'ᎠᎡᎢ', 'Հայկ', 'বাংলা']), few(10))).join(' '),
  emoji: ({ pick, few }, letters) =>
    list(letters / 12, () => pick(['👩‍👩‍👧‍👦', '🇩🇪🇫🇷', '👍🏽', '❤️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '1️⃣']).repeat(few(4))).join(' '),
  'one letter under many marks': ({ pick }, letters) => pick('aеض') + list(letters, () => pick(MARKS)).join(''),
  'marks out of order': ({ pick }, letters) => list(letters / 6, () => `ạ̈${pick(MARKS)}${pick(MARKS)}`).join(''),
  'characters that nobody sees': ({ pick }, letters) =>
    list(letters / 2, () => `a${pick('\u200b\u00ad\u202e\u2066\u3164\ufeff')}`).join(''),
  'halves of characters': ({ pick }, letters) => list(letters, () => pick('\ud83d\udc69a ')).join(''),
  'full width': ({ word, few }, letters) => list(letters / 8, () => word('ＡＢａｂ０１９．＠', few(12))).join(' '),
  'combining marks': ({ pick }, letters) => `${pick('aeж')}${pick('\u0301\u0308\u3099')}`.repeat(letters / 2),
  'letters that become many': ({ few }, letters) => `${'ﷺ'.repeat(few(60))} `.repeat(letters / 60),
  'letters that become others': ({ word }, letters) => word('Œœﬃﷺßİıĳǆΐﬁ', letters),
  blanks: ({ few }, letters) => `a${' '.repeat(few(letters))}b`,
  apostrophes: ({ word, few }, letters) => `${word('abc', few(letters))} x'y ${"'".repeat(letters / 2)}`,
  'very long words': ({ word }, letters) => word('abcdefghijklmnopqrstuvwxyz', letters),
  digits: ({ word, few }, letters) => list(letters / 10, () => word('0123456789', few(14))).join(' '),
  'a number of a thousand digits': ({ pick, word }, letters) =>
    pick(['', '+', '00', '+1 (0)']) + word('0123456789', letters),
  'one digit': ({ pick, few }, letters) => pick('015٣').repeat(few(letters)),
  'digits and blanks': ({ word }, letters) => word('0 12   ()-', letters),
  extensions: ({ pick }, letters) =>
    pick(['x', ' x ', 'ext. ', ' (0)', '-durchwahl ', ';ext=']).repeat(letters / 4) + '1',
  'schemes of addresses': ({ pick }, letters) =>
    `${pick(['mailto:', 'smtp: ', 'sip:', 'tel:', '/o=', 'IMCEAEX-', 'c=', "'"]).repeat(letters / 8)}a@b.example`,
  'brackets of addresses': ({ pick, word, few }, letters) =>
    `${pick(['<', 'a <', '"<', '(', 'a#', 'a*', '[at]', 'a(at)'])
      .repeat(letters / 4)
      .slice(0, letters - 8)}${word('ab@>.', few(8))}`,
  'the beginnings of links': ({ pick }, letters) =>
    pick(['http://', 'www.', '<tel:', '<mailto:', '[a](', '@a.']).repeat(letters / 6),
  'words of questions': ({ pick }, letters) => list(letters / 8, () => pick(ASKING)).join(' '),
  'days and months': ({ pick, below }, letters) =>
    list(letters / 8, () =>
      pick([`${below(40)}.${below(14)}.`, 'may', '14th of', `${below(14)}/${below(40)}`, '1984']),
    ).join(' '),
  addresses: ({ word, few }, letters) => `${word('ab.', few(letters))}@${word('ab.', few(letters))}`,
  signs: ({ word }, letters) => word('"“«@<>().,;:_-/\\', letters),
  'names that find somebody else': ({ pick, below }, _, n) =>
    pick([
      `${5_550_000 + n} 0100`,
      `company ${n}`,
      `phone ${below(999)}`,
      `"${n}"`,
      `notes a${n}`,
      `city fetherston${n}`,
    ]),
  'names alike but for one letter': ({ below, word }, letters) => {
    const text = 'bartholomew featherstonhaugh '.repeat(Math.max(1, letters / 29))
    const at = below(text.length)
    return text.slice(0, at) + word('aeiou', 1) + text.slice(at + 1)
  },
  'names alike but for their end': (_, letters, n) => `${'featherstonhaugh '.repeat(letters / 20)}${n}`,
  'ordinary names': ({ pick }) =>
    `${pick(SHORT_FORMS)} ${pick(['Müller', 'Fetherston', 'Fethersten', 'Кузнецов', '王小明'])}`,
}
const MARKS = '\u0301\u0308\u0323\u0327\u0e34\u093f\u064b\u3099'
const ASKING = [
  "what's",
  'the',
  'phone',
  'number',
  'of',
  'for',
  "'s",
  'who',
  'is',
  'works',
  'at',
  'in',
  'and',
  'email',
  'please',
]
const SHORT_FORMS = ['alex', 'sasha', 'саша', 'bob', 'liz', 'jan', 'ali', 'max', 'nick', 'tony', 'maria', 'johann']

/** Queries with a special meaning. */
const FRAMES = [
  '%',
  '%',
  '%',
  '%',
  '%',
  '"%"',
  'company %',
  'name %',
  'phone %',
  'mail %',
  '%@',
  '@%',
  '+%',
  '% % %',
].concat(
  [
    "%'s phone number",
    'email and phone of %',
    'everyone at %',
    'who works at % in %',
    'people in %',
    'birthdays in %',
    '% 0456',
  ],
  ['%\n%\nT: +44 7700 900123 | M: %\n%@contoso.example\nwww.%', 'find % please', '% at % 206', 'notes %', 'birthday %'],
)

/** `letters`: about how many one contact may have. */
function contactOf(random: Random, texts: (letters: number) => string, letters: number): Contact {
  const { below, pick } = random
  const share = Math.max(8, letters / 8)
  const text = () => texts(Math.min(share, 1_000))
  const several = (most: number) =>
    list(Math.min(below(most + 1), Math.ceil(letters / 100)), () => texts(letters / most))
  // Each contact has some of the properties.
  const maybe = (name: keyof Contact) => (below(3) === 0 ? {} : { [name]: text() })
  const seldom = (name: keyof Contact) => (below(6) === 0 ? { [name]: text() } : {})
  const place = (): PostalAddress => ({
    street: text(),
    city: text(),
    state: text(),
    countryOrRegion: text(),
    postalCode: text(),
  })
  return person({
    ...Object.assign({}, ...RARE.map(seldom)),
    ...(below(4) === 0 && { birthday: `${pick(['1604', '1984', '2000'])}-0${1 + below(9)}-${10 + below(19)}` }),
    ...(below(4) === 0 && { categories: several(20), children: several(5) }),
    ...(below(4) === 0 && { homeAddress: place(), otherAddress: place() }),
    ...maybe('displayName'),
    ...maybe('givenName'),
    ...maybe('middleName'),
    ...maybe('surname'),
    ...maybe('nickName'),
    ...maybe('fileAs'),
    ...maybe('yomiGivenName'),
    ...maybe('companyName'),
    ...maybe('jobTitle'),
    ...maybe('personalNotes'),
    ...maybe('mobilePhone'),
    businessAddress: { city: text() },
    emailAddresses: several(20).map((address) => (below(3) === 0 ? { name: text(), address } : { address })),
    imAddresses: several(20),
    homePhones: several(20),
    businessPhones: several(20),
  })
}

/** Members that few contacts have. */
const RARE = [
  'initials',
  'title',
  'generation',
  'yomiSurname',
  'yomiCompanyName',
  'department',
  'officeLocation',
  'profession',
].concat(['businessHomePage', 'spouseName', 'manager', 'assistantName']) as (keyof Contact)[]

/** An address book with `size` contacts of about `letters` letters each, and queries for it. */
export function hostile(seed: number, size: number, letters = 2_000): Hostile {
  const random = dice(seed)
  const { pick, below, few } = random
  const kinds = list(few(4), () => pick(Object.values(KINDS)))
  // In many books, many contacts share their texts.
  const pool = list(pick([1, 3, 50, 0]), (n) => pick(kinds)(random, 400, n))
  let made = 0
  const texts = (most: number) =>
    (pool.length > 0 ? pick(pool) : pick(kinds)(random, Math.max(1, most), (made += 1))).slice(0, most)
  const contacts = list(size, () => contactOf(random, texts, letters))
  const own = () => {
    const { displayName, surname = '', personalNotes = surname } = pick(contacts)
    return displayName ?? personalNotes
  }
  const queries = list(QUERIES, (n) => {
    const text = () => (below(3) === 0 ? own() : pick(kinds)(random, QUERY, n))
    return pick(FRAMES).replace(/%/g, text).slice(0, QUERY)
  })
  return { contacts, queries: ["'s a ".repeat(50).slice(0, QUERY), 'a', ...queries] }
}

/** An address book of `size` contacts with few names, addresses and numbers in common: all of them may be one person, or nearly all. */
export function hostilePeople(seed: number, size: number): Hostile {
  const random = dice(seed)
  const { pick, below, few } = random
  const names = list(pick([1, 1, 2, 50]), (n) => `${pick(SHORT_FORMS)} ${n}`)
  const shared = pick([1, 2, 500, size])
  const contacts = list(size, (n) => {
    const own = below(shared)
    return person({
      displayName: pick(names),
      ...(below(2) === 0 && { mobilePhone: `+44 7700 9${String(own).padStart(5, '0')}` }),
      ...(below(3) === 0 && { companyName: `Company ${below(few(40))}` }),
      ...(below(9) === 0 && { birthday: `19${10 + below(90)}-05-14` }),
      emailAddresses: list(below(4), () => ({ address: `a${pick([own, n, n + 1])}@x.example` })),
      businessPhones: list(below(4), () => `+1 206 555 ${String(below(10_000)).padStart(4, '0')}`),
      personalNotes: pick(['', 'met at the fair', 'a b c d e f g h']),
      parentFolderId: pick(['f', 'g']),
    })
  })
  const queries = list(QUERIES, () =>
    pick([
      pick(names),
      pick(names).slice(0, 2),
      '*',
      'company',
      'x.example',
      '206',
      '+1 206 555',
      'met at',
      `phone of ${pick(names)}`,
    ]),
  )
  return { contacts, queries }
}
