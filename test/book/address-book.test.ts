import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { head } from '../http/raw.ts'
import { type AddressBook, contactsIn } from '../../src/book/address-book.ts'
import { readAddressBook } from '../../src/book/read-mailbox.ts'
import { type Access, graph, type GraphError } from '../../src/graph/graph.ts'
import { outbound } from '../../src/outbound/outbound.ts'

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

/** Graph on loopback with one mailbox, whose default folder is `Home`. `before` may answer instead of Graph, and then returns
 *  true. */
async function mailbox({ before, delayMs = 0, ...root }: Mailbox) {
  const asked: string[] = []
  const tokens = new Set<string | undefined>()
  let running = 0
  let most = 0
  const byId = new Map<string, Folder>([['Home', root]])
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
    const [, id = '', what = 'folder'] =
      /^\/v1\.0\/me\/(?:contactFolders\/([^/]+)(?:\/|$))?(contacts\/delta|contacts|contactFolders|childFolders)?$/.exec(
        url.pathname,
      ) ?? []
    const folder = byId.get(id === '' ? 'Home' : id)
    if (!folder) return json(response, { error: { code: 'ErrorItemNotFound', message: 'gone' } }, 404)
    if (what === 'folder') return json(response, { id, displayName: `Folder ${id}` })
    if (what === 'contactFolders' || what === 'childFolders') {
      const value = id === 'Home' ? [] : Object.keys(folder.children ?? {})
      return json(response, { value: value.map((id) => ({ id, displayName: `Folder ${id}` })) })
    }
    const page = Number(url.searchParams.get('page') ?? 0)
    const parentFolderId = id === '' ? 'Home' : id
    const value = (folder.pages[page] ?? []).map((id) => ({
      id,
      parentFolderId,
      displayName: `${id} of ${url.pathname}`,
    }))
    const link = `${base}${url.pathname}?page=${page + 1}`
    if (page + 1 < folder.pages.length) return json(response, { value, '@odata.nextLink': link })
    return json(response, { value, ...(what === 'contacts/delta' && { '@odata.deltaLink': link }) })
  }

  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { base: `${base}/v1.0`, asked, tokens, most: () => most, running: () => running }
}

function json(response: ServerResponse, body: unknown, status = 200) {
  head(response, status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const client = graph({ outbound: outbound({ sleep: () => Promise.resolve() }) })
type More = Partial<Access> & Pick<Parameters<typeof readAddressBook>[0], 'known' | 'onProgress' | 'now'>
const read = (base: string, { known, onProgress, now, ...more }: More = {}) =>
  readAddressBook({ graph: client, access: { base, token: 'token', ...more }, known, onProgress, ...(now && { now }) })
const ids = async (book: AddressBook) => (await contactsIn(book)).map(({ id }) => id)
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
    expect(await ids(book)).toEqual(['a', 'b', 'f', 'g', 'h', 'i'])
    expect(book.folders.map(({ id, path }) => [id, path.join(' > ')])).toEqual([
      ['Home', 'Folder Home'],
      ['F', 'Folder F'],
      ['G', 'Folder F > Folder G'],
      ['H', 'Folder F > Folder G > Folder H'],
      ['I', 'Folder I'],
    ])
    expect(book.readAt).toBeGreaterThanOrEqual(before)
  })

  test('without contacts is empty', async () => {
    const { base } = await mailbox({ pages: [[]] })
    expect(await read(base, { now: () => 7 })).toEqual({ folders: [], readAt: 7 })
  })

  test('is read over short and empty pages', async () => {
    const { base } = await mailbox({ pages: [['a'], [], [], ['b', 'c'], []], children: { F: { pages: [[], ['f']] } } })
    expect(await ids(await read(base))).toEqual(['a', 'b', 'c', 'f'])
  })

  test('has each contact once, even if the default folder is listed among the others', async () => {
    const { base } = await mailbox({
      pages: [['a', 'b', 'a']],
      children: { F: { pages: [['b', 'c']] } },
      before: (url, response) => {
        if (!url.pathname.endsWith('/contactFolders')) return false
        const value = ['F', 'Home'].map((id) => ({ id, displayName: `Listed ${id}` }))
        json(response, { value })
        return true
      },
    })
    const book = await read(base)
    expect(await ids(book)).toEqual(['a', 'b', 'c'])
    expect(book.folders.map(({ path, isDefault }) => [path, isDefault])).toEqual([
      [['Listed Home'], true],
      [['Listed F'], false],
    ])
  })

  test('is read below the default folder too, whether or not that is listed', async () => {
    const { base } = await mailbox({
      pages: [['a']],
      children: { F: { pages: [['f']] }, G: { pages: [['g']] } },
      before: (url, response) => {
        const id = url.pathname.endsWith('/contactFolders') ? 'F' : url.pathname.endsWith('/Home/childFolders') && 'G'
        if (id) json(response, { value: [{ id, displayName: id }] })
        return id !== false
      },
    })
    const { folders } = await read(base)
    expect(folders.map(({ path }) => path)).toEqual([['Folder Home'], ['F'], ['Folder Home', 'G']])
  })

  test('is read completely if the list of folders has several pages', async () => {
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
    expect(await ids(await read(base))).toEqual(['f', 'g'])
  })

  test('of thousands is read page by page, and progress is reported', async () => {
    const page = (n: number) => Array.from({ length: 999 }, (_, i) => `${n}-${i}`)
    const { base } = await mailbox({ pages: Array.from({ length: 10 }, (_, n) => page(n)) })
    const counts: number[] = []
    const book = await read(base, { onProgress: ({ contacts }) => counts.push(contacts) })
    expect(await ids(book)).toHaveLength(9_990)
    expect(Math.max(...book.folders.flatMap(({ chunks }) => chunks.map(({ length }) => length)))).toBe(200)
    // The folder is reported before its first page, and after it was read.
    expect(counts).toEqual([0, ...Array.from({ length: 10 }, (_, n) => (n + 1) * 999), 9_990])
  })
})

