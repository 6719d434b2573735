import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { head } from '../http/raw.ts'
import { addressBook, addressBooks, megansBook } from '../../emulator/address-books.ts'
import { random } from '../../emulator/address-books/random.ts'
import { browser, signIn } from '../../emulator/browser.ts'
import { createEntra, type Entra } from '../../emulator/entra.ts'
import { createFaults, type Faults } from '../../emulator/faults.ts'
import { createGraph, type Graph, type GraphOptions } from '../../emulator/graph.ts'
import { immutableId } from '../../emulator/graph/mailbox.ts'
import { contoso, fabrikam, lidia, megan, nestor, type Person } from '../../emulator/people.ts'

const APP = '11111111-aaaa-4bbb-8ccc-222222222222'
const SECRET = 'not~a.real-secret'
const READ = 'https://graph.microsoft.com/Contacts.Read'
const WRITE = 'https://graph.microsoft.com/Contacts.ReadWrite'

/** By how much to multiply the number of cases. */
const TIMES = Number(process.env['GRAPH_TIMES'] ?? 1)
const HISTORIES = 12 * TIMES
const COUNT = 10_000 * TIMES

let server: Server
let origin: string
let entra: Entra
let graph: Graph
let faults: Faults
let token: string

function start(options: Partial<GraphOptions> = {}): void {
  graph = createGraph({ origin, access: (bearer) => entra.access(bearer), latencyMs: 1, ...options })
}

beforeEach(async () => {
  server = createServer((req, res) => {
    void (async () => {
      for (const { handle } of [faults, entra, graph]) if (await handle(req, res)) return
      head(res, req.url?.startsWith('/landed') ? 200 : 404).end()
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  faults = createFaults()
  entra = await createEntra({
    origin,
    apps: [{ id: APP, name: 'Bot', secret: SECRET, redirectUris: [`${origin}/landed`] }],
  })
  start()
  token = await tokenOf(megan)
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function tokenOf(person: Person, scope = READ): Promise<string> {
  const form = { client_id: APP, redirect_uri: `${origin}/landed`, scope: `openid ${scope}` }
  const query = new URLSearchParams({ ...form, response_type: 'code', state: 's' }).toString()
  const page = await signIn(browser(), `${origin}/${person.tid}/oauth2/v2.0/authorize?${query}`, person)
  const code = new URL(page.url).searchParams.get('code') ?? ''
  const body = new URLSearchParams({ ...form, grant_type: 'authorization_code', client_secret: SECRET, code })
  const answer = await fetch(`${origin}/${person.tid}/oauth2/v2.0/token`, { method: 'POST', body })
  return String(((await answer.json()) as { access_token?: string }).access_token)
}

test('a token without the demanded claims is challenged for them', async () => {
  const claims = { access_token: { nbf: { essential: true, value: '1604106651' } } }
  entra.demand({ claims, renewable: true })
  const response = await fetch(`${origin}/v1.0/me/contacts`, { headers: { authorization: `Bearer ${token}` } })
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } })
  const [, encoded = ''] =
    / error="insufficient_claims", claims="([^"]+)"$/.exec(response.headers.get('www-authenticate') ?? '') ?? []
  expect(JSON.parse(Buffer.from(encoded, 'base64').toString())).toEqual(claims)
})

type Item = { [member: string]: unknown; id: string }
type List = { value: Item[]; '@odata.nextLink'?: string; '@odata.deltaLink'?: string; '@odata.count'?: number }
type Answer = {
  status: number
  headers: Headers
  json: List & Item & { error: { code: string; message: string; innerError: object } }
}

async function ask(path: string, init: RequestInit = {}, bearer = token): Promise<Answer> {
  const headers = { authorization: `Bearer ${bearer}`, ...(init.headers as Record<string, string> | undefined) }
  const response = await fetch(path.startsWith('http') ? path : `${origin}/v1.0${path}`, { ...init, headers })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    json: (text === '' ? {} : JSON.parse(text)) as Answer['json'],
  }
}

/** Reads all pages. @returns every item, the size of each page, and the last page */
async function all(path: string, init: RequestInit = {}): Promise<{ items: Item[]; sizes: number[]; last: List }> {
  const items: Item[] = []
  const sizes: number[] = []
  let next: string | undefined = path
  let last: List = { value: [] }
  while (next !== undefined) {
    const { status, json } = await ask(next, init)
    expect(status).toBe(200)
    items.push(...json.value)
    sizes.push(json.value.length)
    last = json
    next = json['@odata.nextLink']
  }
  return { items, sizes, last }
}

async function allFolders(path = '/me/contactFolders'): Promise<Item[]> {
  const { items } = await all(path)
  const below = await Promise.all(items.map(({ id }) => allFolders(`/me/contactFolders/${id}/childFolders`)))
  return [...items, ...below.flat()]
}

const changing = (method: string, body?: object): RequestInit => ({
  method,
  ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
})

