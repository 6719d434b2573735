import { readFileSync } from 'node:fs'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { iconProblems } from '../../manifest/icons.ts'

const icon = (name: string) => readFileSync(new URL(`../../manifest/${name}`, import.meta.url))
const icons = { 'color.png': icon('color.png'), 'outline.png': icon('outline.png') }

/** A square of one colour, whose first pixel has another colour. */
function square(side: number, rgba: number[], first = rgba): Buffer {
  const png = new PNG({ width: side, height: side })
  for (let at = 0; at < png.data.length; at += 4) png.data.set(at === 0 ? first : rgba, at)
  return PNG.sync.write(png)
}

const WHITE = [255, 255, 255, 255]
const TRANSPARENT = [0, 0, 0, 0]

describe('the icons', () => {
  it('satisfy Teams', () => {
    expect(iconProblems(icons)).toEqual([])
  })

  it('are refused in another size', () => {
    expect(iconProblems({ 'color.png': square(96, WHITE), 'outline.png': square(20, TRANSPARENT, WHITE) })).toEqual([
      'color.png must be 192 × 192 pixels',
      'outline.png must be 32 × 32 pixels',
    ])
  })

  it.each([
    ['not white', square(32, TRANSPARENT, [79, 82, 178, 255])],
    ['almost white and almost transparent', square(32, TRANSPARENT, [254, 255, 255, 1])],
    ['white all over', square(32, WHITE)],
    ['transparent all over', square(32, TRANSPARENT)],
  ])('are refused with an outline that is %s', (_what, outline) => {
    expect(iconProblems({ ...icons, 'outline.png': outline })).toEqual([
      'outline.png must be white on a transparent background',
    ])
  })

  it('are refused when they are not PNG files', () => {
    const broken = icons['color.png'].subarray(0, 200)
    expect(iconProblems({ 'color.png': broken, 'outline.png': Buffer.from('<svg/>') })).toEqual([
      'color.png is not a PNG',
      'outline.png is not a PNG',
    ])
  })
})
