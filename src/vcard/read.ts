import { slices } from '../slices.ts'
import { type RawCard, rawCards } from './raw-cards.ts'
import { contactOf, type NewContact } from './new-contact.ts'
import { type Property, propertiesOf } from './properties.ts'

export { beginsWithVCard } from './raw-cards.ts'
export type { NewContact } from './new-contact.ts'

/** Why a vCard gives no contact.
 *  - `cut_off`: its end is missing.
 *  - `too_large`: it is larger than any contact.
 *  - `group`: it is a list of people, not a person.
 *  - `empty`: it has neither a name nor a number or address. */
export type BrokenReason = 'cut_off' | 'too_large' | 'group' | 'empty'

/** A vCard without a usable contact. `at`: its position in the file, from 1. `name`: its name, if that can be read. */
export type Broken = { at: number; name: string | undefined; reason: BrokenReason }

/** The contents of a file. `isTooMany`: it has more vCards than `MOST_CARDS`, and the others were not read. */
export type VCards = { contacts: NewContact[]; broken: Broken[]; isTooMany: boolean }

export const NO_VCARDS: VCards = { contacts: [], broken: [], isTooMany: false }

export const MOST_CARDS = 2_000

/** Reads the vCards of a file: of version 2.1, 3.0 or 4.0, as any program may have written them. Both lists are empty if the
 *  file holds none. Other work gets its turn in between. Never throws, whatever the bytes are. */
export async function readVCards(bytes: Buffer): Promise<VCards> {
  const read: VCards = { contacts: [], broken: [], isTooMany: false }
  const slice = slices()
  let at = 0
  for await (const card of rawCards(bytes)) {
    at += 1
    if (at > MOST_CARDS) return { ...read, isTooMany: true }
    const properties = await propertiesOf(card.lines, slice)
    if (slice.isOver()) await slice.next()
    const contact = contactOf(properties)
    const reason = reasonFor(card, properties, contact)
    if (contact && !reason) read.contacts.push(contact)
    else read.broken.push({ at, name: contact?.displayName, reason: reason ?? 'empty' })
  }
  return read
}

function reasonFor(
  { isWhole, isTooLarge }: RawCard,
  properties: readonly Property[],
  contact: NewContact | undefined,
): BrokenReason | undefined {
  if (isTooLarge) return 'too_large'
  if (!isWhole) return 'cut_off'
  if (properties.some(isGroup)) return 'group'
  return contact ? undefined : 'empty'
}

function isGroup({ name, values }: Property): boolean {
  return (name === 'kind' || name === 'x-addressbookserver-kind') && values[0]?.[0]?.toLowerCase() === 'group'
}
