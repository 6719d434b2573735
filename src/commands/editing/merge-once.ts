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

/** A contact as the cards of a merge name it. Two entries of one person mostly have the same name, and often the same company
 *  and address. */
export function entryOf(contact: Contact): Entry {
  const { companyName, emailAddresses, mobilePhone, businessPhones, homePhones } = contact
  const number = [mobilePhone, ...businessPhones, ...homePhones].find(Boolean)
  const about = [companyName, emailAddresses[0]?.address, number].filter(Boolean).join(' · ')
  return { name: nameOf(contact) ?? '', about }
}

/** Whether a picture may get lost: it can neither be moved to the entry that stays nor come back with the other one. */
async function losesPhoto(
  both: [Properties, Properties],
  { access, isPersonal }: Mailbox,
  { graph }: Services,
): Promise<boolean> {
  if (!isPersonal) return false
  const photos = await Promise.all(both.map(({ id }) => graph.photo(access, typeof id === 'string' ? id : '')))
  return photos.some((photo) => photo !== undefined)
}

/** Asks with what Outlook has now. If that is not what was shown, the button of an earlier card agrees to nothing. */
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

/** What is to be done with the two as they are now. `write` and `delete`: Outlook has nothing that the person was not shown, or only
 *  what an earlier attempt has made of it. */
function nextStep({ seen, chosen = {}, isWritten }: MergeDraft, now: Found, stays: 0 | 1): 'write' | 'delete' | 'ask' {
  const [one, other] = now
  if (!seen) return 'ask'
  if (!isWritten) return one && other && isSame(seen, [one, other]) ? 'write' : 'ask'
  const [kept, gone] = stays === 0 ? now : [other, one]
  const [was, goes] = stays === 0 ? seen : [seen[1], seen[0]]
  if (!kept || (gone && !isUnchanged(goes, gone))) return 'ask'
  if (isUnchanged(was, kept)) return 'write'
  // What was deleted had been written into the other one before.
  return !gone || isUnchanged({ ...was, ...mergedProperties(seen, chosen, stays) }, kept) ? 'delete' : 'ask'
}

/** Makes one entry of two: the one that stays is written first, and only then the other one deleted. */
export async function mergedOnce(
  id: string,
  held: Held<Draft>,
  mailbox: Mailbox,
  exchange: Exchange,
  services: Services,
): Promise<Reply> {
  // With a new token it begins again: with what is kept by then.
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

/** Writes the entry that stays, as what was seen and chosen makes it.
 *  @returns the draft that says so; undefined if Outlook has something that the person was not shown */
async function writtenOnce({ draft, stays, held, mailbox, services }: Writing): Promise<MergeDraft | undefined> {
  const { seen, chosen = {}, ids } = draft
  const written: MergeDraft = { ...draft, isWritten: true }
  let state = draft
  for await (const _ of attempts()) {
    const next = nextStep(state, await readEach(ids, mailbox, services), stays)
    if (next === 'ask' || !seen) return undefined
    // Before it is written: it can be written again from what was seen, but not merged again with what was written.
    await held.keep(written)
    if (next === 'delete') return written
    try {
      const change = { id: ids[stays] ?? '', properties: mergedProperties(seen, chosen, stays) }
      await mailbox.written(await services.graph.update(mailbox.access, change))
      return written
    } catch (error) {
      if (!isUnclear(error) && !isConflict(error)) await held.keep(draft)
      if (!isConflict(error)) throw error
      // It may be another version because an answer was lost, and the request was sent again.
      state = written
    }
  }
  throw new GraphError('conflict')
}

/** The entry that stays gets the picture of the other one if it has none. */
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
