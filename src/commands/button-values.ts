// The button data that a client sends back is not trusted.

/** Longer than any name. A longer text is cut. */
export const MAX_QUERY = 200

/** Whether the value can be the id of one of our records. */
export function isOwnId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{43}$/.test(value)
}

/** Whether a request's address can contain the value: half a surrogate pair cannot be encoded. */
export function isContactId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1_000 && value.isWellFormed()
}

export function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 100_000
}
