import { slices } from '../slices.ts'
import type { Access, Get } from './client.ts'
import { GraphError } from './graph-error.ts'

/** `next`: the link to the following page, to be requested unchanged; undefined on the last page. `size`: how many items Graph
 *  sent, including items that make no sense. */
export type Page<T> = { items: T[]; next: string | undefined; size: number }

// https://learn.microsoft.com/graph/paging
/** Graph's maximum is 1000. By default, a page has ten items. */
export const PAGE_SIZE = 999
/** A list may have this many pages, and one more for every five items, because Graph may send a folder of thousands ten at a
 *  time. */
const SPARE_PAGES = 400
const ITEMS_FOR_A_PAGE = 5

/** Reads the page at `url` and converts its items by `read`. Leaves out the items for which `read` returns undefined.
 *  `deltaLink`: the link for later changes, on the last page of a delta query.
 *  @throws {GraphError} */
export async function page<T>(
  get: Get,
  access: Access,
  url: string,
  read: (json: unknown) => T | undefined,
  headers?: Record<string, string>,
): Promise<Page<T> & { deltaLink: string | undefined }> {
  return get(
    access,
    url,
    async ({ value, '@odata.nextLink': next, '@odata.deltaLink': deltaLink }) => {
      if (!Array.isArray(value)) throw new GraphError('unavailable', { status: 200 })
      const items: T[] = []
      // One item may take as long to convert as a thousand others.
      const slice = slices()
      await slice.next()
      for (const json of value) {
        if (slice.isOver()) await slice.next()
        const item = read(json)
        if (item !== undefined) items.push(item)
      }
      return { items, next: link(next), deltaLink: link(deltaLink), size: value.length }
    },
    headers,
  )
}

/** All pages, one after another. `read` reads the page at a link, or the first page if there is no link.
 *  @throws {GraphError} `endless` if a link repeats, or if there are far more pages than items */
export async function* pages<P extends Page<unknown>>(read: (next?: string) => Promise<P>): AsyncGenerator<P, void> {
  const follow = links()
  let next: string | undefined
  do {
    const page = await read(next)
    yield page
    next = page.next
    follow(page)
  } while (next !== undefined)
}

/** @returns a function to call with every page that was read. @throws {GraphError} `endless`, see {@link pages} */
export function links(): (page: Pick<Page<unknown>, 'next' | 'size'>) => void {
  const seen = new Set<string>()
  let items = 0
  return ({ next, size }) => {
    items += size
    if (next === undefined) return
    if (seen.has(next) || seen.size + 1 >= SPARE_PAGES + items / ITEMS_FOR_A_PAGE) throw new GraphError('endless')
    seen.add(next)
  }
}

function link(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
