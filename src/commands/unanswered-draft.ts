import type { Draft } from '../editing/drafts.ts'
import type { Exchange } from './exchange.ts'
import type { CommandOf, Services } from './services.ts'

/** What “No, keep” does, where the newest open form or question asks whether to delete a contact. */
export async function openQuestion(exchange: Exchange, services: Services): Promise<CommandOf<'show'> | undefined> {
  const next = await openDraft(exchange, services)
  return next?.type === 'show' ? next : undefined
}

/** What ends the newest open form or question: “No, keep” for the question whether to delete a contact, “Cancel” for the others. */
export async function openDraft(
  { user }: Exchange,
  { editing: { drafts } }: Services,
): Promise<CommandOf<'show'> | (CommandOf<'cancel'> & { id: string }) | undefined> {
  const id = await drafts.newest(user, isOpen)
  const draft = id === undefined ? undefined : await drafts.get(user, id)
  if (id === undefined || !draft) return undefined
  return draft.purpose === 'delete'
    ? { type: 'show', contactId: draft.contactId, question: id }
    : { type: 'cancel', id }
}

/** Whether a form or a question waits for its answer. */
export function isOpen(draft: Draft): boolean {
  return !draft.done && !(draft.purpose === 'delete' ? draft.isKept : draft.isDropped)
}

/** The person has said no: a yes to a question counts no more, and a form is not what they cancel next. */
export async function closeDraft(id: string, { user }: Exchange, { editing }: Services): Promise<void> {
  await editing.drafts.alone(user, id, async (held) => {
    const draft = held.get()
    if (draft.done) return
    await held.keep(draft.purpose === 'delete' ? { ...draft, isKept: true } : { ...draft, isDropped: true })
  })
}