describe('reading the whole mailbox', () => {
  beforeEach(() => graph.setMaxConcurrent(Infinity))

  test.each([10, 100, 1000])('%i at a time returns every contact of every folder exactly once', async (top) => {
    const folders = await allFolders()
    const lists = ['/me/contacts', ...folders.map(({ id }) => `/me/contactFolders/${id}/contacts`)]
    const read = await Promise.all(lists.map((path) => all(`${path}?$top=${top}`)))
    const ids = read.flatMap(({ items }) => items.map(({ id }) => id))
    const book = megansBook()
    expect(ids.sort()).toEqual(book.contacts.map(({ id }) => id).sort())
    expect(ids).toHaveLength(320)
    expect(folders).toHaveLength(book.folders.length - 1)
    const sizes = read.flatMap((one) => one.sizes.slice(0, -1))
    expect(sizes).toContain(0)
    expect(sizes.some((size) => size > 0 && size < top)).toBe(true)
  })

  test('finds folders at the third level', async () => {
    const folders = await allFolders()
    const parent = (folder: Item | undefined) => folders.find(({ id }) => id === folder?.['parentFolderId'])
    const oslo = folders.find(({ displayName }) => displayName === 'Oslo')
    expect(parent(oslo)?.['displayName']).toBe('Nordics')
    expect(parent(parent(oslo))?.['displayName']).toBe('Customers')
    expect(parent(parent(parent(oslo)))).toBe(undefined)
    expect((await all('/me/contactFolders')).items.map(({ displayName }) => displayName)).not.toContain('Oslo')
  })

  test('lists the default folder among the others if that is switched on', async () => {
    start({ listDefaultFolder: true })
    expect((await all('/me/contactFolders')).items.map(({ displayName }) => displayName)).toContain('Contacts')
  })

  test(
    `goes through ${COUNT} contacts page by page (GRAPH_TIMES=5 for five times as many)`,
    { timeout: 120_000 * TIMES },
    async () => {
      const from = process.cpuUsage()
      graph.setBook(megan.oid, addressBook({ seed: 1, count: COUNT }))
      expect(process.cpuUsage(from).user).toBeLessThan(3_000_000 * TIMES)
      const { items, sizes } = await all('/me/contacts?$top=1000&$select=displayName')
      expect(new Set(items.map(({ id }) => id)).size).toBe(COUNT)
      expect(sizes.length).toBeGreaterThanOrEqual(COUNT / 1000)
    },
  )

  test('returns full pages if odd pages are switched off', async () => {
    start({ oddPages: false })
    expect((await all('/me/contacts')).sizes.slice(0, -1).every((size) => size === 10)).toBe(true)
  })
})

