import { PNG } from 'pngjs'

/** The icons by their names in the manifest and in the package. */
export type Icons = Record<'color.png' | 'outline.png', Uint8Array>

const SIDES = { 'color.png': 192, 'outline.png': 32 } as const

/** What Teams would refuse or show wrong: the colour icon is 192 × 192 pixels, the outline 32 × 32, white and transparent.
 *  https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons */
export function iconProblems(icons: Icons): string[] {
  return (['color.png', 'outline.png'] as const).flatMap((name) => {
    const png = decoded(icons[name])
    if (!png) return [`${name} is not a PNG`]
    const side = SIDES[name]
    const sized = png.width === side && png.height === side ? [] : [`${name} must be ${side} × ${side} pixels`]
    return name === 'outline.png' && !isWhiteOnTransparent(png.data)
      ? [...sized, `${name} must be white on a transparent background`]
      : sized
  })
}

function decoded(bytes: Uint8Array): PNG | undefined {
  try {
    return PNG.sync.read(Buffer.from(bytes))
  } catch {
    return undefined
  }
}

/** @param rgba four bytes for each pixel */
function isWhiteOnTransparent(rgba: Uint8Array): boolean {
  let white = 0
  let transparent = 0
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3] === 0) transparent += 1
    else if (rgba.subarray(at, at + 3).every((value) => value === 255)) white += 1
    else return false
  }
  return white > 0 && transparent > 0
}
