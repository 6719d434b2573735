import { master, open, seal } from './seal.ts'

/** Seals data that leaves the program and comes back, such as the data in a link. It can only be opened for the same purpose. */
export type Sealing = {
  seal(purpose: string, value: Buffer): Buffer
  /** @returns undefined if none of the keys has sealed it for this purpose, or if it was changed. */
  open(purpose: string, value: Buffer): Buffer | undefined
}

/** @param keys the first seals, and all of them open */
export function sealing(keys: Buffer[]): Sealing {
  const masters = keys.map(master)
  // No record's key begins with a slash, so a sealed record can never pass for a sealed link.
  const keyOf = (purpose: string) => `/${purpose}`
  return {
    seal: (purpose, value) => seal(masters, keyOf(purpose), value),
    open: (purpose, value) => open(masters, keyOf(purpose), value),
  }
}
