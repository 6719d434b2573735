import { lettersIn, written } from './latin.ts'
import { rewriting, withoutDoubles } from './letter-rules.ts'

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

/** The keys of a folded word in Cyrillic, one for each way to write it in Latin letters. Comparable with {@link slavicKey}. */
export function slavicKeysOf(folded: string): string[] {
  return [...new Set(WAYS.map((table) => slavicKey(written(folded, table))))]
}

/** The key of a Slavic name in Latin letters. Spellings that people confuse have the same key. */
export function slavicKey(latin: string): string {
  return withoutDoubles(spelledAlike(latin))
}

const spelledAlike = rewriting([
  [/schtsch|shch/g, 'S'],
  [/tsch|tch|cz/g, 'C'],
  [/sch|sh|sz/g, 'S'],
  [/zh/g, 'Z'],
  [/kh/g, 'h'],
  [/ch/g, 'C'],
  [/ck/g, 'k'],
  [/ts|tz/g, 'c'],
  [/ph/g, 'f'],
  [/x/g, 'ks'],
  [/w/g, 'v'],
  [/(?<=[eo])ff?$/, 'v', 'ef|of'],
  [/ou/g, 'u'],
  [/gu(?=[ei])/g, 'g', 'gue|gui'],
  [/ine$/, 'in', 'ine'],
  [/[yj]/g, 'i', 'y|j'],
  [/^ie/, 'e', 'ie'],
  [/(?<=[aeou])ie/g, 'e', 'ie'],
])
