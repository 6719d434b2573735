import { lettersIn } from './latin.ts'
import { rewriting, withoutDoubles } from './letter-rules.ts'

const GREEK = lettersIn('αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo')

/** The key of a folded word in Greek, comparable with {@link greekKey}. */
export function greekKeyOf(folded: string): string {
  let latin = ''
  for (const letter of folded.replaceAll('ου', 'U').replace(/(?<=[αε])υ/g, 'β'))
    latin += letter === 'U' ? 'ou' : (GREEK.get(letter) ?? '')
  return greekKey(latin)
}

/** The key of a Greek name in Latin letters. Spellings by letter and by sound have the same key. */
export function greekKey(latin: string): string {
  return withoutDoubles(spelledAlike(latin))
}

const spelledAlike = rewriting([
  [/ou/g, 'U'],
  [/([ae])[uvf]/g, '$1f', 'au|av|af|eu|ev|ef'],
  [/mp/g, 'b'],
  [/nt/g, 'd'],
  [/gk|gg|ng|nk/g, 'g'],
  [/ch|kh/g, 'h'],
  [/ph/g, 'f'],
  [/th/g, 'T'],
  [/x/g, 'ks'],
  [/tz|dz/g, 'ts'],
  [/w/g, 'o'],
  [/[yj]/g, 'i', 'y|j'],
  [/ei|oi/g, 'i'],
  [/ai/g, 'e'],
])
