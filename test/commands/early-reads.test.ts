import { expect, it } from 'vitest'
import { early } from '../../src/commands/early-reads.ts'

it('the value from the beginning of a turn is used by `look`, and by the first `take`', async () => {
  let times = 0
  const read = early(async () => (times += 1))
  expect(times).toBe(1)
  expect([await read.look(), await read.look(), await read.take()]).toEqual([1, 1, 1])
  expect([await read.take(), await read.take()]).toEqual([2, 3])
  expect([await read.look(), await read.take(), await read.take()]).toEqual([4, 4, 5])
})

it('a failed reading is an error only for the caller that takes it', async () => {
  let isDown = true
  const reading = early(async () => {
    if (isDown) throw new Error('down')
    return 'up'
  })
  await new Promise((resolve) => setImmediate(resolve))
  await expect(reading.take()).rejects.toThrow('down')
  isDown = false
  expect(await reading.take()).toBe('up')
})
