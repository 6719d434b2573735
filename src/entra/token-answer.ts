import type { TokenEndpointResponse } from 'openid-client'

/** `expiresInMs` counts from the answer. `refreshToken` is undefined if Entra sent no new one. */
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
    scopes: (answer.scope ?? '').split(/\s+/).filter(Boolean),
  }
}

/** Whether the tokens give the right to read contacts. An answer without scopes grants what was asked for (RFC 6749, 5.1).
 *  Scopes come as full URIs or short, in any case. */
export function readsContacts({ scopes }: Tokens): boolean {
  const names = namesOf(scopes)
  return names.length === 0 || names.some((name) => ['contacts.read', 'contacts.readwrite', '.default'].includes(name))
}

/** Whether these scopes give the right to change contacts. */
export function allowsChanges(scopes: readonly string[]): boolean {
  return namesOf(scopes).includes('contacts.readwrite')
}

function namesOf(scopes: readonly string[]): string[] {
  return scopes.map((scope) => scope.toLowerCase().split('/').at(-1) ?? '')
}
