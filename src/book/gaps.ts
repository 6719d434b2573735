import { GraphError, type GraphErrorCode } from '../graph/graph.ts'

/** These end a reading: no part of the mailbox can be read with this token, or the reading is no longer needed. */
const ENDS: ReadonlySet<GraphErrorCode> = new Set(['unauthorized', 'claims_challenge', 'aborted'])
/** If several parts fail like this and none was read, Outlook is down. */
const OUTAGE: ReadonlySet<GraphErrorCode> = new Set(['unavailable', 'throttled', 'page_failed'])
const PARTS_IN_OUTAGE = 3

export type Gaps = ReturnType<typeof gaps>

/** Records the parts of a mailbox that cannot be read, so that one bad part never hides the rest.
 *  @param stop ends all other requests once the reading has failed as a whole. @param onGap called for each part */
export function gaps(stop: AbortController, onGap: (error: GraphError) => void) {
  const errors: GraphError[] = []
  const foldersWithFailedPages = new Set<string>()
  let ended: unknown
  let hasRead = false

  function end(error: unknown): never {
    ended ??= error
    stop.abort()
    throw ended
  }

  return {
    /** Notes that some part was read. */
    read(): void {
      hasRead = true
    },

    /** Notes that Graph failed on a page of a folder, which is then asked for in smaller pages. @throws if Outlook is down */
    pageFailed(folder: string, error: unknown): void {
      foldersWithFailedPages.add(folder)
      if (!hasRead && foldersWithFailedPages.size >= PARTS_IN_OUTAGE) end(error)
    },

    /** Notes that a part could not be read. @throws what ends the whole reading */
    failed(error: unknown): void {
      if (!isGap(error)) end(error)
      errors.push(error)
      const isOutage = errors.filter(({ code }) => OUTAGE.has(code)).length >= PARTS_IN_OUTAGE
      if (isOutage && !hasRead) end(errors[0])
      onGap(error)
    },

    /** @throws {GraphError} if no part was read */
    check(): void {
      if (!hasRead && errors.length > 0) end(errors[0])
    },
  }
}

/** Whether the rest of the mailbox is read in spite of this error. */
export function isGap(error: unknown): error is GraphError {
  return error instanceof GraphError && !ENDS.has(error.code)
}
