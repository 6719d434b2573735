import type { FormDraft } from '../../editing/drafts.ts'
import { differing, type Values, valuesOf } from '../../editing/inputs.ts'
import type { Exchange } from '../exchange.ts'
import type { Reply } from '../reply.ts'
import type { CommandOf, Services } from '../services.ts'
import { withToken } from '../with-token.ts'
import { openForm } from './add.ts'
import { asNew, formOf } from './form.ts'
import { type Mailbox, mailboxOf } from '../mailbox.ts'
import { readNow } from './read-now.ts'
import { showInstead, targetOf } from './target.ts'

/** `edit contact NAME`: the form with Outlook's present values. With the id of a form, that form again. */
export async function edit(command: CommandOf<'edit'>, exchange: Exchange, services: Services): Promise<void> {
  const { id, contactId, query = '' } = command
  if (id === undefined && contactId === undefined && query === '')
    return exchange.say({ kind: 'which_to_change', to: 'edit' })
  const draft = id === undefined ? undefined : await services.editing.drafts.get(exchange.user, id)
  if (id !== undefined && !isForm(draft)) return exchange.show({ kind: 'form_over' })
  if (id !== undefined && isForm(draft) && draft.purpose === 'add' && !draft.done)
    return openForm(id, draft, exchange, services)
  await withToken(command, exchange, services, async (token) => {
    const mailbox = mailboxOf(token, exchange, services)
    if (id !== undefined && isForm(draft)) return exchange.show(await formAgain(id, draft, mailbox, exchange, services))
    const target = await targetOf(command, 'edit', mailbox, exchange, services)
    if ('reply' in target) return showInstead(target, mailbox, exchange, services)
    const { entry, others } = target
    await exchange.show(await newForm(entry.contact.id, mailbox, exchange, services, others))
  })
}

function isForm(draft: { purpose: string } | undefined): draft is FormDraft {
  return draft?.purpose === 'add' || draft?.purpose === 'edit'
}

/** A new form for a contact. */
async function newForm(
  contactId: string,
  mailbox: Mailbox,
  exchange: Exchange,
  services: Services,
  others = 0,
): Promise<Reply> {
  const properties = await readNow(contactId, mailbox, services)
  if (!properties) return { kind: 'contact_gone' }
  const seen = valuesOf(properties)
  const draft: FormDraft = { purpose: 'edit', mailbox: mailbox.owner.mailbox, values: seen, seen, contactId }
  return formOf(await services.editing.drafts.make(exchange.user, draft), draft, undefined, { others })
}

/** The form of an earlier draft: with the typed values, but with Outlook's value if somebody else has changed the same field. */
async function formAgain(
  id: string,
  draft: FormDraft,
  mailbox: Mailbox,
  exchange: Exchange,
  services: Services,
): Promise<Reply> {
  const contactId = draft.done?.contactId ?? draft.contactId ?? ''
  if (draft.done) return newForm(contactId, mailbox, exchange, services)
  if (draft.mailbox !== mailbox.owner.mailbox) return { kind: 'other_account' }
  const properties = await readNow(contactId, mailbox, services)
  if (!properties) {
    await services.editing.drafts.put(exchange.user, id, asNew(draft))
    return formOf(id, asNew(draft), await mailbox.book(), { notice: 'deleted' })
  }
  const now = valuesOf(properties)
  const contested = new Set(draft.conflicts?.map(({ input }) => input))
  const mine = differing(draft.values, draft.seen).filter((input) => !contested.has(input))
  const values: Values = { ...now, ...pick(draft.values, mine) }
  await services.editing.drafts.put(exchange.user, id, { ...draft, values, seen: now, conflicts: undefined })
  const instead = contested.size > 0 ? pick(draft.values, [...contested]) : undefined
  return formOf(id, { ...draft, values, seen: now }, undefined, { instead })
}

function pick(values: Values, inputs: readonly (keyof Values)[]): Partial<Values> {
  return Object.fromEntries(inputs.map((input) => [input, values[input]]))
}
