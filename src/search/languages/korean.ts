import { rewriting, withoutDoubles } from './letter-rules.ts'

const HANGUL = /^[\uac00-\ud7a3]+$/

/** Korean family names with their usual Latin spellings, which differ from a spelling letter by letter. */
const FAMILY_NAMES = new Map(
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

/** The usual Latin spellings of a Korean family name, or of the family name that a whole name in one word begins with. Empty for
 *  other words. */
export function koreanFamilyNames(raw: string): readonly string[] {
  return HANGUL.test(raw) ? (FAMILY_NAMES.get(raw.slice(0, 1)) ?? []) : []
}

const FIRST_SYLLABLE = 0xac00
const FIRST_CONSONANT = 0x1100
const VOWELS = 21
const FINALS = 28
// These lists follow Unicode's order of the parts of a syllable. Sounds that people write with the same Latin letters have the
// same key.
const LEADING = 'k k n t t l m p p s s  j j j k t p h'.split(' ')
const VOWEL = 'a e ya ye u e yu ye o wa we we yo u wu we wi yu u i i'.split(' ')
const FINAL = Array.from('_kkknnntlkmlllplmppttNttktp_', (letter) => (letter === 'N' ? 'nk' : letter.replace('_', '')))

/** The key of a folded name in Hangul, comparable with {@link koreanKey}. */
export function koreanKeyOf(hangul: string): string {
  let key = ''
  for (const syllable of hangul) {
    const at = syllable.charCodeAt(0) - FIRST_SYLLABLE
    if (at < 0 || at >= LEADING.length * VOWELS * FINALS) return ''
    key += LEADING[Math.floor(at / (VOWELS * FINALS))] ?? ''
    key += VOWEL[Math.floor(at / FINALS) % VOWELS] ?? ''
    key += FINAL[at % FINALS] ?? ''
  }
  return single(key)
}

/** Letters, endings and beginnings that Korean names in Latin letters never have. Most other names have one of them. */
const NOT_KOREAN = /[fqvxz]|c(?![hk])|[tp]h|[sjc]$|^(?!ch|sh|kk|tt|pp|ss|jj|h)[^aeiouwy]{2}|[^aeiouwy]{4}/

/** The key of a Korean name in Latin letters. Official spellings and the spellings that people use have the same key: Cheolsu and
 *  Chulsoo, Yeonghui and Younghee. Empty for words that cannot be a Korean name. */
export function koreanKey(latin: string): string {
  return NOT_KOREAN.test(latin) ? '' : single(spelledAlike(latin))
}

const spelledAlike = rewriting([
  [/ch|j/g, 'j'],
  [/ck|g/g, 'k'],
  [/sh/g, 's'],
  [/([aeiou])h(?![aeiouwy])/g, '$1', 'h'],
  [/d/g, 't'],
  [/b/g, 'p'],
  [/r/g, 'l'],
  [/eui|(?<!w)ui|ee/g, 'i', 'ui|e'],
  [/a[ei]/g, 'e', 'ae|ai'],
  [/w(?:oo|u)/g, 'u', 'wo|wu'],
  [/we?o/g, 'wu', 'wo'],
  [/oo|ou|eo|eu/g, 'u'],
  [/^yi/, 'i', 'yi'],
])

/** Removes double letters. The letters `nk` and `ng` do not show which syllable the k or g belongs to. */
const single = (key: string): string => withoutDoubles(key).replace(/nk+/g, 'N')

/** Whether the typed letter is `syllable` or its beginning: the syllable without its last consonant, or only its first
 *  consonant. */
export function mayBecome(typed: string, syllable: string): boolean {
  if (typed === syllable) return true
  const at = syllable.charCodeAt(0) - FIRST_SYLLABLE
  if (at < 0 || at >= LEADING.length * VOWELS * FINALS) return false
  if (typed.charCodeAt(0) - FIRST_CONSONANT === Math.floor(at / (VOWELS * FINALS))) return true
  return typed.charCodeAt(0) - FIRST_SYLLABLE === at - (at % FINALS)
}
