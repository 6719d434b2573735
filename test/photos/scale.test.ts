import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { scaledPhoto } from '../../src/photos/scale.ts'
import { watched } from '../timing.ts'
import { bombOf, jpegOf, sizeOf } from './jpeg.ts'

test.each([
  [648, 648],
  [400, 300],
  [120, 700],
])('a picture of %i × %i becomes a small square', async (width, height) => {
  const bytes = await jpegOf(width, height)
  const small = await scaledPhoto(bytes)
  expect(await sizeOf(small ?? Buffer.alloc(0))).toEqual({ width: 96, height: 96 })
  expect(small?.length).toBeLessThanOrEqual(7_000)
})

test('a small picture is not made larger', async () => {
  expect(await sizeOf((await scaledPhoto(await jpegOf(40, 50))) ?? Buffer.alloc(0))).toEqual({ width: 40, height: 40 })
})

test('the camera’s data about place and time is removed', async () => {
  const note = Buffer.from('GPS 51.5N')
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, note.length + 2]), note])
  const bytes = await jpegOf(100, 100)
  const small = await scaledPhoto(Buffer.concat([bytes.subarray(0, 2), comment, bytes.subarray(2)]))
  expect(small?.length).toBeGreaterThan(0)
  expect(small?.includes(note)).toBe(false)
})

test.each<[string, () => Promise<Buffer> | Buffer]>([
  ['nothing', () => Buffer.alloc(0)],
  ['random bytes', () => randomBytes(100_000)],
  ['a PNG', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ['SVG with a script', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ['a picture of four gigapixels', () => bombOf(65_000, 65_000)],
  ['a picture of three megapixels', () => bombOf(2_000, 1_500)],
  ['a picture without height', () => bombOf(100, 0)],
  ['a beginning alone', async () => (await jpegOf(200, 200)).subarray(0, 700)],
])('%s is no picture', async (_, bytes) => {
  expect(await scaledPhoto(await bytes())).toBeUndefined()
})

test('the main thread continues meanwhile', async () => {
  const bytes = await jpegOf(1_000, 1_000)
  const { made, heldMs } = await watched(() => scaledPhoto(bytes))
  expect(made?.length).toBeGreaterThan(0)
  expect(heldMs).toBeLessThan(50)
})