describe('a list', () => {
  test('has the same members as Graph’s', async () => {
    const { json, headers } = await ask('/me/contacts?$filter=startswith(displayName,%27Alice%27)')
    expect(json.value).toHaveLength(1)
    const [alice] = json.value
    expect(alice).toMatchObject({
      '@odata.etag': expect.stringMatching(/^W\/"EQAA/) as string,
      displayName: 'Alice Admin',
      emailAddresses: [{ address: 'aadmin@contoso.example' }, {}],
      homeAddress: { city: 'Seattle' },
    })
    expect(Object.keys(alice ?? {})).toHaveLength(39)
    expect(json).toHaveProperty('@odata.context', `${origin}/v1.0/$metadata#users('${megan.oid}')/contacts`)
    expect(headers.get('request-id')).toMatch(/^[\da-f-]{36}$/)
  })

  test('has an absolute nextLink that keeps the query options', async () => {
    start({ oddPages: false })
    const { json } = await ask('/me/contacts?$top=20&$select=displayName,surname')
    expect(json['@odata.nextLink']).toBe(`${origin}/v1.0/me/contacts?$top=20&$select=displayName%2Csurname&$skip=20`)
    const next = await ask(json['@odata.nextLink'] ?? '')
    expect(next.json.value).toHaveLength(20)
    expect(Object.keys(next.json.value[0] ?? {}).sort()).toEqual(['@odata.etag', 'displayName', 'id', 'surname'])
  })

  test('has null and "" for empty values, and e-mail entries without an address', () => {
    const { contacts } = megansBook()
    expect(contacts.some(({ jobTitle }) => jobTitle === null)).toBe(true)
    expect(contacts.some(({ jobTitle }) => jobTitle === '')).toBe(true)
    expect(contacts.some(({ emailAddresses }) => emailAddresses.some((email) => !('address' in email)))).toBe(true)
    expect(contacts.filter((contact) => JSON.stringify(contact).includes('Alice'))).toHaveLength(1)
    expect(megansBook()).toEqual(megansBook())
  })

  test('is in the order of names if asked for', async () => {
    const { items } = await all('/me/contacts?$top=1000&$orderby=displayName desc')
    const names = items.map(({ displayName }) => (displayName ?? '') as string)
    expect(names).toEqual(names.toSorted((a, b) => b.localeCompare(a)))
  })

  test('counts distribution lists, but does not return them', async () => {
    const { json } = await ask('/me/contacts?$count=true&$top=1')
    const { items } = await all('/me/contacts?$top=1000')
    expect(json['@odata.count']).toBeGreaterThan(items.length)
    const count = await fetch(`${origin}/v1.0/me/contacts/$count`, { headers: { authorization: `Bearer ${token}` } })
    expect(await count.text()).toBe(String(items.length))
  })

  test.each([
    ["emailAddresses/any(a:a/address eq 'AADMIN@contoso.example')", ['Alice Admin']],
    ["startswith(surname,'lovel')", ['Ada Lovelace']],
    ["startswith(givenName,'O''Bri')", []],
  ])('can be filtered by %s', async (filter, names) => {
    const { items } = await all(`/me/contacts?$filter=${encodeURIComponent(filter)}`)
    expect(items.map(({ displayName }) => displayName)).toEqual(names)
  })

  test.each([
    ["$filter=emailAddresses/any(a:startswith(a/address,'a'))", 'ErrorInvalidUrlQueryFilter'],
    ["$filter=contains(displayName,'a')", 'ErrorInvalidUrlQueryFilter'],
    ["$filter=startswith(displayName,'O'Brien')", 'ErrorInvalidUrlQueryFilter'],
    ["$filter=startswith(displayName,'a')&$orderby=displayName", 'InefficientFilter'],
    ['$top=1001', 'BadRequest'],
    ['$top=0', 'BadRequest'],
    ['$search="alice"', 'BadRequest'],
    ['$select=phone', 'BadRequest'],
    ['$orderby=birthday', 'BadRequest'],
  ])('refuses %s', async (query, code) => {
    const { status, json } = await ask(`/me/contacts?${query}`)
    expect(status).toBe(400)
    expect(json.error.code).toBe(code)
  })
})

describe('access', () => {
  test('is refused without a valid token', async () => {
    for (const bearer of ['', 'junk']) {
      const { status, json, headers } = await ask('/me/contacts', { headers: { 'client-request-id': 'mine' } }, bearer)
      expect(status).toBe(401)
      expect(headers.get('www-authenticate')).toMatch(/^Bearer /)
      expect(headers.get('client-request-id')).toBe('mine')
      expect(json.error).toMatchObject({
        code: 'InvalidAuthenticationToken',
        innerError: {
          date: expect.any(String) as string,
          'request-id': expect.any(String) as string,
          'client-request-id': 'mine',
        },
      })
    }
    entra.expireAccessTokens()
    expect((await ask('/me/contacts')).status).toBe(401)
    expect(graph.calls.map(({ status, oid }) => [status, oid])).toEqual(
      Array.from({ length: 3 }, () => [401, undefined]),
    )
  })

  test('needs the permission', async () => {
    const poor = await tokenOf(megan, 'https://graph.microsoft.com/User.Read')
    expect(await ask('/me/contacts', {}, poor)).toMatchObject({
      status: 403,
      json: { error: { code: 'ErrorAccessDenied' } },
    })
    expect(await ask('/me', {}, poor)).toMatchObject({
      status: 200,
      json: { id: megan.oid, userPrincipalName: megan.username },
    })
    expect(await ask('/me')).toMatchObject({ status: 403, json: { error: { code: 'Authorization_RequestDenied' } } })
    expect(await ask('/me/contacts', changing('POST', { givenName: 'New' }))).toMatchObject({ status: 403 })
  })

  test('is limited to the person’s own contacts', async () => {
    expect(await ask(`/users/${megan.username}/contacts`)).toMatchObject({ status: 200 })
    expect(await ask(`/users/${lidia.oid}/contacts`)).toMatchObject({
      status: 403,
      json: { error: { code: 'ErrorAccessDenied' } },
    })
    const hers = await tokenOf(lidia)
    expect((await ask('/me/contacts', {}, hers)).json.value).toEqual([])
    expect([megan.tid, lidia.tid]).toEqual([contoso.tid, fabrikam.tid])
  })

  test('is refused to a person without a mailbox', async () => {
    const poor = await tokenOf(nestor)
    expect(await ask('/me/contacts', {}, poor)).toMatchObject({
      status: 404,
      json: { error: { code: 'MailboxNotEnabledForRESTAPI' } },
    })
  })

  test('to the userinfo endpoint tells the person’s name', async () => {
    const response = await fetch(`${origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${token}` } })
    expect(await response.json()).toMatchObject({ sub: entra.access(token)?.sub, name: megan.name })
    expect((await fetch(`${origin}/oidc/userinfo`)).status).toBe(401)
  })
})

describe('one contact', () => {
  beforeEach(async () => {
    token = await tokenOf(megan, WRITE)
  })

  test('can be added, read, changed and deleted', async () => {
    const added = await ask('/me/contacts', changing('POST', { givenName: 'Nina', surname: 'New' }))
    expect(added).toMatchObject({
      status: 201,
      json: { displayName: 'Nina New', parentFolderId: graph.mailbox(megan.oid).defaultFolder.id },
    })
    const path = `/me/contacts/${added.json.id}`
    expect(await ask(path)).toMatchObject({ status: 200, json: { surname: 'New' } })
    const changed = await ask(path, changing('PATCH', { surname: 'Newer' }))
    expect(changed).toMatchObject({ status: 200, json: { surname: 'Newer', givenName: 'Nina' } })
    expect(changed.json['@odata.etag']).not.toBe(added.json['@odata.etag'])
    expect((await ask(path, changing('DELETE'))).status).toBe(204)
    expect(await ask(path)).toMatchObject({ status: 404, json: { error: { code: 'ErrorItemNotFound' } } })
  })

  test('is refused with unknown members and with values of the wrong kind', async () => {
    expect(await ask('/me/contacts', changing('POST', { phone: '1' }))).toMatchObject({ status: 400 })
    expect(await ask('/me/contacts', changing('POST', { businessPhones: '1' }))).toMatchObject({ status: 400 })
  })

  test('has no picture', async () => {
    const [first] = (await ask('/me/contacts?$top=1000')).json.value
    const id = first?.id ?? graph.mailbox(megan.oid).contacts(graph.mailbox(megan.oid).defaultFolder.id)[0]?.id ?? ''
    expect(await ask(`/me/contacts/${id}/photo/$value`)).toMatchObject({ status: 404 })
  })

  test('keeps its immutable id when it moves, but not its ordinary id', async () => {
    const prefer = { headers: { prefer: 'IdType="ImmutableId"' } }
    const box = graph.mailbox(megan.oid)
    const [before] = box.contacts(box.defaultFolder.id)
    const seen = await ask(`/me/contacts/${before?.id}`, prefer)
    expect(seen.headers.get('preference-applied')).toBe('IdType="ImmutableId"')
    expect(seen.json.id).not.toBe(before?.id)
    const after = box.move(before?.id ?? '', box.folders[1]?.id ?? '')
    expect(after?.id).not.toBe(before?.id)
    expect((await ask(`/me/contacts/${before?.id}`)).status).toBe(404)
    expect(await ask(`/me/contacts/${seen.json.id}`, prefer)).toMatchObject({
      status: 200,
      json: { id: seen.json.id, parentFolderId: box.folders[1]?.id },
    })
  })
})

