import type { ServerMetadata } from 'openid-client'
import { isObject, parseJson } from '../json.ts'

type Fetch = typeof globalThis.fetch

/** `fetch` that leaves out what a token answer names and does not give: an empty refresh token is none. openid-client would
 *  refuse the whole answer for it, with the tokens that are there. */
export function withoutEmptyMembers(fetch: Fetch, { token_endpoint: tokenEndpoint }: ServerMetadata): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    const url = input instanceof Request ? input.url : String(input)
    if (url !== tokenEndpoint || response.status !== 200) return response
    const text = await response.text()
    const answer = parseJson(text)
    const given = isObject(answer) && Object.entries(answer).filter(([, value]) => value !== null && value !== '')
    const headers = { 'content-type': response.headers.get('content-type') ?? '' }
    return new Response(given ? JSON.stringify(Object.fromEntries(given)) : text, { status: 200, headers })
  }
}
