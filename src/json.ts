// JSON and ids from outside, checked here once.

/** Whether `value` is an object with named members: no array, not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The JSON in `text`; undefined if it is none. The parser's own error is dropped, because it quotes the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** Whether `value` is written as a GUID, in either case. */
export function isGuid(value: unknown): value is string {
  return typeof value === 'string' && GUID.test(value)
}