describe('delta', () => {
  const path = (folder = graph.mailbox(megan.oid).defaultFolder) => `/me/contactFolders/${folder.id}/contacts/delta`
  const prefer = { headers: { prefer: 'odata.maxpagesize=50' } }
  const immutable = { headers: { prefer: 'IdType="ImmutableId", odata.maxpagesize=1000' } }
  const etag = expect.any(String) as string

  describe('returns', () => {
    beforeEach(() => graph.setDelta({ odd: false }))

    test('every contact once, then only changes', async () => {
      const box = graph.mailbox(megan.oid)
      const folder = box.defaultFolder.id
      const first = await all(`${path()}?$select=displayName`, prefer)
      expect(first.items.map(({ id }) => id).sort()).toEqual(
        box
          .contacts(folder)
          .map(({ id }) => id)
          .sort(),
      )
      expect(first.sizes[0]).toBe(50)
      expect(Object.keys(first.items[0] ?? {}).sort()).toEqual(['@odata.etag', 'displayName', 'id'])

      const [gone, moved, changed] = box.contacts(folder)
      box.remove(gone?.id ?? '')
      box.move(moved?.id ?? '', box.folders[1]?.id ?? '')
      box.change(changed?.id ?? '', { displayName: 'Other' })
      box.change(changed?.id ?? '', { displayName: 'Another' })
      const added = box.add({ displayName: 'New' })
      const second = await all(first.last['@odata.deltaLink'] ?? '', prefer)
      expect(second.items).toEqual([
        { id: gone?.id, '@removed': { reason: 'deleted' } },
        { id: moved?.id, '@removed': { reason: 'changed' } },
        { '@odata.etag': etag, id: changed?.id, displayName: 'Another' },
        { '@odata.etag': etag, id: added.id, displayName: 'New' },
      ])
      const third = await all(second.last['@odata.deltaLink'] ?? '', prefer)
      expect(third.items).toEqual([])
    })

    test('changes that happen during a round, in this round or the next', async () => {
      const box = graph.mailbox(megan.oid)
      const begun = await ask(path(), prefer)
      const added = box.add({ displayName: 'Late' })
      const rest = await all(begun.json['@odata.nextLink'] ?? '', prefer)
      const next = await all(rest.last['@odata.deltaLink'] ?? '', prefer)
      const ids = [...begun.json.value, ...rest.items, ...next.items].map(({ id }) => id)
      expect(ids.filter((id) => id === added.id)).toHaveLength(1)
    })

    test('ten contacts at a time, or as many as preferred, up to a thousand', async () => {
      graph.setBook(megan.oid, addressBook({ seed: 5, count: 2_300 }))
      const sized = (size: number) => all(path(), { headers: { prefer: `odata.maxpagesize=${size}` } })
      expect((await sized(1000)).sizes).toEqual([1000, 1000, 300])
      expect((await sized(5000)).sizes).toEqual([1000, 1000, 300])
      expect((await ask(path())).json.value).toHaveLength(10)
    })

    test('the members of the first $select on every page of every round, with the preferred kind of id', async () => {
      const first = await all(`${path()}?$select=surname`, immutable)
      const box = graph.mailbox(megan.oid)
      const [contact] = box.contacts(box.defaultFolder.id)
      box.change(contact?.id ?? '', { surname: 'Newer', givenName: 'Not selected' })
      const second = await all(first.last['@odata.deltaLink'] ?? '', immutable)
      expect(second.items).toEqual([{ '@odata.etag': etag, id: immutableId(contact?.id ?? ''), surname: 'Newer' }])
      const keys = new Set(first.items.map((item) => Object.keys(item).sort().join()))
      expect([...keys]).toEqual(['@odata.etag,id,surname'])
    })

    test('the same immutable id in both folders for a contact that moves, and one item when it moves back', async () => {
      const box = graph.mailbox(megan.oid)
      const [home, other] = box.folders
      const read = (link: string) => all(link, immutable)
      const before = await read(`${path(home)}?$select=surname`)
      const beforeOther = await read(`${path(other)}?$select=surname`)
      const contact = box.contacts(home?.id ?? '').find(({ surname }) => surname)
      const moved = box.move(contact?.id ?? '', other?.id ?? '')
      const id = immutableId(contact?.id ?? '')
      const { surname } = contact ?? {}
      const left = await read(before.last['@odata.deltaLink'] ?? '')
      const came = await read(beforeOther.last['@odata.deltaLink'] ?? '')
      expect(left.items).toEqual([{ id, '@removed': { reason: 'changed' } }])
      expect(came.items).toEqual([{ '@odata.etag': etag, id, surname }])

      const back = box.move(moved?.id ?? '', home?.id ?? '')
      expect((await read(before.last['@odata.deltaLink'] ?? '')).items).toEqual([{ '@odata.etag': etag, id, surname }])
      box.remove(back?.id ?? '')
      const gone = { id, '@removed': { reason: 'deleted' } }
      for (const { last } of [before, came]) expect((await read(last['@odata.deltaLink'] ?? '')).items).toEqual([gone])
    })

    test('only the changed members, if that is switched on', async () => {
      const box = graph.mailbox(megan.oid)
      const whole = await all(path(), immutable)
      const selected = await all(`${path()}?$select=givenName,surname`, immutable)
      const [first, second, third, fourth] = box.contacts(box.defaultFolder.id).map((contact) => contact.id)
      box.change(first ?? '', { surname: 'One' })
      box.change(first ?? '', { jobTitle: 'Two' })
      box.change(second ?? '', { jobTitle: 'Three' })
      const away = box.move(third ?? '', box.folders[1]?.id ?? '')
      box.move(away?.id ?? '', box.defaultFolder.id)
      box.change(third ?? '', { surname: 'Back' })
      const item = (id: string | undefined, members: object) => ({
        '@odata.etag': etag,
        id: immutableId(id ?? ''),
        ...members,
      })
      const round = async ({ last }: { last: List }) => (await all(last['@odata.deltaLink'] ?? '', immutable)).items
      expect((await round(whole)).map((each) => Object.keys(each).length)).toEqual([39, 39, 39])

      graph.setDelta({ partial: true })
      const stamps = { changeKey: etag, lastModifiedDateTime: etag }
      expect((await round(whole)).slice(0, 2)).toEqual([
        item(first, { ...stamps, surname: 'One', jobTitle: 'Two' }),
        item(second, { ...stamps, jobTitle: 'Three' }),
      ])
      const [one, two, whoCameBack] = await round(selected)
      expect([one, two]).toEqual([item(first, { surname: 'One' }), item(second, {})])
      expect(Object.keys(whoCameBack ?? {}).sort()).toEqual(['@odata.etag', 'givenName', 'id', 'surname'])
      const untouched = (await all(path(), immutable)).items.find(({ id }) => id === immutableId(fourth ?? ''))
      expect(Object.keys(untouched ?? {})).toHaveLength(39)
    })
  })

  test('is in no order, repeats contacts, and has short and empty pages, also at the end', async () => {
    const book = addressBook({ seed: 11, count: 600, folders: { A: { B: {} }, C: {}, D: {} } })
    graph.setBook(megan.oid, book)
    graph.setMaxConcurrent(Infinity)
    const rounds = await Promise.all(book.folders.map((folder) => all(path(folder), prefer)))
    for (const [at, { items }] of rounds.entries()) {
      const ids = book.contacts.filter((contact) => contact.parentFolderId === book.folders[at]?.id).map(({ id }) => id)
      const given = [...new Set(items.map(({ id }) => id))]
      expect(items.length).toBeGreaterThan(given.length)
      expect(given).not.toEqual(ids)
      expect(given.sort()).toEqual(ids.sort())
    }
    const sizes = rounds.flatMap((round) => round.sizes.slice(0, -1))
    expect(sizes).toContain(0)
    expect(sizes.some((size) => size > 0 && size < 50)).toBe(true)
    expect(rounds.map((round) => round.sizes.at(-1))).toContain(0)
    expect((await all(path(), prefer)).items).toEqual(rounds[0]?.items)
  })

  test('can be switched off, as in China’s cloud', async () => {
    graph.setDelta({ available: false })
    expect(await ask(path())).toMatchObject({
      status: 400,
      json: { error: { code: 'BadRequest', message: "Resource not found for the segment 'delta'." } },
    })
    expect(await ask(path().replace('/delta', ''))).toMatchObject({ status: 200 })
    graph.setDelta({ available: true })
    expect(await ask(path())).toMatchObject({ status: 200 })
  })

  test('answers 410 with an address to start again from when the token is forgotten', async () => {
    const { last } = await all(path(), prefer)
    graph.forgetDeltas()
    const { status, headers, json } = await ask(last['@odata.deltaLink'] ?? '')
    expect(status).toBe(410)
    expect(json.error.code).toBe('SyncStateNotFound')
    expect((await all(headers.get('location') ?? '', prefer)).items.length).toBeGreaterThan(100)
  })

  test.each([400, 404] as const)('answers %i without such an address if that is switched on', async (wanted) => {
    const { last } = await all(path(), prefer)
    graph.forgetDeltas(wanted)
    const { status, headers, json } = await ask(last['@odata.deltaLink'] ?? '')
    expect([status, json.error.code, headers.get('location')]).toEqual([wanted, 'syncStateNotFound', null])
    expect((await all(path(), prefer)).items.length).toBeGreaterThan(100)
  })

  test('forgets the tokens of an address book that was replaced', async () => {
    const { last } = await all(path(), prefer)
    graph.setBook(megan.oid, megansBook())
    expect(await ask(last['@odata.deltaLink'] ?? '')).toMatchObject({ status: 410 })
  })

  test(
    `loses no change that happens between the pages (${HISTORIES} histories; GRAPH_TIMES=50 for more)`,
    { timeout: 120_000 * TIMES },
    async () => {
      for (let seed = 1; seed <= HISTORIES; seed += 1) await history(seed)
    },
  )

  /** Reads every folder in several rounds while the mailbox changes between the pages. Compares what a client would know with the
   *  mailbox. */
  async function history(seed: number): Promise<void> {
    const dice = random(seed)
    const partial = dice.chance(0.5)
    const isImmutable = dice.chance(0.5)
    const select = ['displayName', 'surname', 'jobTitle', 'parentFolderId'] as const
    start({ latencyMs: 0, delta: { odd: dice.chance(0.7), partial } })
    graph.setBook(megan.oid, addressBook({ seed, count: 60, folders: { A: { B: {} }, C: {} } }))
    const box = graph.mailbox(megan.oid)
    const copies = box.folders.map((folder) => ({ folder, link: '', items: new Map<string, Item>() }))
    type Copy = (typeof copies)[number]
    const contactsIn = ({ folder }: Copy) =>
      new Map(box.contacts(folder.id).map((contact) => [isImmutable ? immutableId(contact.id) : contact.id, contact]))

    for (let round = 0; round < 4; round += 1) for (const copy of copies) await bringInStep(copy)

    async function bringInStep(copy: Copy): Promise<void> {
      const before = contactsIn(copy)
      const everThere = new Set(before.keys())
      let link: string | undefined = copy.link || `${path(copy.folder)}?$select=${select.join()}`
      while (link !== undefined) {
        const prefer = `odata.maxpagesize=${1 + dice.below(20)}${isImmutable ? ', IdType="ImmutableId"' : ''}`
        const { status, json } = await ask(link, { headers: { prefer } })
        if (status !== 200) {
          expect(json.error.code.toLowerCase()).toBe('syncstatenotfound')
          Object.assign(copy, { link: '', items: new Map() })
          return bringInStep(copy)
        }
        for (const item of json.value) take(item, copy)
        link = json['@odata.nextLink']
        copy.link = json['@odata.deltaLink'] ?? ''
        for (let left = dice.below(4); left > 0; left -= 1) {
          somethingHappens()
          for (const id of contactsIn(copy).keys()) everThere.add(id)
        }
      }
      // Changes from before the round must show now; changes since may show.
      for (const [id, contact] of contactsIn(copy)) {
        if (before.get(id) !== contact) continue
        const members = Object.fromEntries(select.map((name) => [name, contact[name]]))
        const expected = { '@odata.etag': `W/"${contact.changeKey}"`, id, ...members }
        expect(copy.items.get(id), `history ${seed}`).toEqual(expected)
      }
      const stale = [...copy.items.keys()].filter((id) => !everThere.has(id))
      expect(stale, `history ${seed}`).toEqual([])
    }

    function take(item: Item, { items }: Copy): void {
      if (item['@removed'] === undefined) {
        items.set(item.id, partial ? { ...items.get(item.id), ...item } : item)
        return
      }
      const reason = box.contact(immutableId(item.id)) ? 'changed' : 'deleted'
      expect(item, `history ${seed}`).toEqual({ id: item.id, '@removed': { reason } })
      items.delete(item.id)
    }

    function somethingHappens(): void {
      const { id: folder } = dice.pick(box.folders)
      const { id } = dice.pick(box.folders.flatMap((each) => box.contacts(each.id)))
      const kind = dice.below(20)
      if (kind === 0 && dice.chance(1 / 3)) graph.forgetDeltas(dice.pick([400, 404, 410]))
      else if (kind < 5) box.add({ displayName: `New ${dice.digits(4)}` }, folder)
      else if (kind < 10) {
        box.change(id, { surname: dice.digits(3) })
        if (dice.chance(0.5)) box.change(id, { jobTitle: dice.digits(3) })
      } else if (kind < 14) box.remove(id)
      else box.move(id, folder)
    }
  }
})

