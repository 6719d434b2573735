import type { Draft } from '../editing/drafts.ts'
import type { Exchange } from './exchange.ts'
import type { CommandOf, Services } from './services.ts'

/** What “No, keep” does, where the newest open form or question asks whether to delete a contact. */
export async function openQuestion(
  { user }: Exchange,
  { editing: { drafts } }: Services,
): Promise<CommandOf<'show'> | undefined> {
  const question = await drafts.newest(user, isOpen)
  const draft = question === undefined ? undefined : await drafts.get(user, question)
  if (question === undefined || draft?.purpose !== 'delete') return undefined
  return { type: 'show', contactId: draft.contactId, question }
}

/** Whether a form or a question waits for its answer. */
export function isOpen(draft: Draft): boolean {
  return !draft.done && !(draft.purpose === 'delete' && draft.isKept)
}

/** The person has said no: a yes counts no more. */
export async function closeQuestion(id: string, { user }: Exchange, { editing }: Services): Promise<void> {
  await editing.drafts.alone(user, id, async (held) => {
    const draft = held.get()
    if (draft.purpose === 'delete' && !draft.done) await held.keep({ ...draft, isKept: true })
  })
}
