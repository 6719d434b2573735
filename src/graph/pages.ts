import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Access, Get } from './client.ts'
import { GraphError } from './errors.ts'

/** `next`: the link to the following page, to be requested unchanged; undefined on the last page. */
export type Page<T> = { items: T[]; next: string | undefined }

// https://learn.microsoft.com/graph/paging
/** Graph's maximum is 1000. Without asking, a page has ten items. */
export const PAGE_SIZE = 999
/** No folder has this many pages (half a million contacts), so the links must be endless. */
const MAX_PAGES = 500
/** Converting this many items takes about a millisecond. Then other work gets its turn. */
const SLICE = 100

/** Reads one page at `url` and converts its items by `read`; items that `read` returns undefined for are left out.
 *  `deltaLink`: the link for later changes, on the last page of a delta query.
 *  @throws {GraphError} */
export async function page<T>(
  get: Get,
  access: Access,
  url: string,
  read: (json: unknown) => T | undefined,
  headers?: Record<string, string>,
): Promise<Page<T> & { deltaLink: string | undefined }> {
  const { value, '@odata.nextLink': next, '@odata.deltaLink': deltaLink } = await get(access, url, headers)
  if (!Array.isArray(value)) throw new GraphError('unavailable', { status: 200 })
  const items: T[] = []
  for (let start = 0; start < value.length; start += SLICE) {
    await nextTurn()
    for (const json of value.slice(start, start + SLICE)) {
      const item = read(json)
      if (item !== undefined) items.push(item)
    }
  }
  return { items, next: link(next), deltaLink: link(deltaLink) }
}

/** All pages, one after another. `read` reads the page at a link; the first page without one.
 *  @throws {GraphError} `unavailable` if a link repeats, and after 500 pages. */
export async function* pages<P extends Page<unknown>>(read: (next?: string) => Promise<P>): AsyncGenerator<P, void> {
  const links = new Set<string>()
  let next: string | undefined
  do {
    const page = await read(next)
    yield page
    next = page.next
    if (next === undefined) return
    if (links.has(next)) break
    links.add(next)
  } while (links.size < MAX_PAGES)
  throw new GraphError('unavailable')
}

function link(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