describe('folders that are moved and deleted', () => {
  const prefer = { headers: { prefer: 'IdType="ImmutableId", odata.maxpagesize=1000' } }
  const delta = (id: string) => `/me/contactFolders/${id}/contacts/delta`
  const named = (name: string) =>
    graph.mailbox(megan.oid).folders.find(({ displayName }) => displayName === name)?.id ?? ''

  test('a deleted folder is gone with its contacts and subfolders', async () => {
    const box = graph.mailbox(megan.oid)
    const [customers, nordics, oslo] = [named('Customers'), named('Nordics'), named('Oslo')]
    const inside = [customers, nordics, oslo].flatMap((id) => box.contacts(id))
    const { last } = await all(delta(oslo), prefer)
    expect(inside.length).toBeGreaterThan(10)
    expect(box.removeFolder(customers)).toBe(true)
    expect(box.removeFolder(customers)).toBe(false)
    for (const link of [last['@odata.deltaLink'] ?? '', delta(oslo), `/me/contactFolders/${nordics}`])
      expect(await ask(link, prefer)).toMatchObject({ status: 404, json: { error: { code: 'ErrorItemNotFound' } } })
    expect(inside.some(({ id }) => box.contact(id) ?? box.contact(immutableId(id)))).toBe(false)
    const left = (await allFolders()).map(({ displayName }) => String(displayName))
    expect(left.sort()).toEqual(['Empty', 'Family', 'Old "quotes"', 'Suppliers', 'アジア'])
  })

  test('a moved or renamed folder keeps its id, its contacts and its delta', async () => {
    const box = graph.mailbox(megan.oid)
    const [nordics, family] = [named('Nordics'), named('Family')]
    const { items, last } = await all(delta(nordics), prefer)
    box.moveFolder(nordics, family)
    box.renameFolder(nordics, 'North')
    expect((await all(`/me/contactFolders/${family}/childFolders`)).items).toEqual([
      { id: nordics, parentFolderId: family, displayName: 'North' },
    ])
    expect((await allFolders()).map(({ displayName }) => displayName)).toContain('Oslo')
    expect((await all(last['@odata.deltaLink'] ?? '', prefer)).items).toEqual([])
    expect(box.contacts(nordics)).toHaveLength(new Set(items.map(({ id }) => id)).size)

    box.moveFolder(nordics, undefined)
    const top = await all('/me/contactFolders')
    const other = top.items.find(({ id }) => id === family)
    expect(top.items).toContainEqual({ ...other, id: nordics, displayName: 'North' })
    expect(await ask(`/me/contactFolders/${nordics}`)).toMatchObject({
      json: { parentFolderId: other?.['parentFolderId'] },
    })
  })

  test('changes that Exchange refuses are refused', () => {
    const box = graph.mailbox(megan.oid)
    const home = box.defaultFolder.id
    const [contact] = box.contacts(home)
    expect(() => box.removeFolder(home)).toThrow('cannot be moved or deleted')
    expect(() => box.moveFolder(home, named('Family'))).toThrow('cannot be moved or deleted')
    expect(() => box.moveFolder(named('Customers'), named('Oslo'))).toThrow('into itself')
    for (const wrong of [
      () => box.move(contact?.id ?? '', 'none'),
      () => box.add({}, 'none'),
      () => box.addFolder('New', 'none'),
    ])
      expect(wrong).toThrow('no such folder')
    expect(box.contact(contact?.id ?? '')).toEqual(contact)
    expect([box.renameFolder('none', 'New'), box.moveFolder('none', home), box.removeFolder('none')]).toEqual([
      undefined,
      undefined,
      false,
    ])
  })
})

