import { lettersIn } from './latin.ts'

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
  return latin
    .replace(/ou/g, 'U')
    .replace(/([ae])[uvf]/g, '$1f')
    .replace(/mp/g, 'b')
    .replace(/nt/g, 'd')
    .replace(/gk|gg|ng|nk/g, 'g')
    .replace(/ch|kh/g, 'h')
    .replace(/ph/g, 'f')
    .replace(/th/g, 'T')
    .replace(/x/g, 'ks')
    .replace(/tz|dz/g, 'ts')
    .replace(/w/g, 'o')
    .replace(/[yj]/g, 'i')
    .replace(/ei|oi/g, 'i')
    .replace(/ai/g, 'e')
    .replace(/(.)\1+/g, '$1')
}
