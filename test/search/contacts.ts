import { developmentBook } from '../../bench/search/set.ts'
import { type Contact, fromGraph } from '../../src/graph/contact.ts'

let count = 0
/** A contact with an id of its own. `address`: its only e-mail address. */
export function person(fields: Partial<Contact> & { address?: string }): Contact {
  const { address, ...rest } = fields
  const emailAddresses = address === undefined ? [] : [{ address }]
  return { id: String((count += 1)), emailAddresses, imAddresses: [], homePhones: [], businessPhones: [], ...rest }
}

/** A made-up address book with names of many languages. */
export function bookOf(size: number): Contact[] {
  return developmentBook(size).flatMap((json) => fromGraph(json) ?? [])
}
