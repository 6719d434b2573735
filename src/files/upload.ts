// Puts a file into an upload session of OneDrive.
// https://learn.microsoft.com/graph/api/driveitem-createuploadsession
import { setTimeout as sleep } from 'node:timers/promises'
import { isObject, parseJson } from '../json.ts'
import type { OutboundRequest, OutboundResponse } from '../outbound/outbound.ts'
import { FileError, refusal } from './file-error.ts'

export type FileRequest = Omit<OutboundRequest, 'base' | 'url'>

/** Sends a request to the address of the session. @throws {FileError} if no answer came */
type Respond = (request: FileRequest) => Promise<OutboundResponse>

/** OneDrive accepts chunks whose size is a multiple of this. Each chunk has the full time-out of a request, so a connection of
 *  40 KB a second is fast enough for a file of any size. */
export const CHUNK_BYTES = 320 * 1024
const MOST_IN_ANSWER = 1024 * 1024
/** The same chunk is sent at most this many times, with growing pauses. In total there are at most this many requests for each
 *  chunk of the file, even if the session jumps back or accepts only a little at a time. */
const MOST_TRIES = 4
const PAUSE_MS = 300

/** Puts a file in chunks. After an unclear answer, it asks the session which bytes it has. @throws {FileError} */
export async function uploadInChunks(bytes: Buffer, respond: Respond): Promise<void> {
  let tries = 0
  let left = MOST_TRIES * Math.ceil(bytes.length / CHUNK_BYTES)
  for (let start = 0; start < bytes.length; left -= 1) {
    if (left === 0) throw new FileError('unavailable')
    const next = (await putChunk(bytes, start, respond)) ?? (await nextWanted(bytes, start, respond))
    tries = next > start ? 0 : tries + 1
    if (tries === MOST_TRIES) throw new FileError('unavailable')
    if (tries > 0) await sleep(PAUSE_MS * 2 ** tries)
    start = next
  }
}

/** Sends one chunk. It must not be repeated before asking the session: a session that has all its chunks has ended, and refuses
 *  the last chunk as if the session had never existed.
 *  @returns where the next chunk begins; undefined if it is not clear whether the session has accepted this chunk */
async function putChunk(bytes: Buffer, start: number, respond: Respond): Promise<number | undefined> {
  const end = endOf(bytes, start)
  const headers = {
    'content-type': 'application/octet-stream',
    'content-range': `bytes ${start}-${end - 1}/${bytes.length}`,
  }
  const chunk = bytes.subarray(start, end)
  const request = { method: 'PUT', headers, bytes: chunk, retry: 'throttled', mostBytes: MOST_IN_ANSWER } as const
  const answer = await respond(request).catch(unlessUnclear)
  if (answer === undefined) return undefined
  const { status, body } = answer
  if (status === 202) return wantedIn(body, bytes)
  if (status >= 200 && status < 300) return bytes.length
  // 416 and 409: the session may already have this chunk, because the answer to an earlier request was lost.
  if (status === 416 || status === 409 || refusal(status).code === 'unavailable') return undefined
  throw refusal(status)
}

/** Asks the session where the next chunk begins. If the session has ended after its last chunk was sent, the file is complete. */
async function nextWanted(bytes: Buffer, start: number, respond: Respond): Promise<number> {
  const { status, body } = await respond({ mostBytes: MOST_IN_ANSWER })
  const wanted = status === 200 ? wantedIn(body, bytes) : undefined
  if (wanted !== undefined) return wanted
  if (status === 404 && endOf(bytes, start) === bytes.length) return bytes.length
  throw status === 200 ? new FileError('unavailable', status) : refusal(status)
}

function endOf(bytes: Buffer, start: number): number {
  return Math.min(start + CHUNK_BYTES, bytes.length)
}

/** Where the first range begins that the session still needs: `{"nextExpectedRanges":["327680-"]}`. */
function wantedIn(body: string, { length }: Buffer): number | undefined {
  const json = parseJson(body)
  const ranges = isObject(json) ? json['nextExpectedRanges'] : undefined
  const [first] = Array.isArray(ranges) ? (ranges as unknown[]) : []
  const start = typeof first === 'string' ? Number(/^(\d+)/.exec(first)?.[1]) : Number.NaN
  return start < length ? start : undefined
}

function unlessUnclear(error: unknown): undefined {
  if (!(error instanceof FileError) || error.code !== 'unavailable') throw error
}
