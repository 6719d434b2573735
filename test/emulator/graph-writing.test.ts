import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createGraph, type Graph } from '../../emulator/graph.ts'
import type { Mailbox } from '../../emulator/graph/mailbox.ts'
import { megan } from '../../emulator/people.ts'
import type { Untidiness } from '../../emulator/untidy.ts'

let server: Server
let graph: Graph
let box: Mailbox
let now: number
const untidy = new Set<Untidiness>()

const SCOPES = ['Read', 'ReadWrite'].map((name) => `https://graph.microsoft.com/Contacts.${name}`)

beforeEach(async () => {
  now = Date.now()
  untidy.clear()
  server = createServer((req, res) => void graph.handle(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  graph = createGraph({
    origin: origin(),
    access: (token) => ({
      person: megan,
      scopes: SCOPES.slice(0, token === 'reader' ? 1 : 2),
      sub: '',
      lacks: undefined,
    }),
    books: new Map(),
    latencyMs: 0,
    oddPages: false,
    untidy,
    now: () => now,
  })
  box = graph.mailbox(megan.oid)
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

type Json = { [name: string]: unknown; id: string; error: { code: string; message: string }; value: Json[] }

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${origin()}/v1.0${path}`, {
    method,
    headers: { authorization: 'Bearer writer', ...headers },
    ...(body !== undefined && { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, bytes, json: (isJson ? JSON.parse(bytes.toString()) : {}) as Json }
}

const add = (details: object) => ask('POST', '/me/contacts', details)
const FAX = 'String 0x3A24'
const expanded = `$expand=singleValueExtendedProperties($filter=id eq '${FAX}')`

test('a token that may only read is refused a change', async () => {
  const refused = await ask('POST', '/me/contacts', {}, { authorization: 'Bearer reader' })
  expect(refused).toMatchObject({ status: 403, json: { error: { code: 'ErrorAccessDenied' } } })
})

describe('what is written', () => {
  test.each([
    [
      'a fourth address',
      { emailAddresses: [1, 2, 3, 4].map((n) => ({ address: `a${n}@x.example` })) },
      'EmailAddresses',
      4,
      3,
    ],
    ['a third work phone', { businessPhones: ['1', '2', '3'] }, 'BusinessPhones', 3, 2],
    ['a third home phone', { homePhones: ['1', '2', '3'] }, 'HomePhones', 3, 2],
  ])('may not have %s', async (_, details, property, count, most) => {
    const { status, json } = await add(details)
    expect([status, json.error.message]).toEqual([
      400,
      `The multi value property ${property} has ${count} entries, that exceeds the max allowed value of ${most}`,
    ])
  })

  test.each([
    { surname: null },
    { phone: '1' },
    { businessPhones: '1' },
    { emailAddresses: ['a@x.example'] },
    { birthday: '1990-02-31' },
    { birthday: null },
    { singleValueExtendedProperties: [{ id: FAX }] },
  ])('is refused if Graph cannot read it: %j', async (details) => {
    expect((await add(details)).json.error.code).toBe('UnableToDeserializePostBody')
  })

  test('gets a new display name if only another part of the name changes', async () => {
    const { json } = await add({ givenName: 'Alice', surname: 'Archer', displayName: 'Archer, Alice' })
    const patch = async (details: object) =>
      (await ask('PATCH', `/me/contacts/${json.id}`, details)).json['displayName']
    expect(await patch({ jobTitle: 'Pilot' })).toBe('Archer, Alice')
    expect(await patch({ surname: 'Bow', displayName: 'Bow, Alice' })).toBe('Bow, Alice')
    expect(await patch({ surname: 'Cook' })).toBe('Alice Cook')
  })

  test('is shown by a delta query, also a hidden property', async () => {
    const folder = `/me/contactFolders/${box.defaultFolder.id}/contacts`
    const first = await ask('GET', `${folder}/delta`)
    const link = String(first.json['@odata.deltaLink']).replace(`${origin()}/v1.0`, '')
    const { json } = await add({ givenName: 'Nina' })
    await ask('PATCH', `/me/contacts/${json.id}`, { singleValueExtendedProperties: [{ id: FAX, value: '1' }] })
    const { value } = (await ask('GET', link)).json
    expect(value.map(({ id, givenName }) => [id, givenName])).toEqual([[json.id, 'Nina']])
    expect(value[0]?.['@odata.etag']).not.toBe(json['@odata.etag'])
  })
})

describe('hidden properties', () => {
  test('are read if they are asked for, and found by their value', async () => {
    const { json } = await add({ givenName: 'Nina', singleValueExtendedProperties: [{ id: FAX, value: "o'1" }] })
    expect(json).not.toHaveProperty('singleValueExtendedProperties')
    const one = await ask('GET', `/me/contacts/${json.id}?${expanded}`)
    expect(one.json['singleValueExtendedProperties']).toEqual([{ id: FAX, value: "o'1" }])
    const filter = (value: string) =>
      `$filter=${encodeURIComponent(`singleValueExtendedProperties/any(e: e/id eq '${FAX}' and e/value eq '${value}')`)}`
    expect((await ask('GET', `/me/contacts?${filter("o''1")}`)).json.value).toHaveLength(1)
    expect((await ask('GET', `/me/contacts?${filter('2')}`)).json.value).toEqual([])
  })

  test('are gone with their contact', async () => {
    const { json } = await add({ singleValueExtendedProperties: [{ id: FAX, value: '1' }] })
    await ask('DELETE', `/me/contacts/${json.id}`)
    expect(box.hidden(json.id)).toEqual({ extended: {}, photo: undefined })
  })
})

test('a picture is put, read and deleted', async () => {
  const { json } = await add({})
  const path = `/me/contacts/${json.id}/photo`
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x80, 0xff, 0xd9])
  expect((await ask('GET', `${path}/$value`)).status).toBe(404)
  expect((await ask('PUT', `${path}/$value`, jpeg)).status).toBe(200)
  expect((await ask('GET', `${path}/$value`)).bytes).toEqual(jpeg)
  expect((await ask('GET', path)).json).toMatchObject({ '@odata.mediaContentType': 'image/jpeg' })
  expect((await ask('PUT', `${path}/$value`, Buffer.alloc(4 * 1024 * 1024 + 1))).status).toBe(413)
  expect((await ask('DELETE', `${path}/$value`)).status).toBe(204)
  expect((await ask('GET', path)).status).toBe(404)
})

describe('a change of another version', () => {
  test('is refused, unless the mailbox ignores the version', async () => {
    const { json } = await add({})
    const change = () => ask('PATCH', `/me/contacts/${json.id}`, { surname: 'B' }, { 'if-match': 'W/"old"' })
    expect(await change()).toMatchObject({ status: 412, json: { error: { code: 'ErrorIrresolvableConflict' } } })
    untidy.add('if-match-ignored')
    expect((await change()).status).toBe(200)
  })

  test('is reported once for each version without a reason, if the switch is on', async () => {
    untidy.add('conflict-without-precondition')
    const { json } = await add({})
    const change = async () => (await ask('PATCH', `/me/contacts/${json.id}`, { surname: 'B' })).status
    expect([await change(), await change(), await change()]).toEqual([412, 200, 412])
  })
})

test('the key of a new contact moves by itself after two seconds, if the switch is on', async () => {
  untidy.add('key-moves')
  const { json } = await add({})
  const etag = async () => (await ask('GET', `/me/contacts/${json.id}`)).json['@odata.etag']
  expect(await etag()).toBe(json['@odata.etag'])
  now += 2_000
  expect(await etag()).not.toBe(json['@odata.etag'])
})

test('every second answer to a change is lost after the change was made, if the switch is on', async () => {
  untidy.add('answers-lost')
  await expect(add({ givenName: 'Nina' })).rejects.toThrow('fetch failed')
  expect((await add({ givenName: 'Nora' })).status).toBe(201)
  expect(box.contacts(box.defaultFolder.id).map(({ givenName }) => givenName)).toEqual(['Nina', 'Nora'])
})

test('a full mailbox accepts nothing more, but allows deletions', async () => {
  const { json } = await add({})
  graph.setFull(megan.oid, true)
  expect((await add({})).json.error.code).toBe('ErrorQuotaExceeded')
  expect((await ask('PATCH', `/me/contacts/${json.id}`, {})).json.error.code).toBe('ErrorQuotaExceeded')
  expect((await ask('DELETE', `/me/contacts/${json.id}`)).status).toBe(204)
})

describe('a batch', () => {
  const json = { 'Content-Type': 'application/json' }
  type Part = { id: string; status: number; body: Json }
  const batch = async (requests: object[]) => {
    const answer = await ask('POST', '/$batch', { requests })
    return { status: answer.status, parts: (answer.json['responses'] ?? []) as Part[] }
  }

  test('is answered in another order, each part with its own status', async () => {
    const { parts } = await batch([
      { id: 'a', method: 'POST', url: '/me/contacts', headers: json, body: { givenName: 'Nina' } },
      { id: 'b', method: 'GET', url: '/me/contacts/none' },
      { id: 'c', method: 'GET', url: '/me/contacts' },
    ])
    expect(parts.map(({ id, status }) => [id, status])).toEqual([
      ['c', 200],
      ['b', 404],
      ['a', 201],
    ])
    expect(parts[2]?.body['givenName']).toBe('Nina')
  })

  test('goes in sequence if parts depend on others', async () => {
    const { parts } = await batch([
      { id: 'a', method: 'DELETE', url: '/me/contacts/none' },
      { id: 'b', method: 'GET', url: '/me/contacts', dependsOn: ['a'] },
    ])
    expect(parts.map(({ id, status }) => [id, status])).toEqual([
      ['b', 424],
      ['a', 404],
    ])
  })

  test('may have twenty parts', async () => {
    const parts = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ id: `${n}`, method: 'GET', url: '/me/contacts?$top=1' }))
    expect((await batch(parts(20))).parts.every(({ status }) => status === 200)).toBe(true)
    expect((await batch(parts(21))).status).toBe(400)
  })
})
