import type { TokenEndpointResponse } from 'openid-client'

/** `expiresInMs` counts from the answer. `refreshToken` is undefined where Entra sent no new one. */
export type Tokens = {
  accessToken: string
  refreshToken: string | undefined
  expiresInMs: number
  scopes: string[]
}

/** An hour is the least that Entra gives. */
const DEFAULT_EXPIRES_IN_S = 3_600

export function tokensOf(answer: TokenEndpointResponse): Tokens {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresInMs: (answer.expires_in ?? DEFAULT_EXPIRES_IN_S) * 1000,
    scopes: (answer.scope ?? '').split(' ').filter(Boolean),
  }
}
