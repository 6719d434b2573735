import { isKana, romajiOf } from './japanese.ts'
import { latinOf } from './latin.ts'
import { fold, isAscii } from './text.ts'

/** German writes ä as ae if the dots are missing; Danish and Norwegian write ø as oe and å as aa. */
const EXPANDED: Record<string, string> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ø: 'oe',
  å: 'aa',
  æ: 'ae',
  ß: 'ss',
  œ: 'oe',
  đ: 'dj',
}
const EXPANDABLE = /[äöüøåæßœđ]/g
const LATIN = /^[\p{Script=Latin}\p{N}\p{M}]*$/u
const ARABIC_ARTICLE = /^ال.{3}/

/** The ways in which people may type a word: folded, with its special letters written out, in plain Latin letters, and without
 *  the Arabic article. `raw`: a word as `wordsOf` returns it. The folded word comes first. */
export function spellingsOf(raw: string): string[] {
  if (isAscii(raw)) return [raw]
  const folded = fold(raw)
  const found = new Set([folded])
  if (EXPANDABLE.test(raw)) {
    found.add(fold(raw.replace(EXPANDABLE, (letter) => EXPANDED[letter] ?? letter)))
    if (raw.includes('ß')) found.add(fold(raw.replaceAll('ß', 's')))
  }
  if (isKana(folded)) for (const romaji of romajiOf(folded)) found.add(romaji)
  else if (!LATIN.test(folded) || !isAscii(folded)) {
    const latin = latinOf(raw)
    if (latin !== '') found.add(latin)
  }
  if (ARABIC_ARTICLE.test(folded)) found.add(folded.slice(2))
  return [...found]
}
