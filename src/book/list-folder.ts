import type { Contact } from '../graph/contact.ts'
import { type Access, type Graph, GraphError, links, PAGE_SIZE } from '../graph/graph.ts'
import { type Changes, within } from './folder-changes.ts'
import { isGap } from './gaps.ts'

/** How a folder is read. `onPage`: called with the contacts of every page; it may throw. `onPageFailed`: called before a smaller page
 *  is asked for; it may throw. */
export type FolderReading = {
  graph: Graph
  access: Access
  now: () => number
  onPage: (contacts: readonly Contact[]) => Promise<void>
  onPageFailed: (folder: string, error: unknown) => void
  /** Called with each contact that Outlook has named. */
  onNamed: (contactId: string) => void
}

/** What was found in a folder. `isWhole`: whether these are all of its contacts. `error`: why there may be more. */
export type Found = {
  changes: Changes
  isWhole: boolean
  deltaLink?: string | undefined
  error?: GraphError | undefined
}

/** If Graph fails on a page, it is asked for a page of 20 contacts, then of 5, then for a single contact. */
const SMALLER = [20, 5, 1]
/** How many contacts that Graph cannot send are left out: at most this many in a row, and this many in a folder. */
const MOST_BROKEN_IN_A_ROW = 3
const MOST_BROKEN = 20

/** Lists the contacts of a folder. Contacts that Graph cannot send are left out; smaller pages find the contacts around them.
 *  @throws {GraphError} what ends the whole reading */
export async function listFolder(
  { graph, access, onPage, onPageFailed, onNamed }: FolderReading,
  id: string,
): Promise<Found> {
  const changes: Changes = new Map()
  const place = placeInList()
  try {
    for (const follow = links(); ;) {
      const page = await graph.contacts(access, id, place.next()).catch((error: unknown) => {
        place.failed(error)
        onPageFailed(id, error)
        return undefined
      })
      if (!page) continue
      for (const contact of page.items) {
        onNamed(contact.id)
        changes.set(contact.id, { id: contact.id, contact: within(id, contact) })
      }
      await onPage(page.items)
      follow(page)
      place.read(page)
      if (page.next === undefined) return { changes, isWhole: !place.hasSkipped() }
    }
  } catch (error) {
    if (!isGap(error)) throw error
    return { changes, isWhole: false, error }
  }
}

/** Where in a list to continue, and with what page size. */
function placeInList() {
  let next: string | undefined
  let skip = 0
  let size = PAGE_SIZE
  let broken = 0
  let inARow = 0
  return {
    next: () => next ?? { skip, top: size },
    hasSkipped: () => broken > 0,

    read(page: { next: string | undefined; size: number }): void {
      next = page.next
      skip += page.size
      if (inARow > 0) {
        // What made the larger pages fail has been passed.
        size = PAGE_SIZE
        next = undefined
      }
      inARow = 0
    },

    /** Continues with a smaller page, or after the single contact that fails. @throws if neither helps */
    failed(error: unknown): void {
      const smaller = smallerAfter(error, size)
      if (smaller === undefined) throw error
      next = undefined
      if (smaller > 0) {
        size = smaller
        return
      }
      broken += 1
      inARow += 1
      skip += 1
      if (broken > MOST_BROKEN || inARow > MOST_BROKEN_IN_A_ROW) throw error
    },
  }
}

/** The size of the page to ask for after one of `size` has failed; 0 after a single contact. Undefined if the size is not the
 *  cause. */
export function smallerAfter(error: unknown, size: number, steps: readonly number[] = SMALLER): number | undefined {
  if (!(error instanceof GraphError)) return undefined
  if (error.code === 'page_too_large') return Math.floor(size / 3)
  return error.code === 'page_failed' ? (steps.find((step) => step < size) ?? 0) : undefined
}