describe('requests at a time', () => {
  const statuses = async (n: number, bearer = token) =>
    (await Promise.all(Array.from({ length: n }, () => ask('/me/contacts', {}, bearer))))
      .map(({ status }) => status)
      .sort((a, b) => a - b)

  test('four are answered and a fifth is throttled', async () => {
    graph.setLatency(100)
    expect(await statuses(4)).toEqual([200, 200, 200, 200])
    expect(await statuses(5)).toEqual([200, 200, 200, 200, 429])
    expect(await statuses(1)).toEqual([200])
  })

  test('are counted for each mailbox', async () => {
    graph.setLatency(100)
    const hers = await tokenOf(lidia)
    expect((await Promise.all([statuses(4), statuses(4, hers)])).flat()).toEqual(Array.from({ length: 8 }, () => 200))
  })

  test('over the limit are told when to try again; the limit can be switched off', async () => {
    graph.setMaxConcurrent(0)
    const { status, headers, json } = await ask('/me/contacts')
    expect([status, headers.get('retry-after'), json.error.code]).toEqual([429, '1', 'ApplicationThrottled'])
    graph.setLatency(50)
    graph.setMaxConcurrent(Infinity)
    expect(new Set(await statuses(12))).toEqual(new Set([200]))
  })
})

describe('requests in ten minutes', () => {
  test('are limited for each mailbox, refused ones included; the answer says when to try again', async () => {
    let now = 0
    start({ maxRequests: 3, now: () => now })
    const hers = await tokenOf(lidia)
    const asked = async (bearer = token) => {
      const { status, headers } = await ask('/me/contacts', {}, bearer)
      return [status, headers.get('retry-after')]
    }
    expect([await asked(), await asked()]).toEqual([
      [200, null],
      [200, null],
    ])
    now += 60_000
    expect(await asked()).toEqual([200, null])
    expect(await asked()).toEqual([429, '540'])
    expect(await asked()).toEqual([429, '600'])
    expect(await asked(hers)).toEqual([200, null])
    now += 599_000
    expect(await asked()).toEqual([429, '1'])
    now += 1_000
    expect(await asked()).toEqual([200, null])
  })
})

