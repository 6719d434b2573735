import type { ChatUser } from '../../connection/chat-user.ts'
import { FileError } from '../../files/file-error.ts'
import { hashOf } from '../../secrets.ts'
import { beginsWithVCard, NO_VCARDS, readVCards } from '../../vcard/read.ts'
import { offerTo } from '../ask-to-sign-in.ts'
import type { Exchange } from '../exchange.ts'
import type { CommandOf, Services } from '../services.ts'
import { knownOwner } from '../whose-book.ts'
import { withToken } from '../with-token.ts'
import { isConnected } from '../without-sign-in.ts'
import { byStamp } from './create-all.ts'
import { summarise } from './import-summary.ts'

const VCARD = /\.(?:vcf|vcard)$/i
/** The extension of a file of another kind. Text files and files without an extension may contain vCards. */
const OTHER = /\.(?!te?xt$)[a-z\d]{2,4}$/i
/** How much of a file is stored, in characters. */
const MOST_KEPT = 4 * 1024 * 1024

/** A file that the user has sent: says what an import of it would do. Nothing is imported yet. */
export async function receiveFile({ file }: CommandOf<'file'>, exchange: Exchange, services: Services): Promise<void> {
  if (exchange.chat.files !== true) return exchange.say({ kind: 'no_files_here' })
  const isNamed = VCARD.test(file.name) || VCARD.test(`.${file.fileType}`)
  if (!isNamed && OTHER.test(file.name)) return exchange.say({ kind: 'no_vcard' })
  await receive(
    file.name,
    () => services.files.download(file.url, (bytes) => contentOf(bytes, isNamed)),
    exchange,
    services,
  )
}

/** Pasted vCards, in any channel: as a file of them. */
export async function receivePasted(
  { text }: CommandOf<'vcards'>,
  exchange: Exchange,
  services: Services,
): Promise<void> {
  await receive('', () => contentOf(Buffer.from(text), true), exchange, services)
}

/** @param read reads the vCards, once it is known that the user may import */
async function receive(
  name: string,
  read: () => ReturnType<typeof contentOf>,
  exchange: Exchange,
  services: Services,
): Promise<void> {
  const { user, sentAt } = exchange
  if (!services.mayAsk(exchange)) return exchange.say({ kind: 'too_many_questions' })
  const isIn = await isConnected(user, services)
  if (!isIn && !isWelcome(user, services)) return refuse(exchange, services)
  const { id, ...found } = await read()
  if (found.contacts.length + found.broken.length === 0) return exchange.say({ kind: 'no_vcard' })
  if (JSON.stringify(found).length > MOST_KEPT) throw new FileError('too_large')
  const mailbox = isIn ? (await knownOwner(user, services))?.mailbox : undefined
  // Before a sign-in only one file is stored: the one that is answered after it.
  await services.imports.put(user, id, { mailbox, name, ...found }, isIn ? undefined : 1)
  // The user may have left in the meantime, or disconnected: then nothing may stay.
  if (await services.departures.isOver(user, sentAt)) return services.imports.forget(user)
  if (isIn && !(await isConnected(user, services))) {
    await services.imports.forget(user)
    return exchange.say({ kind: 'not_connected', url: offerTo(exchange, services.signIn) })
  }
  await summarise({ type: 'import', id, look: true }, exchange, services)
}

/** Whether somebody who is not connected may sign in, according to Teams. The file of a stranger is not even fetched. */
function isWelcome(user: ChatUser, { application, signIn }: Services): boolean {
  return !application && user.vouched && signIn.available && signIn.isAllowed(user)
}

/** Answers with the sentence or sign-in card that any other command would get. */
async function refuse(exchange: Exchange, services: Services): Promise<void> {
  await withToken({ type: 'connect' }, exchange, services, async () => undefined)
}

/** @param isNamed whether the file's name says that it contains vCards; otherwise it must begin with one */
async function contentOf(bytes: Buffer, isNamed: boolean) {
  const { contacts, ...rest } = isNamed || beginsWithVCard(bytes) ? await readVCards(bytes) : NO_VCARDS
  return { ...rest, contacts: [...(await byStamp(contacts)).values()], id: hashOf(bytes) }
}
