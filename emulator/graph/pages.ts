import type { Query } from './query.ts'

/** A part of a list, and the parameters that the next part is asked with; undefined after the last. */
export type Part<T> = { items: T[]; next: Record<string, string> | undefined }

/** The part of `all` that is asked for. Now and then it is shorter than it could be, or empty, and still not the last:
 *  the Graph does that. When, depends on the list's name and the place in it alone.
 *  @param odd may parts be short? */
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

/** FNV-1a. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return value >>> 8
}

/** The same request with other parameters, absolute; `$` is left as it is, as the Graph does. */
export function link(base: string, asked: URLSearchParams, changed: Record<string, string>): string {
  const parameters = new Map(asked)
  for (const name of ['$skip', '$skiptoken', '$deltatoken']) parameters.delete(name)
  for (const [name, value] of Object.entries(changed)) parameters.set(name, value)
  return `${base}?${[...parameters].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}
