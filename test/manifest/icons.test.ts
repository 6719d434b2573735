import { readFileSync } from 'node:fs'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { iconProblems } from '../../manifest/icons.ts'

const icon = (name: string) => readFileSync(new URL(`../../manifest/${name}`, import.meta.url))
const icons = { 'color.png': icon('color.png'), 'outline.png': icon('outline.png') }

/** A square of one colour, with its first pixel in another. */
function square(side: number, rgba: number[], first = rgba): Buffer {
  const png = new PNG({ width: side, height: side })
  for (let at = 0; at < png.data.length; at += 4) png.data.set(at === 0 ? first : rgba, at)
  return PNG.sync.write(png)
}

const WHITE = [255, 255, 255, 255]
const NOTHING = [0, 0, 0, 0]

describe('the icons', () => {
  it('are as Teams wants them', () => {
    expect(iconProblems(icons)).toEqual([])
  })

  it('of another size are refused', () => {
    expect(iconProblems({ 'color.png': square(96, WHITE), 'outline.png': square(20, NOTHING, WHITE) })).toEqual([
      'color.png must be 192 × 192 pixels',
      'outline.png must be 32 × 32 pixels',
    ])
  })

  it.each([
    ['not white', square(32, NOTHING, [79, 82, 178, 255])],
    ['not quite white, and hardly seen', square(32, NOTHING, [254, 255, 255, 1])],
    ['white all over', square(32, WHITE)],
    ['nothing at all', square(32, NOTHING)],
  ])('are refused with an outline that is %s', (_what, outline) => {
    expect(iconProblems({ ...icons, 'outline.png': outline })).toEqual([
      'outline.png must be white on a transparent ground',
    ])
  })

  it('that are no PNG are refused', () => {
    const broken = icons['color.png'].subarray(0, 200)
    expect(iconProblems({ 'color.png': broken, 'outline.png': Buffer.from('<svg/>') })).toEqual([
      'color.png is no PNG',
      'outline.png is no PNG',
    ])
  })
})
