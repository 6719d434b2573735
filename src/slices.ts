import { nextTurn } from './next-turn.ts'

const SLICE_MS = 8

export type Slices = ReturnType<typeof slices>

/** Makes another list as `map` does. Between the slices other work gets its turn. */
export async function mapInSlices<T, Made>(items: readonly T[], make: (item: T) => Made): Promise<Made[]> {
  const slice = slices()
  const made: Made[] = []
  for (const item of items) {
    if (slice.isOver()) await slice.next()
    made.push(make(item))
  }
  return made
}

/** Long loops let other work have its turn every few milliseconds: `if (slice.isOver()) await slice.next()`. */
export function slices() {
  let due = performance.now() + SLICE_MS
  return {
    isOver: (): boolean => performance.now() > due,
    async next(): Promise<void> {
      await nextTurn()
      due = performance.now() + SLICE_MS
    },
  }
}

/** How many are sorted in one piece: about two milliseconds. */
const PIECE = 400

/** Sorts as `toSorted` does. Between the slices other work gets its turn: comparing names by the rules of a language is slow. */
export async function sortedInSlices<T>(items: readonly T[], compare: (one: T, other: T) => number): Promise<T[]> {
  const slice = slices()
  let runs: T[][] = []
  for (let start = 0; start < items.length; start += PIECE) {
    if (slice.isOver()) await slice.next()
    runs.push(items.slice(start, start + PIECE).toSorted(compare))
  }
  while (runs.length > 1) {
    const joined: T[][] = []
    for (let n = 0; n < runs.length; n += 2) joined.push(await merged(runs[n] ?? [], runs[n + 1] ?? [], compare, slice))
    runs = joined
  }
  return runs[0] ?? []
}

/** Of equal ones those of the first run come first. */
async function merged<T>(
  one: readonly T[],
  other: readonly T[],
  compare: (one: T, other: T) => number,
  slice: Slices,
): Promise<T[]> {
  const all: T[] = []
  let [at, from] = [0, 0]
  while (at < one.length && from < other.length) {
    if (slice.isOver()) await slice.next()
    const [first, second] = [one[at] as T, other[from] as T]
    if (compare(first, second) <= 0) {
      all.push(first)
      at += 1
    } else {
      all.push(second)
      from += 1
    }
  }
  return [...all, ...one.slice(at), ...other.slice(from)]
}