describe('folders that move about', () => {
  const gone = (response: ServerResponse) => json(response, { error: { code: 'ErrorItemNotFound' } }, 404)

  test.each(['contacts/delta', 'childFolders'])(
    'a folder that vanished before its %s were read is left out',
    async (what) => {
      const { base } = await mailbox({
        pages: [['a']],
        children: { F: { pages: [['f']], children: { G: { pages: [['g']] } } }, H: { pages: [['h']] } },
        before: (url, response) => {
          if (!url.pathname.endsWith(`/F/${what}`) && !url.pathname.endsWith('/F/contacts')) return false
          gone(response)
          return true
        },
      })
      const book = await read(base)
      const isBelowRead = what !== 'childFolders'
      expect(await ids(book)).toEqual(isBelowRead ? ['a', 'g', 'h'] : ['a', 'f', 'h'])
      expect(book.folders.map(({ id }) => id)).toEqual(isBelowRead ? ['Home', 'G', 'H'] : ['Home', 'F', 'H'])
    },
  )

  test('a missing default folder is an error', async () => {
    const { base } = await mailbox({
      pages: [['a']],
      before: (url, response) => url.pathname.includes('/Home/contacts') && (gone(response), true),
    })
    expect(await code(read(base))).toBe('not_found')
  })

  test('the default folder of a mailbox that was recreated is found', async () => {
    const old = await mailbox({ pages: [['a']] })
    const known = await read(old.base)
    const fresh = await mailbox({
      pages: [['b']],
      before: (url, response) => {
        if (url.pathname.includes('/Home')) gone(response)
        else if (url.pathname.endsWith('/me/contacts')) json(response, { value: [{ id: 'b', parentFolderId: 'New' }] })
        else if (url.pathname.endsWith('/New/childFolders')) json(response, { value: [] })
        else if (url.pathname.endsWith('/New/contacts/delta')) json(response, { value: [{ id: 'b' }] })
        else return false
        return true
      },
    })
    const folders = known.folders.map((folder) => ({ ...folder, deltaLink: `${fresh.base}/Home?x` }))
    expect(await ids(await read(fresh.base, { known: { ...known, folders } }))).toEqual(['b'])
  })

  test('a folder that is listed below itself is read once', async () => {
    const inner: Folder = { pages: [['f']] }
    inner.children = { F: inner }
    const { base, asked } = await mailbox({ pages: [[]], children: { F: inner } })
    expect(await ids(await read(base))).toEqual(['f'])
    expect(asked.filter((path) => path === 'contactFolders/F/contacts/delta')).toHaveLength(1)
  })
})

