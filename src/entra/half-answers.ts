import type { ServerMetadata } from 'openid-client'
import { isObject } from '../json.ts'
import { type Fetch, withChangedAnswers } from './fetch.ts'

/** `fetch` that removes empty members from a token answer, such as an empty refresh token. Because of them, openid-client would
 *  refuse the whole answer with its tokens. */
export function withoutEmptyMembers(fetch: Fetch, { token_endpoint: tokenEndpoint }: ServerMetadata): Fetch {
  return withChangedAnswers(fetch, tokenEndpoint, (answer) => {
    if (!isObject(answer)) return undefined
    return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null && value !== ''))
  })
}
