import { lettersIn } from './latin.ts'

const KANA = /^[\u3041-\u3096\u30fc]+$/
const SMALL_Y: Record<string, string> = { ゃ: 'ya', ゅ: 'yu', ょ: 'yo' }
const ROMAJI = lettersIn(
  'あa いi うu えe おo かka きki くku けke こko さsa しshi すsu せse そso たta ちchi つtsu てte とto なna にni ぬnu ねne のno はha ひhi ふfu へhe ほho まma みmi むmu めme もmo やya ゆyu よyo らra りri るru れre ろro わwa をo んn がga ぎgi ぐgu げge ごgo ざza じji ずzu ぜze ぞzo だda ぢji づzu でde どdo ばba びbi ぶbu べbe ぼbo ぱpa ぴpi ぷpu ぺpe ぽpo ゔvu ぁa ぃi ぅu ぇe ぉo',
)

/** Whether a folded word is written in kana alone. (Folding turns katakana into hiragana.) */
export const isKana = (folded: string): boolean => KANA.test(folded)

/** Folded kana in Latin letters (Hepburn), with long vowels written out and shortened, because both are usual for names: Shouta
 *  and Shota. */
export function romajiOf(kana: string): string[] {
  const long = hepburn(kana)
  const short = long.replace(/ou|oo/g, 'o').replace(/uu/g, 'u')
  const withH = short.endsWith('o') ? `${short}h` : short
  const labial = long.replace(/n(?=[bmp])/g, 'm')
  return [...new Set([long, short, withH, labial])]
}

function hepburn(kana: string): string {
  let out = ''
  for (const letter of kana) {
    const small = SMALL_Y[letter]
    if (small !== undefined && /[^aeou]i$/.test(out)) {
      // き + ゃ is kya, し + ゃ is sha.
      out = out.slice(0, -1) + (/(?:sh|ch|j)$/.test(out.slice(0, -1)) ? small.slice(1) : small)
    } else if (letter === 'っ') out += '*'
    else if (letter === 'ー') out += out.at(-1) ?? ''
    else out += ROMAJI.get(letter) ?? ''
  }
  return out.replace(/\*([a-z])/g, (_, next: string) => (next === 'c' ? 'tc' : next + next)).replaceAll('*', '')
}
