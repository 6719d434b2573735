import { expect, test } from 'vitest'
import { GraphError } from '../../src/graph/graph.ts'
import { photos, type PhotoOf } from '../../src/photos/photos.ts'

const access = { base: 'https://graph.example/v1.0', token: 't', mailbox: 'm' }
const of = (contactId: string, more: Partial<PhotoOf> = {}): PhotoOf => ({ key: 'k', access, contactId, ...more })

/** Pictures whose Graph answers by `answer`. */
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

test('that there is none is remembered as well', async () => {
  const { get, knows, asked } = shelf(() => undefined)
  expect(await get(of('1'))).toBeUndefined()
  expect(knows(of('1'))).toBe(true)
  await get(of('1'))
  expect(asked).toEqual(['1'])
})

test('after a failure nobody is asked for a minute', async () => {
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

test('who leaves takes their pictures along, also one that is on its way', async () => {
  const { get, knows, forget } = shelf(() => Buffer.from('x'))
  await get(of('1'))
  const onItsWay = get(of('2'))
  await get(of('1', { key: 'k2' }))
  forget('k')
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
