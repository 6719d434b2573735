import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A page with more characters of JSON than this is sent piece by piece, as fast as the client reads it. */
const LARGE = 1024 * 1024
/** An item with fewer bytes cannot make a page of a thousand large. */
const SMALL_ITEM = 1_000

/** Sends a page that may be too large to be made in one piece. @returns false if it is not large: then nothing was sent */
export function sendIfLarge(
  res: ServerResponse,
  status: number,
  { value, ...rest }: { value?: unknown },
  headers: Record<string, string>,
): boolean {
  if (!Array.isArray(value)) return false
  const [first] = value as unknown[]
  if (value.length * Math.max(SMALL_ITEM, JSON.stringify(first ?? '').length) < LARGE) return false
  res.writeHead(status, headers)
  // The client may close the connection before the end.
  pipeline(Readable.from(pieces(value, rest)), res).catch(() => undefined)
  return true
}

function* pieces(value: readonly unknown[], rest: object): Generator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"value":[`
  for (const [n, item] of value.entries()) yield `${n === 0 ? '' : ','}${JSON.stringify(item)}`
  yield ']}'
}
