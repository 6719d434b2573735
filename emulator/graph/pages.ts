import type { Query } from './query.ts'

/** One page of a list. `next` has the parameters of the next page, and is undefined on the last. */
export type Part<T> = { items: T[]; next: Record<string, string> | undefined }

/** The page of `all` that a query asks for. Like Graph's, some pages are shorter than they could be, or empty, without being
 *  the last. Which ones depends only on the list's name and on the position in it.
 *  @param odd whether pages may be short */
export function part<T>(
  all: readonly T[],
  { top, skip, skiptoken }: Pick<Query, 'top' | 'skip' | 'skiptoken'>,
  name: string,
  odd: boolean,
): Part<T> {
  const left = all.length - skip
  const whim = odd && left > 1 && skiptoken === undefined ? hash(`${name} ${skip}`) % 4 : 3
  if (whim === 0) return { items: [], next: { $skip: String(skip), $skiptoken: 'resume' } }
  const size = whim === 1 ? Math.ceil(Math.min(top, left) / 2) : top
  const items = all.slice(skip, skip + size)
  const end = skip + items.length
  return { items, next: end < all.length ? { $skip: String(end) } : undefined }
}

/** FNV-1a. https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return value >>> 8
}

/** The absolute address of the same request with other parameters. Like Graph it does not encode `$`. */
export function link(base: string, asked: URLSearchParams, changed: Record<string, string>): string {
  const parameters = new Map(asked)
  for (const name of ['$skip', '$skiptoken', '$deltatoken']) parameters.delete(name)
  for (const [name, value] of Object.entries(changed)) parameters.set(name, value)
  return `${base}?${[...parameters].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}
