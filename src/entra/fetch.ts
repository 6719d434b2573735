import { parseJson } from '../json.ts'

/** The function with which libraries make their requests. */
export type Fetch = typeof globalThis.fetch

/** Where a request goes. */
export function addressOf(input: Parameters<Fetch>[0]): string {
  return input instanceof Request ? input.url : String(input)
}

/** `fetch` that changes what one address answers with 200.
 *  @param change gets the JSON of the answer, undefined if the answer is not JSON, and returns a replacement. If it returns
 *  undefined, the answer stays as it is. */
export function withChangedAnswers(
  fetch: Fetch,
  address: string | undefined,
  change: (answer: unknown) => object | undefined,
): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    if (addressOf(input) !== address || response.status !== 200) return response
    const text = await response.text()
    const changed = change(parseJson(text))
    const headers = { 'content-type': response.headers.get('content-type') ?? '' }
    return new Response(changed ? JSON.stringify(changed) : text, { status: 200, headers })
  }
}