test('a page of many contacts takes longer than a page of one, if that is switched on', async () => {
  graph.setBook(megan.oid, addressBook({ seed: 2, count: 1000 }))
  graph.setDelta({ odd: false })
  graph.setPerContact(2)
  const link = `/me/contactFolders/${graph.mailbox(megan.oid).defaultFolder.id}/contacts/delta`
  const msOf = async (path: string, size: number) => {
    const from = performance.now()
    const { json } = await ask(path, { headers: { prefer: `odata.maxpagesize=${size}` } })
    expect(json.value).toHaveLength(size)
    return performance.now() - from
  }
  expect(await msOf(link, 1)).toBeLessThan(1_990)
  expect(await msOf(link, 1000)).toBeGreaterThanOrEqual(1_990)
  graph.setPerContact(0)
  expect(await msOf(link, 1000)).toBeLessThan(1_990)
})

describe('faults', () => {
  test('apply to as many requests as they should', async () => {
    faults.add({ match: 'graph', times: 2, after: 1, status: 503, headers: { 'retry-after': '7' } })
    const answers = [
      await ask('/me/contacts'),
      await ask('/me/contacts'),
      await ask('/me/contacts'),
      await ask('/me/contacts'),
    ]
    expect(answers.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
      [200, null],
      [503, '7'],
      [503, '7'],
      [200, null],
    ])
    expect(faults.struck()).toBe(2)
    expect(graph.count()).toBe(2)
  })

  test('leave other endpoints alone', async () => {
    faults.add({ match: 'token', status: 500 })
    faults.add({ match: /^GET \/v1\.0\/me\/contactFolders/, status: 504 })
    expect((await ask('/me/contacts')).status).toBe(200)
    expect((await ask('/me/contactFolders')).status).toBe(504)
    expect((await fetch(`${origin}/${contoso.tid}/oauth2/v2.0/token`, { method: 'POST' })).status).toBe(500)
    faults.clear()
    expect((await ask('/me/contactFolders')).status).toBe(200)
  })

  test.each(['before', 'mid-body'] as const)('can cut the connection: %s', async (cut) => {
    faults.add({ match: 'graph', cut, times: 1 })
    await expect(ask('/me/contacts')).rejects.toThrow(cut === 'before' ? 'fetch failed' : 'terminated')
    expect((await ask('/me/contacts')).status).toBe(200)
  })

  test('can also cut the answer that a fault itself gives', async () => {
    faults.add({ match: 'graph', body: '{"value":[1,2,3', cut: 'mid-body' })
    await expect(ask('/me/contacts')).rejects.toThrow('terminated')
  })

  test('can change the real answer', async () => {
    faults.add({
      match: 'graph',
      merge: { '@odata.nextLink': `${origin}/v1.0/me/contacts`, value: null },
      headers: { 'x-extra': '1' },
    })
    const { json, headers } = await ask('/me/contacts')
    expect(json['@odata.nextLink']).toBe(`${origin}/v1.0/me/contacts`)
    expect(json).not.toHaveProperty('value')
    expect(json).toHaveProperty('@odata.context')
    expect(headers.get('x-extra')).toBe('1')
    faults.clear()
    faults.add({ match: 'discovery', merge: { msgraph_host: null } })
    const metadata = await fetch(`${origin}/${contoso.tid}/v2.0/.well-known/openid-configuration`)
    expect(await metadata.json()).not.toHaveProperty('msgraph_host')
  })

  test('can change the token endpoint’s answer', async () => {
    faults.add({ match: 'token', merge: { access_token: 'another' } })
    expect(await tokenOf(megan)).toBe('another')
  })

  test('can send a person back to the app with an error', async () => {
    faults.add({ match: 'authorize', redirect: { error: 'access_denied', error_description: 'AADSTS65004: declined' } })
    const query = new URLSearchParams({ client_id: APP, redirect_uri: `${origin}/landed`, state: 'a b' }).toString()
    const page = await browser().open(`${origin}/${contoso.tid}/oauth2/v2.0/authorize?${query}`)
    expect(Object.fromEntries(new URL(page.url).searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'AADSTS65004: declined',
      state: 'a b',
    })
  })

  test('can delay a request and then let it through', async () => {
    faults.add({ match: 'graph', delayMs: 150, times: 1 })
    const from = performance.now()
    expect((await ask('/me/contacts')).status).toBe(200)
    expect(performance.now() - from).toBeGreaterThanOrEqual(145)
  })

  test('can be ordered over HTTP', async () => {
    const order = (body: string) => fetch(`${origin}/emulator/faults`, { method: 'POST', body })
    expect((await order('{"match":"graph","status":500,"times":1}')).status).toBe(201)
    expect((await order('{"match":"^DELETE /v1","status":418}')).status).toBe(201)
    expect(await (await fetch(`${origin}/emulator/faults`)).json()).toMatchObject({
      faults: [{ match: 'graph', times: 1 }, { status: 418 }],
    })
    expect((await ask('/me/contacts')).status).toBe(500)
    expect((await ask('/me/contacts', { method: 'DELETE' })).status).toBe(418)
    expect((await fetch(`${origin}/emulator/faults`, { method: 'DELETE' })).status).toBe(200)
    expect((await ask('/me/contacts', { method: 'DELETE' })).status).not.toBe(418)
    for (const wrong of [
      '',
      '{}',
      '{"match":"("}',
      '{"match":"graph","status":"500"}',
      '{"match":"graph","cut":"off"}',
    ]) {
      expect((await order(wrong)).status).toBe(400)
    }
  })
})

test('every person has an address book of their own', () => {
  const sizes = [...addressBooks().values()].map(({ contacts }) => contacts.length)
  expect(sizes).toEqual([320, 180, 0])
})
