import { randomUUID } from 'node:crypto'

/** A short id for one fault: a user can quote it to support, and the operator finds it in the log. */
export function newReference(): string {
  // For these Node keeps a supply of random bytes, so that none has to be asked of the system each time.
  return randomUUID().slice(0, 8)
}
