import type { DeleteQuestion, Draft } from '../editing/drafts.ts'
import type { Newest } from '../editing/own-records.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { isPartOf } from './parsing/typed-answer.ts'
import type { CommandOf, Services } from './services.ts'

type Ending = CommandOf<'show'> | (CommandOf<'cancel'> & { id: string })

/** What “No, keep” does, if the newest open form or question asks whether to delete a contact. @param name of the contact to keep,
 *  if it was typed: the newest question about such a contact comes first */
export async function openQuestion(
  { user }: Exchange,
  { editing: { drafts } }: Services,
  name: string,
): Promise<Ending | undefined> {
  const isAbout = (one: Draft) => isOpen(one) && one.purpose === 'delete' && isPartOf(name, one.name)
  const newest = (name === '' ? undefined : await drafts.newest(user, isAbout)) ?? (await drafts.newest(user, isOpen))
  return newest?.value.purpose === 'delete' ? endingOf(newest) : undefined
}

/** What ends a form or question: “No, keep” for the question whether to delete a contact, “Cancel” for the others. */
export function endingOf({ id, value }: Pick<Newest<Draft>, 'id' | 'value'>): Ending {
  return value.purpose === 'delete'
    ? { type: 'show', contactId: value.contactId, question: id }
    : { type: 'cancel', id }
}

/** The open form or question that `command` goes on with, as after a sign-in or a yes. */
export async function waitingFor(
  command: Command | undefined,
  { user }: Exchange,
  { editing: { drafts } }: Services,
): Promise<Pick<Newest<Draft>, 'id' | 'value'> | undefined> {
  // A deletion is asked for again.
  if (command?.type === 'delete')
    return drafts.newest(user, (one) => isOpen(one) && one.purpose === 'delete' && one.contactId === command.contactId)
  if (!command || !('id' in command) || command.id === undefined) return undefined
  const value = await drafts.get(user, command.id)
  return value && isOpen(value) ? { id: command.id, value } : undefined
}

/** Whether a form or a question waits for its answer. */
export function isOpen(draft: Draft): boolean {
  return !draft.done && !(draft.purpose === 'delete' ? draft.isKept : draft.isDropped)
}

/** Whether the person has cancelled a form that a sign-in has waited for. Only its button saves it now. */
export function wasCancelled(draft: Exclude<Draft, DeleteQuestion>, { hasSignedIn }: Exchange): boolean {
  return hasSignedIn === true && draft.isDropped === true && !draft.done
}

/** The person has said no: a yes to a question counts no more, and a form is not what they cancel next.
 *  @returns whether it was too late: what they cancel is done */
export async function closeDraft(id: string, { user }: Exchange, { editing }: Services): Promise<boolean> {
  const isDone = await editing.drafts.alone(user, id, async (held) => {
    const draft = held.get()
    if (draft.done) return true
    await held.keep(draft.purpose === 'delete' ? { ...draft, isKept: true } : { ...draft, isDropped: true })
    return false
  })
  return isDone === true
}
