import { readContact } from '../../editing/read-text.ts'
import type { FormDraft } from '../../editing/drafts.ts'
import { noValues } from '../../editing/values.ts'
import type { Exchange } from '../exchange.ts'
import type { CommandOf, Services } from '../services.ts'
import { withToken } from '../with-token.ts'
import { formOf } from './form.ts'
import { mailboxOf } from './mailbox.ts'

/** `add contact …`: the form, filled from what was typed behind the command. */
export async function add({ typed }: CommandOf<'add'>, exchange: Exchange, services: Services): Promise<void> {
  const { values, leftOver } =
    typed === undefined ? { values: noValues(), leftOver: [] } : readContact(typed, exchange.words.contact)
  const draft: FormDraft = {
    purpose: 'add',
    mailbox: '',
    values,
    seen: noValues(),
    ...(leftOver.length > 0 && { leftOver }),
  }
  const id = await services.editing.drafts.make(exchange.user, draft)
  await openForm(id, draft, exchange, services)
}

/** Shows the form of a draft. Its question after a sign-in is the form itself. */
export async function openForm(id: string, draft: FormDraft, exchange: Exchange, services: Services): Promise<void> {
  await withToken({ type: 'edit', id }, exchange, services, async (token) => {
    const mailbox = mailboxOf(token, exchange, services)
    const book = await mailbox.book()
    if (draft.mailbox !== mailbox.owner.mailbox)
      await services.editing.drafts.put(exchange.user, id, { ...draft, mailbox: mailbox.owner.mailbox })
    await exchange.show(formOf(id, draft, book))
  })
}
