import anyAscii from 'any-ascii'
import { fold, isAscii } from './text.ts'

/** ä as German writes it without its dots, ø and å as Danish and Norwegian do. */
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
const KANA = /^[\u3041-\u3096\u30fc]+$/
const HANGUL = /^[\uac00-\ud7a3]+$/

/** The ways in which a word may be typed: as it is without accents, and in plain Latin letters. `raw`: as `wordsOf` gives it. */
export function spellingsOf(raw: string): string[] {
  if (isAscii(raw)) return [raw]
  const folded = fold(raw)
  const found = new Set([folded])
  if (EXPANDABLE.test(raw)) {
    found.add(fold(raw.replace(EXPANDABLE, (letter) => EXPANDED[letter] ?? letter)))
    if (raw.includes('ß')) found.add(fold(raw.replaceAll('ß', 's')))
  }
  if (KANA.test(folded)) for (const romaji of romajiOf(folded)) found.add(romaji)
  else if (!LATIN.test(folded) || !isAscii(folded)) {
    const latin = latinOf(raw)
    if (latin !== '') found.add(latin)
  }
  if (/^ال.{3}/.test(folded)) found.add(folded.slice(2))
  return [...found]
}

/** How a Korean family name is usually written in Latin letters; where the name is given in one, by its first syllable. */
export function koreanNames(raw: string): readonly string[] {
  return HANGUL.test(raw) ? (KOREAN.get(raw.slice(0, 1)) ?? []) : []
}

/** One word in Latin letters alone, as any-ascii writes them; the empty string where it cannot. */
export function latinOf(raw: string): string {
  return anyAscii(raw)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}

/** The family names of Korea that are not written as their letters say, with what is usual. */
const KOREAN = new Map(
  `김 kim gim 이 lee yi rhee 박 park pak 최 choi choe 정 jung jeong chung 강 kang gang 조 cho jo 윤 yoon yun 장 jang chang 임 lim im rim
  오 oh 서 seo suh 신 shin sin 권 kwon gwon 황 hwang 안 ahn an 송 song 류 ryu yoo 유 yoo yu 홍 hong 전 jeon chun jun 고 ko go koh
  문 moon mun 양 yang 손 son sohn 배 bae pae 백 baek paik baik 허 heo hur huh 남 nam 심 shim sim 노 noh roh no 하 ha 곽 kwak 성 sung seong
  차 cha 주 joo ju 우 woo wu 구 koo ku gu 민 min 나 na ra 진 jin 지 ji chi 엄 um eom 원 won 천 chun cheon 방 bang 공 kong gong
  현 hyun hyeon 함 ham 변 byun byeon 염 yum yeom 여 yeo 추 choo chu 도 do 석 suk seok 선 sun seon 설 seol sul 마 ma 길 gil kil
  연 yeon yun 위 wi 표 pyo 명 myung myeong 기 ki gi 반 ban 왕 wang 금 keum geum 옥 ok 육 yook 인 in 맹 maeng 제 je 모 mo 탁 tak 국 kook guk`
    .split(/\s+(?=[\uac00-\ud7a3])/)
    .map((line) => line.split(/\s+/))
    .map(([name = '', ...latin]) => [name, latin]),
)

const DIGRAPHS: Record<string, string> = { ゃ: 'ya', ゅ: 'yu', ょ: 'yo' }
const ROMAJI = new Map(
  'あa いi うu えe おo かka きki くku けke こko さsa しshi すsu せse そso たta ちchi つtsu てte とto なna にni ぬnu ねne のno はha ひhi ふfu へhe ほho まma みmi むmu めme もmo やya ゆyu よyo らra りri るru れre ろro わwa をo んn がga ぎgi ぐgu げge ごgo ざza じji ずzu ぜze ぞzo だda ぢji づzu でde どdo ばba びbi ぶbu べbe ぼbo ぱpa ぴpi ぷpu ぺpe ぽpo ゔvu ぁa ぃi ぅu ぇe ぉo'
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
)

/** Hepburn, with long vowels written out and without, for names: Shouta and Shota. */
function romajiOf(kana: string): string[] {
  let out = ''
  for (let i = 0; i < kana.length; i++) {
    const letter = kana[i] ?? ''
    const glide = DIGRAPHS[letter]
    if (glide !== undefined && /[^aeou]i$/.test(out)) {
      // き + ゃ is kya, し + ゃ sha.
      out = out.slice(0, -1) + (/(?:sh|ch|j)$/.test(out.slice(0, -1)) ? glide.slice(1) : glide)
    } else if (letter === 'っ') out += '*'
    else if (letter !== 'ー') out += ROMAJI.get(letter) ?? ''
    else out += out.at(-1) ?? ''
  }
  out = out.replace(/\*([a-z])/g, (_, next: string) => (next === 'c' ? 'tc' : next + next)).replaceAll('*', '')
  const short = out.replace(/ou|oo/g, 'o').replace(/uu/g, 'u')
  const labial = out.replace(/n(?=[bmp])/g, 'm')
  return [...new Set([out, short, short.replaceAll('o', 'oh').endsWith('oh') ? `${short}h` : short, labial])]
}

