import nock from 'nock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fromGraph, SELECT } from '../../src/graph/contact.ts'
import { graph, GraphError, type GraphErrorCode } from '../../src/graph/graph.ts'
import { outbound } from '../../src/outbound/outbound.ts'

const HOST = 'https://graph.microsoft.com'
const access = { base: `${HOST}/v1.0`, token: 'secret-token' }
const now = () => Date.parse('2026-03-01T12:00:00Z')
const client = graph({ outbound: outbound({ now, sleep: () => Promise.resolve() }), now })

beforeEach(() => nock.disableNetConnect())
afterEach(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

/** Graph's error body, as recorded. */
function problem(code: string, inner: Record<string, string> = {}) {
  return { error: { code, message: 'Secret words about alice@contoso.example', innerError: inner } }
}

function answers(status: number, body: nock.Body, headers: Record<string, string | string[]> = {}) {
  let calls = 0
  nock(HOST)
    .persist()
    .get(/.*/)
    .reply(() => {
      calls += 1
      return [status, body, headers] as nock.ReplyFnResult
    })
  return () => calls
}

async function failure(work: Promise<unknown>): Promise<GraphError> {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(error instanceof GraphError)) throw new Error('GraphError expected', { cause: error })
  return error
}

const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}'
const encoded = Buffer.from(CLAIMS).toString('base64')
const challenge = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${encoded}"`

type Row = {
  status: number
  body: nock.Body
  headers?: Record<string, string | string[]>
  code: GraphErrorCode
  calls?: number
  more?: Partial<GraphError>
}

/** A 401 with one WWW-Authenticate header or several, and the claims that it asks for. */
function challenged(header: string | string[], claims?: string): Row {
  const code = claims === undefined ? 'unauthorized' : 'claims_challenge'
  return { status: 401, body: '', headers: { 'www-authenticate': header }, code, more: { claims } }
}

