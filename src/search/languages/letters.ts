/** Which letters a word has, roughly: each letter sets one of 32 bits. */
export function lettersOf(word: string): number {
  let mask = 0
  for (let i = 0; i < word.length; i++) mask |= 1 << (word.charCodeAt(i) & 31)
  return mask
}

/** How many bits are set. One edit changes at most two bits of {@link lettersOf}, so words whose letters differ in more than `2 * n`
 *  bits are more than n edits apart. */
export function bitsIn(mask: number): number {
  let bits = mask - ((mask >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
