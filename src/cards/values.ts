import type { Person } from '../book/people.ts'
import { type Contact, nameOf, type PostalAddress } from '../graph/contact.ts'

/** The values of a person's entries, each value once. */
export function valuesOf({ contact, also = [] }: Person, pick: (contact: Contact) => string | undefined): string[] {
  return [...new Set([contact, ...also].flatMap((one) => pick(one) ?? []))]
}

/** The mail addresses, and texts that were entered instead of an address. The mere name is left out, because the card already
 *  shows it. */
export function emails(contact: Contact): string[] {
  const name = nameOf(contact)
  return contact.emailAddresses.flatMap((email) => email.address ?? (email.name === name ? [] : (email.name ?? [])))
}

/** A postal address on one line. */
export function postal(address: PostalAddress | undefined): string | undefined {
  if (!address) return undefined
  const town = [address.postalCode, address.city].filter(Boolean).join(' ')
  return [address.street, town, address.state, address.countryOrRegion].filter(Boolean).join(', ') || undefined
}
