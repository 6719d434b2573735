import type { Reader } from '../book/in-step.ts'
import type { Owner } from '../book/stored-book.ts'
import type { OpenBook } from '../book/open-book.ts'
import type { Command } from './command.ts'
import { type Exchange, NotSaidError } from './exchange.ts'
import { checkAnswer, fromBook, type Look, type Unchecked } from './from-book.ts'
import { addPhoto, isPhotoUnknown, withKnownPhoto } from './photo.ts'
import type { Reply } from './reply.ts'
import type { Services } from './services.ts'
import { troubleOf } from './trouble.ts'
import { bookOf, recentKey } from './whose-book.ts'
import { withToken, withTokenAgain } from './with-token.ts'

/** Answers `command` from the user's address book, and notes which contact the answer shows.
 *  @param look makes the answer from the book. `recent`: the contacts that the user looked up lately, the latest first. */
export async function askBook(
  command: Command,
  exchange: Exchange,
  services: Services,
  look: (book: OpenBook, recent: readonly string[]) => Promise<Look>,
): Promise<void> {
  await withToken(command, exchange, services, async (token) => {
    const { owner, reader } = bookOf(token, exchange, services)
    const reading = exchange.opening?.recent.take() ?? services.recents.read(recentKey(exchange.user))
    const recent = (await reading)(owner.mailbox)
    const lookNow = async (book: OpenBook) => {
      const { reply, finds } = await look(book, recent)
      return { reply: withKnownPhoto(reply, { owner, reader }, services), finds }
    }
    const { reply, unchecked } = await fromBook({ owner, reader, exchange, services, look: lookNow })
    await noteLookUp(reply, recent[0], { owner, reader }, exchange, services)
    if (unchecked)
      await exchange.later((later) => checkLater(command, { ...unchecked, look: lookNow }, later, services))
    else if (isPhotoUnknown(reply, { owner, reader }, services))
      await exchange.later((later) => addPhoto(reply, { owner, reader }, later, services))
  })
}

/** Checks an answer that is already in the chat. If the check fails for a reason other than Outlook, the answer stays as it is. */
async function checkLater(
  command: Command,
  { look, ...older }: Unchecked & { look: (book: OpenBook) => Promise<Look> },
  exchange: Exchange,
  services: Services,
): Promise<void> {
  try {
    await withTokenAgain(command, exchange, services, async (token) => {
      const { owner, reader } = bookOf(token, exchange, services)
      const reply = await checkAnswer({ owner, reader, exchange, services, look }, older)
      await noteLookUp(reply, shownId(older.reply), { owner, reader }, exchange, services)
      await addPhoto(reply, { owner, reader }, exchange, services)
    })
  } catch (error) {
    if (error instanceof NotSaidError) throw error
    exchange.onFault(error, troubleOf(error))
    if (exchange.shownIn() !== undefined) await exchange.show(older.reply)
  }
}

function shownId(reply: Reply): string | undefined {
  return reply.kind === 'contact' ? reply.person.contact.id : undefined
}

/** From now on the contact comes first among equal matches. The answer is already in the chat, so a failure is only logged.
 *  @param latest the contact that was looked up last */
async function noteLookUp(
  reply: Reply,
  latest: string | undefined,
  { owner: { mailbox }, reader: { isCurrent } }: { owner: Owner; reader: Reader },
  exchange: Exchange,
  { recents }: Services,
): Promise<void> {
  const contactId = shownId(reply)
  if (contactId === undefined || contactId === latest) return
  const key = recentKey(exchange.user)
  try {
    await recents.note(key, mailbox, contactId)
    // The user may have disconnected in the meantime: then nothing may stay.
    if (!(await isCurrent())) await recents.forget(key)
  } catch (error) {
    exchange.onFault(error, troubleOf(error))
  }
}
