import type { Deleted } from '../../editing/drafts.ts'
import type { Held } from '../../editing/own-records.ts'
import { isNotFound, isUnclear, type WholeContact } from '../../graph/graph.ts'
import type { Exchange } from '../exchange.ts'
import type { Reply } from '../reply.ts'
import type { CommandOf, Services } from '../services.ts'
import { troubleOf } from '../trouble.ts'
import { type Mailbox, mailboxOf } from '../mailbox.ts'
import { withPermission } from '../permission.ts'
import { latestDeletion } from '../undoable.ts'

/** Restores a deleted contact with all its values, only once, however often the button is pressed. A typed command restores the
 *  contact that was deleted last and has not been restored yet. */
export async function undo({ id }: CommandOf<'undo'>, exchange: Exchange, services: Services): Promise<void> {
  const meant = id ?? (await latest(exchange, services))
  if (meant === undefined) return exchange.show({ kind: 'nothing_to_undo' })
  return undoOnce(meant, exchange, services)
}

/** The deletion to undo. It is stored with the turn, because a second delivery would find the deletion before it. */
async function latest(exchange: Exchange, services: Services): Promise<string | undefined> {
  const next = await exchange.once(async () => {
    const found = await latestDeletion(exchange, services)
    return { steps: [], next: found && { type: 'undo', id: found.id } }
  })
  return next?.type === 'undo' ? next.id : undefined
}

async function undoOnce(id: string, exchange: Exchange, services: Services): Promise<void> {
  const reply = await services.editing.undos.alone(
    exchange.user,
    id,
    async (held) => (await restored(id, held, exchange, services)) ?? ('told' as const),
  )
  if (reply !== 'told') await exchange.show(reply ?? { kind: 'undo_over' })
}

function restored(id: string, held: Held<Deleted>, exchange: Exchange, services: Services): Promise<Reply | undefined> {
  return withPermission({ type: 'undo', id }, exchange, services, async (token): Promise<Reply> => {
    const mailbox = mailboxOf(token, exchange, services)
    const deleted = held.get()
    if (deleted.mailbox !== mailbox.owner.mailbox) return { kind: 'other_account' }
    if (deleted.done) {
      const person = await (await mailbox.book()).person(deleted.done.contactId)
      return person ? { kind: 'contact', person, back: undefined, news: 'restored' } : { kind: 'contact_gone' }
    }
    const made = await madeAgain(id, held, mailbox, services)
    await held.keep({ ...held.get(), done: { contactId: made.id } })
    // The contact is restored even if its picture is refused.
    await putPhotoBack(made.id, deleted, mailbox, services).catch((error) => exchange.onFault(error, troubleOf(error)))
    return { kind: 'contact', person: await mailbox.written(made), back: undefined, news: 'restored' }
  })
}

async function madeAgain(
  id: string,
  held: Held<Deleted>,
  { access }: Mailbox,
  { graph }: Services,
): Promise<WholeContact> {
  const { folder, properties, isAttempted } = held.get()
  const request = { folder, properties, stamp: id }
  const found = () => foundIn(graph, access, request)
  const make = () => graph.create(access, request).catch(inDefaultFolder)

  /** Used if its folder has been deleted since. */
  async function inDefaultFolder(error: unknown): Promise<WholeContact> {
    if (!isNotFound(error)) throw error
    return graph.create(access, { ...request, folder: undefined })
  }

  const earlier = isAttempted ? await found() : undefined
  await held.keep({ ...held.get(), isAttempted: true })
  if (earlier) return earlier
  return make().catch(async (error: unknown) => {
    if (!isUnclear(error)) throw error
    return (await found()) ?? make()
  })
}

async function putPhotoBack(
  contactId: string,
  { photo }: Deleted,
  { access }: Mailbox,
  { graph }: Services,
): Promise<void> {
  if (photo !== undefined) await graph.putPhoto(access, contactId, Buffer.from(photo, 'base64'))
}

/** Finds the contact where it was created: in its folder, or in the default folder. */
async function foundIn(
  graph: Services['graph'],
  access: Mailbox['access'],
  { folder, stamp }: { folder: string | undefined; stamp: string },
): Promise<WholeContact | undefined> {
  const inside = await graph.findStamped(access, { folder, stamp }).catch((error: unknown) => {
    if (!isNotFound(error)) throw error
  })
  return inside ?? graph.findStamped(access, { folder: undefined, stamp })
}