describe('a link', () => {
  const endless = (next: (count: number) => string, what = /\/contacts\/delta$/) => {
    let count = 0
    const before: Route = (url, response) => {
      if (!what.test(url.pathname)) return false
      count += 1
      const link = `http://${response.req.headers.host}${url.pathname}?page=${next(count)}`
      json(response, { value: [{ id: String(count) }], '@odata.nextLink': link })
      return true
    }
    return { before, count: () => count }
  }

  test.each([
    ['to itself', () => 'x', 2],
    ['in a circle of three', (count: number) => String(count % 3), 4],
  ])('%s ends the changes at the first repeat, and the folder is listed', async (_, next, calls) => {
    const { before, count } = endless(next)
    const { base } = await mailbox({ pages: [['a', 'b']], before })
    const book = await read(base)
    expect(await ids(book)).toEqual(['a', 'b'])
    expect(book.folders[0]?.unread).toBeUndefined()
    expect(count()).toBe(calls)
  })

  test('that never ends is followed for 500 pages of one contact, and what came is kept', async () => {
    const { before, count } = endless(String, /\/Home\/contacts/)
    const { base } = await mailbox({ pages: [['a']], before })
    const book = await read(base)
    expect(await ids(book)).toHaveLength(500)
    expect(book.folders[0]?.unread).toBe(true)
    expect(count()).toBe(1_000)
  })

  test('of the list of folders to itself: the folders that were listed are read', async () => {
    const { base } = await mailbox({
      pages: [['a']],
      children: { F: { pages: [['f']] } },
      before: (url, response) => {
        if (!url.pathname.endsWith('/me/contactFolders')) return false
        const link = { '@odata.nextLink': `http://${response.req.headers.host}${url.pathname}?same` }
        json(response, { value: url.search === '?same' ? [] : [{ id: 'F', displayName: 'F' }], ...link })
        return true
      },
    })
    const book = await read(base)
    expect(await ids(book)).toEqual(['a', 'f'])
    expect(book.unlisted).toBe(true)
  })

  test('to another host is not followed, and the folder is listed', async () => {
    const other = await mailbox({ pages: [['evil']] })
    const { base } = await mailbox({
      pages: [['a']],
      before: (url, response) => {
        if (!url.pathname.endsWith('/delta')) return false
        json(response, { value: [{ id: 'a' }], '@odata.nextLink': `${other.base}/me/contacts` })
        return true
      },
    })
    expect(await ids(await read(base))).toEqual(['a'])
    expect(other.asked).toEqual([])
  })
})

