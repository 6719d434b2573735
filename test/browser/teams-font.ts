import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'

/** Teams draws its cards in Segoe UI, which few of the machines that run these tests have. Open Sans has nearly the same widths,
 *  so the tests load it under that name. What fits on a line then does not depend on the machine's fonts. */
const FAMILY = 'Segoe UI'

const require = createRequire(import.meta.url)
const SHEETS = [require.resolve('@fontsource/open-sans/400.css'), require.resolve('@fontsource/open-sans/600.css')]

/** The font's faces as a style sheet that loads no files. */
export function teamsFont(): string {
  return SHEETS.map((sheet) =>
    readFileSync(sheet, 'utf8')
      .replaceAll("'Open Sans'", `'${FAMILY}'`)
      .replace(/url\((\.\/files\/[^)]+\.woff2)\)/g, (_, file: string) => `url(${dataUri(join(dirname(sheet), file))})`),
  ).join('\n')
}

function dataUri(file: string): string {
  return `data:font/woff2;base64,${readFileSync(file, 'base64')}`
}

/** Loads every face. By itself, a browser loads a face only after it has drawn the text in another font.
 *  @throws if a face cannot be loaded */
export async function fontsLoaded(page: Page): Promise<void> {
  const statuses = await page.evaluate(async () => {
    await Promise.all([...document.fonts].map((face) => face.load()))
    await document.fonts.ready
    return [...document.fonts].map(({ status }) => status)
  })
  if (statuses.length === 0 || statuses.some((status) => status !== 'loaded'))
    throw new Error(`The cards’ font is not there: ${statuses.join(', ') || 'no face at all'}.`)
}
