import { contactsIn } from '../../book/address-book.ts'
import type { Unread } from '../../book/open-book.ts'
import type { LiveToken } from '../../connection/tokens.ts'
import type { Contact } from '../../graph/contact.ts'
import {
  type Access,
  GraphError,
  type GraphErrorCode,
  isAboutToken,
  MAX_CONCURRENT,
  MOST_IN_NOTES,
} from '../../graph/graph.ts'
import { slots } from '../../slots.ts'
import { writeVCards } from '../../vcard/write.ts'
import { mailboxOf } from '../mailbox.ts'
import type { Exchange } from '../exchange.ts'
import type { CommandOf, Services } from '../services.ts'
import { withToken } from '../with-token.ts'

/** `export contacts`: asks Teams for a place for a file with the user's contacts. */
export async function offerExport(command: CommandOf<'export'>, exchange: Exchange, services: Services): Promise<void> {
  if (exchange.chat.files !== true) return exchange.say({ kind: 'no_files_here' })
  const found = await withToken(command, exchange, services, async (token) => {
    const open = await mailboxOf(token, exchange, services).book()
    return contactsIn(open.book)
  })
  if (!found) return
  await exchange.show(found.length === 0 ? { kind: 'nothing_to_export' } : offerOf(found.length, await sizeOf(found)))
}

/** How many contacts are written to estimate the size of all. */
const MOST_WEIGHED = 500

/** An estimate of the size of the file in bytes. Teams wants it for the question to the user.
 *  https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4 */
async function sizeOf(contacts: readonly Contact[]): Promise<number> {
  const some = contacts.slice(0, MOST_WEIGHED)
  const { length } = await writeVCards(some)
  return Math.round((length / some.length) * contacts.length)
}

function offerOf(contacts: number, bytes: number) {
  return {
    kind: 'export_offer' as const,
    name: `contacts-${new Date().toISOString().slice(0, 10)}.vcf`,
    contacts,
    bytes,
  }
}

/** Makes the file after the user has allowed it, from their present contacts, so that no file has to be stored in the meantime. */
export async function upload(command: CommandOf<'upload'>, exchange: Exchange, services: Services): Promise<void> {
  const { to } = command
  if (!to) return exchange.show({ kind: 'export_declined' })
  await withToken({ type: 'export' }, exchange, services, async (token) => {
    const { contacts, bytes, unread } = await vCardsOf(token, exchange, services)
    await services.files.upload(to.uploadUrl, bytes)
    await exchange.show({ kind: 'exported', contacts, unread })
    await exchange.say({ kind: 'file', file: to })
  })
}

/** A second copy of the address book is in memory while the file is made. */
const AT_ONCE = 2
const inSlot = slots(AT_ONCE)

type Made = { contacts: number; bytes: Buffer; unread: Unread | undefined }

async function vCardsOf(token: LiveToken, exchange: Exchange, services: Services): Promise<Made> {
  const { access, book } = mailboxOf(token, exchange, services)
  const open = await book()
  // This comes before the slot, because a slow mailbox must not block the exports of other people.
  const contacts = await withWholeNotes(await contactsIn(open.book), access, services)
  const bytes = await inSlot('', () => writeVCards(contacts))
  return { contacts: contacts.length, bytes, unread: open.unread() }
}

/** The copy of the address book has only the beginning of long notes. This many of them are read completely. */
const MOST_NOTES = 200
/** Shorter notes were not cut. A cut also removes the blanks at the end. */
const LONG = MOST_IN_NOTES - 100

async function withWholeNotes(
  contacts: readonly Contact[],
  access: Access,
  { graph }: Pick<Services, 'graph'>,
): Promise<Contact[]> {
  const long = contacts.filter(({ personalNotes = '' }) => personalNotes.length > LONG).slice(0, MOST_NOTES)
  const inTurn = slots(MAX_CONCURRENT)
  const whole = new Map<string, string>()
  let isEnough = false
  const read = async (id: string) => {
    if (isEnough) return
    const notes = await graph.notes(access, id).catch((error: unknown) => {
      isEnough ||= !isAboutOne(error)
      if (!beginningDoes(error)) throw error
    })
    if (notes !== undefined) whole.set(id, notes)
  }
  await Promise.all(long.map(({ id }) => inTurn('', () => read(id))))
  return contacts.map((contact) => {
    const personalNotes = whole.get(contact.id)
    return personalNotes === undefined ? contact : { ...contact, personalNotes }
  })
}

/** After these errors the next notes would take as long and fail too. */
const AT_ITS_LIMIT: ReadonlySet<GraphErrorCode> = new Set(['unavailable', 'throttled'])

/** If a contact was just deleted, or Outlook does not return it now, the export continues with the beginning of the notes. */
function beginningDoes(error: unknown): boolean {
  return !isAboutToken(error) && error instanceof GraphError && error.code !== 'aborted'
}

/** Whether other notes may be read although these were not. */
function isAboutOne(error: unknown): boolean {
  return error instanceof GraphError && beginningDoes(error) && !AT_ITS_LIMIT.has(error.code)
}
