import { readContact } from '../../editing/read-text.ts'
import type { FormDraft } from '../../editing/drafts.ts'
import { noValues } from '../../editing/inputs.ts'
import type { Exchange } from '../exchange.ts'
import type { FormNotice } from '../reply.ts'
import type { CommandOf, Services } from '../services.ts'
import { withToken } from '../with-token.ts'
import { formOf } from './form.ts'
import { mailboxOf } from '../mailbox.ts'

/** `add contact …`: the form, filled in from the text after the command. */
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

/** Shows the form of a draft. After a sign-in the form is shown again. */
export async function openForm(
  id: string,
  draft: FormDraft,
  exchange: Exchange,
  services: Services,
  notice?: FormNotice,
): Promise<void> {
  await withToken({ type: 'edit', id }, exchange, services, async (token) => {
    const mailbox = mailboxOf(token, exchange, services)
    const book = await mailbox.book()
    if (draft.mailbox !== mailbox.owner.mailbox) await belongsTo(mailbox.owner.mailbox, id, exchange, services)
    await exchange.show(formOf(id, draft, book, { notice }))
  })
}

/** Changes only the mailbox of a draft, because the draft may have been saved since it was read. */
async function belongsTo(mailbox: string, id: string, { user }: Exchange, { editing }: Services): Promise<void> {
  await editing.drafts.alone(user, id, (held) => held.keep({ ...held.get(), mailbox }))
}
