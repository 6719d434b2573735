import type { AddressBooks, Reader, Reading } from '../book/address-books.ts'
import { GraphError } from '../graph/graph.ts'
import type { Owner } from '../book/kept.ts'
import type { OpenBook } from '../book/open-book.ts'
import type { AsOf, Replies, Reply, Step } from './reply.ts'

/** What an address book answers, and whether that names anybody. */
export type Look = { reply: Reply; isSomebody: boolean }

/** The message that makes way for what is said next, and whether anything was said: whoever asks again goes on with it. */
export type Screen = { replaces: string | undefined; isUsed: boolean }

type Question = {
  books: AddressBooks
  owner: Owner
  reader: Reader
  /** A copy that is no older answers at once. */
  maxAgeMs: number
  look: (book: OpenBook) => Promise<Look>
  screen: Screen
  /** Hears why an answer comes from an older copy. */
  onFault: (error: GraphError) => void
}

/** Nobody is said to be nobody by an older copy than this. */
const NOBODY_MS = 5_000
/** So long an answer waits for the right one, before an older one is shown in its place. */
const BUDGET_MS = 2_000
const PROGRESS_MS = 2_000

/** Answers from a person's address book. A fresh copy answers at once; an older one is brought in step first, and where that
 *  takes long or fails, answers with its age, and makes way afterwards. Of a first reading the person sees how far it is.
 *  @throws {GraphError} where there is no answer, or the token is not taken; `aborted` where the contacts are not to be read any
 *  more. @throws {StoreError} */
export async function* fromBook({ books, owner, reader, maxAgeMs, look, screen, onFault }: Question): Replies {
  const askedAt = books.now()
  const kept = await books.atHand(owner, askedAt - maxAgeMs)
  const first = kept && (await look(kept))
  const isFresh = kept !== undefined && askedAt - kept.book.readAt <= maxAgeMs
  if (isFresh && first && (first.isSomebody || askedAt - kept.book.readAt <= NOBODY_MS)) {
    return yield* show(screen, first.reply)
  }
  const usable = kept && first?.isSomebody ? { reply: first.reply, readAt: kept.book.readAt } : undefined
  async function* answer(reply: Reply): Replies {
    // Disconnected meanwhile, by another instance perhaps.
    if (!(await reader.isCurrent())) throw new GraphError('aborted')
    yield* show(screen, reply)
  }
  let reading = books.inStep(owner, reader, askedAt - (isFresh ? NOBODY_MS : maxAgeMs))
  try {
    let book = await within(reading.book, BUDGET_MS)
    if (!book && usable) {
      yield* answer(dated(usable, 'checking', books.now()))
      book = await reading.book
    }
    book ??= yield* progress(reading, kept === undefined, screen)
    let found = await look(book)
    if (!found.isSomebody && books.now() - book.book.readAt > NOBODY_MS) {
      // Reading it took so long that somebody may have been added meanwhile.
      reading = books.inStep(owner, reader, books.now() - NOBODY_MS)
      found = await look(await reading.book)
    }
    yield* answer(found.reply)
  } catch (error) {
    const reason = error instanceof GraphError && REASONS.get(error.code)
    if (!reason || !usable) throw error
    onFault(error)
    yield* answer(dated(usable, reason, books.now()))
  }
}

/** A book no older than `maxAgeMs`, without an answer meanwhile. @throws as `fromBook` */
export async function* freshBook({
  books,
  owner,
  reader,
  maxAgeMs,
  screen,
}: Omit<Question, 'look' | 'onFault'>): AsyncGenerator<Step, OpenBook, string | undefined> {
  const notBefore = books.now() - maxAgeMs
  const kept = await books.atHand(owner, notBefore)
  if (kept && kept.book.readAt >= notBefore) return kept
  const reading = books.inStep(owner, reader, notBefore)
  return (await within(reading.book, BUDGET_MS)) ?? (yield* progress(reading, kept === undefined, screen))
}

async function* show(screen: Screen, reply: Reply): Replies {
  screen.isUsed = true
  screen.replaces = (yield { reply, replaces: screen.replaces }) ?? screen.replaces
}

async function* progress(
  { book, contacts }: Reading,
  isFirst: boolean,
  screen: Screen,
): AsyncGenerator<Step, OpenBook, string | undefined> {
  for (;;) {
    yield* show(screen, { kind: 'reading', contacts: contacts(), isFirst })
    const read = await within(book, PROGRESS_MS)
    if (read) return read
  }
}

const REASONS = new Map<string, AsOf['because']>([
  ['unavailable', 'unreachable'],
  ['throttled', 'throttled'],
])

type Usable = { reply: Reply; readAt: number }

function dated({ reply, readAt }: Usable, because: AsOf['because'], now: number): Reply {
  if (reply.kind !== 'contact' && reply.kind !== 'contacts') return reply
  return { ...reply, asOf: { ageMs: Math.max(0, now - readAt), because } }
}

/** What `work` gives, if it does so within `ms`. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
