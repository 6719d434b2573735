import { type Details, nobody } from '../address-books/contact.ts'
import { parseObject } from '../answers.ts'
import { badRequest } from './refusal.ts'

/** Parses the members of a contact that a request body sets.
 *  @throws {Refusal} for an unknown member, and for a value of the wrong kind */
export function parseDetails(body: string): Partial<Details> {
  const given = parseObject(body)
  if (!given) throw badRequest('Unable to read JSON request payload.')
  const pattern: Record<string, unknown> = nobody()
  for (const [name, value] of Object.entries(given)) {
    if (!(name in pattern)) throw badRequest(`The property '${name}' does not exist on type 'microsoft.graph.contact'.`)
    if (!fits(value, pattern[name])) throw badRequest(`Cannot read the value of '${name}'.`)
  }
  return given
}

/** Whether a value is of the same kind as `like`: a list, an object, or else text or null. */
function fits(value: unknown, like: unknown): boolean {
  if (Array.isArray(like)) return Array.isArray(value)
  if (typeof like === 'object' && like !== null) return typeof value === 'object' && value !== null
  return value === null || typeof value === 'string'
}
