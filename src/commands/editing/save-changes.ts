import { changedProperties, type Conflict, conflictsIn } from '../../editing/form-changes.ts'
import type { FormDraft } from '../../editing/drafts.ts'
import { differing, isSame, valuesOf } from '../../editing/inputs.ts'
import { GraphError, isConflict, isNotFound, type WholeContact } from '../../graph/graph.ts'
import type { Reply } from '../reply.ts'
import { asNew, formOf, nameIn, nextRound } from './form.ts'
import type { Saving } from './saving.ts'
import { attempts } from './write-attempts.ts'

/** Changes in Outlook only the fields that the person has changed in the form. If somebody else has changed the same field in
 *  the meantime, both values are shown. */
export async function saveChanges(saving: Saving): Promise<Reply> {
  const { id, draft, held, mailbox } = saving
  const { seen, values } = draft
  if (differing(values, seen).length === 0) return done(saving, await fresh(saving), 'unchanged')
  try {
    for await (const { isVersionNamed } of attempts()) {
      const now = await fresh(saving)
      const conflicts = conflictsIn(values, seen, valuesOf(now.properties))
      if (conflicts.length > 0 && !isAgreed(conflicts, saving)) {
        const next = nextRound({ ...draft, conflicts })
        await held.keep(next)
        return { kind: 'conflict', id, name: nameIn(seen), conflicts, round: next.round }
      }
      if (isDone(draft, now)) return done(saving, now, 'changed')
      const written = await write(saving, now, isVersionNamed)
      if (written) return done(saving, written, 'changed')
    }
  } catch (error) {
    if (!isNotFound(error)) throw error
    mailbox.deleted(draft.contactId ?? '')
    return gone(saving)
  }
  throw new GraphError('conflict')
}

function fresh({ draft, mailbox, services }: Saving): Promise<WholeContact> {
  return services.graph.whole(mailbox.access, draft.contactId ?? '')
}

/** @returns undefined if Outlook says that the version is different */
async function write(
  { draft, mailbox, services }: Saving,
  { id, etag, properties }: WholeContact,
  isVersionNamed: boolean,
): Promise<WholeContact | undefined> {
  const change = {
    id,
    etag: isVersionNamed ? etag : undefined,
    properties: changedProperties(draft.values, draft.seen, properties),
  }
  try {
    return await services.graph.update(mailbox.access, change)
  } catch (error) {
    if (isConflict(error)) return undefined
    throw error
  }
}

/** Whether the person has seen these values of somebody else and still wants their own. */
function isAgreed(conflicts: readonly Conflict[], { command, draft }: Saving): boolean {
  // The present conflicts may not have been on the card whose button this is.
  if (command.round !== undefined && command.round !== draft.round) return false
  const shown = new Map(draft.conflicts?.map(({ input, now }) => [input, now]))
  const wasShown = ({ input, now }: Conflict) => {
    const seen = shown.get(input)
    return seen !== undefined && isSame(input, seen, now)
  }
  return command.overwrite === true && conflicts.every(wasShown)
}

/** Whether Outlook already has all of the person's changes, from an earlier attempt or because somebody else made the same
 *  changes. */
function isDone({ values, seen }: FormDraft, { properties }: WholeContact): boolean {
  const now = valuesOf(properties)
  return differing(values, seen).every((input) => isSame(input, now[input], values[input]))
}

async function done({ draft, held, mailbox }: Saving, now: WholeContact, how: 'changed' | 'unchanged'): Promise<Reply> {
  await held.keep({ ...draft, conflicts: undefined, done: { contactId: now.id, how } })
  return { kind: 'contact', person: await mailbox.written(now), back: undefined, news: how }
}

async function gone({ id, draft, mailbox, held }: Saving): Promise<Reply> {
  await held.keep(asNew(draft))
  return formOf(id, asNew(draft), await mailbox.book(), { notice: 'deleted' })
}
