/** A term that nobody types: a key by which several wordings of a name are found. No word begins with its first character. */
export const hidden = (key: string): string => `=${key}`

export const isHidden = (term: string): boolean => term.startsWith('=')

/** The index of the first of the sorted `terms` that is not before `text`. */
export function firstFrom(terms: readonly string[], text: string): number {
  let lo = 0
  let hi = terms.length
  while (lo < hi) {
    const middle = (lo + hi) >>> 1
    if ((terms[middle] ?? '') < text) lo = middle + 1
    else hi = middle
  }
  return lo
}

/** The index of the first term from `lo` on that does not begin with `text`. Usually it is a few terms away, so the steps start
 *  small and grow. */
export function endOf(terms: readonly string[], text: string, lo: number): number {
  const begins = (id: number) => terms[id]?.startsWith(text) === true
  let step = 1
  while (begins(lo + step - 1)) step *= 2
  let from = lo + (step >>> 1)
  let to = Math.min(lo + step - 1, terms.length)
  while (from < to) {
    const middle = (from + to) >>> 1
    if (begins(middle)) from = middle + 1
    else to = middle
  }
  return from
}