describe('when something fails', () => {
  const children = { F: { pages: [['f']], children: { G: { pages: [['g']] } } }, H: { pages: [['h']] } }
  const failing = (path: RegExp, status: number, code: string): Route => {
    return (url, response) => path.test(url.pathname) && (json(response, { error: { code } }, status), true)
  }
  /** The folders that were not read. */
  const unread = ({ folders }: AddressBook) => folders.filter(({ unread }) => unread).map(({ id }) => id)

  test.each([
    [403, 'ErrorAccessDenied'],
    [400, 'ErrorInvalidIdMalformed'],
    [404, 'ErrorNonExistentMailbox'],
    [500, 'InternalServerError'],
    [503, 'MailboxInfoStale'],
  ])('%i %s in one folder, the others are read, also those below it', async (status, code) => {
    const { base } = await mailbox({ pages: [['a']], children, before: failing(/\/F\/contacts/, status, code) })
    const gaps: string[] = []
    const book = await readAddressBook({
      graph: client,
      access: { base, token: 'token' },
      onGap: (e) => gaps.push(e.code),
    })
    expect(await ids(book)).toEqual(['a', 'g', 'h'])
    expect(unread(book)).toEqual(['F'])
    expect(gaps).toHaveLength(1)
  })

  test('in one folder that was read before, it stays as it was', async () => {
    let isBroken = false
    const broken = failing(/\/F\/contacts/, 403, 'ErrorAccessDenied')
    const { base } = await mailbox({ pages: [['a']], children, before: (...asked) => isBroken && broken(...asked) })
    const known = await read(base)
    isBroken = true
    const book = await read(base, { known })
    expect(await ids(book)).toEqual(['a', 'f', 'g', 'h'])
    expect(unread(book)).toEqual(['F'])
    isBroken = false
    expect(unread(await read(base, { known: book }))).toEqual([])
  })

  test.each([
    ['contactFolders', ['Home', 'F', 'G', 'H']],
    ['F/childFolders', ['Home', 'F', 'G', 'H']],
  ])('at the list of folders %s, those that were known are read', async (list, wanted) => {
    let isBroken = false
    const broken = failing(new RegExp(`/${list}$`), 400, 'ErrorInvalidOperation')
    const { base } = await mailbox({ pages: [['a']], children, before: (...asked) => isBroken && broken(...asked) })
    const known = await read(base)
    isBroken = true
    const book = await read(base, { known })
    expect(book.folders.map(({ id }) => id)).toEqual(wanted)
    expect([book.unlisted ?? false, unread(book)]).toEqual(list === 'contactFolders' ? [true, []] : [false, ['F']])
  })

  test('at the default folder, the other folders are read', async () => {
    const { base } = await mailbox({
      pages: [['a']],
      children,
      before: failing(/\/me\/contacts$/, 403, 'ErrorAccessDenied'),
    })
    const book = await read(base)
    expect(await ids(book)).toEqual(['f', 'g', 'h'])
    expect(book.unlisted).toBe(true)
  })

  test('midway through a folder, what was read of it is kept', async () => {
    const { base } = await mailbox({
      pages: [['a'], ['b'], ['c']],
      before: (url, response) => url.searchParams.get('page') === '2' && (head(response, 503).end(), true),
    })
    const book = await read(base)
    expect(await ids(book)).toEqual(['a', 'b'])
    expect(unread(book)).toEqual(['Home'])
  })

  test('in the only folder, the reading fails: nobody is reported missing from an empty book', async () => {
    const { base } = await mailbox({ pages: [['a']], before: failing(/\/Home\/contacts/, 503, 'MailboxInfoStale') })
    expect(await code(read(base))).toBe('unavailable')
  })

  test('everywhere, the reading fails with the reason', async () => {
    const { base, asked } = await mailbox({
      pages: [['a']],
      children,
      before: failing(/./, 403, 'ErrorAccountSuspend'),
    })
    expect(await code(read(base))).toBe('on_hold')
    expect(asked.length).toBeLessThan(4)
  })

  test('single contacts that Graph can never send, all others are read, and the folder counts as unread', async () => {
    const all = Array.from({ length: 130 }, (_, n) => `c${n}`)
    const broken = ['c7', 'c58', 'c59', 'c129']
    const sizes: number[] = []
    const { base } = await mailbox({
      pages: [all],
      before: (url, response) => {
        if (!url.pathname.includes('/Home/contacts')) return false
        const skip = Number(url.searchParams.get('$skip') ?? 0)
        const top = Number(url.searchParams.get('$top') ?? all.length)
        const page = all.slice(skip, skip + top)
        sizes.push(page.length)
        if (url.pathname.endsWith('/delta') || page.some((id) => broken.includes(id)))
          json(response, { error: { code: 'ErrorInternalServerError' } }, 500)
        else
          json(response, {
            value: page.map((id) => ({ id })),
            ...(skip + top < all.length && { '@odata.nextLink': nextOf(url, skip + top) }),
          })
        return true
      },
    })
    const nextOf = (url: URL, skip: number) => {
      const next = new URL(`${base}/me/contactFolders/Home/contacts${url.search}`)
      next.searchParams.set('$skip', String(skip))
      return next.href
    }
    const book = await read(base)
    expect(await ids(book)).toEqual(all.filter((id) => !broken.includes(id)))
    expect(unread(book)).toEqual(['Home'])
    expect(sizes).toContain(1)
  })

  test.each([503, 500])('with %i everywhere, the other folders are not tried', async (status) => {
    let isDown = false
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`F${n}`, { pages: [['f']] }]))
    const { base, asked } = await mailbox({
      pages: [['a']],
      children: many,
      before: (_, response) => isDown && (head(response, status).end(), true),
    })
    const known = await read(base)
    isDown = true
    asked.length = 0
    expect(await code(read(base, { known }))).toBe(status === 503 ? 'unavailable' : 'page_failed')
    expect(asked.length).toBeLessThan(30)
  })

  test('with the token, no further requests are sent', async () => {
    const { base, asked } = await mailbox({
      pages: [['a']],
      children: { F: { pages: [['f']] }, G: { pages: Array.from({ length: 400 }, (_, n) => [String(n)]) } },
      delayMs: 2,
      before: (url, response) => url.pathname.endsWith('/F/contacts/delta') && (head(response, 401).end(), true),
    })
    expect(await code(read(base))).toBe('unauthorized')
    await wait(50)
    const after = asked.length
    await wait(100)
    expect(asked.length).toBe(after)
    expect(after).toBeLessThan(100)
  })

  test.each([1, 2])('%i times for a moment on one page, that page is asked for again', async (times) => {
    let left = times
    const { base, asked } = await mailbox({
      pages: [['a'], ['b']],
      before: (url, response) => {
        if (url.searchParams.get('page') !== '1' || left === 0) return false
        left -= 1
        if (left === 0) head(response, 200, { 'content-length': '99' }).end('{"value":[').destroy()
        else head(response, 503).end()
        return true
      },
    })
    expect(await ids(await read(base))).toEqual(['a', 'b'])
    expect(asked.filter((path) => path === 'contactFolders/Home/contacts/delta')).toHaveLength(2 + times)
  })
})

