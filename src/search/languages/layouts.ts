/** The keys of an American keyboard. */
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
/** The same keys on other keyboards: Russian, Ukrainian, Greek, Hebrew, Arabic, German, French. */
const OTHERS = [
  'йцукенгшщзхъфывапролджэячсмитьбюё',
  'йцукенгшщзхїфівапролджєячсмитьбю’',
  ';ςερτυθιοπ[]ασδφγηξκλ΄’ζχψωβνμ,.`',
  "/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ;",
  'ضصثقفغعهخحجدشسيبلاتنمكطئءؤرلىةوزذ',
  'qwertzuiopü+asdfghjklöäyxcvbnm,.^',
  'azertyuiop^$qsdfghjklmùwxcvbn,;:²',
]
const TABLES = OTHERS.flatMap((other) => [between(LATIN, other), between(other, LATIN)])

function between(from: string, to: string): Map<string, string> {
  const target = Array.from(to)
  return new Map(Array.from(from, (letter, n) => [letter, target[n] ?? letter]))
}

/** The texts that the same keys type on other keyboards. Only texts that consist of letters are returned. */
export function otherLayouts(typed: string): string[] {
  const text = typed.toLowerCase()
  const found = new Set<string>()
  for (const table of TABLES) {
    let out = ''
    for (const letter of text) out += table.get(letter) ?? letter
    if (out !== text && /^[\p{L}\p{M} ]+$/u.test(out)) found.add(out)
  }
  return [...found]
}
