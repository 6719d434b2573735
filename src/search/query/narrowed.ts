import { bitsOf, type Field } from '../contacts/fields.ts'
import { addByAddress } from './address.ts'
import type { Lookup } from './lookup.ts'
import type { Hits } from './found.ts'
import { addByPhone } from './phone.ts'
import { textsOf } from './texts.ts'

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
])
const NARROWED = new RegExp(`^\\s*(${[...FIELDS_BY_NAME.keys()].join('|')})(?::\\s*|\\s+)(\\S.*)$`, 'i')
const QUOTED = /^\s*["“„«](.+)["”“»]\s*$/

/** Adds what a narrowed query finds: whole words in quotes (`"alice"`), or the words after the name of a field
 *  (`company contoso`, `phone 0123`). Adds nobody for other queries. */
export function addNarrowed(lookup: Lookup, query: string, hits: Hits): void {
  const { dictionary, match, reader } = lookup
  const quoted = QUOTED.exec(query)?.[1]
  const whole = quoted === undefined ? undefined : reader.whole(textsOf(quoted))
  if (whole) match(whole, 0, hits)
  const [, name = '', rest = ''] = NARROWED.exec(query) ?? []
  const fields = FIELDS_BY_NAME.get(name.toLowerCase())
  if (!fields) return
  if (fields.includes('phone')) {
    addByPhone(dictionary.phones, rest, hits)
    return
  }
  if (fields.includes('domain')) addByAddress(dictionary.addresses, rest, hits)
  const texts = textsOf(rest)
  match(reader.words(texts), 0, hits, bitsOf(...fields))
  if (hits.size === 0) match(reader.words(texts, { sounds: true, typos: true }), 0, hits, bitsOf(...fields))
}
