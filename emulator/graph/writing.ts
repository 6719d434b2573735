import { type Details, nobody } from '../address-books/contact.ts'
import { parseObject } from '../answers.ts'
import { badRequest } from './refusal.ts'

/** A contact's properties that v1.0 does not name, by their ids such as `String 0x3A24`. */
export type Extended = Record<string, string>

/** What a request body sets. */
export type Written = { details: Partial<Details>; extended: Extended }

// https://github.com/microsoftgraph/microsoft-graph-docs/issues/15276 (2021-12)
const MOST: { [name: string]: number } = { emailAddresses: 3, businessPhones: 2, homePhones: 2, imAddresses: 3 }

/** Parses the members of a contact that a request body sets. Only a change can remove a birthday, with null.
 *  @throws {Refusal} for an unknown member, for a value of the wrong kind, and for more values than Exchange keeps */
export function parseWritten(body: Buffer, isChange: boolean): Written {
  const { singleValueExtendedProperties, ...given } = parseObject(body.toString()) ?? notRead()
  const pattern: Record<string, unknown> = nobody()
  for (const [name, value] of Object.entries(given)) {
    if (name.includes('@odata.')) delete given[name]
    else if (!(name in pattern) || !fits(name, value, pattern[name], isChange)) notRead()
    else if (Array.isArray(value)) limit(name, value)
  }
  return { details: tidied(given), extended: extendedIn(singleValueExtendedProperties) }
}

function notRead(): never {
  throw badRequest('were unable to deserialize', 'UnableToDeserializePostBody')
}

function limit(name: string, values: readonly unknown[]): void {
  const most = MOST[name] ?? Infinity
  if (values.length <= most) return
  const property = name.charAt(0).toUpperCase() + name.slice(1)
  throw badRequest(
    `The multi value property ${property} has ${values.length} entries, that exceeds the max allowed value of ${most}`,
    'ErrorInvalidProperty',
  )
}

/** Whether a value is of the same kind as `like`: a list, an object, or else text. */
function fits(name: string, value: unknown, like: unknown, isChange: boolean): boolean {
  if (name === 'emailAddresses') return Array.isArray(value) && value.every(isEmailAddress)
  if (Array.isArray(like)) return Array.isArray(value) && value.every((one) => typeof one === 'string')
  if (typeof like === 'object' && like !== null) return isAddress(value)
  if (name === 'birthday') return value === null ? isChange : isTime(value)
  return typeof value === 'string'
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const ADDRESS = ['street', 'city', 'state', 'countryOrRegion', 'postalCode']

const isAddress = (value: unknown): boolean =>
  isObject(value) &&
  Object.entries(value).every(([name, text]) => ADDRESS.includes(name) && (text === null || typeof text === 'string'))

const isEmailAddress = (value: unknown): boolean =>
  isObject(value) &&
  Object.entries(value).every(([name, text]) => ['name', 'address'].includes(name) && typeof text === 'string')

/** A DateTimeOffset of OData. */
const isTime = (value: unknown): boolean =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(value) &&
  !Number.isNaN(Date.parse(value))

/** The values as Exchange keeps them: times in UTC without fractions, and addresses without a name with the address as their
 *  name. */
function tidied(given: Partial<Details>): Partial<Details> {
  const { birthday, emailAddresses } = given
  return {
    ...given,
    ...(birthday && { birthday: `${new Date(birthday).toISOString().slice(0, 19)}Z` }),
    ...(emailAddresses && {
      emailAddresses: emailAddresses.map((one) => ({ ...one, name: one.name ?? one.address ?? '' })),
    }),
  }
}

// https://learn.microsoft.com/graph/api/resources/extended-properties-overview
const EXTENDED_ID =
  /^(?:String|Integer|Boolean|SystemTime) (?:0x[\da-f]{1,8}|\{[\da-f-]{36}\} (?:Name \S.*|Id 0x[\da-f]{1,8}))$/i

function extendedIn(given: unknown): Extended {
  if (given === undefined) return {}
  if (!Array.isArray(given)) notRead()
  return Object.fromEntries(
    given.map((one: unknown) => {
      if (!isObject(one) || typeof one['id'] !== 'string' || typeof one['value'] !== 'string') notRead()
      if (!EXTENDED_ID.test(one['id'])) throw badRequest('PropertyId values must be of the documented form.')
      return [one['id'], one['value']] as const
    }),
  )
}
