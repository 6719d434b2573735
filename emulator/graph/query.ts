import { type Contact, nobody } from '../address-books/contact.ts'
import { badFilter, badRequest } from './refusal.ts'
import type { Extended } from './writing.ts'

/** The query options of a list, checked. */
export type Query = {
  top: number
  skip: number
  select: readonly string[] | undefined
  filter: ((contact: Contact, extended: Extended) => boolean) | undefined
  /** Ids of extended properties to write out, in lower case. */
  expand: ReadonlySet<string> | undefined
  order: Order | undefined
  count: boolean
  skiptoken: string | undefined
}

export type Order = { by: 'displayName' | 'createdDateTime'; direction: 'asc' | 'desc' }

const DEFAULT_TOP = 10
const MAX_TOP = 1000
const KNOWN = new Set([
  '$top',
  '$skip',
  '$select',
  '$filter',
  '$orderby',
  '$count',
  '$expand',
  '$skiptoken',
  '$deltatoken',
])

const CONTACT_MEMBERS: ReadonlySet<string> = new Set([
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'changeKey',
  'parentFolderId',
  ...Object.keys(nobody()),
])

/** @throws {Refusal} for options that the Graph refuses */
export function parseQuery(parameters: URLSearchParams): Query {
  const unknown = [...parameters.keys()].find((name) => name.startsWith('$') && !KNOWN.has(name))
  if (unknown) throw badRequest(`The query option '${unknown}' is not supported for contacts.`)
  const filter = parameters.get('$filter')
  const orderby = parameters.get('$orderby')
  if (filter !== null && orderby !== null) {
    throw badRequest('The restriction or sort order is too complex for this operation.', 'InefficientFilter')
  }
  return {
    top: whole(parameters, '$top', DEFAULT_TOP, 1, MAX_TOP),
    skip: whole(parameters, '$skip', 0, 0, Infinity),
    select: parseSelect(parameters.get('$select')),
    filter: filter === null ? undefined : parseFilter(filter),
    order: orderby === null ? undefined : parseOrder(orderby),
    expand: parseExpand(parameters.get('$expand')),
    count: parameters.get('$count') === 'true',
    skiptoken: parameters.get('$skiptoken') ?? undefined,
  }
}

function whole(parameters: URLSearchParams, name: string, otherwise: number, least: number, most: number): number {
  const text = parameters.get(name)
  if (text === null) return otherwise
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw badRequest(`Invalid value for ${name}: it must be a whole number from ${least} to ${most}.`)
}

function parseSelect(select: string | null): readonly string[] | undefined {
  if (select === null || select.trim() === '') return undefined
  const members = select.split(',').map((member) => member.trim())
  const unknown = members.find((member) => !CONTACT_MEMBERS.has(member))
  if (unknown === undefined) return members
  throw badRequest(`Could not find a property named '${unknown}' on type 'microsoft.graph.contact'.`)
}

const EXPAND = /^singleValueExtendedProperties\(\$filter=(.+)\)$/i
const ID_IS = /^id eq '((?:[^']|'')+)'$/i

// https://learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-get
function parseExpand(expand: string | null): ReadonlySet<string> | undefined {
  if (expand === null) return undefined
  const [, filter] = EXPAND.exec(expand.trim()) ?? []
  const ids = filter?.split(/ or /i).map((part) => ID_IS.exec(part.trim())?.[1])
  if (!ids?.every((id) => id !== undefined)) throw badRequest('Only extended properties with a filter can be expanded.')
  return new Set(ids.map(unquoted))
}

function parseOrder(orderby: string): Order {
  const [, by, direction = 'asc'] = /^(displayName|createdDateTime)(?: (asc|desc))?$/.exec(orderby.trim()) ?? []
  if (by === undefined) throw badRequest(`Cannot order by '${orderby}'.`)
  return { by: by as Order['by'], direction: direction as Order['direction'] }
}

const ADDRESS_IS = /^emailAddresses\/any\((\w+):\s*\1\/address eq '((?:[^']|'')*)'\)$/
const STARTS_WITH = /^startswith\((displayName|givenName|surname),\s*'((?:[^']|'')*)'\)$/

const EXTENDED_IS =
  /^singleValueExtendedProperties\/any\((\w+):\s*\1\/id eq '((?:[^']|'')*)' and \1\/value eq '((?:[^']|'')*)'\)$/i

function parseFilter(filter: string): (contact: Contact, extended: Extended) => boolean {
  const [, , extendedId, extendedValue] = EXTENDED_IS.exec(filter.trim()) ?? []
  if (extendedId !== undefined && extendedValue !== undefined) {
    const [id, value] = [unquoted(extendedId), extendedValue.replaceAll("''", "'")]
    return (_, extended) => Object.entries(extended).some(([one, its]) => one.toLowerCase() === id && its === value)
  }
  const [, , address] = ADDRESS_IS.exec(filter.trim()) ?? []
  if (address !== undefined) {
    const wanted = unquoted(address)
    return ({ emailAddresses }) => emailAddresses.some((email) => email.address?.toLowerCase() === wanted)
  }
  const [, member, start] = STARTS_WITH.exec(filter.trim()) ?? []
  if (member === undefined || start === undefined) throw badFilter()
  const wanted = unquoted(start)
  const name = (contact: Contact) =>
    member === 'displayName' ? contact.displayName : member === 'givenName' ? contact.givenName : contact.surname
  return (contact) => (name(contact) ?? '').toLowerCase().startsWith(wanted)
}

const unquoted = (text: string) => text.replaceAll("''", "'").toLowerCase()
