import type { Catalogue } from '../../src/text/catalogue.ts'
import { en } from '../../src/text/en.ts'
import { cancelled } from './cancelled.ts'
import { codes } from './codes.ts'
import { limits } from './limits.ts'
import { outages } from './outages.ts'
import { refused } from './refused.ts'
import type { Ending } from './scene.ts'
import { staleCards } from './stale-cards.ts'

/** Every ending, in the order of `test/README.md`. */
export function endings(catalogue: Catalogue): Ending[] {
  return [cancelled, refused, staleCards, codes, outages, limits].flatMap((part) => part(catalogue))
}

/** The list in `test/README.md`, line by line. */
export function listed(): string[] {
  const rows = endings(en).map(({ name, says }) => `| ${name} | ${short(says)} |`)
  return ['| what happens | it ends with |', '| --- | --- |', ...rows]
}

/** The first words, as many as tell it from the others. */
function short(says: string): string {
  const words = says.split(' ')
  return words.length <= 12 ? says : `${words.slice(0, 12).join(' ')} …`
}
