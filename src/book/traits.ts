import { type Contact, UNKNOWN_YEAR } from '../graph/contact.ts'
import { numberKey } from '../search/search.ts'

/** The properties that show which person a contact belongs to. `marks`: addresses and the mobile number, which only one person
 *  has. Of the other properties, two different values mean two people; undefined: the contact does not say. */
export type Traits = {
  marks: Set<string>
  mobile: string | undefined
  /** The code of the mobile number's country. */
  country: string | undefined
  /** It always has a value: often only the son has a mark in his name, and the father has none. */
  generation: string
  /** Month and day of the birthday, and its year. */
  day: string | undefined
  year: string | undefined
  company: string | undefined
}

export function traitsOf(contact: Contact): Traits {
  const { emailAddresses, imAddresses, mobilePhone, birthday, companyName } = contact
  const mobile = mobilePhone === undefined ? undefined : numberKey(mobilePhone)
  const addresses = [...emailAddresses.map(({ address }) => address), ...imAddresses]
  const marks = [...addresses.map((address) => address?.toLowerCase()), mobile && `tel:${mobile.national}`]
  return {
    marks: new Set(marks.filter((mark) => mark !== undefined)),
    mobile: mobile?.national,
    country: mobile?.code,
    generation: generationOf(contact),
    day: birthday?.slice(4),
    year: birthday?.startsWith(UNKNOWN_YEAR) ? undefined : birthday?.slice(0, 4),
    company: companyName === undefined ? undefined : companyKey(companyName),
  }
}

/** How generations are written. The same property also contains degrees. */
const GENERATIONS: [RegExp, string][] = [
  [/^(?:sr|sen|senior|père|padre|pai)$/, 'first'],
  [/^(?:jr|jun|junior|fils|hijo|filho|figlio|2nd|ii)$/, 'second'],
  [/^(?:3rd|iii|neto|nieto)$/, 'third'],
  [/^(?:4th|iv)$/, 'fourth'],
]

function generationOf({ generation = '', displayName = '' }: Contact): string {
  const last =
    displayName
      .slice(-20)
      .split(/[\s,]+/)
      .at(-1) ?? ''
  for (const text of [generation, last]) {
    const word = text.toLowerCase().replace(/[.\s]/g, '')
    const found = GENERATIONS.find(([pattern]) => pattern.test(word))
    if (found) return found[1]
  }
  return 'none'
}

/** The forms of companies, which some people write and others leave out. */
const LEGAL_FORMS =
  /(?<!\p{L})(?:ltd|limited|inc|incorporated|llc|llp|lp|plc|pty|corp|corporation|co|company|gmbh|mbh|ag|kg|kgaa|ohg|gbr|se|ug|sa|sas|sarl|srl|spa|bv|nv|ab|as|asa|oy|oyj|aps|kft|zrt|sro|spzoo|doo|the)(?!\p{L})/gu

function companyKey(name: string): string {
  const words = name.normalize('NFKC').toLowerCase().replace(/[.'’]/g, '')
  const bare = words
    .replace(LEGAL_FORMS, ' ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
  return bare || words.trim()
}
