import { nextTurn } from './next-turn.ts'

const SLICE_MS = 8

export type Slices = ReturnType<typeof slices>

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
