import type { Properties } from '../../graph/graph.ts'
import type { NewContact } from '../../vcard/read.ts'

/** A contact as Graph takes it. */
export function propertiesOf({ birthday, emailAddresses, ...contact }: NewContact): Properties {
  const filled = Object.entries(contact).filter(([, value]) => !Array.isArray(value) || value.length > 0)
  return {
    ...Object.fromEntries(filled),
    ...(emailAddresses.length > 0 && {
      // Outlook takes the address for the name where there is none.
      emailAddresses: emailAddresses.map(({ address = '', name = address }) => ({ address, name })),
    }),
    // The time that Outlook writes for a day, so that it is the same day in every time zone.
    ...(birthday !== undefined && { birthday: `${birthday}T11:59:00Z` }),
  }
}
