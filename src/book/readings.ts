import { GraphError } from '../graph/graph.ts'
import { bringInStep, type Parts, type Reader } from './in-step.ts'
import type { OpenBook } from './open-book.ts'
import { NO_PROGRESS, type Progress } from './read-mailbox.ts'
import { isSame } from './shelf.ts'
import type { Owner } from './stored-book.ts'

/** A book that is being updated. `progress`: how far the reading is. */
export type Reading = { book: Promise<OpenBook>; progress: () => Progress }

/** How often a reading checks whether the person is still connected: they may have disconnected at another instance. */
const WATCH_MS = 1_000

type Options = {
  parts: Parts
  /** A reading that takes longer is given up. */
  limitMs: number
  /** Called after each reading. @param error why it failed; undefined if it did not */
  onEnd: (owner: Owner, error?: unknown) => void
}

type UnderWay = Reading & { owner: Owner; token: string; stop: AbortController }

/** The readings that are under way here, at most one for each owner. */
export function readings({ parts, limitMs, onEnd }: Options) {
  const underWay = new Map<string, UnderWay>()

  function begin(owner: Owner, reader: Reader, notBefore: number): UnderWay {
    const begun = started(parts, { owner, reader, notBefore, limitMs })
    // This runs before the callers get the result, so a caller that asks again at once gets a new reading.
    const book = begun.book.finally(() => {
      if (underWay.get(owner.key) === reading) underWay.delete(owner.key)
    })
    // Each caller gets the failure, but there may be no callers left.
    book.then(
      () => onEnd(owner),
      (error: unknown) => onEnd(owner, error),
    )
    const reading = { ...begun, book }
    underWay.set(owner.key, reading)
    return reading
  }

  function inStep(owner: Owner, reader: Reader, notBefore: number): Reading {
    const shared = underWay.get(owner.key)
    if (!shared || !isSame(shared.owner, owner)) {
      shared?.stop.abort()
      return begin(owner, reader, notBefore)
    }
    let { progress } = shared
    const again = () => {
      const reading = inStep(owner, reader, notBefore)
      ;({ progress } = reading)
      return reading.book
    }
    const book = shared.book.then(
      (open) => (open.book.readAt >= notBefore ? open : again()),
      (error: unknown) => {
        if (shared.token === reader.token || isForAllTokens(error)) throw error
        return again()
      },
    )
    book.catch(() => undefined)
    return { book, progress: () => progress() }
  }

  return {
    /** Updates a book. Callers that ask during a reading share it. */
    inStep,

    /** Ends the reading of an owner's mailbox. */
    end(key: string): void {
      underWay.get(key)?.stop.abort()
    },

    /** Ends all readings. Resolves once they have given up their leases. */
    async stop(): Promise<void> {
      const all = [...underWay.values()]
      for (const { stop } of all) stop.abort()
      await Promise.allSettled(all.map(({ book }) => book))
    },
  }
}

/** Begins a reading. It ends at its limit, by `stop`, and when the person is no longer connected. */
function started(
  parts: Parts,
  { owner, reader, notBefore, limitMs }: { owner: Owner; reader: Reader; notBefore: number; limitMs: number },
): UnderWay {
  const stop = new AbortController()
  const limit = AbortSignal.timeout(limitMs)
  const signal = AbortSignal.any([stop.signal, limit])
  let progress = NO_PROGRESS
  const onProgress = (now: Progress) => void (progress = now)
  const watch = setInterval(() => void endIfForgotten(reader, stop), WATCH_MS)
  const book = bringInStep(parts, { owner, reader, notBefore, signal, onProgress })
    .catch((error: unknown) => {
      throw limit.aborted ? new GraphError('unavailable', {}, { cause: error }) : error
    })
    .finally(() => clearInterval(watch))
  return { owner, token: reader.token, stop, book, progress: () => progress }
}

async function endIfForgotten({ isCurrent }: Reader, stop: AbortController): Promise<void> {
  // If the store does not answer, the reading continues.
  if (!(await isCurrent().catch(() => true))) stop.abort()
}

/** Whether a reading would have failed with any token. A refusal of another caller's token says nothing about ours. */
function isForAllTokens(error: unknown): boolean {
  return !(error instanceof GraphError) || error.code === 'unavailable' || error.code === 'throttled'
}
