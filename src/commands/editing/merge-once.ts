import type { Draft, MergeDraft } from '../../editing/drafts.ts'
import { differencesOf, isUnchanged, mergedProperties } from '../../editing/merge-rules.ts'
import type { Held } from '../../editing/own-records.ts'
import { type Contact, fromGraph, nameOf } from '../../graph/contact.ts'
import { GraphError, isConflict, isUnclear, type Properties } from '../../graph/graph.ts'
import type { Exchange } from '../exchange.ts'
import type { Entry, Reply } from '../reply.ts'
import type { Services } from '../services.ts'
import { troubleOf } from '../trouble.ts'
import { removed } from './confirm-delete.ts'
import type { Mailbox } from '../mailbox.ts'
import { readNow } from './read-now.ts'
import { attempts } from './write-attempts.ts'

/** Both entries as Graph has them; undefined if one is gone. */
export async function readBoth(
  ids: readonly string[],
  mailbox: Mailbox,
  services: Services,
): Promise<[Properties, Properties] | undefined> {
  const [one, other] = await readEach(ids, mailbox, services)
  return one && other ? [one, other] : undefined
}

type Found = [Properties | undefined, Properties | undefined]

async function readEach(
  [first = '', second = '']: readonly string[],
  mailbox: Mailbox,
  services: Services,
): Promise<Found> {
  return Promise.all([readNow(first, mailbox, services), readNow(second, mailbox, services)])
}

/** Asks which values to keep. */
export async function choosing(
  id: string,
  both: [Properties, Properties],
  mailbox: Mailbox,
  services: Services,
  round = 0,
): Promise<Reply> {
  const book = await mailbox.book()
  const folderOf = async ({ id: contactId }: Properties) =>
    (typeof contactId === 'string' && (await book.folderOf(contactId))) || ''
  const [one, other] = both
  return {
    kind: 'merge',
    id,
    people: both.flatMap((each) => fromGraph(each) ?? []).map(entryOf),
    choices: differencesOf(both),
    folders: [await folderOf(one), await folderOf(other)],
    round,
    losesPhoto: await losesPhoto(both, mailbox, services),
  }
}

/** A contact's description on the cards of a merge. Two entries of one person usually have the same name, and often the same
 *  company and address. */
export function entryOf(contact: Contact): Entry {
  const { companyName, emailAddresses, mobilePhone, businessPhones, homePhones } = contact
  const number = [mobilePhone, ...businessPhones, ...homePhones].find(Boolean)
  const about = [companyName, emailAddresses[0]?.address, number].filter(Boolean).join(' · ')
  return { name: nameOf(contact) ?? '', about }
}

/** Whether a picture may be lost, because it can neither be moved to the entry that stays nor be restored with the other one. */
async function losesPhoto(
  both: [Properties, Properties],
  { access, isPersonal }: Mailbox,
  { graph }: Services,
): Promise<boolean> {
  if (!isPersonal) return false
  const photos = await Promise.all(both.map(({ id }) => graph.photo(access, typeof id === 'string' ? id : '')))
  return photos.some((photo) => photo !== undefined)
}

/** Asks with Outlook's present values. If they differ from the shown values, the button of an earlier card agrees to nothing. */
export async function asked(
  id: string,
  draft: MergeDraft,
  held: Held<Draft>,
  mailbox: Mailbox,
  services: Services,
): Promise<Reply> {
  const now = await readBoth(draft.ids, mailbox, services)
  if (!now) return { kind: 'contact_gone' }
  const { seen, round = 0 } = draft
  const next = seen && !isSame(seen, now) ? round + 1 : round
  await held.keep({ ...draft, seen: now, round: next, agreed: undefined })
  return choosing(id, now, mailbox, services, next)
}

function isSame(seen: [Properties, Properties], now: [Properties, Properties]): boolean {
  return now.every((one, n) => isUnchanged(seen[n] ?? {}, one))
}

/** The next step for the two entries in their present state. With `write` and `delete`, Outlook has only values that the person
 *  was shown, or that an earlier attempt has written. */
