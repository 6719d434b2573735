import { lettersIn, written } from './latin.ts'

const RUSSIAN =
  'аa бb вv гg дd еe ёyo жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya іi їyi єye ґg ѓgj ќkj љlj њnj џdzh ѕdz јj ђdj ћc ўu'
const withChanges = (changes: string) => lettersIn(`${RUSSIAN} ${changes}`)

/** The ways in which people write Cyrillic names in Latin letters. */
const WAYS = [
  lettersIn(RUSSIAN),
  withChanges('ёe'),
  // Ukrainian
  withChanges('гh иy'),
  // Serbian and Macedonian use their own Latin letters, here without the accents.
  withChanges('жz чc шs цc щst'),
  // French, as passports had it until the nineties, and German
  withChanges('ёio жj уou чtch шch щchtch юiou яia йi'),
  withChanges('ёo жsch зs йj хch цz чtsch шsch щschtsch юju яja'),
  // Bulgarian
  withChanges('щsht ъa'),
]

/** The keys of a folded word in Cyrillic: one for each way of writing it, comparable with {@link slavicKey}. */
export function slavicKeysOf(folded: string): string[] {
  return [...new Set(WAYS.map((table) => slavicKey(written(folded, table))))]
}

/** The key of a Slavic name in Latin letters. Spellings that people mix up have the same key. */
export function slavicKey(latin: string): string {
  // Most words have nothing of what follows.
  if (!/[hjwxyz]|ck|ts|ou|gu|ff|ine$|(.)\1/.test(latin)) return latin
  return latin
    .replace(/schtsch|shch/g, 'S')
    .replace(/tsch|tch|cz/g, 'C')
    .replace(/sch|sh|sz/g, 'S')
    .replace(/zh/g, 'Z')
    .replace(/kh/g, 'h')
    .replace(/ch/g, 'C')
    .replace(/ck/g, 'k')
    .replace(/ts|tz/g, 'c')
    .replace(/ph/g, 'f')
    .replace(/x/g, 'ks')
    .replace(/w/g, 'v')
    .replace(/(?<=[eo])ff?$/, 'v')
    .replace(/ou/g, 'u')
    .replace(/gu(?=[ei])/g, 'g')
    .replace(/ine$/, 'in')
    .replace(/[yj]/g, 'i')
    .replace(/^ie/, 'e')
    .replace(/(?<=[aeou])ie/g, 'e')
    .replace(/(.)\1+/g, '$1')
}
