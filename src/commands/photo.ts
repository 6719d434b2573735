import type { Reader } from '../book/in-step.ts'
import type { Owner } from '../book/stored-book.ts'
import type { PhotoOf } from '../photos/photos.ts'
import type { Exchange } from './exchange.ts'
import type { Reply } from './reply.ts'
import type { Services } from './services.ts'

type Mailbox = { owner: Owner; reader: Reader }

/** The answer with the picture of the contact that it shows, if that is in memory. */
export function withKnownPhoto(reply: Reply, { owner, reader }: Mailbox, { photos }: Services): Reply {
  const of = photoOf(reply, owner, reader)
  const photo = of && photos.atHand(of)
  return photo !== undefined && reply.kind === 'contact' ? { ...reply, photo } : reply
}

/** Whether the picture of the contact in an answer must still be fetched. */
export function isPhotoUnknown(reply: Reply, { owner, reader }: Mailbox, { photos }: Services): boolean {
  const of = photoOf(reply, owner, reader)
  return of !== undefined && !photos.knows(of)
}

/** Shows an answer again with the picture, after it is in the chat. No answer waits for a picture. */
export async function addPhoto(
  reply: Reply,
  { owner, reader }: Mailbox,
  exchange: Exchange,
  { photos }: Services,
): Promise<void> {
  const of = photoOf(reply, owner, reader)
  if (!of || reply.kind !== 'contact' || reply.photo !== undefined) return
  const photo = await photos.get(of)
  if (photo === undefined) return
  // The user may have disconnected in the meantime.
  if (!(await reader.isCurrent())) return photos.forget(owner.key)
  if (exchange.shownIn() !== undefined) await exchange.show({ ...reply, photo })
}

function photoOf(
  reply: Reply,
  { key, base, mailbox, userId }: Owner,
  { token, isCurrent }: Reader,
): PhotoOf | undefined {
  if (reply.kind !== 'contact') return undefined
  return { key, access: { base, token, mailbox, userId }, contactId: reply.person.contact.id, isCurrent }
}
