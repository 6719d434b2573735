import type { Catalogue } from '../../src/text/catalogue.ts'
import { cancelled } from './cancelled.ts'
import { codes } from './codes.ts'
import { files } from './files.ts'
import { imports } from './imports.ts'
import { limits } from './limits.ts'
import { outages } from './outages.ts'
import { refused } from './refused.ts'
import type { Ending } from './scene.ts'
import { staleCards } from './stale-cards.ts'
import { unsigned } from './without-sign-in.ts'

/** Every ending that has a test. `npm run endings` lists them. */
export function endings(catalogue: Catalogue): Ending[] {
  return [cancelled, refused, staleCards, codes, outages, limits, files, imports, unsigned].flatMap((part) =>
    part(catalogue),
  )
}
