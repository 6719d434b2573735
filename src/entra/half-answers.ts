import type { ServerMetadata } from 'openid-client'
import { isObject } from '../json.ts'
import { type Fetch, withChangedAnswers } from './fetch.ts'

/** `fetch` that leaves out what a token answer names and does not give: an empty refresh token is none. openid-client would
 *  refuse the whole answer for it, with the tokens that are there. */
export function withoutEmptyMembers(fetch: Fetch, { token_endpoint: tokenEndpoint }: ServerMetadata): Fetch {
  return withChangedAnswers(fetch, tokenEndpoint, (answer) => {
    if (!isObject(answer)) return undefined
    return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null && value !== ''))
  })
}
