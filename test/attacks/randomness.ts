/** The bits that are set too often or too rarely in these secrets of 32 bytes: more than six standard deviations from half of the
 *  time. By chance one of the 256 bits is as uneven as that once in two million runs. */
export function unevenBits(secrets: Iterable<string>): number[] {
  const ones = Array<number>(256).fill(0)
  let count = 0
  for (const secret of secrets) {
    count += 1
    const bytes = Buffer.from(secret, 'base64url')
    for (let bit = 0; bit < 256; bit += 1) ones[bit]! += ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1
  }
  const most = 6 * Math.sqrt(count / 4)
  return ones.flatMap((set, bit) => (Math.abs(set - count / 2) > most ? [bit] : []))
}

/** How uneven these counts are, which should all be about the same. The result is Pearson's chi-square as standard deviations
 *  from its mean. More than 6 does not happen by chance. */
export function unevenness(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  const freedom = counts.length - 1
  return (chiSquare - freedom) / Math.sqrt(2 * freedom)
}
