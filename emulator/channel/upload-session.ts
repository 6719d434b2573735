// Takes a file in ranges, one after the other, as OneDrive does.
// https://learn.microsoft.com/graph/api/driveitem-createuploadsession
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { readBody, sendJson } from '../answers.ts'

/** A file, and the parts that have arrived so far. `bytes`: the whole file, once it is complete. */
export type Uploaded = { name: string; bytes: Buffer | undefined; parts?: Buffer[] }

/** The size of every range except the last must be a multiple of this many bytes. */
const UNIT = 320 * 1024
const MOST_IN_RANGE = 60 * 1024 * 1024
const KEPT_MS = 15 * 60_000

/** Answers a request to the address of a session. The session ends once the file is complete.
 *  @param bytesPerSecond the speed of the line, which delays the answer to each range */
export async function uploadSession(
  req: IncomingMessage,
  res: ServerResponse,
  file: Uploaded,
  bytesPerSecond: number,
): Promise<true> {
  if (req.method !== 'GET' && req.method !== 'PUT') return refuse(res, 405, 'invalidRequest')
  if (file.bytes) return refuse(res, 404, 'itemNotFound')
  if (req.method === 'GET') return sendJson(res, 200, expected(file))
  const bytes = await readBody(req)
  const problem = take(file, bytes, req.headers['content-range'])
  await sleep((bytes.length / bytesPerSecond) * 1_000, undefined, { ref: false })
  if (problem) return refuse(res, ...problem)
  return file.bytes ? sendJson(res, 201, { name: file.name, size: sizeOf(file) }) : sendJson(res, 202, expected(file))
}

/** @returns the status and the code of the refusal; undefined if the range was accepted */
function take(file: Uploaded, bytes: Buffer, header: string | undefined): [number, string] | undefined {
  const [start, end, total] =
    /^bytes (\d+)-(\d+)\/(\d+)$/
      .exec(header ?? '')
      ?.slice(1)
      .map(Number) ?? []
  if (start === undefined || end === undefined || total === undefined) return [400, 'invalidRequest']
  if (end - start + 1 !== bytes.length || end >= total) return [400, 'invalidRequest']
  if (bytes.length > MOST_IN_RANGE) return [413, 'requestTooLarge']
  if (start !== sizeOf(file)) return [416, 'invalidRange']
  const isLast = end + 1 === total
  if (!isLast && bytes.length % UNIT !== 0) return [400, 'invalidRequest']
  const parts = [...(file.parts ?? []), bytes]
  file.parts = parts
  if (isLast) file.bytes = Buffer.concat(parts)
  return undefined
}

function sizeOf({ parts = [] }: Uploaded): number {
  return parts.reduce((size, part) => size + part.length, 0)
}

function expected(file: Uploaded): Record<string, unknown> {
  const expirationDateTime = new Date(Date.now() + KEPT_MS).toISOString()
  return { expirationDateTime, nextExpectedRanges: [`${sizeOf(file)}-`] }
}

function refuse(res: ServerResponse, status: number, code: string): true {
  return sendJson(res, status, { error: { code, message: 'The emulated OneDrive refuses this.' } })
}
