import { randomUUID } from 'node:crypto'

/** A short id for one fault: a user can quote it to support, and the operator finds it in the log. */
export function newReference(): string {
  // Node keeps a supply of random bytes for these alone.
  return randomUUID().slice(0, 8)
}
