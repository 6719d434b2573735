import { expect, test } from 'vitest'
import { GraphError } from '../../src/graph/graph.ts'
import { keptPhotos } from '../../src/photos/kept-photos.ts'
import { photos, type PhotoOf } from '../../src/photos/photos.ts'
import { interrupted, realStore } from '../store/stores.ts'

const access = { base: 'https://graph.example/v1.0', token: 't', mailbox: 'm' }
const isCurrent = async () => true
const of = (contactId: string, more: Partial<PhotoOf> = {}): PhotoOf => ({
  key: 'k',
  access,
  contactId,
  isCurrent,
  ...more,
})

/** Photos with a Graph that answers as `answer` says. */
function shelf(answer: (id: string) => Buffer | undefined) {
  const asked: string[] = []
  const clock = { ms: 0 }
  const graph = {
    photo: async (_: unknown, id: string) => {
      asked.push(id)
      return answer(id)
    },
  }
  return { asked, clock, ...photos({ graph, scale: async (bytes) => bytes, now: () => clock.ms }) }
}

const MINUTE = 60_000

test('a picture that could not be made small in time is fetched again at the next question', async () => {
  const { store, close } = realStore('sqlite')
  const graph = { photo: async () => Buffer.from('x') }
  let isBusy = true
  const open = () =>
    photos({ graph, kept: keptPhotos(store, MINUTE), scale: async (bytes) => (isBusy ? undefined : bytes) })
  expect(await open().get(of('1'))).toBeUndefined()
  isBusy = false
  expect(await open().get(of('1'))).toBeDefined()
  isBusy = true
  expect(await open().get(of('1'))).toBeDefined()
  await close()
})

test('a picture is read once, and again after a quarter of an hour', async () => {
  const { get, atHand, asked, clock } = shelf(() => Buffer.from('x'))
  expect(atHand(of('1'))).toBeUndefined()
  expect(await Promise.all([get(of('1')), get(of('1'))])).toEqual(Array(2).fill('data:image/jpeg;base64,eA=='))
  expect(atHand(of('1'))).toBe('data:image/jpeg;base64,eA==')
  expect(asked).toEqual(['1'])
  clock.ms = 15 * MINUTE
  expect(atHand(of('1'))).toBeUndefined()
  await get(of('1'))
  expect(asked).toEqual(['1', '1'])
})

test('the picture of a contact without one is requested once', async () => {
  const { get, knows, asked } = shelf(() => undefined)
  expect(await get(of('1'))).toBeUndefined()
  expect(knows(of('1'))).toBe(true)
  await get(of('1'))
  expect(asked).toEqual(['1'])
})

test('after a failure, Graph is not asked for a minute', async () => {
  const { get, asked, clock } = shelf(() => {
    throw new GraphError('throttled')
  })
  expect(await get(of('1'))).toBeUndefined()
  await get(of('1'))
  expect(asked).toEqual(['1'])
  clock.ms = MINUTE
  await get(of('1'))
  expect(asked).toEqual(['1', '1'])
})

test('nobody sees a picture of another person’s mailbox, or of another mailbox of their own', async () => {
  const { get, atHand } = shelf(() => Buffer.from('x'))
  await get(of('1'))
  expect(atHand(of('1', { key: 'other' }))).toBeUndefined()
  expect(atHand(of('1', { access: { ...access, mailbox: 'other' } }))).toBeUndefined()
})

test('when a person disconnects, their pictures are forgotten, also a picture that is being read', async () => {
  const { get, knows, forget } = shelf(() => Buffer.from('x'))
  await get(of('1'))
  const onItsWay = get(of('2'))
  await get(of('1', { key: 'k2' }))
  await forget('k')
  await onItsWay
  expect([knows(of('1')), knows(of('2')), knows(of('1', { key: 'k2' }))]).toEqual([false, false, true])
})

test('all pictures together take no more than four megabytes', async () => {
  const { get, knows } = shelf(() => Buffer.alloc(7_000))
  const ids = Array.from({ length: 1_000 }, (_, id) => String(id))
  for (const id of ids) await get(of(id))
  const kept = ids.filter((id) => knows(of(id)))
  expect(kept.length * (500 + 7_000 * 1.33)).toBeLessThan(4 * 1024 * 1024)
  expect(kept.at(-1)).toBe('999')
  expect(kept.length).toBeGreaterThan(300)
})

test('two pictures are in memory at a time, and a card that would wait too long has none', async () => {
  const held = Promise.withResolvers<void>()
  const seen = { fetched: 0, inMemory: 0, most: 0 }
  const graph = {
    photo: async () => {
      seen.fetched += 1
      seen.inMemory += 1
      seen.most = Math.max(seen.most, seen.inMemory)
      return Buffer.from('x')
    },
  }
  const scale = async (bytes: Buffer) => {
    await held.promise
    seen.inMemory -= 1
    return bytes
  }
  const { get, knows } = photos({ graph, scale })
  const ids = Array.from({ length: 60 }, (_, id) => String(id))
  const wanted = ids.map((id) => get(of(id)))
  await expect.poll(() => seen.fetched).toBe(2)
  expect(await Promise.all(wanted.slice(50))).toEqual(Array(10).fill(undefined))
  expect(knows(of('55'))).toBe(false)
  held.resolve()
  const shown = await Promise.all(wanted.slice(0, 50))
  expect(shown).toEqual(Array(50).fill('data:image/jpeg;base64,eA=='))
  expect(seen).toEqual({ fetched: 50, inMemory: 0, most: 2 })
  expect(await get(of('55'))).toBeDefined()
})

test('the pictures that wait when a person leaves are not fetched', async () => {
  const held = Promise.withResolvers<void>()
  const asked: string[] = []
  const graph = {
    photo: async (_: unknown, id: string) => {
      asked.push(id)
      await held.promise
      return Buffer.from('x')
    },
  }
  const { get, forget } = photos({ graph, scale: async (bytes) => bytes })
  const wanted = ['1', '2', '3', '4'].map((id) => get(of(id)))
  await expect.poll(() => asked).toEqual(['1', '2'])
  await forget('k')
  held.resolve()
  await Promise.all(wanted)
  expect(asked).toEqual(['1', '2'])
})

test.each(['add', 'put'] as const)(
  'S44 leaver: nothing is left of a picture whose person disconnects at that moment (%s)',
  async (op) => {
    const { store, raw, close } = realStore('sqlite')
    const kept = keptPhotos(
      interrupted(store, op, () => keptPhotos(store, MINUTE).forget('address-book/megan')),
      MINUTE,
    )
    const of = { bookKey: 'address-book/megan', mailbox: 'm', contactId: '1' }
    await kept.put(of, { photo: undefined }, isCurrent)
    const keys: string[] = []
    for await (const key of raw.scan('photo/')) keys.push(key)
    expect(keys).toEqual([])
    await close()
  },
)
