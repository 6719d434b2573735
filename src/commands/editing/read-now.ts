import { isNotFound, type Properties } from '../../graph/graph.ts'
import type { Services } from '../services.ts'
import type { Mailbox } from '../mailbox.ts'

/** A contact's present state in Outlook; undefined if it is gone, and then it is also removed from the copy. */
export async function readNow(
  contactId: string,
  { access, deleted }: Mailbox,
  { graph }: Services,
): Promise<Properties | undefined> {
  try {
    return (await graph.whole(access, contactId)).properties
  } catch (error) {
    if (!isNotFound(error)) throw error
    deleted(contactId)
    return undefined
  }
}
