import type { OpenBook } from '../../book/open-book.ts'
import { checked } from '../../editing/check.ts'
import type { Draft, FormDraft } from '../../editing/drafts.ts'
import type { Held } from '../../editing/own-records.ts'
import { noValues } from '../../editing/inputs.ts'
import type { LiveToken } from '../../connection/tokens.ts'
import { ChangesForbiddenError } from '../changes-forbidden.ts'
import type { Command } from '../command.ts'
import type { Exchange } from '../exchange.ts'
import { withKnownPhoto } from '../photo.ts'
import type { Reply } from '../reply.ts'
import type { CommandOf, Services } from '../services.ts'
import { withToken } from '../with-token.ts'
import { openForm } from './add.ts'
import { formOf } from './form.ts'
import { type Mailbox, mailboxOf } from '../mailbox.ts'
import { notSaved } from './not-saved.ts'
import { withPermission } from '../permission.ts'
import { saveChanges } from './save-changes.ts'
import { saveNew } from './save-new.ts'
import type { Begun, Saving } from './saving.ts'
import { wasCancelled } from '../unanswered-draft.ts'
import { goneOn, typedIn } from './form-values.ts'

/** The button of a form. However often it is pressed or delivered, one form makes or changes one contact once. */
export async function save(command: CommandOf<'save'>, exchange: Exchange, services: Services): Promise<void> {
  const { id } = command
  const reply = await services.editing.drafts.alone(exchange.user, id, (held) =>
    saveHeld(command, held, exchange, services),
  )
  if (reply === undefined) return showLost(command, exchange, services)
  if (reply !== 'told') await exchange.show(reply)
}

/** @returns the reply; `told` if it has already been sent */
async function saveHeld(
  command: CommandOf<'save'>,
  held: Held<Draft>,
  exchange: Exchange,
  services: Services,
): Promise<Reply | 'told'> {
  const found = held.get()
  if (found.purpose !== 'add' && found.purpose !== 'edit') return { kind: 'form_over' }
  if (wasCancelled(found, exchange)) return { kind: 'form_cancelled' }
  const { typed, folder } = typedIn(command.typed, found)
  const before = found.done ? goneOn(found, typed) : found
  if (before.done) return doneReply(command, before, exchange, services)
  const { values, faults } = checked(typed, before.seen)
  const draft: FormDraft = { ...before, values: typed, folder, isDropped: undefined }
  await held.keep(draft)
  const hasFaults = Object.keys(faults).length > 0
  const resume: Command = { type: 'save', id: command.id, ...flagsOf(command) }
  const reply = hasFaults
    ? await withBook(resume, draft, exchange, services, (book) => formOf(command.id, draft, book, { faults }))
    : await saved(resume, { command, held, draft: { ...draft, values } }, exchange, services)
  return reply ?? 'told'
}

/** @returns undefined if the person got another reply */
async function saved(
  resume: Command,
  begun: Begun,
  exchange: Exchange,
  services: Services,
): Promise<Reply | undefined> {
  const { draft, command } = begun
  const { id } = command
  const work = async (token: LiveToken): Promise<Reply> => {
    const mailbox = mailboxOf(token, exchange, services)
    const saving: Saving = { ...begun, id, mailbox, exchange, services }
    if (draft.purpose === 'edit' && draft.mailbox !== mailbox.owner.mailbox) return { kind: 'other_account' }
    try {
      const reply = await (draft.purpose === 'add' ? saveNew(saving) : saveChanges(saving))
      return withKnownPhoto(reply, mailbox, services)
    } catch (error) {
      return notSaved(error, begun, exchange, await bookOrNone(mailbox))
    }
  }
  try {
    return await withPermission(resume, exchange, services, work, id)
  } catch (error) {
    if (!(error instanceof ChangesForbiddenError)) throw error
    return notSaved(error, begun, exchange)
  }
}

/** Without a copy of the address book the form shows no folders. */
async function bookOrNone(mailbox: Mailbox): Promise<OpenBook | undefined> {
  try {
    return await mailbox.book()
  } catch {
    return undefined
  }
}

async function withBook(
  resume: Command,
  draft: FormDraft,
  exchange: Exchange,
  services: Services,
  make: (book: OpenBook | undefined) => Reply,
): Promise<Reply | undefined> {
  if (draft.purpose === 'edit') return make(undefined)
  return withToken(resume, exchange, services, async (token) => make(await mailboxOf(token, exchange, services).book()))
}

function flagsOf({ anyway, overwrite }: CommandOf<'save'>): { anyway?: true; overwrite?: true } {
  return { ...(anyway && { anyway }), ...(overwrite && { overwrite }) }
}

/** The contact that this form has already created or changed. */
async function doneReply(
  command: CommandOf<'save'>,
  { done }: FormDraft,
  exchange: Exchange,
  services: Services,
): Promise<Reply | 'told'> {
  const reply = await withToken({ type: 'save', id: command.id }, exchange, services, async (token): Promise<Reply> => {
    const book = await mailboxOf(token, exchange, services).book()
    const person = done && (await book.person(done.contactId))
    return person ? { kind: 'contact', person, back: undefined, news: done.how } : { kind: 'contact_gone' }
  })
  return reply ?? 'told'
}

/** The form has expired. The typed values are put into a new form, which the person has to save. */
async function showLost({ typed }: CommandOf<'save'>, exchange: Exchange, services: Services): Promise<void> {
  if (!typed) return exchange.show({ kind: 'form_over' })
  const { folder, ...inputs } = typed
  const values = { ...noValues(), ...inputs }
  const draft: FormDraft = { purpose: 'add', mailbox: '', values, seen: noValues(), folder: folder || undefined }
  const id = await services.editing.drafts.make(exchange.user, draft)
  await openForm(id, draft, exchange, services, 'over')
}
