import { isDeepStrictEqual } from 'node:util'
import type { Reading } from '../book/readings.ts'
import type { Reader } from '../book/in-step.ts'
import type { Owner } from '../book/stored-book.ts'
import type { OpenBook } from '../book/open-book.ts'
import { NoRoomError } from '../book/room.ts'
import { GraphError, type GraphErrorCode } from '../graph/graph.ts'
import { inTime } from '../in-time.ts'
import type { Exchange } from './exchange.ts'
import type { Services } from './services.ts'
import type { AsOf, Reply, Trouble } from './reply.ts'
import { troubleOf } from './trouble.ts'

/** The answer from an address book. `finds`: whether the answer shows anybody. `unlikely`: only people who are probably not
 *  meant. `nothing_sought`: the answer does not depend on the address book. */
export type Look = { reply: Reply; finds: 'somebody' | 'unlikely' | 'nobody' | 'nothing_sought' }

type Source = {
  owner: Owner
  reader: Reader
  exchange: Exchange
  services: Pick<Services, 'addressBooks' | 'maxAgeMs'>
}
type Question = Source & { look: (book: OpenBook) => Promise<Look> }

/** An answer from a copy of the address book that was read at `readAt`. */
type Dated = { reply: Reply; readAt: number }

/** An answer in the chat that comes from an older copy. `notBefore`: a copy that was read after this is fresh enough. */
export type Unchecked = Dated & { notBefore: number }

/** "No match" is only reported from a copy at most this old. */
const NOBODY_MS = 5_000
/** How long a check or a reading may take before the user is told that it is under way. */
const BUDGET_MS = 2_000
const PROGRESS_MS = 2_000

/** Shows the answer from a user's address book. If a copy of any age has a match, it is shown at once; if that copy is old, the
 *  answer must still be checked. “No match” waits for a fresh copy, and so does a match that is only similar to the typed text.
 *  While an address book is read for the first time, the user sees the progress.
 *  @returns the answer, and what `checkAnswer` needs if it must still be checked.
 *  @throws {GraphError} if there is no answer, or Graph refuses the token; `aborted` if the user has disconnected.
 *  @throws {StoreError} */
export async function fromBook(question: Question): Promise<{ reply: Reply; unchecked?: Unchecked }> {
  const { owner, exchange, services } = question
  const askedAt = services.addressBooks.now()
  const kept = await services.addressBooks.atHand(owner, askedAt - services.maxAgeMs)
  const first = kept && (await lookIn(kept, question))
  const ageMs = kept ? askedAt - kept.book.readAt : Infinity
  const isFresh = ageMs <= services.maxAgeMs
  if (first && isFinal(first, ageMs, isFresh)) {
    await exchange.show(first.reply)
    return { reply: first.reply }
  }
  const notBefore = askedAt - (isFresh ? NOBODY_MS : services.maxAgeMs)
  if (!kept || !first || first.finds === 'nobody')
    return { reply: await answerInStep(question, notBefore, undefined, kept === undefined) }
  const older = { reply: first.reply, readAt: kept.book.readAt, notBefore }
  // If Outlook has refused this mailbox, the copy must not hide that.
  if (first.finds === 'somebody' && !services.addressBooks.isRefused(owner)) {
    await exchange.show(first.reply)
    return { reply: first.reply, unchecked: older }
  }
  return { reply: await answerInStep(question, notBefore, older, false).catch(olderUnlessThrown(question, older)) }
}

function isFinal({ finds }: Look, ageMs: number, isFresh: boolean): boolean {
  if (finds === 'nothing_sought') return true
  return isFresh && (finds !== 'nobody' || ageMs <= NOBODY_MS)
}

/** Compares an answer that is already in the chat with Outlook. If Outlook says something else, the answer is corrected in
 *  place; if the check takes long, or Outlook cannot be asked, the answer says how old it is.
 *  @returns the final answer. @throws as `fromBook` */
export async function checkAnswer(question: Question, older: Unchecked): Promise<Reply> {
  const { exchange, services } = question
  // If the message cannot be replaced, a new message follows only if the answer has changed.
  if (exchange.shownIn() === undefined) {
    const { book } = services.addressBooks.inStep(question.owner, question.reader, older.notBefore)
    const { reply } = await lookIn(await book, question)
    return isDeepStrictEqual(reply, older.reply) ? reply : show(question, reply)
  }
  return answerInStep(question, older.notBefore, older, false).catch(olderUnlessThrown(question, older))
}

