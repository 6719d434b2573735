import { randomBytes } from 'node:crypto'

/** A short id for one fault: a user can quote it to support, and the operator finds it in the log. */
export function newReference(): string {
  return randomBytes(4).toString('hex')
}
