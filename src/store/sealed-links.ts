import { master, open, seal } from './seal.ts'

/** Seals what leaves the program's hands and comes back, such as what a link carries. It opens for the same purpose only. */
export type Sealing = {
  seal(purpose: string, value: Buffer): Buffer
  /** @returns undefined if none of the keys has sealed it for this purpose, or if it was changed. */
  open(purpose: string, value: Buffer): Buffer | undefined
}

/** @param keys the first seals, and all of them open */
export function sealing(keys: Buffer[]): Sealing {
  const masters = keys.map(master)
  // No record's key begins so: a sealed record is never taken for a sealed link.
  const keyOf = (purpose: string) => `/${purpose}`
  return {
    seal: (purpose, value) => seal(masters, keyOf(purpose), value),
    open: (purpose, value) => open(masters, keyOf(purpose), value),
  }
}
