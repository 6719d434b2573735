import { describe, expect, test } from 'vitest'
import { room } from '../../src/book/room.ts'

const code = (work: Promise<void>) =>
  work.then(
    () => 'room',
    (error: unknown) => (error as { code: string }).code,
  )

describe('S63 no book ends the process: the room for address books', () => {
  test('is shared by all books', async () => {
    const { share } = room(100)
    const [one, other] = [share(), share()]
    await one.take(40)
    expect(await code(other.take(50))).toBe('room')
    expect(await code(other.take(11))).toBe('busy')
    other.leave()
    expect(await code(one.take(60))).toBe('room')
  })

  test('is too small for a book that alone needs more', async () => {
    const { share } = room(100)
    const large = share()
    await large.take(60)
    expect(await code(large.take(41))).toBe('too_large')
    large.leave()
    expect(await code(share().take(100))).toBe('room')
  })

  test('admits nobody while more than half of it is taken, and then admits waiting books in order', async () => {
    const { share } = room(100)
    const [first, ...others] = [share(), share(), share(), share()]
    await first?.take(51)
    const inOrder: number[] = []
    const waiting = others.map(async (other, n) => {
      await other.take(20)
      inOrder.push(n)
    })
    await Promise.resolve()
    expect(inOrder).toEqual([])
    first?.leave()
    await Promise.all(waiting)
    expect(inOrder).toEqual([0, 1, 2])
  })

  test('takes nothing for a book that was given up while it waited', async () => {
    const { share } = room(100)
    const [first, gone, last] = [share(), share(), share()]
    await first.take(60)
    const waited = gone.take(30)
    gone.leave()
    first.leave()
    await waited
    expect(await code(last.take(100))).toBe('room')
  })
})
