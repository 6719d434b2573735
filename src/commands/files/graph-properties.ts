import { birthdayOf, namedAddress } from '../../graph/contact.ts'
import type { Properties } from '../../graph/graph.ts'
import type { NewContact } from '../../vcard/read.ts'

/** A contact in the form that Graph accepts. */
export function propertiesOf({ birthday, emailAddresses, ...contact }: NewContact): Properties {
  const filled = Object.entries(contact).filter(([, value]) => !Array.isArray(value) || value.length > 0)
  return {
    ...Object.fromEntries(filled),
    ...(emailAddresses.length > 0 && {
      emailAddresses: emailAddresses.map(({ address = '', name }) => namedAddress(address, name)),
    }),
    ...(birthday !== undefined && { birthday: birthdayOf(birthday) }),
  }
}
