import { bitsOf, type Field, FIELDS, NAMES } from '../contacts/fields.ts'
import type { Pieces } from '../pieces.ts'
import { addByAddress } from './address.ts'
import { addByBirthday, daysIn } from './birthday.ts'
import type { Lookup } from './lookup.ts'
import { add, type Hits } from './found.ts'
import { typedPhone } from '../contacts/phones.ts'
import { addByPhone } from './phone.ts'
import { textsOf } from './query-words.ts'

/** The words that narrow a query to some fields: `company contoso`. */
const FIELDS_BY_NAME = new Map<string, Field[]>([
  ['name', ['name', 'nickname']],
  ['company', ['company']],
  ['job', ['role']],
  ['department', ['role']],
  ['city', ['city']],
  ['phone', ['phone']],
  ['number', ['phone']],
  ['mail', ['local', 'domain', 'ending']],
  ['email', ['local', 'domain', 'ending']],
  ['address', ['local', 'domain', 'ending']],
  ['notes', ['notes']],
  ['birthday', ['birthday']],
])
const NARROWED = new RegExp(`^\\s*(${[...FIELDS_BY_NAME.keys()].join('|')})(?::\\s*|\\s+)(\\S.*)$`, 'i')
const QUOTED = /^\s*["“„«](.+)["”“»]\s*$/

/** Adds what a narrowed query finds: whole words in quotes (`"alice"`), or the words after the name of a field (`company
 *  contoso`, `phone 0123`). For the name of a field, also adds the contacts that have the whole query in one field, such as Job
 *  Bakker for `job bakker`. Adds nobody for other queries. */
export function* addNarrowed(lookup: Lookup, query: string, hits: Hits): Pieces<void> {
  const { match, reader } = lookup
  const quoted = QUOTED.exec(query)?.[1]
  const whole = quoted === undefined ? undefined : reader.whole(textsOf(quoted))
  if (whole) yield* match(whole, 0, hits)
  const [, name = '', rest = ''] = NARROWED.exec(query) ?? []
  const fields = FIELDS_BY_NAME.get(name.toLowerCase())
  if (!fields) return
  yield* addNamed(lookup, query, hits)
  yield* addIn(lookup, rest, fields, hits)
}

/** Adds the contacts that have all words of the query in one field, the first word as a whole word. */
function* addNamed({ match, reader }: Lookup, query: string, hits: Hits): Pieces<void> {
  const [first = '', ...others] = textsOf(query)
  const whole = reader.whole([first])
  if (!whole) return
  for (const fields of [NAMES, ...FIELDS.map((field) => bitsOf(field))])
    yield* match([...whole, ...reader.plain(others)], 0, hits, fields)
}

function* addIn(
  { dictionary, match, reader }: Lookup,
  rest: string,
  fields: readonly Field[],
  hits: Hits,
): Pieces<void> {
  if (fields.includes('birthday')) return yield* addByBirthday(dictionary, daysIn(rest), hits)
  if (fields.includes('phone')) {
    const phone = typedPhone(rest)
    if (phone) yield* addByPhone(dictionary, phone, hits)
    return
  }
  const inFields: Hits = new Map()
  if (fields.includes('domain')) yield* addByAddress(dictionary.addresses, rest, inFields)
  const texts = textsOf(rest)
  yield* match(yield* reader.words(texts), 0, inFields, bitsOf(...fields))
  if (inFields.size === 0)
    yield* match(yield* reader.words(texts, { sounds: true, typos: true }), 0, inFields, bitsOf(...fields))
  for (const hit of inFields.values()) add(hits, hit)
}