/** Shows the answer from a copy read after `notBefore`. If the reading takes long, the answer `older` is shown first. */
async function answerInStep(
  question: Question,
  notBefore: number,
  older: Dated | undefined,
  isFirst: boolean,
): Promise<Reply> {
  const { owner, reader, exchange, services } = question
  const reading = services.addressBooks.inStep(owner, reader, notBefore)
  let book = await inTime(reading.book, BUDGET_MS)
  if (!book && older) {
    await show(question, dated(older, 'checking', services.addressBooks.now()))
    book = await reading.book
  }
  book ??= await progress(reading, isFirst, exchange)
  let found = await lookIn(book, question)
  if (found.finds === 'nobody' && services.addressBooks.now() - book.book.readAt > NOBODY_MS) {
    // Reading took so long that a contact may have been added in the meantime.
    const newer = await services.addressBooks.inStep(owner, reader, services.addressBooks.now() - NOBODY_MS).book
    found = await lookIn(newer, question)
  }
  return show(question, found.reply)
}

/** @returns a function that shows the older answer because of an error, with its age if Outlook caused the error. */
function olderUnlessThrown(question: Question, older: Dated): (error: unknown) => Promise<Reply> {
  return async function showOlder(error) {
    const { exchange, services } = question
    if (!isCovered(error)) throw error
    const trouble = troubleOf(error)
    exchange.onFault(error, trouble)
    return show(question, TELLING.has(trouble) ? dated(older, trouble, services.addressBooks.now()) : older.reply)
  }
}

/** The answer from `book`, with the parts of the mailbox that could not be read. */
async function lookIn(book: OpenBook, { look }: Question): Promise<Look> {
  const { reply, finds } = await look(book)
  const { kind } = reply
  if (kind !== 'contact' && kind !== 'contacts' && kind !== 'nobody' && kind !== 'not_understood')
    return { reply, finds }
  return { reply: { ...reply, unread: book.unread() }, finds }
}

/** A copy that is fresh enough to answer. While it is read the user sees the progress. @throws as `fromBook` */
export async function freshBook({ owner, reader, exchange, services }: Source): Promise<OpenBook> {
  const notBefore = services.addressBooks.now() - services.maxAgeMs
  const kept = await services.addressBooks.atHand(owner, notBefore)
  if (kept && kept.book.readAt >= notBefore) return kept
  const reading = services.addressBooks.inStep(owner, reader, notBefore)
  return (await inTime(reading.book, BUDGET_MS)) ?? progress(reading, kept === undefined, exchange)
}

async function show({ reader, exchange }: Question, reply: Reply): Promise<Reply> {
  // The user may have disconnected during the reading, perhaps at another instance.
  if (!(await reader.isCurrent())) throw new GraphError('aborted')
  await exchange.show(reply)
  return reply
}

async function progress({ book, progress: now }: Reading, isFirst: boolean, exchange: Exchange): Promise<OpenBook> {
  for (;;) {
    await exchange.show({ kind: 'reading', ...now(), isFirst })
    const read = await inTime(book, PROGRESS_MS)
    if (read) return read
  }
}

/** A refused token is renewed, and somebody who has disconnected gets no answer. For every other failure of Outlook, an older
 *  copy answers. */
const UNCOVERED: ReadonlySet<GraphErrorCode> = new Set(['unauthorized', 'claims_challenge', 'aborted'])

function isCovered(error: unknown): boolean {
  return error instanceof NoRoomError || (error instanceof GraphError && !UNCOVERED.has(error.code))
}

/** The problems that are shown beside an older answer. If the bot has no room to read, the person need do nothing. */
const TELLING: ReadonlySet<Trouble> = new Set([
  'contacts_down',
  'contacts_throttled',
  'contacts_forbidden',
  'contacts_refused',
  'contacts_too_large',
  'no_mailbox',
  'account_on_hold',
])

function dated({ reply, readAt }: Dated, because: AsOf['because'], now: number): Reply {
  if (reply.kind !== 'contact' && reply.kind !== 'contacts') return reply
  return { ...reply, asOf: { ageMs: Math.max(0, now - readAt), because } }
}
