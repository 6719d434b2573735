const CALLBACK_PARAMETERS = ['state', 'code', 'error', 'error_description', 'error_subcode', 'iss']

/** Whether a callback has one state and either one code or one error, in the characters that RFC 6749 allows, no parameter
 *  twice, and a reasonable length. */
export function isWellFormed(query: URLSearchParams): boolean {
  if (CALLBACK_PARAMETERS.some((name) => query.getAll(name).length > 1)) return false
  if (query.toString().length > 8_000) return false
  const state = query.get('state') ?? ''
  const answers = [query.get('code'), query.get('error')].filter((answer) => answer !== null)
  return /^[\w-]{43}$/.test(state) && answers.length === 1 && /^[\x20-\x7e]+$/.test(answers[0] ?? '')
}