function nextStep({ seen, chosen = {}, isWritten }: MergeDraft, now: Found, stays: 0 | 1): 'write' | 'delete' | 'ask' {
  const [one, other] = now
  if (!seen) return 'ask'
  if (!isWritten) return one && other && isSame(seen, [one, other]) ? 'write' : 'ask'
  const [kept, gone] = stays === 0 ? now : [other, one]
  const [was, goes] = stays === 0 ? seen : [seen[1], seen[0]]
  if (!kept || (gone && !isUnchanged(goes, gone))) return 'ask'
  if (isUnchanged(was, kept)) return 'write'
  // The deleted entry had been written into the other one before.
  return !gone || isUnchanged({ ...was, ...mergedProperties(seen, chosen, stays) }, kept) ? 'delete' : 'ask'
}

/** Merges two entries: writes the entry that stays, and only then deletes the other one. */
export async function mergedOnce(
  id: string,
  held: Held<Draft>,
  mailbox: Mailbox,
  exchange: Exchange,
  services: Services,
): Promise<Reply> {
  // With a new token the merge starts again, from the draft that is stored by then.
  const draft = held.get() as MergeDraft
  const { chosen = {}, ids } = draft
  const stays = chosen['keep'] === '1' ? 1 : 0
  const [kept = '', gone = ''] = stays === 0 ? ids : ids.toReversed()
  if (!draft.done) {
    const written = await writtenOnce({ draft, stays, held, mailbox, services })
    if (!written) return asked(id, { ...draft, isWritten: undefined }, held, mailbox, services)
    // A picture that cannot be moved does not stop the merge.
    await keepPhoto(kept, gone, mailbox, services).catch((error) => exchange.onFault(error, troubleOf(error)))
    const undo = await removed(gone, mailbox, exchange, services, {
      earlier: draft.undo,
      onKept: (made) => held.keep({ ...written, undo: made }),
    })
    await held.keep({ ...written, undo, done: true })
  }
  const person = await (await mailbox.book()).person(kept)
  const { undo } = held.get() as MergeDraft
  return person ? { kind: 'contact', person, back: undefined, news: 'merged', undo } : { kind: 'contact_gone' }
}

type Writing = {
  draft: MergeDraft
  stays: 0 | 1
  held: Held<Draft>
  mailbox: Mailbox
  services: Services
}

/** Writes the entry that stays, with the values that were shown and chosen.
 *  @returns the draft that says so; undefined if Outlook has something that the person was not shown */
async function writtenOnce({ draft, stays, held, mailbox, services }: Writing): Promise<MergeDraft | undefined> {
  const { seen, chosen = {}, ids } = draft
  const written: MergeDraft = { ...draft, isWritten: true }
  let state = draft
  for await (const _ of attempts()) {
    const next = nextStep(state, await readEach(ids, mailbox, services), stays)
    if (next === 'ask' || !seen) return undefined
    // Stored before it is written: the entry can be written again from the shown values, but it must not be merged again with the
    // written ones.
    await held.keep(written)
    if (next === 'delete') return written
    try {
      const change = { id: ids[stays] ?? '', properties: mergedProperties(seen, chosen, stays) }
      await mailbox.written(await services.graph.update(mailbox.access, change))
      return written
    } catch (error) {
      if (!isUnclear(error) && !isConflict(error)) await held.keep(draft)
      if (!isConflict(error)) throw error
      // The version may be different because an answer was lost and the request was sent again.
      state = written
    }
  }
  throw new GraphError('conflict')
}

/** If the entry that stays has no picture, it gets the picture of the other one. */
async function keepPhoto(
  kept: string,
  gone: string,
  { access, isPersonal }: Mailbox,
  { graph }: Services,
): Promise<void> {
  if (isPersonal || (await graph.photo(access, kept)) !== undefined) return
  const photo = await graph.photo(access, gone)
  if (photo) await graph.putPhoto(access, kept, photo)
}
