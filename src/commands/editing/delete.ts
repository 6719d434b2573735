import type { DeleteQuestion } from '../../editing/drafts.ts'
import { nameOf } from '../../graph/contact.ts'
import type { Exchange } from '../exchange.ts'
import type { CommandOf, Services } from '../services.ts'
import { withToken } from '../with-token.ts'
import { mailboxOf } from '../mailbox.ts'
import { showInstead, targetOf } from './target.ts'

/** `delete contact NAME`: asks first, and says what could not be restored. */
export async function deleteContact(
  command: CommandOf<'delete'>,
  exchange: Exchange,
  services: Services,
): Promise<void> {
  if (command.contactId === undefined && !command.query) return exchange.say({ kind: 'which_to_change', to: 'delete' })
  await withToken(command, exchange, services, async (token) => {
    const mailbox = mailboxOf(token, exchange, services)
    const target = await targetOf(command, 'delete', mailbox, exchange, services)
    if ('reply' in target) return showInstead(target, mailbox, exchange, services)
    const { entry, others } = target
    const { id: contactId } = entry.contact
    const name = nameOf(entry.contact) ?? ''
    const question: DeleteQuestion = { purpose: 'delete', mailbox: mailbox.owner.mailbox, contactId, name }
    const id = await services.editing.drafts.make(exchange.user, question)
    const losesPhoto = mailbox.isPersonal && (await services.graph.photo(mailbox.access, contactId)) !== undefined
    const [folder = ''] = entry.places
    const asked = { kind: 'delete_question', id, person: entry, others, folder, losesPhoto } as const
    await services.lastQuestions.ask(
      exchange,
      { type: 'confirm_delete', id },
      { isCurrent: mailbox.reader.isCurrent, show: () => exchange.show(asked) },
    )
  })
}
