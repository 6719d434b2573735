import { type GraphErrorCode, PAGE_SIZE, pages } from '../graph/graph.ts'
import type { BookFolder } from './address-book.ts'
import { after, applied, type Changes, onlyNews } from './folder-changes.ts'
import { isGap } from './gaps.ts'
import { type FolderReading, type Found, listFolder, smallerAfter } from './list-folder.ts'

/** The content of a folder, and what the next reading needs. */
export type FolderContent = Pick<BookFolder, 'chunks' | 'deltaLink' | 'wholeAt' | 'unread'>

/** Outlook may not report a deletion, so each folder is read completely from time to time. */
const WHOLE_MS = 6 * 60 * 60_000
/** These errors go away by themselves, and a list would fail in the same way. All other errors are about the changes or their
 *  link. */
const PASSING: ReadonlySet<GraphErrorCode> = new Set(['unavailable', 'throttled'])
/** If Graph fails on a page of changes, it is asked for this many at a time. */
const SMALLER_CHANGES = [100]

/** The present content of a folder. If Graph lists the changes since `known`, only they are read. If it does not, or fails, the
 *  folder is listed. The contacts that were read before a failure are kept.
 *  @throws {GraphError} `not_found` if the folder is gone; otherwise if nothing was read */
export async function readFolder(
  reading: FolderReading,
  id: string,
  known: BookFolder | undefined,
): Promise<FolderContent> {
  const at = reading.now()
  const isRecent = known?.wholeAt !== undefined && at - known.wholeAt < WHOLE_MS
  const since = isRecent ? known.deltaLink : undefined
  if (isRecent && since === undefined) return byList(reading, id, known, undefined)
  const first = await follow(reading, id, since)
  const found = since !== undefined && isRefused(first) ? await follow(reading, id, undefined) : first
  if (isRefused(found)) return byList(reading, id, known, found)
  if (found.error) return partly(known, found)
  return {
    chunks: await chunksAfter(known, found),
    deltaLink: found.deltaLink,
    wholeAt: found.isWhole ? at : known?.wholeAt,
  }
}

/** Whether Graph would fail again if it is asked for the same changes. */
function isRefused({ error }: Found): boolean {
  return error !== undefined && !PASSING.has(error.code)
}

/** @param followed the changes that were read before Graph failed at them */
async function byList(
  reading: FolderReading,
  id: string,
  known: BookFolder | undefined,
  followed: Found | undefined,
): Promise<FolderContent> {
  const at = reading.now()
  const found = await listFolder(reading, id)
  if (found.error) return partly(known, found, followed)
  // Graph sometimes loses its place: the next reading asks for the changes again.
  const wholeAt = followed?.error?.code === 'sync_lost' ? undefined : at
  return { chunks: await chunksAfter(known, found), wholeAt, unread: found.isWhole ? undefined : true }
}

/** The contacts that were read before a failure. The next reading begins where this one did. @throws if nothing was read */
async function partly(known: BookFolder | undefined, ...tried: [Found, Found?]): Promise<FolderContent> {
  const found = tried.find((one) => one && one.changes.size > 0)
  if (!found) throw tried[0].error
  const { deltaLink, wholeAt } = known ?? {}
  return { chunks: await chunksAfter(known, found), deltaLink, wholeAt, unread: true }
}

async function chunksAfter(known: BookFolder | undefined, { changes, isWhole, deltaLink }: Found) {
  const chunks = known?.chunks ?? []
  const isSinceThen = !isWhole && deltaLink !== undefined
  return applied(chunks, isSinceThen ? changes : await onlyNews(chunks, changes, isWhole))
}

/** @param since an earlier `deltaLink`. Without one, every contact in the folder is a change.
 *  @throws {GraphError} what ends the whole reading */
async function follow(reading: FolderReading, id: string, since: string | undefined): Promise<Found> {
  const { graph, access, onPage, onPageFailed, onNamed } = reading
  const changes: Changes = new Map()
  let size = PAGE_SIZE

  async function ask(link: string | undefined) {
    for (;;) {
      try {
        return await graph.changes(access, id, link, size)
      } catch (error) {
        const smaller = smallerAfter(error, size, SMALLER_CHANGES)
        if (smaller === undefined || smaller === 0) throw error
        onPageFailed(id, error)
        size = smaller
      }
    }
  }

  try {
    let deltaLink: string | undefined
    for await (const page of pages((next) => ask(next ?? since))) {
      for (const change of page.items) {
        onNamed(change.id)
        changes.set(change.id, after(changes.get(change.id), change, id))
      }
      deltaLink = page.deltaLink
      await onPage(page.items.flatMap(({ contact }) => contact ?? []))
    }
    return { changes, isWhole: since === undefined, deltaLink }
  } catch (error) {
    if (!isGap(error)) throw error
    return { changes, isWhole: false, error }
  }
}
