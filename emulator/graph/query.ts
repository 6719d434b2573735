import { type Contact, nobody } from '../address-books/contact.ts'
import { badFilter, badRequest } from './refusal.ts'

/** The query options of a list, checked. */
export type Query = {
  top: number
  skip: number
  select: readonly string[] | undefined
  filter: ((contact: Contact) => boolean) | undefined
  /** Order by display name. */
  order: 'asc' | 'desc' | undefined
  count: boolean
  skiptoken: string | undefined
}

const DEFAULT_TOP = 10
const MAX_TOP = 1000
const KNOWN = new Set(['$top', '$skip', '$select', '$filter', '$orderby', '$count', '$skiptoken', '$deltatoken'])

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

function parseOrder(orderby: string): 'asc' | 'desc' {
  const [, direction = 'asc'] = /^displayName(?: (asc|desc))?$/.exec(orderby.trim()) ?? []
  if (!/^displayName(?: |$)/.test(orderby.trim())) throw badRequest(`Cannot order by '${orderby}'.`)
  return direction === 'desc' ? 'desc' : 'asc'
}

const ADDRESS_IS = /^emailAddresses\/any\((\w+):\s*\1\/address eq '((?:[^']|'')*)'\)$/
const STARTS_WITH = /^startswith\((displayName|givenName|surname),\s*'((?:[^']|'')*)'\)$/

function parseFilter(filter: string): (contact: Contact) => boolean {
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
