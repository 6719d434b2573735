import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { head } from '../http/raw.ts'
import { files, MOST_BYTES } from '../../src/files/files.ts'
import { type Outbound, outbound } from '../../src/outbound/outbound.ts'

let server: Server
let out: Outbound
let answer: { status: number; bytes: Buffer }
const asked: { method: string | undefined; range: string | undefined; length: string | undefined }[] = []

beforeEach(async () => {
  asked.length = 0
  answer = { status: 200, bytes: Buffer.from('FN:Zoë') }
  server = createServer((req, res) => {
    const { 'content-range': range, 'content-length': length } = req.headers
    asked.push({ method: req.method, range, length })
    head(res, answer.status).end(answer.bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  out = outbound({ sleep: async () => undefined })
})
afterEach(async () => {
  await out.close()
  server.close()
})

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/f?tempauth=x`
const open = () => files({ outbound: out, hosts: [], loopback: true })
const same = async (bytes: Buffer) => bytes

test('the bytes of a file arrive unchanged', async () => {
  answer.bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  expect(await open().download(url(), same)).toEqual(answer.bytes)
})

test('an upload says which bytes it contains', async () => {
  await open().upload(url(), Buffer.from('Zoë'))
  expect(asked).toEqual([{ method: 'PUT', range: 'bytes 0-3/4', length: '4' }])
})

test.each([
  [404, 'gone'],
  [403, 'gone'],
  [429, 'unavailable'],
  [302, 'unavailable'],
  [500, 'unavailable'],
])('an answer with %i is %s', async (status, code) => {
  answer.status = status
  await expect(open().download(url(), same)).rejects.toMatchObject({ code, status })
})

test('a file that is too large is not read to its end', async () => {
  answer.bytes = Buffer.alloc(MOST_BYTES + 1)
  await expect(open().download(url(), same)).rejects.toMatchObject({ code: 'too_large' })
})

test('two files at a time are in memory, and the third one waits', async () => {
  const { download } = open()
  const waiting: (() => void)[] = []
  const reading = [1, 2, 3].map(() => download(url(), () => new Promise<void>((resolve) => waiting.push(resolve))))
  await vi.waitUntil(() => waiting.length === 2, { timeout: 10_000 })
  expect(asked).toHaveLength(2)
  waiting.shift()?.()
  await vi.waitUntil(() => waiting.length === 2, { timeout: 10_000 })
  expect(asked).toHaveLength(3)
  for (const done of waiting) done()
  await Promise.all(reading)
})
