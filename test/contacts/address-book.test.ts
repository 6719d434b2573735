import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { type AddressBook, addressBooks, readAll } from '../../src/contacts/address-book.ts'
import { type Access, graph, type GraphError } from '../../src/contacts/graph.ts'
import { outbound } from '../../src/outbound.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Folder = { pages: string[][]; children?: Record<string, Folder> }
type Route = (url: URL, response: ServerResponse, request: IncomingMessage) => boolean | void
type Mailbox = Folder & { before?: Route; delayMs?: number }

/** Graph with one mailbox, on loopback. `before` answers in its stead where it returns true. */
async function mailbox({ before, delayMs = 0, ...root }: Mailbox) {
  const asked: string[] = []
  const tokens = new Set<string | undefined>()
  let running = 0
  let most = 0
  const byId = new Map<string, Folder>([['', root]])
  ;(function add(folders: Record<string, Folder>) {
    for (const [id, folder] of Object.entries(folders)) {
      if (byId.has(id)) continue
      byId.set(id, folder)
      add(folder.children ?? {})
    }
  })(root.children ?? {})

  const server = createServer((request, response) => {
    running += 1
    most = Math.max(most, running)
    response.on('close', () => (running -= 1))
    const url = new URL(request.url ?? '', base)
    asked.push(decodeURIComponent(url.pathname.replace('/v1.0/me/', '')))
    tokens.add(request.headers.authorization)
    setTimeout(() => {
      if (before?.(url, response, request) !== true) answer(url, response)
    }, delayMs)
  })

  function answer(url: URL, response: ServerResponse) {
    const [, id = '', what = ''] =
      /^\/v1\.0\/me\/(?:contactFolders\/([^/]+)\/)?(contacts|contactFolders|childFolders)$/.exec(url.pathname) ?? []
    const folder = byId.get(id)
    if (!folder) return json(response, { error: { code: 'ErrorItemNotFound', message: 'gone' } }, 404)
    if (what !== 'contacts') {
      const value = Object.keys(folder.children ?? {}).map((id) => ({ id, displayName: `Folder ${id}` }))
      return json(response, { value })
    }
    const page = Number(url.searchParams.get('page') ?? 0)
    const value = (folder.pages[page] ?? []).map((id) => ({ id, displayName: `${id} of ${url.pathname}` }))
    const next = page + 1 < folder.pages.length && { '@odata.nextLink': `${base}${url.pathname}?page=${page + 1}` }
    return json(response, { value, ...next })
  }

  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { base: `${base}/v1.0`, asked, tokens, most: () => most, running: () => running }
}

function json(response: ServerResponse, body: unknown, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const client = graph({ outbound: outbound({ sleep: () => Promise.resolve() }) })
const read = (base: string, more: Partial<Parameters<typeof readAll>[0]> = {}) =>
  readAll({ graph: client, base, token: 'token', ...more })
const ids = (book: AddressBook) => book.contacts.map(({ id }) => id)
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as GraphError).code,
  )

