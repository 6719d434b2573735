/** How a name in Latin letters sounds, roughly, so that Stephen is Steven and Meyer Maier: its consonants in classes. Names of
 *  many languages come here, so it is coarser than any one of them needs. */
export function soundOf(word: string): string {
  let key = ''
  const n = word.length
  for (let i = 0; i < n; i++) {
    const letter = word[i] ?? ''
    const next = word[i + 1] ?? ''
    let sound = ''
    switch (letter) {
      case 'a':
      case 'e':
      case 'i':
      case 'o':
      case 'u':
        if (i === 0) sound = 'A'
        break
      case 'y':
        if (i === 0) sound = VOWELS.includes(next) ? 'J' : 'A'
        break
      case 'j':
        if (i === 0 || !VOWELS.includes(word[i - 1] ?? '')) sound = 'J'
        break
      case 'h':
        if (i === 0) sound = 'H'
        break
      case 'w':
        if (i === 0) sound = 'F'
        break
      case 'b':
        sound = 'B'
        break
      case 'p':
        if (next === 'h') {
          sound = 'F'
          i++
        } else sound = 'P'
        break
      case 'd':
      case 't':
        if (letter === 't' && next === 'c' && word[i + 2] === 'h') {
          sound = 'S'
          i += 2
        } else if (next === 's' || next === 'z') {
          sound = 'S'
          i++
        } else sound = MUTE.test(word.slice(i - 2, i + 3)) ? '' : 'T'
        break
      case 'f':
      case 'v':
        sound = 'F'
        break
      case 'g':
        if (i === 0 && SOFT.includes(next)) sound = 'J'
        else if (next === 'h' && i > 0) i++
        else sound = 'G'
        break
      case 'c':
        if (next === 'h') {
          sound = VOWELS.includes(word[i + 2] ?? '') ? 'S' : 'K'
          i++
        } else if (next === 'z') {
          sound = 'S'
          i++
        } else if (next === 'k') {
          sound = 'K'
          i++
        } else sound = SOFT.includes(next) && next !== '' ? 'S' : 'K'
        break
      case 'k':
        sound = next === 'n' && i === 0 ? '' : 'K'
        break
      case 'q':
        sound = 'K'
        break
      case 'x':
        sound = i === 0 ? 'S' : 'KS'
        break
      case 's':
        if (next === 'c' && word[i + 2] === 'h') i += 2
        else if (next === 'h' || next === 'z') i++
        sound = 'S'
        break
      case 'z':
        if (next === 'h') i++
        sound = 'S'
        break
      case 'l':
      case 'm':
      case 'n':
      case 'r':
        sound = letter.toUpperCase()
        break
      default:
    }
    if (sound !== '' && sound !== key.at(-1)) key += sound
  }
  return key
}

/** A name in Latin letters with the spellings that sound the same made one: Philippe and Filip. */
export function smoothed(word: string): string {
  return word
    .replace(/^g(?=[eiy])/, 'i')
    .replace(/(?!^)x/g, 'ks')
    .replace(/([^aeiouy])re$/, '$1er')
    .replace(/nst(?=[eo]n$)/, 'ns')
    .replace(/ph/g, 'f')
    .replace(/th/g, 't')
    .replace(/ck|q/g, 'k')
    .replace(/c(?=[eiy])/g, 's')
    .replace(/ch(?=[^aeiouy]|$)/g, 'k')
    .replace(/c(?!h)/g, 'k')
    .replace(/tz|z/g, 's')
    .replace(/s?sch|sh/g, 's')
    .replace(/([aeiou])h(?![aiou])/g, '$1')
    .replace(/^w/, 'v')
    .replace(/w/g, 'u')
    .replace(/[yj]/g, 'i')
    .replace(/(.)\1+/g, '$1')
    .replace(/(..)e$/, '$1')
}

/** Johnston is Johnson. */
const MUTE = /^nst[eo]n$/

const VOWELS = 'aeiouy'
const SOFT = 'eiy'
