import type { OpenBook } from '../../book/open-book.ts'
import type { Draft, MergeDraft } from '../../editing/drafts.ts'
import { differencesOf, isUnchanged, mergedProperties } from '../../editing/merge.ts'
import type { Held } from '../../editing/own-records.ts'
import { GraphError, type Properties } from '../../graph/graph.ts'
import type { Exchange } from '../exchange.ts'
import type { Reply } from '../reply.ts'
import type { Services } from '../services.ts'
import { removed } from './confirm-delete.ts'
import type { Mailbox } from './mailbox.ts'

/** Both entries as Graph has them; undefined where one is gone. */
export async function readBoth(
  [first = '', second = '']: readonly string[],
  { access, deleted }: Mailbox,
  { graph }: Services,
): Promise<[Properties, Properties] | undefined> {
  const read = async (id: string) => {
    try {
      return (await graph.whole(access, id)).properties
    } catch (error) {
      if (!(error instanceof GraphError) || error.code !== 'not_found') throw error
      deleted(id)
      return undefined
    }
  }
  const [one, other] = await Promise.all([read(first), read(second)])
  return one && other ? [one, other] : undefined
}

/** Asks which values to keep. */
export function choosing(id: string, both: [Properties, Properties], { book }: OpenBook, round = 0): Reply {
  const nameIn = ({ displayName }: Properties) => (typeof displayName === 'string' ? displayName : '')
  const folderOf = ({ id: contactId }: Properties) =>
    book.folders
      .find(({ chunks }) => chunks.some((chunk) => chunk.some((one) => one.id === contactId)))
      ?.path.join(' › ') ?? ''
  const [one, other] = both
  return {
    kind: 'merge',
    id,
    names: [nameIn(one), nameIn(other)],
    choices: differencesOf(both),
    folders: [folderOf(one), folderOf(other)],
    round,
  }
}

/** Makes one entry of two: the one that stays is written first, and only then the other one deleted. */
export async function mergedOnce(
  id: string,
  draft: MergeDraft,
  held: Held<Draft>,
  mailbox: Mailbox,
  exchange: Exchange,
  services: Services,
): Promise<Reply> {
  const { seen, chosen = {}, ids } = draft
  const stays = chosen['keep'] === '1' ? 1 : 0
  const [kept = '', gone = ''] = stays === 0 ? ids : ids.toReversed()
  if (!draft.done) {
    const now = draft.isWritten ? seen : await readBoth(ids, mailbox, services)
    if (!now || !seen) return { kind: 'contact_gone' }
    if (!now.every((one, n) => isUnchanged(seen[n] ?? {}, one))) {
      const round = (draft.round ?? 0) + 1
      await held.keep({ ...draft, seen: now, round })
      return choosing(id, now, await mailbox.book(), round)
    }
    await mailbox.written(
      await services.graph.update(mailbox.access, { id: kept, properties: mergedProperties(seen, chosen, stays) }),
    )
    await keepPhoto(kept, gone, mailbox, services)
    await held.keep({ ...draft, isWritten: true })
    const undo = await removed(gone, mailbox, exchange, services, draft.undo)
    mailbox.deleted(gone)
    await held.keep({ ...draft, isWritten: true, undo, done: true })
  }
  const person = (await mailbox.book()).person(kept)
  const { undo } = held.get() as MergeDraft
  return person ? { kind: 'contact', person, back: undefined, news: 'merged', undo } : { kind: 'contact_gone' }
}

/** The entry that stays gets the picture of the other one where it has none. */
async function keepPhoto(kept: string, gone: string, { access }: Mailbox, { graph }: Services): Promise<void> {
  if ((await graph.photo(access, kept)) !== undefined) return
  const photo = await graph.photo(access, gone)
  if (photo) await graph.putPhoto(access, kept, photo)
}
