// Lines in small print that a contact's card and a list have in common.
import type { AsOf } from '../commands/reply.ts'
import type { Reason } from '../search/search.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { ownText, type Part } from './parts.ts'

const SMALL: Part = { isSubtle: true, size: 'Small', spacing: 'Small' }

/** Why somebody was found, where the card does not show it. */
export function reasonLine(because: Reason | undefined, catalogue: Catalogue): Part[] {
  return because === undefined ? [] : [ownText(catalogue.because[because], SMALL)]
}

/** Why an answer comes from an older copy, and how old that is. */
export function asOfLine(asOf: AsOf | undefined, { asOf: words, format }: Catalogue): Part[] {
  return asOf === undefined ? [] : [ownText(words[asOf.because](format.ago(asOf.ageMs)), SMALL)]
}
