import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFaults, type Faults } from '../../emulator/faults.ts'
import { createGraph, type Graph as Emulated } from '../../emulator/graph.ts'
import { immutableId, type Mailbox } from '../../emulator/graph/mailbox.ts'
import { megan } from '../../emulator/people.ts'
import type { Untidiness } from '../../emulator/untidy.ts'
import { type Access, type Graph, graph as graphOver } from '../../src/graph/graph.ts'
import { type Outbound, outbound } from '../../src/outbound/outbound.ts'

let server: Server
let faults: Faults
let emulated: Emulated
let box: Mailbox
let out: Outbound
let graph: Graph
let access: Access
const untidy = new Set<Untidiness>()

beforeEach(async () => {
  untidy.clear()
  faults = createFaults()
  server = createServer((req, res) => {
    void (async () => (await faults.handle(req, res)) || (await emulated.handle(req, res)))()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const scopes = ['https://graph.microsoft.com/Contacts.ReadWrite']
  emulated = createGraph({
    origin,
    access: () => ({ person: megan, scopes, sub: '', lacks: undefined }),
    books: new Map(),
    latencyMs: 0,
    untidy,
  })
  box = emulated.mailbox(megan.oid)
  out = outbound({ sleep: async () => undefined })
  graph = graphOver({ outbound: out })
  access = { base: `${origin}/v1.0`, token: 'any' }
})

afterEach(async () => {
  await out.close()
  server.closeAllConnections()
  server.close()
})

const STAMP = 'a-stamp-of-its-own'
const all = () => box.folders.flatMap(({ id }) => box.contacts(id))

describe('a new contact', () => {
  const made = { folder: undefined, properties: { givenName: 'Nina', notes: undefined }, stamp: STAMP }

  test('is made once, and found by its stamp if the answer was lost', async () => {
    untidy.add('answers-lost')
    expect(await graph.findStamped(access, made)).toBeUndefined()
    await expect(graph.create(access, made)).rejects.toMatchObject({ code: 'unavailable' })
    expect(all()).toHaveLength(1)
    expect((await graph.findStamped(access, made))?.id).toBe(immutableId(all()[0]?.id ?? ''))
  })

  test('is asked for again after it was throttled', async () => {
    faults.add({ match: /^POST /, status: 429, headers: { 'retry-after': '0' }, times: 2 })
    await graph.create(access, made)
    expect(all()).toHaveLength(1)
  })

  test.each([
    ['full', 507, 'ErrorQuotaExceeded'],
    ['full', 403, 'ErrorQuotaExceeded'],
    ['forbidden', 403, 'ErrorAccessDenied'],
    ['refused', 400, 'ErrorInvalidProperty'],
    ['not_found', 404, 'ErrorItemNotFound'],
    ['unavailable', 503, 'x'],
  ])('is refused as %s for %i %s', async (code, status, said) => {
    faults.add({ match: /^POST /, status, body: { error: { code: said, message: '' } } })
    await expect(graph.create(access, made)).rejects.toMatchObject({ code })
  })
})

describe('a contact', () => {
  const fax = { id: 'String 0x3A24', value: '+1' }
  let id: string

  beforeEach(async () => {
    const properties = { surname: 'N'.repeat(300), singleValueExtendedProperties: [fax] }
    id = (await graph.create(access, { folder: undefined, properties, stamp: STAMP })).id
  })

  test('is read in whole, with its hidden properties', async () => {
    const { properties, etag } = await graph.whole(access, id)
    expect(properties['surname']).toHaveLength(300)
    expect(properties['singleValueExtendedProperties']).toEqual([fax])
    expect(etag).toBe(`W/"${box.contact(id)?.changeKey}"`)
  })

  test('is changed although the answer was lost', async () => {
    untidy.add('answers-lost')
    await graph.update(access, { id, properties: { surname: 'B' } })
    expect(box.contact(id)?.surname).toBe('B')
  })

  test('is not changed if it is another version', async () => {
    const change = { id, etag: 'W/"old"', properties: { surname: 'B' } }
    await expect(graph.update(access, change)).rejects.toMatchObject({ code: 'conflict', status: 412 })
    await expect(graph.remove(access, change)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('is deleted, even if it was deleted before or the answer was lost', async () => {
    untidy.add('answers-lost')
    await graph.remove(access, { id })
    await graph.remove(access, { id })
    expect(all()).toEqual([])
    await expect(graph.update(access, { id, properties: {} })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('has a picture, byte for byte', async () => {
    const jpeg = Buffer.from(Array.from({ length: 256 }, (_, n) => n))
    expect(await graph.photo(access, id)).toBeUndefined()
    await graph.putPhoto(access, id, jpeg)
    expect(await graph.photo(access, id)).toEqual(jpeg)
  })
})