describe('the whole address book', () => {
  test('is the default folder and every other one, nested to any depth', async () => {
    const { base } = await mailbox({
      pages: [['a', 'b']],
      children: {
        F: { pages: [['f']], children: { G: { pages: [['g']], children: { H: { pages: [['h']] } } } } },
        I: { pages: [['i']] },
      },
    })
    const before = Date.now()
    const book = await read(base)
    expect(ids(book)).toEqual(['a', 'b', 'f', 'g', 'h', 'i'])
    expect(book.folders.map(({ id, path }) => [id, path.join(' > ')])).toEqual([
      ['F', 'Folder F'],
      ['G', 'Folder F > Folder G'],
      ['H', 'Folder F > Folder G > Folder H'],
      ['I', 'Folder I'],
    ])
    expect(book.readAt).toBeGreaterThanOrEqual(before)
  })

  test('of nobody is empty', async () => {
    const { base } = await mailbox({ pages: [[]] })
    expect(await read(base, { now: () => 7 })).toEqual({ contacts: [], folders: [], readAt: 7 })
  })

  test('is read over short and empty pages', async () => {
    const { base } = await mailbox({ pages: [['a'], [], [], ['b', 'c'], []], children: { F: { pages: [[], ['f']] } } })
    expect(ids(await read(base))).toEqual(['a', 'b', 'c', 'f'])
  })

  test('has everybody once, though the default folder is listed among the others', async () => {
    const { base } = await mailbox({
      pages: [['a', 'b', 'a']],
      children: { Contacts: { pages: [['a', 'b']] }, F: { pages: [['b', 'c']] } },
    })
    expect(ids(await read(base))).toEqual(['a', 'b', 'c'])
  })

  test('is read when folders come in pages, too', async () => {
    const { base } = await mailbox({
      pages: [[]],
      children: { F: { pages: [['f']] }, G: { pages: [['g']] } },
      before: (url, response) => {
        if (!url.pathname.endsWith('/contactFolders')) return false
        const second = url.searchParams.has('page')
        const link = { '@odata.nextLink': `http://${response.req.headers.host}${url.pathname}?page=1` }
        json(response, { value: [{ id: second ? 'G' : 'F', displayName: 'x' }], ...(!second && link) })
        return true
      },
    })
    expect(ids(await read(base))).toEqual(['f', 'g'])
  })

  test('of thousands is read page by page, and tells how far it is', async () => {
    const page = (n: number) => Array.from({ length: 999 }, (_, i) => `${n}-${i}`)
    const { base } = await mailbox({ pages: Array.from({ length: 10 }, (_, n) => page(n)) })
    const counts: number[] = []
    const book = await read(base, { onProgress: (count) => counts.push(count) })
    expect(book.contacts).toHaveLength(9_990)
    expect(counts).toEqual(Array.from({ length: 10 }, (_, n) => (n + 1) * 999))
  })
})

describe('folders that move about', () => {
  const gone = (response: ServerResponse) => json(response, { error: { code: 'ErrorItemNotFound' } }, 404)

  test.each(['contacts', 'childFolders'])('one that vanished before its %s were read is left out', async (what) => {
    const { base } = await mailbox({
      pages: [['a']],
      children: { F: { pages: [['f']], children: { G: { pages: [['g']] } } }, H: { pages: [['h']] } },
      before: (url, response) => url.pathname.endsWith(`/F/${what}`) && (gone(response), true),
    })
    const book = await read(base)
    expect(ids(book)).toEqual(['a', 'h'])
    expect(book.folders.map(({ id }) => id)).toEqual(['H'])
  })

  test('the default folder does not vanish', async () => {
    const { base } = await mailbox({
      pages: [['a']],
      before: (url, response) => url.pathname === '/v1.0/me/contacts' && (gone(response), true),
    })
    expect(await code(read(base))).toBe('not_found')
  })

  test('one that is listed below itself is read once', async () => {
    const inner: Folder = { pages: [['f']] }
    inner.children = { F: inner }
    const { base, asked } = await mailbox({ pages: [[]], children: { F: inner } })
    expect(ids(await read(base))).toEqual(['f'])
    expect(asked.filter((path) => path === 'contactFolders/F/contacts')).toHaveLength(1)
  })
})

describe('a link', () => {
  const endless = (next: (count: number) => string) => {
    let count = 0
    const before: Route = (url, response) => {
      if (!url.pathname.endsWith('/contacts')) return false
      count += 1
      const link = `http://${response.req.headers.host}/v1.0/me/contacts?page=${next(count)}`
      json(response, { value: [{ id: String(count) }], '@odata.nextLink': link })
      return true
    }
    return { before, count: () => count }
  }

  test.each([
    ['to itself', () => 'x', 2],
    ['in a circle of three', (count: number) => String(count % 3), 4],
  ])('%s ends the reading at the first repeat', async (_, next, calls) => {
    const { before, count } = endless(next)
    const { base } = await mailbox({ pages: [], before })
    expect(await code(read(base))).toBe('unavailable')
    expect(count()).toBe(calls)
  })

  test('that leads on for ever ends it after 500 pages', async () => {
    const { before, count } = endless(String)
    const { base } = await mailbox({ pages: [], before })
    expect(await code(read(base))).toBe('unavailable')
    expect(count()).toBe(500)
  })

  test('to another host is not followed, and no address book comes of it', async () => {
    const other = await mailbox({ pages: [['evil']] })
    const { base } = await mailbox({
      pages: [],
      before: (url, response) => {
        if (!url.pathname.endsWith('/contacts')) return false
        json(response, { value: [{ id: 'a' }], '@odata.nextLink': `${other.base}/me/contacts` })
        return true
      },
    })
    expect(await code(read(base))).toBe('foreign_link')
    expect(other.asked).toEqual([])
  })
})