describe('an error of Graph', () => {
  const html = '<!DOCTYPE html><html><body>Secret gateway</body></html>'
  test.each<Row>([
    { status: 401, body: problem('InvalidAuthenticationToken'), code: 'unauthorized', more: { claims: undefined } },
    { status: 401, body: '', code: 'unauthorized' },
    { status: 401, body: html, code: 'unauthorized' },
    challenged(challenge, CLAIMS),
    challenged(['Negotiate', challenge], CLAIMS),
    challenged(`Bearer error=insufficient_claims,claims=${encoded.replaceAll('=', '')}`, CLAIMS),
    challenged('Bearer claims="bm90IGpzb24="'),
    challenged('Bearer claims="Inh4Ig=="'),
    challenged('Bearer claims=""'),
    challenged('Bearer no_claims="e30="'),
    { status: 403, body: problem('ErrorAccessDenied'), code: 'forbidden', more: { graphCode: 'ErrorAccessDenied' } },
    { status: 403, body: problem('Authorization_RequestDenied'), code: 'forbidden' },
    { status: 404, body: problem('ErrorItemNotFound'), code: 'not_found' },
    { status: 404, body: problem('erroritemnotfound'), code: 'not_found' },
    { status: 404, body: problem('MailboxNotEnabledForRESTAPI'), code: 'no_mailbox' },
    { status: 404, body: problem('mailboxnotenabledforrestapi'), code: 'no_mailbox' },
    { status: 404, body: problem('MailboxNotSupportedForRESTAPI'), code: 'no_mailbox' },
    { status: 404, body: problem('ResourceNotFound'), code: 'no_mailbox' },
    { status: 404, body: problem('ErrorNonExistentMailbox'), code: 'no_mailbox' },
    { status: 400, body: problem('ErrorMissingEmailAddress'), code: 'no_mailbox' },
    { status: 403, body: problem('ErrorAccountSuspend'), code: 'on_hold' },
    { status: 400, body: problem('ErrorMailboxMoveInProgress'), code: 'unavailable' },
    { status: 400, body: problem('ErrorInvalidUrlQueryFilter'), code: 'refused' },
    { status: 400, body: problem('InefficientFilter'), code: 'refused' },
    { status: 400, body: problem('BadRequest'), code: 'refused' },
    { status: 410, body: problem('SyncStateNotFound'), code: 'sync_lost' },
    { status: 400, body: problem('syncStateNotFound'), code: 'sync_lost' },
    { status: 404, body: problem('SyncStateNotFound'), code: 'sync_lost' },
    { status: 410, body: '', code: 'sync_lost' },
    {
      status: 429,
      body: problem('TooManyRequests'),
      headers: { 'retry-after': '99.5' },
      code: 'throttled',
      more: { retryAfterMs: 99_500 },
    },
    {
      status: 429,
      body: problem('ApplicationThrottled'),
      code: 'throttled',
      calls: 4,
      more: { retryAfterMs: undefined },
    },
    { status: 403, body: problem('applicationThrottled'), code: 'throttled' },
    { status: 429, body: html, code: 'throttled', calls: 4 },
    { status: 500, body: problem('generalException'), code: 'page_failed', calls: 3 },
    { status: 502, body: html, code: 'unavailable', calls: 3 },
    { status: 503, body: '', headers: { 'retry-after': '60' }, code: 'unavailable', more: { retryAfterMs: 60_000 } },
    { status: 504, body: problem('UnknownError'), code: 'page_failed', calls: 3 },
    // A proxy answered, not Graph.
    { status: 403, body: html, code: 'unavailable' },
    { status: 404, body: html, code: 'unavailable' },
    { status: 404, body: '', code: 'unavailable' },
    { status: 302, body: '', headers: { location: 'https://evil.example/' }, code: 'unavailable' },
    { status: 200, body: html, headers: { 'content-type': 'text/html' }, code: 'unavailable', calls: 2 },
    { status: 200, body: '{"value":[{"id":"a","displayName":"Secret', code: 'unavailable', calls: 2 },
    { status: 200, body: '', code: 'unavailable', calls: 2 },
    { status: 200, body: '[]', code: 'unavailable', calls: 2 },
    { status: 200, body: '{}', code: 'unavailable' },
    { status: 200, body: '{"value":{}}', code: 'unavailable' },
    { status: 204, body: '', code: 'unavailable' },
  ])('$status $body is $code', async ({ status, body, headers, code, calls = 1, more = {} }) => {
    const called = answers(status, body, headers)
    const error = await failure(client.contacts(access))
    expect(error).toMatchObject({ name: 'GraphError', code, status, ...more })
    expect(called()).toBe(calls)
    expect(error.message).toBe(`Graph request failed: ${code}`)
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toMatch(/secret|alice|me\/contacts/i)
  })

  test.each([
    [{ 'request-id': 'from-header' }, {}, 'from-header'],
    [{}, { 'request-id': 'from-body' }, 'from-body'],
    [{ 'request-id': 'from-header' }, { 'request-id': 'from-body' }, 'from-header'],
    [{ 'request-id': 'not fit for a log' }, {}, undefined],
    [{}, {}, undefined],
  ])('keeps the request id of %j, %j', async (headers, inner, requestId) => {
    answers(403, problem('ErrorAccessDenied', inner), headers)
    expect(await failure(client.contacts(access))).toMatchObject({ requestId })
  })

  test('an error code that is not safe to log is dropped', async () => {
    answers(400, problem('Secret\nline'))
    expect(await failure(client.contacts(access))).toMatchObject({ code: 'refused', graphCode: undefined })
  })
})

test('a request whose answer breaks off is repeated once', async () => {
  nock(HOST).get('/v1.0/me/contacts').query(true).reply(200, '{"value":[{"id":')
  nock(HOST)
    .get('/v1.0/me/contacts')
    .query(true)
    .reply(200, { value: [{ id: 'a' }] })
  expect((await client.contacts(access)).items).toMatchObject([{ id: 'a' }])
})

test('S63 no book ends the process: a page of more than 4 MiB is an error with its own code, and is not requested again', async () => {
  const called = answers(200, { value: [{ id: 'a', personalNotes: 'x'.repeat(4 * 1024 * 1024) }] })
  expect(await failure(client.contacts(access))).toMatchObject({ code: 'page_too_large' })
  expect(called()).toBe(1)
})

test('a broken connection is an error with the code unavailable', async () => {
  nock(HOST).persist().get(/.*/).replyWithError(new Error('ECONNRESET'))
  expect(await failure(client.contacts(access))).toMatchObject({ code: 'unavailable', status: undefined })
})

test('the caller can abort a request', async () => {
  answers(200, { value: [] })
  const given = { ...access, signal: AbortSignal.abort() }
  expect(await failure(client.contacts(given))).toMatchObject({ code: 'aborted' })
})

