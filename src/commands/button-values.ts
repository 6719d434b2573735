// What a client sends back of a button's data is anybody's.

/** No name is longer. Anything beyond it is cut off. */
export const MAX_QUERY = 200

/** Whether it can be the id of a record of ours. */
export function isOwnId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{43}$/.test(value)
}

/** Whether a request's address can carry it: half a surrogate pair cannot be encoded. */
export function isContactId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1_000 && value.isWellFormed()
}

export function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 100_000
}