describe('when something fails', () => {
  test('in one folder, there is no address book, and the rest is not read on', async () => {
    const box = await mailbox({
      pages: [['a']],
      children: {
        F: { pages: [['f']] },
        G: { pages: Array.from({ length: 400 }, (_, n) => [String(n)]) },
      },
      delayMs: 2,
      before: (url, response) =>
        url.pathname.endsWith('/F/contacts') && (json(response, { error: { code: 'ErrorAccessDenied' } }, 403), true),
    })
    expect(await code(read(box.base))).toBe('forbidden')
    await wait(50)
    const asked = box.asked.length
    await wait(100)
    expect(box.asked.length).toBe(asked)
    expect(asked).toBeLessThan(100)
  })

  test.each([1, 2])('%i times in passing on one page, that page is asked for again', async (times) => {
    let left = times
    const { base, asked } = await mailbox({
      pages: [['a'], ['b']],
      before: (url, response) => {
        if (url.searchParams.get('page') !== '1' || left === 0) return false
        left -= 1
        if (left === 0) response.writeHead(200, { 'content-length': '99' }).end('{"value":[').destroy()
        else response.writeHead(503).end()
        return true
      },
    })
    expect(ids(await read(base))).toEqual(['a', 'b'])
    expect(asked.filter((path) => path === 'contacts')).toHaveLength(2 + times)
  })
})

describe('at a time', () => {
  const children = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`F${n}`, { pages: [[`c${n}`]] }]))

  test('four requests, no more and no fewer', async () => {
    const box = await mailbox({ pages: [['a']], children, delayMs: 10 })
    expect((await read(box.base)).contacts).toHaveLength(13)
    expect(box.most()).toBe(4)
  })

  test('four for a mailbox, whoever asks and by which token', async () => {
    const box = await mailbox({ pages: [['a']], children, delayMs: 10 })
    const tokens = ['1', '2', '3']
    await Promise.all(tokens.map((token) => read(box.base, { token, mailbox: 'tenant/alice' })))
    expect(box.tokens.size).toBe(3)
    expect(box.most()).toBe(4)
  })

  test('four for each of two mailboxes', async () => {
    const box = await mailbox({ pages: [['a']], children, delayMs: 10 })
    await Promise.all([read(box.base, { mailbox: 'tenant/alice' }), read(box.base, { mailbox: 'tenant/bob' })])
    expect(box.most()).toBe(8)
  })

  test('places are free again after failures', async () => {
    const box = await mailbox({
      pages: [['a']],
      before: (_, response) => (json(response, { error: { code: 'ErrorAccessDenied' } }, 403), true),
    })
    for (let n = 0; n < 5; n += 1) expect(await code(read(box.base))).toBe('forbidden')
  })
})