/** How a word in Cyrillic may sound in Latin letters, in each of the ways of writing it, made comparable by
 *  {@link slavicKey}. */
export function slavicKeysOf(raw: string): string[] {
  const found = new Set<string>()
  for (const table of SLAVIC) {
    found.add(slavicKey(mapped(raw, table)))
  }
  return [...found]
}

const RUSSIAN =
  'аa бb вv гg дd еe ёyo жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya іi їyi єye ґg ѓgj ќkj љlj њnj џdzh ѕdz јj ђdj ћc ўu'
const table = (...changes: string[]) =>
  new Map(
    [RUSSIAN, ...changes]
      .join(' ')
      .split(' ')
      .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
  )
const SLAVIC = [
  table(),
  table('ёe'),
  table('гh иy'),
  // Serbian and Macedonian by their own Latin letters, without the accents.
  table('жz чc шs цc щst'),
  table('щsht ъa'),
]

/** Latin letters as people write Slavic names, with all that differs made alike. */
export function slavicKey(latin: string): string {
  // Most words have nothing of what follows.
  if (!/[hjwxyz]|ck|ts|(.)\1/.test(latin)) return latin
  return latin
    .replace(/shch|sch/g, 'S')
    .replace(/sh|sz/g, 'S')
    .replace(/tch|ch|cz/g, 'C')
    .replace(/zh/g, 'Z')
    .replace(/kh|ch/g, 'h')
    .replace(/ck/g, 'k')
    .replace(/ts|tz/g, 'c')
    .replace(/ph/g, 'f')
    .replace(/x/g, 'ks')
    .replace(/w/g, 'v')
    .replace(/[yj]/g, 'i')
    .replace(/(.)\1+/g, '$1')
}

/** Greek in Latin letters, either way round, with all that differs made alike. */
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

const GREEK = new Map(
  'αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo'
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
)

/** `folded`: a word in Greek without accents. */
export function greekKeyOf(folded: string): string {
  let latin = ''
  for (const letter of folded.replaceAll('ου', 'U').replace(/(?<=[αε])υ/g, 'β'))
    latin += letter === 'U' ? 'ou' : (GREEK.get(letter) ?? '')
  return greekKey(latin)
}

const SEMITIC = new Map(
  // Arabic
  (
    'بb تt ثt جj حh خh دd ذd رr زz سs شs صs ضd طt ظz غg فf قk كk لl مm نn هh يy وw گk پf چs ژz ' +
    // Hebrew
    'בb גg דd הh וw זz חh טt יy כk ךk לl מm םm נn ןn סs פf ףf צz ץz קk רr שs תt'
  )
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
)
/** What some say otherwise: Othman is Osman as well. */
const SEMITIC_OTHERWISE = new Map([...SEMITIC, ['ث', 's'], ['ذ', 'z'], ['ظ', 'd']])

/** The consonants of a word in Arabic or Hebrew letters, made comparable with those of {@link skeletonOf}. */
export function semiticKeysOf(folded: string): string[] {
  const bare = folded.replace(/^ال(?=.{2})/, '').replace(/^[אעاعإأآ]+[ויوي]?/, '')
  // Of a letter that stands twice in a row one is often typed: Abdulah.
  const single = bare.replace(/(.)\1+/g, '$1')
  return [
    ...new Set(
      [SEMITIC, SEMITIC_OTHERWISE].flatMap((table) => [bare, single].map((it) => skeleton(mapped(it, table)))),
    ),
  ]
}

const LONG_VOWELS = new Map('اae هae وouw וouwv يiye יiye'.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)]))

/** Whether the long vowels of a word in Arabic or Hebrew letters are in `latin`, one after the other. */
export function hasLongVowels(latin: string, word: string): boolean {
  let at = 0
  for (const letter of word.slice(1)) {
    const vowels = LONG_VOWELS.get(letter)
    if (vowels === undefined) continue
    while (at < latin.length && !vowels.includes(latin[at] ?? '')) at++
    if (at++ === latin.length) return false
  }
  return true
}

function mapped(word: string, table: Map<string, string>): string {
  let out = ''
  for (const letter of word) out += table.get(letter) ?? ''
  return out
}

/** The consonants of a name in Latin letters, as {@link semiticKeysOf} has them. */
export function skeletonOf(latin: string): string {
  return skeleton(
    latin
      .replace(/sch|sh/g, 's')
      .replace(/kh|ch|x/g, 'h')
      .replace(/([tdg])h/g, '$1')
      .replace(/ph|p/g, 'f')
      .replace(/ck|q|c/g, 'k')
      .replace(/t[zs]/g, 'z')
      .replace(/v/g, 'b')
      .replace(/(.)\1+/g, '$1')
      .replace(/^[aeiou]*y/, 'Y')
      .replace(/[aeiou]+/g, '')
      .toLowerCase(),
  )
}

function skeleton(consonants: string): string {
  return consonants
    .replace(/(.)[yw]+/g, '$1')
    .replace(/(.)h$/, '$1')
    .replace(/(.)h+/g, '$1k')
    .replace(/g/g, 'j')
    .replace(/^w/, '')
}