test.each([
  'https://evil.example/v1.0/me/contacts?$skip=10',
  'https://graph.microsoft.com@evil.example/v1.0/me/contacts',
  'http://graph.microsoft.com/v1.0/me/contacts',
  'https://graph.microsoft.com:444/v1.0/me/contacts',
  '//evil.example/v1.0/me/contacts',
  'http://169.254.169.254/',
])('a link to %s is not followed', async (next) => {
  let asked = 0
  const count = () => {
    asked += 1
    return [200, { value: [] }] as nock.ReplyFnResult
  }
  for (const origin of ['https://evil.example', 'http://graph.microsoft.com', 'https://graph.microsoft.com:444'])
    nock(origin).persist().get(/.*/).reply(count)
  nock('http://169.254.169.254').persist().get(/.*/).reply(count)
  expect(await failure(client.contacts(access, undefined, next))).toMatchObject({ code: 'foreign_link' })
  expect(await failure(client.folders(access, undefined, next))).toMatchObject({ code: 'foreign_link' })
  expect(asked).toBe(0)
})

describe('the request for', () => {
  /** The path and headers of the one request that `work` makes. */
  async function asked(work: () => Promise<unknown>) {
    const requests: { path: string; headers: Record<string, string> }[] = []
    nock(HOST)
      .get(/.*/)
      .reply(function (request: Request) {
        requests.push({
          path: request.url.slice(HOST.length),
          headers: Object.fromEntries(request.headers.entries()),
        })
        return [200, { id: 'a', value: [] }] as nock.ReplyFnResult
      })
    await work()
    expect(requests).toHaveLength(1)
    return requests[0]!
  }

  const select = SELECT.join(',')
  const immutable = 'IdType="ImmutableId"'
  test.each([
    ['the default folder', () => client.contacts(access), `/me/contacts?$top=999&$select=${select}`, immutable],
    [
      'another folder',
      () => client.contacts(access, 'A/b=+?#'),
      `/me/contactFolders/A%2Fb%3D%2B%3F%23/contacts?$top=999&$select=${select}`,
      immutable,
    ],
    [
      'a next link is that link, unchanged',
      () => client.contacts(access, 'x', `${HOST}/v1.0/users('a')/contacts?$skiptoken=a%2Fb&x=%27`),
      "/users('a')/contacts?$skiptoken=a%2Fb&x=%27",
      immutable,
    ],
    [
      'the top-level folders',
      () => client.folders(access),
      '/me/contactFolders?$top=999&$select=id,displayName',
      undefined,
    ],
    [
      'the folders in a folder',
      () => client.folders(access, 'F='),
      '/me/contactFolders/F%3D/childFolders?$top=999&$select=id,displayName',
      undefined,
    ],
    [
      'some contacts from a place on',
      () => client.contacts(access, 'F', { skip: 40, top: 20 }),
      `/me/contactFolders/F/contacts?$top=20&$select=${select}&$skip=40`,
      immutable,
    ],
    [
      'a smaller page of changes',
      () => client.changes(access, 'F', undefined, 100),
      `/me/contactFolders/F/contacts/delta?$select=${select}`,
      `${immutable}, odata.maxpagesize=100`,
    ],
    ['one folder', () => client.folder(access, 'F='), '/me/contactFolders/F%3D?$select=id,displayName', undefined],
    [
      'everything in a folder',
      () => client.changes(access, 'F='),
      `/me/contactFolders/F%3D/contacts/delta?$select=${select}`,
      `${immutable}, odata.maxpagesize=999`,
    ],
    [
      'the changes in a folder',
      () => client.changes(access, 'F=', `${HOST}/v1.0/users('a')/contactFolders/F/contacts/delta?$deltatoken=a%2Fb`),
      "/users('a')/contactFolders/F/contacts/delta?$deltatoken=a%2Fb",
      `${immutable}, odata.maxpagesize=999`,
    ],
  ])('%s', async (_, work, path, prefer) => {
    const request = await asked(work)
    expect(decodeURI(request.path)).toBe(decodeURI(`/v1.0${path}`))
    expect(request.headers['prefer']).toBe(prefer)
    expect(request.headers['authorization']).toBe('Bearer secret-token')
    expect(request.headers['client-request-id']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  })

  test.each(['', '.', '..'])('a folder %j is not sent, because it would change the path', async (id) => {
    const called = answers(200, { id: 'a', value: [] })
    await expect((async () => client.folder(access, id))()).rejects.toMatchObject({ code: 'refused' })
    await expect((async () => client.changes(access, id))()).rejects.toMatchObject({ code: 'refused' })
    await expect((async () => client.contacts(access, id))()).rejects.toMatchObject({ code: 'refused' })
    await expect((async () => client.folders(access, id))()).rejects.toMatchObject({ code: 'refused' })
    expect(called()).toBe(0)
  })
})

test('a page has the contacts in order, without items that are not contacts, and the next link', async () => {
  const value = [{ id: 'b', displayName: 'Bob' }, null, {}, { id: 'x', '@removed': {} }, { id: 'a' }]
  answers(200, { value, '@odata.nextLink': `${HOST}/v1.0/me/contacts?$skip=2` })
  const { items, next } = await client.contacts(access)
  expect(items.map(({ id }) => id)).toEqual(['b', 'a'])
  expect(next).toBe(`${HOST}/v1.0/me/contacts?$skip=2`)
})

test.each([undefined, null, '', 7, {}])('a next link %j counts as none', async (link) => {
  answers(200, { value: [], '@odata.nextLink': link })
  expect(await client.contacts(access)).toEqual({ items: [], next: undefined, size: 0 })
})

test('folders have ids and names; folders without an id are left out', async () => {
  answers(200, { value: [{ id: 'f', displayName: 'Family' }, { displayName: 'x' }, 7, { id: 'g', displayName: null }] })
  expect((await client.folders(access)).items).toEqual([
    { id: 'f', displayName: 'Family' },
    { id: 'g', displayName: '' },
  ])
})

test('one folder has its id and name', async () => {
  answers(200, { id: 'f', displayName: 'Family' })
  expect(await client.folder(access, 'f')).toEqual({ id: 'f', displayName: 'Family' })
})

test('an answer that is not a folder is an error with the code unavailable', async () => {
  answers(200, { displayName: 'Family' })
  expect(await failure(client.folder(access, 'f'))).toMatchObject({ code: 'unavailable' })
})

test('the default folder is the one that its first contact names, on whatever page that is', async () => {
  const next = `${HOST}/v1.0/me/contacts?$skip=1`
  nock(HOST)
    .get('/v1.0/me/contacts')
    .query({ $top: '1', $select: 'id,parentFolderId' })
    .reply(200, { value: [], '@odata.nextLink': next })
    .get('/v1.0/me/contacts')
    .query({ $skip: '1' })
    .reply(200, { value: [{ id: 'a', parentFolderId: 'home' }] })
  expect(await client.defaultFolder(access)).toBe('home')
})

test('the default folder is found by its second contact if Graph fails on the first', async () => {
  const first = { $top: '1', $select: 'id,parentFolderId' }
  nock(HOST).get('/v1.0/me/contacts').query(first).times(3).reply(500, problem('generalException'))
  const value = [{ id: 'b', parentFolderId: 'home' }]
  nock(HOST)
    .get('/v1.0/me/contacts')
    .query({ ...first, $skip: '1' })
    .reply(200, { value })
  expect(await client.defaultFolder(access)).toBe('home')
})

test('the id of an empty default folder is unknown', async () => {
  answers(200, { value: [] })
  expect(await client.defaultFolder(access)).toBeUndefined()
})

test('changes are contacts, removals, and partial contacts that can be put onto the known ones', async () => {
  const removed = { id: 'b', '@removed': { reason: 'deleted' } }
  const value = [removed, { id: 'c', jobTitle: 'Pilot', surname: null }, { '@removed': {} }, 7]
  answers(200, { value, '@odata.deltaLink': `${HOST}/v1.0/delta?$deltatoken=x` })
  const { items, next, deltaLink } = await client.changes(access, 'F')
  expect([next, deltaLink]).toEqual([undefined, `${HOST}/v1.0/delta?$deltatoken=x`])
  expect(items.map(({ id, contact }) => [id, contact?.jobTitle])).toEqual([
    ['b', undefined],
    ['c', 'Pilot'],
  ])
  const known = fromGraph({ id: 'c', givenName: 'Carol', surname: 'Old', jobTitle: 'Clerk', homePhones: ['1'] })
  expect(known && items[1]?.onto?.(known)).toEqual(
    fromGraph({ id: 'c', givenName: 'Carol', jobTitle: 'Pilot', homePhones: ['1'] }),
  )
})