describe('readers of the same mailbox', () => {
  async function library(box: Mailbox = { pages: [['a'], ['b']], delayMs: 20 }, limitMs?: number) {
    const server = await mailbox(box)
    const books = addressBooks({ graph: client, ...(limitMs !== undefined && { limitMs }) })
    const ask = (mailbox: string, more: Partial<Access> & { onProgress?: (contacts: number) => void } = {}) =>
      books.read(mailbox, { base: server.base, token: 'token', ...more })
    return { ask, ...server }
  }
  const CALLS = 3

  test('share a reading under way; a later one reads again', async () => {
    const { ask, asked } = await library()
    const [one, two, three] = await Promise.all([ask('alice'), ask('alice'), wait(30).then(() => ask('alice'))])
    expect(ids(one)).toEqual(['a', 'b'])
    expect(two).toBe(one)
    expect(three).toBe(one)
    expect(asked).toHaveLength(CALLS)
    expect(await ask('alice')).not.toBe(one)
    expect(asked).toHaveLength(2 * CALLS)
  })

  test('who ask again on the spot get a new reading, though others are still to hear of the last', async () => {
    const { ask } = await library()
    const [[first, second], other] = await Promise.all([
      ask('alice').then(async (first) => [first, await ask('alice')]),
      ask('alice', { signal: new AbortController().signal }),
    ])
    expect(first).toBe(other)
    expect(second).not.toBe(first)
  })

  test('do not share with those of another', async () => {
    const { ask, tokens } = await library()
    const [one, two] = await Promise.all([ask('alice', { token: '1' }), ask('bob', { token: '2' })])
    expect(two).not.toBe(one)
    expect(tokens).toEqual(new Set(['Bearer 1', 'Bearer 2']))
  })

  test('do not share with one whose token is refused', async () => {
    const { ask } = await library({
      pages: [['a']],
      delayMs: 20,
      before: (_url, response) => {
        if (response.req.headers.authorization !== 'Bearer old') return false
        json(response, { error: { code: 'InvalidAuthenticationToken' } }, 401)
        return true
      },
    })
    const [old, fresh] = await Promise.all([code(ask('alice', { token: 'old' })), ask('alice', { token: 'fresh' })])
    expect(old).toBe('unauthorized')
    expect(ids(fresh)).toEqual(['a'])
  })

  test('each hear of the progress', async () => {
    const { ask } = await library()
    const heard: string[] = []
    await Promise.all(['x', 'y'].map((who) => ask('alice', { onProgress: (count) => heard.push(`${who}${count}`) })))
    expect(heard).toEqual(['x1', 'y1', 'x2', 'y2'])
  })

  test('one who gives up goes at once and leaves the others theirs', async () => {
    const { ask, asked } = await library()
    const abort = new AbortController()
    const first = ask('alice', { signal: abort.signal })
    const second = ask('alice', { signal: new AbortController().signal })
    await wait(5)
    abort.abort()
    expect(await Promise.race([code(first), wait(5).then(() => 'late')])).toBe('aborted')
    expect(ids(await second)).toEqual(['a', 'b'])
    expect(asked).toHaveLength(CALLS)
  })

  test('the last who gives up ends it; the next one reads afresh', async () => {
    const { ask, asked, running } = await library({ pages: Array.from({ length: 100 }, () => []), delayMs: 20 })
    const abort = new AbortController()
    const both = [ask('alice', { signal: abort.signal }), ask('alice', { signal: abort.signal })].map(code)
    await wait(50)
    abort.abort()
    expect(await Promise.all(both)).toEqual(['aborted', 'aborted'])
    await wait(50)
    expect(running()).toBe(0)
    const before = asked.length
    expect(before).toBeLessThan(10)
    expect(ids(await ask('alice'))).toEqual([])
    expect(asked.length).toBe(before + 101)
  })

  test('one who had given up before asks nothing', async () => {
    const { ask, asked } = await library()
    expect(await code(ask('alice', { signal: AbortSignal.abort() }))).toBe('aborted')
    await wait(20)
    expect(asked).toEqual([])
  })

  test('share a failure, which is not kept', async () => {
    let fail = true
    const { ask } = await library({
      pages: [['a']],
      delayMs: 5,
      before: (_, response) => fail && (json(response, { error: { code: 'x' } }, 401), true),
    })
    expect(await Promise.all([ask('alice'), ask('alice')].map(code))).toEqual(['unauthorized', 'unauthorized'])
    fail = false
    expect(ids(await ask('alice'))).toEqual(['a'])
  })

  test('do not wait longer than the limit', async () => {
    const { ask } = await library({ pages: Array.from({ length: 400 }, () => []), delayMs: 20 }, 100)
    expect(await code(ask('alice'))).toBe('unavailable')
  })
})
