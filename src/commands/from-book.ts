import type { Reading } from '../book/address-books.ts'
import type { Reader } from '../book/in-step.ts'
import type { Owner } from '../book/kept.ts'
import type { OpenBook } from '../book/open-book.ts'
import { NoRoomError } from '../book/room.ts'
import { GraphError, type GraphErrorCode } from '../graph/graph.ts'
import type { Exchange } from './exchange.ts'
import type { Services } from './services.ts'
import type { AsOf, Reply } from './reply.ts'
import { troubleOf } from './trouble.ts'

/** What an address book answers, and whether the answer shows anybody. */
export type Look = { reply: Reply; isSomebody: boolean }

type Source = {
  owner: Owner
  reader: Reader
  exchange: Exchange
  services: Pick<Services, 'addressBooks' | 'maxAgeMs'>
}
type Question = Source & { look: (book: OpenBook) => Promise<Look> }

/** An answer from a copy of the address book that was read at `readAt`. */
type Dated = { reply: Reply; readAt: number }

/** "No match" is only reported from a copy at most this old. */
const NOBODY_MS = 5_000
/** An answer waits this long for a fresh copy before an older copy answers instead. */
const BUDGET_MS = 2_000
const PROGRESS_MS = 2_000

/** Shows the answer of a user's address book. A fresh copy answers at once. An older copy is brought up to date first; where
 *  that takes long or fails, it answers with its age, and the right answer replaces that later. While an address book is read
 *  for the first time the user sees the progress.
 *  @returns the answer that stands in the end.
 *  @throws {GraphError} where there is no answer, or Graph refuses the token; `aborted` where the user has disconnected.
 *  @throws {StoreError} */
export async function fromBook(question: Question): Promise<Reply> {
  const { owner, exchange, services } = question
  const askedAt = services.addressBooks.now()
  const kept = await services.addressBooks.atHand(owner, askedAt - services.maxAgeMs)
  const first = kept && (await lookIn(kept, question))
  const ageMs = kept ? askedAt - kept.book.readAt : Infinity
  const isFresh = ageMs <= services.maxAgeMs
  if (first && isFresh && (first.isSomebody || ageMs <= NOBODY_MS)) {
    await exchange.show(first.reply)
    return first.reply
  }
  const older = kept && first?.isSomebody ? { reply: first.reply, readAt: kept.book.readAt } : undefined
  const notBefore = askedAt - (isFresh ? NOBODY_MS : services.maxAgeMs)
  try {
    return await answerInStep(question, notBefore, older, kept === undefined)
  } catch (error) {
    if (!older || !isCovered(error)) throw error
    const trouble = troubleOf(error)
    exchange.onFault(error, trouble)
    return show(question, dated(older, trouble, services.addressBooks.now()))
  }
}

/** Shows the answer of a copy read since `notBefore`. Where reading it takes long, `older` answers meanwhile. */
async function answerInStep(
  question: Question,
  notBefore: number,
  older: Dated | undefined,
  isFirst: boolean,
): Promise<Reply> {
  const { owner, reader, exchange, services } = question
  const reading = services.addressBooks.inStep(owner, reader, notBefore)
  let book = await within(reading.book, BUDGET_MS)
  if (!book && older) {
    await show(question, dated(older, 'checking', services.addressBooks.now()))
    book = await reading.book
  }
  book ??= await progress(reading, isFirst, exchange)
  let found = await lookIn(book, question)
  if (!found.isSomebody && services.addressBooks.now() - book.book.readAt > NOBODY_MS) {
    // Reading took so long that a contact may have been added meanwhile.
    const newer = await services.addressBooks.inStep(owner, reader, services.addressBooks.now() - NOBODY_MS).book
    found = await lookIn(newer, question)
  }
  return show(question, found.reply)
}

/** What `book` answers, with what could not be read of it. */
async function lookIn(book: OpenBook, { look }: Question): Promise<Look> {
  const { reply, isSomebody } = await look(book)
  const { kind } = reply
  if (kind !== 'contact' && kind !== 'contacts' && kind !== 'nobody' && kind !== 'not_understood')
    return { reply, isSomebody }
  return { reply: { ...reply, unread: book.unread() }, isSomebody }
}

/** A copy that is fresh enough to answer. While it is read the user sees the progress. @throws as `fromBook` */
export async function freshBook({ owner, reader, exchange, services }: Source): Promise<OpenBook> {
  const notBefore = services.addressBooks.now() - services.maxAgeMs
  const kept = await services.addressBooks.atHand(owner, notBefore)
  if (kept && kept.book.readAt >= notBefore) return kept
  const reading = services.addressBooks.inStep(owner, reader, notBefore)
  return (await within(reading.book, BUDGET_MS)) ?? progress(reading, kept === undefined, exchange)
}

async function show({ reader, exchange }: Question, reply: Reply): Promise<Reply> {
  // The user may have disconnected while it was read, through another instance perhaps.
  if (!(await reader.isCurrent())) throw new GraphError('aborted')
  await exchange.show(reply)
  return reply
}

async function progress({ book, contacts }: Reading, isFirst: boolean, exchange: Exchange): Promise<OpenBook> {
  for (;;) {
    await exchange.show({ kind: 'reading', contacts: contacts(), isFirst })
    const read = await within(book, PROGRESS_MS)
    if (read) return read
  }
}

/** A refused token is renewed, and somebody who has disconnected is told nothing. An older copy covers every other failure of
 *  Outlook. */
const UNCOVERED: ReadonlySet<GraphErrorCode> = new Set(['unauthorized', 'claims_challenge', 'aborted'])

function isCovered(error: unknown): boolean {
  return error instanceof NoRoomError || (error instanceof GraphError && !UNCOVERED.has(error.code))
}

function dated({ reply, readAt }: Dated, because: AsOf['because'], now: number): Reply {
  if (reply.kind !== 'contact' && reply.kind !== 'contacts') return reply
  return { ...reply, asOf: { ageMs: Math.max(0, now - readAt), because } }
}

/** What `work` resolves to, if it does so within `ms`. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
