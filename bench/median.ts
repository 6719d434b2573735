/** The upper one of the two in the middle, if their number is even; undefined if there are none. */
export function median(values: number[] = []): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
