import { CANTONESE } from './cantonese-readings.ts'

// Cantonese names in the spelling of Hong Kong's identity cards. Every rule has exceptions, so a syllable has several spellings.
// The most usual one comes first.

const INITIALS: Record<string, string[]> = {
  b: ['p'],
  d: ['t'],
  g: ['k'],
  gw: ['kw'],
  z: ['ch', 'ts'],
  c: ['ch', 'ts'],
  j: ['y'],
  s: ['s', 'sh'],
}

const FINALS: Record<string, string[]> = {
  aa: ['a', 'ah'],
  aai: ['ai'],
  aau: ['au', 'ao'],
  aam: ['am'],
  aan: ['an'],
  aang: ['ang'],
  aap: ['ap'],
  aat: ['at'],
  aak: ['ak'],
  au: ['au', 'ow'],
  am: ['am', 'um'],
  an: ['an', 'un'],
  at: ['at', 'ut'],
  ak: ['ak', 'uk'],
  ei: ['ei', 'i', 'ee'],
  e: ['e', 'eh'],
  i: ['i', 'ee'],
  o: ['o', 'oh'],
  oi: ['oi', 'oy'],
  ou: ['o'],
  u: ['u', 'oo'],
  ui: ['ui', 'ooi'],
  un: ['un', 'oon'],
  oe: ['eu', 'euh'],
  oeng: ['eung'],
  oek: ['euk'],
  eoi: ['ui', 'oi'],
  eon: ['un'],
  eot: ['ut'],
  yu: ['u', 'ue'],
  yun: ['uen', 'un'],
  yut: ['uet', 'ut'],
}

/** Syllables whose spellings do not follow from the tables above. */
const SYLLABLES: Record<string, string[]> = {
  m: ['ng', 'm'],
  ng: ['ng', 'eng'],
  zi: ['chi', 'tsz', 'tze', 'chee'],
  ci: ['chi', 'tsz', 'tze', 'chee'],
  si: ['sze', 'si', 'sz', 'see', 'shi', 'szu'],
  ji: ['yi', 'yee', 'i', 'ee'],
  jyu: ['yu', 'yue', 'yee'],
  jyun: ['yuen', 'un'],
  jyut: ['yuet'],
  lei: ['lee', 'li', 'lei'],
  zau: ['chau', 'chow'],
  seon: ['shun', 'sun'],
  soeng: ['sheung'],
  suk: ['suk', 'shuk'],
  gwai: ['kwai', 'kwei'],
  hoi: ['hoi', 'hoy'],
  joek: ['yeuk'],
  jing: ['ying'],
  jik: ['yik'],
  oi: ['oi', 'ngoi'],
  on: ['on', 'ngon'],
  au: ['au', 'ngau'],
}

/** The spellings of one Chinese letter in Hong Kong. Empty for letters that hardly occur in names. */
export function cantoneseOf(letter: string): readonly string[] {
  const at = CANTONESE.indexOf(letter)
  if (at === -1) return []
  // In the table, the syllable comes before its letters: `can陳陈 …`.
  const from = CANTONESE.lastIndexOf(' ', at) + 1
  const syllable = /^[a-z]+/.exec(CANTONESE.slice(from, at))?.[0]
  return syllable === undefined ? [] : spelled(syllable)
}

function spelled(jyutping: string): string[] {
  const whole = SYLLABLES[jyutping]
  if (whole) return whole
  const initial = /^(?:gw|kw|ng|[bpmfdtnlgkhwzcsj])?/.exec(jyutping)?.[0] ?? ''
  const final = jyutping.slice(initial.length)
  const finals = FINALS[final] ?? [final]
  return (INITIALS[initial] ?? [initial]).flatMap((first) => finals.map((last) => first + last))
}
