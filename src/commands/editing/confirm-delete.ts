import type { Deleted, DeleteQuestion, Draft } from '../../editing/drafts.ts'
import type { Held } from '../../editing/own-records.ts'
import { GraphError, isConflict, isNotFound, type WholeContact } from '../../graph/graph.ts'
import type { Exchange } from '../exchange.ts'
import type { Reply } from '../reply.ts'
import type { CommandOf, Services } from '../services.ts'
import { type Mailbox, mailboxOf } from '../mailbox.ts'
import { withPermission } from '../permission.ts'
import { attempts } from './write-attempts.ts'

/** The answer to our question. It only counts with the id of a question that we have asked. */
export async function confirmDelete(
  { id }: CommandOf<'confirm_delete'>,
  exchange: Exchange,
  services: Services,
): Promise<void> {
  const reply = await services.editing.drafts.alone(exchange.user, id, async (held) => {
    const question = held.get()
    if (question.purpose !== 'delete' || question.isKept) return { kind: 'question_over' } as const
    return (await deletedBy(question, held, exchange, services)) ?? ('told' as const)
  })
  if (reply !== 'told') await exchange.show(reply ?? { kind: 'question_over' })
}

function deletedBy(
  question: DeleteQuestion,
  held: Held<Draft>,
  exchange: Exchange,
  services: Services,
): Promise<Reply | undefined> {
  const { name, contactId, undo } = question
  if (question.done) return Promise.resolve({ kind: 'deleted', name, undo })
  const asksAgain = { type: 'delete', contactId, entry: true } as const
  return withPermission(asksAgain, exchange, services, async (token): Promise<Reply> => {
    const mailbox = mailboxOf(token, exchange, services)
    if (mailbox.owner.mailbox !== question.mailbox) return { kind: 'other_account' }
    const kept = await removed(contactId, mailbox, exchange, services, {
      earlier: (held.get() as DeleteQuestion).undo,
      onKept: (made) => held.keep({ ...question, undo: made }),
    })
    await held.keep({ ...question, undo: kept, done: true })
    return { kind: 'deleted', name, undo: kept }
  })
}

/** `earlier`: the id under which an earlier attempt has stored the contact, if its answer was lost. `onKept` is awaited before
 *  the contact is deleted, so that the next attempt knows the id. */
type Undo = { earlier: string | undefined; onKept: (id: string) => Promise<void> }

/** Stores everything that is needed to restore a contact, and then deletes it. The copy is changed at once, because the store
 *  may fail afterwards.
 *  @returns the id to undo it by; undefined if somebody else has deleted it */
export async function removed(
  contactId: string,
  { access, owner, isPersonal, deleted: tellCopy }: Mailbox,
  exchange: Exchange,
  { graph, editing }: Services,
  { earlier, onKept }: Undo,
): Promise<string | undefined> {
  let undo = earlier
  for await (const { isVersionNamed } of attempts()) {
    const now = await graph.whole(access, contactId).catch(unlessGone)
    if (!now) {
      tellCopy(contactId)
      const kept = undo === undefined ? undefined : await editing.undos.get(exchange.user, undo)
      if (undo === undefined || !kept) return undefined
      await editing.undos.put(exchange.user, undo, { ...kept, isGone: true })
      return undo
    }
    const photo = isPersonal ? undefined : await graph.photo(access, contactId)
    const deleted = keptOf(now, owner.mailbox, photo)
    // The record of an earlier attempt may have expired since.
    if (undo === undefined || !(await editing.undos.put(exchange.user, undo, deleted)))
      undo = await editing.undos.make(exchange.user, deleted)
    await onKept(undo)
    try {
      await graph.remove(access, { id: contactId, etag: isVersionNamed ? now.etag : undefined })
      tellCopy(contactId)
      await editing.undos.put(exchange.user, undo, { ...deleted, isGone: true })
      return undo
    } catch (error) {
      if (!isConflict(error)) throw error
    }
  }
  throw new GraphError('conflict')
}

function unlessGone(error: unknown): undefined {
  if (!isNotFound(error)) throw error
}

function keptOf({ properties }: WholeContact, mailbox: string, photo: Buffer | undefined): Deleted {
  const { displayName, parentFolderId } = properties
  return {
    mailbox,
    name: typeof displayName === 'string' ? displayName : '',
    folder: typeof parentFolderId === 'string' ? parentFolderId : undefined,
    properties: writable(properties),
    ...(photo && { photo: photo.toString('base64') }),
  }
}

/** Properties that Outlook sets by itself. */
const ITS_OWN = new Set(['id', 'createdDateTime', 'lastModifiedDateTime', 'changeKey', 'parentFolderId'])

/** The properties to send when the contact is restored. Graph accepts no null, and some newer properties only repeat others. */
function writable(properties: WholeContact['properties']): WholeContact['properties'] {
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([name, value]) =>
        !ITS_OWN.has(name) &&
        !name.includes('@odata.') &&
        !name.endsWith('EmailAddress') &&
        value !== null &&
        !isEmpty(value),
    ),
  )
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}