describe('at a time', () => {
  const children = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`F${n}`, { pages: [[`c${n}`]] }]))

  test('four requests, no more and no fewer', async () => {
    const box = await mailbox({ pages: [['a']], children, delayMs: 10 })
    expect(await ids(await read(box.base))).toHaveLength(13)
    expect(box.most()).toBe(4)
  })

  test('four for a mailbox, whatever the caller and the token', async () => {
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

  test('four again after failures', async () => {
    const box = await mailbox({
      pages: [['a']],
      before: (_, response) => (json(response, { error: { code: 'ErrorAccessDenied' } }, 403), true),
    })
    for (let n = 0; n < 5; n += 1) expect(await code(read(box.base))).toBe('forbidden')
  })
})

test('a caller who gives up ends the reading', async () => {
  const { base, asked, running } = await mailbox({ pages: Array.from({ length: 100 }, () => ['a']), delayMs: 10 })
  const abort = new AbortController()
  const reading = code(read(base, { signal: abort.signal }))
  while (asked.length < 3) await wait(1)
  abort.abort()
  expect(await reading).toBe('aborted')
  await expect.poll(running).toBe(0)
  expect(asked.length).toBeLessThan(30)
})

test('a caller who has given up before sends no request', async () => {
  const { base, asked } = await mailbox({ pages: [['a']] })
  expect(await code(read(base, { signal: AbortSignal.abort() }))).toBe('aborted')
  await wait(20)
  expect(asked).toEqual([])
})

describe('what has changed', () => {
  const changed = async (first: object[], second: object[]) => {
    const before: Route = (url, response) => {
      if (!url.pathname.endsWith('/delta')) return false
      const link = { '@odata.deltaLink': `http://${response.req.headers.host}${url.pathname}?since` }
      json(response, { value: url.search === '?since' ? second : first, ...link })
      return true
    }
    const { base } = await mailbox({ pages: [['a']], before })
    const known = await read(base)
    return contactsIn(await read(base, { known }))
  }
  const whole = { id: 'a', givenName: 'Alice', surname: 'Admin', homePhones: ['1'] }

  test.each([
    ['a part', [{ id: 'a', surname: 'Bond' }], { givenName: 'Alice', surname: 'Bond', homePhones: ['1'] }],
    [
      'two parts',
      [
        { id: 'a', surname: 'Bond' },
        { id: 'a', homePhones: [] },
      ],
      { surname: 'Bond', homePhones: [] },
    ],
    [
      'gone and back',
      [
        { id: 'a', '@removed': {} },
        { ...whole, surname: 'Bond' },
      ],
      { surname: 'Bond' },
    ],
    [
      'somebody new, then a part',
      [
        { ...whole, id: 'b' },
        { id: 'b', surname: 'Bond' },
      ],
      { surname: 'Admin' },
    ],
  ])('%s', async (_, changes, wanted) => {
    const [one] = await changed([whole], changes)
    expect(one).toMatchObject({ ...wanted, parentFolderId: 'Home' })
  })

  test('a contact that is removed is gone', async () => {
    expect(
      await changed(
        [whole],
        [
          { id: 'a', surname: 'Bond' },
          { id: 'a', '@removed': {} },
        ],
      ),
    ).toEqual([])
  })

  test('a contact whose removal Outlook does not report is gone after some hours', async () => {
    let isThere = true
    const { base } = await mailbox({
      pages: [['a']],
      before: (url, response) => {
        if (!url.pathname.endsWith('/delta')) return false
        const link = { '@odata.deltaLink': `http://${response.req.headers.host}${url.pathname}?since` }
        json(response, { value: url.search !== '?since' && isThere ? [whole] : [], ...link })
        return true
      },
    })
    const hours = (count: number) => ({ now: () => count * 3_600_000 })
    const known = await read(base, hours(1))
    isThere = false
    const soon = await read(base, { known, ...hours(6) })
    expect(await ids(soon)).toEqual(['a'])
    expect(await ids(await read(base, { known: soon, ...hours(8) }))).toEqual([])
  })
})
