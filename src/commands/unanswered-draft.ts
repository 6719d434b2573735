import type { DeleteQuestion, Draft } from '../editing/drafts.ts'
import type { Newest } from '../editing/own-records.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { isPartOf } from './parsing/typed-answer.ts'
import type { CommandOf, Services } from './services.ts'
import { latestDeletion } from './undoable.ts'

type Ending = CommandOf<'show'> | (CommandOf<'cancel'> & { id: string })

/** If a person types a yes or no later than this, they have probably moved on to something else. The buttons of the question
 *  still work. */
const TYPED_ANSWER_MS = 30 * 60_000

/** The newest open form or question that a typed answer may be meant for. Of several questions about deleting the same contact only the
 *  last one counts. */
export async function newestOpen(
  { user }: Exchange,
  { editing: { drafts } }: Services,
  isMeant: (draft: Draft) => boolean = () => true,
): Promise<Newest<Draft> | undefined> {
  const after = Date.now() - TYPED_ANSWER_MS
  const asked = new Set<string>()
  return drafts.newest(user, (draft, at) => {
    if (draft.purpose === 'delete') {
      if (asked.has(draft.contactId) || at < after) return false
      asked.add(draft.contactId)
    }
    return isOpen(draft) && isMeant(draft)
  })
}

/** The command of “No, keep”, if the newest open form or question asks whether to delete a contact, and no contact was deleted
 *  since. */
export async function openQuestion(exchange: Exchange, services: Services): Promise<Ending | undefined> {
  const [newest, deleted] = await Promise.all([newestOpen(exchange, services), latestDeletion(exchange, services)])
  return newest?.value.purpose === 'delete' && newest.at >= (deleted?.at ?? 0) ? endingOf(newest) : undefined
}

/** The command of “No, keep” for the newest question whether to delete a contact with this name. */
export async function questionAbout(name: string, exchange: Exchange, services: Services): Promise<Ending | undefined> {
  const isAbout = (one: Draft) => one.purpose === 'delete' && isPartOf(name, one.name)
  const named = await newestOpen(exchange, services, isAbout)
  return named && endingOf(named)
}

/** The command that ends a form or question: “No, keep” for the question whether to delete a contact, “Cancel” for the others. */
export function endingOf({ id, value }: Pick<Newest<Draft>, 'id' | 'value'>): Ending {
  return value.purpose === 'delete'
    ? { type: 'show', contactId: value.contactId, question: id }
    : { type: 'cancel', id }
}

/** The open form or question that `command` continues, for example after a sign-in or a yes. */
export async function waitingFor(
  command: Command | undefined,
  { user }: Exchange,
  { editing: { drafts } }: Services,
): Promise<Pick<Newest<Draft>, 'id' | 'value'> | undefined> {
  // The question about a deletion is asked again.
  if (command?.type === 'delete')
    return drafts.newest(user, (one) => isOpen(one) && one.purpose === 'delete' && one.contactId === command.contactId)
  if (!command || !('id' in command) || command.id === undefined) return undefined
  const value = await drafts.get(user, command.id)
  return value && isOpen(value) ? { id: command.id, value } : undefined
}

/** Whether a form or a question waits for its answer. */
function isOpen(draft: Draft): boolean {
  return !draft.done && !(draft.purpose === 'delete' ? draft.isKept : draft.isDropped)
}

/** Whether the person has cancelled a form that waited for a sign-in. Now only its button saves it. */
export function wasCancelled(draft: Exclude<Draft, DeleteQuestion>, { hasSignedIn }: Exchange): boolean {
  return hasSignedIn === true && draft.isDropped === true && !draft.done
}

/** Closes a form or question after a no: a later yes does not count, and the next `cancel` does not mean this form.
 *  @returns what was closed; `done` if it was too late, because the command has already been done; undefined if it has expired */
export async function closeDraft(
  id: string,
  { user }: Exchange,
  { editing }: Services,
): Promise<Draft['purpose'] | 'done' | undefined> {
  return editing.drafts.alone(user, id, async (held) => {
    const draft = held.get()
    if (draft.done) return 'done'
    await held.keep(draft.purpose === 'delete' ? { ...draft, isKept: true } : { ...draft, isDropped: true })
    return draft.purpose
  })
}
