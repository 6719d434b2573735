import { contactsIn } from '../../book/address-book.ts'
import { writeVCards } from '../../vcard/write.ts'
import type { Exchange } from '../exchange.ts'
import { freshBook } from '../from-book.ts'
import type { CommandOf, Services } from '../services.ts'
import { bookOf } from '../whose-book.ts'
import { withToken } from '../with-token.ts'

/** `export contacts`: asks Teams for a place to put a file with the user's contacts. */
export async function offerExport(command: CommandOf<'export'>, exchange: Exchange, services: Services): Promise<void> {
  if (exchange.chat.files !== true) return exchange.say({ kind: 'no_files_here' })
  const found = await withToken(command, exchange, services, (token) =>
    vCardsOf(bookOf(token, exchange, services), exchange, services),
  )
  if (!found) return
  const { contacts, bytes } = found
  await exchange.show(contacts === 0 ? { kind: 'nothing_to_export' } : offerOf(contacts, bytes.length))
}

function offerOf(contacts: number, bytes: number) {
  return {
    kind: 'export_offer' as const,
    name: `contacts-${new Date().toISOString().slice(0, 10)}.vcf`,
    contacts,
    bytes,
  }
}

/** The user has allowed the file: it is made of their contacts as they are now, so that it need not be kept meanwhile. */
export async function upload(command: CommandOf<'upload'>, exchange: Exchange, services: Services): Promise<void> {
  const { to } = command
  if (!to) return exchange.show({ kind: 'export_declined' })
  await withToken({ type: 'export' }, exchange, services, async (token) => {
    const { contacts, bytes } = await vCardsOf(bookOf(token, exchange, services), exchange, services)
    await services.files.upload(to.uploadUrl, bytes)
    await exchange.show({ kind: 'exported', contacts })
    await exchange.say({ kind: 'file', file: to })
  })
}

async function vCardsOf(
  { owner, reader }: ReturnType<typeof bookOf>,
  exchange: Exchange,
  services: Services,
): Promise<{ contacts: number; bytes: Buffer }> {
  const { book } = await freshBook({ owner, reader, exchange, services })
  const contacts = await contactsIn(book)
  return { contacts: contacts.length, bytes: await writeVCards(contacts) }
}
