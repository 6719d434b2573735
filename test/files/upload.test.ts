import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFaults, type Faults } from '../../emulator/faults.ts'
import { type Files as OneDrive, files as oneDrive } from '../../emulator/channel/files.ts'
import { files } from '../../src/files/files.ts'
import { CHUNK_BYTES, uploadInChunks } from '../../src/files/upload.ts'
import { type Outbound, outbound } from '../../src/outbound/outbound.ts'

let server: Server
let drive: OneDrive
let faults: Faults
let out: Outbound

beforeEach(async () => {
  faults = createFaults()
  server = createServer((req, res) => void answer(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  drive = oneDrive(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  out = outbound({ sleep: async () => undefined })
})
afterEach(async () => {
  await out.close()
  server.close()
})

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (!(await faults.handle(req, res))) await drive.handle(req, res)
}

/** A file of this many chunks, each with different bytes. The last chunk is short. */
function fileOf(chunks: number): Buffer {
  const parts = Array.from({ length: chunks - 1 }, (_, n) => Buffer.alloc(CHUNK_BYTES, n + 1))
  return Buffer.concat([...parts, Buffer.from('the end')])
}

async function upload(bytes: Buffer): Promise<Buffer | undefined> {
  const { uploadUrl, uniqueId } = drive.place('contacts.vcf')
  await files({ outbound: out, hosts: [], loopback: true }).upload(uploadUrl, bytes)
  return drive.read(uniqueId)
}

const methods = () => drive.calls.map(({ method }) => method)

test('a small file goes up in one request', async () => {
  expect(await upload(fileOf(1))).toEqual(fileOf(1))
  expect(drive.calls.map(({ range }) => range)).toEqual(['bytes 0-6/7'])
})

test('a large file goes up in chunks of 320 KiB, one after the other', async () => {
  expect(await upload(fileOf(3))).toEqual(fileOf(3))
  expect(drive.calls.map(({ range }) => range)).toEqual([
    'bytes 0-327679/655367',
    'bytes 327680-655359/655367',
    'bytes 655360-655366/655367',
  ])
})

test('a file of whole chunks ends with a whole chunk', async () => {
  const bytes = Buffer.alloc(2 * CHUNK_BYTES, 7)
  expect(await upload(bytes)).toEqual(bytes)
  expect(methods()).toEqual(['PUT', 'PUT'])
})

test('a slow connection is no failure: each chunk has its own time-out', async () => {
  await out.close()
  out = outbound({ attemptMs: 2_000 })
  drive.setBytesPerSecond(CHUNK_BYTES / 0.4)
  const file = fileOf(8)
  const begunAt = performance.now()
  expect(await upload(file)).toEqual(file)
  expect(performance.now() - begunAt).toBeGreaterThan(2_000)
})

test.each([
  ['the first', 0],
  ['one in the middle', 1],
  ['the last', 2],
])('after a lost answer the session is asked what it has: %s', async (_, after) => {
  faults.add({ match: /^PUT /, after, times: 1, cut: 'mid-body' })
  expect(await upload(fileOf(3))).toEqual(fileOf(3))
  expect(methods().filter((method) => method === 'PUT')).toHaveLength(3)
})

test('a chunk that did not arrive is sent again', async () => {
  faults.add({ match: /^PUT /, after: 1, times: 1, cut: 'before' })
  faults.add({ match: /^PUT /, after: 1, times: 1, status: 503 })
  expect(await upload(fileOf(3))).toEqual(fileOf(3))
})

test.each([416, 409])(
  'a chunk that is refused with %i because it has already arrived is not sent again',
  async (status) => {
    const { uploadUrl, uniqueId } = drive.place('contacts.vcf')
    const file = fileOf(3)
    const headers = { 'content-range': `bytes 0-${CHUNK_BYTES - 1}/${file.length}` }
    await fetch(uploadUrl, { method: 'PUT', headers, body: new Uint8Array(file.subarray(0, CHUNK_BYTES)) })
    faults.add({ match: /^PUT /, times: 1, status })
    await files({ outbound: out, hosts: [], loopback: true }).upload(uploadUrl, file)
    expect(drive.read(uniqueId)).toEqual(file)
    expect(methods()).toEqual(['PUT', 'GET', 'PUT', 'PUT'])
  },
)

test('if OneDrive ends the session before the last chunk, the place is reported as gone', async () => {
  faults.add({ match: /^PUT /, after: 1, status: 404 })
  await expect(upload(fileOf(3))).rejects.toMatchObject({ code: 'gone' })
})

test('a session that accepts no chunk is given up after four tries', async () => {
  faults.add({ match: /^PUT /, after: 1, status: 503 })
  await expect(upload(fileOf(3))).rejects.toMatchObject({ code: 'unavailable' })
  expect(faults.struck()).toBe(4)
})

test.each([
  ['goes back again and again', ['1-', '0-']],
  ['takes a byte at a time', ['1-', '2-', '3-', '4-', '5-', '6-']],
])('a session that %s is given up', async (_, wanted) => {
  let asked = 0
  const respond = async () => {
    const range = wanted[asked % wanted.length]
    asked += 1
    if (asked > 5) throw new Error('It is asked again and again')
    return { status: 202, headers: {}, body: JSON.stringify({ nextExpectedRanges: [range] }) }
  }
  await expect(uploadInChunks(fileOf(1), respond)).rejects.toMatchObject({ code: 'unavailable' })
})
