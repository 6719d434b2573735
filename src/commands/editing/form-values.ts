import { SHOWN } from '../../editing/check.ts'
import type { FormDraft } from '../../editing/drafts.ts'
import { differing, type Values } from '../../editing/inputs.ts'
import type { Typed } from '../command.ts'

/** The present values of the form. An input that the client did not send keeps its value; so does an input of which the card
 *  only showed the beginning. */
export function typedIn(
  given: Typed | undefined,
  { values, folder }: FormDraft,
): { typed: Values; folder: string | undefined } {
  const { folder: chosen = folder, ...inputs } = given ?? {}
  const typed = { ...values }
  for (const [input, value] of Object.entries(inputs) as [keyof Values, string][])
    if (!isBeginning(value, values[input])) typed[input] = value
  return { typed, folder: chosen === '' ? undefined : chosen }
}

/** Whether the card could only show the beginning of a value and the person has not changed it. */
function isBeginning(shown: string, whole: string): boolean {
  return shown.length < whole.length && SHOWN.includes(shown.length) && whole.startsWith(shown)
}

/** If a saved form is changed again, it becomes a change of the contact that it created. */
export function goneOn(draft: FormDraft, typed: Values): FormDraft {
  if (!draft.done || differing(typed, draft.values).length === 0) return draft
  const { contactId } = draft.done
  return { purpose: 'edit', mailbox: draft.mailbox, values: typed, seen: draft.values, contactId }
}
