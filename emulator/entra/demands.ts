import { isDeepStrictEqual } from 'node:util'
import { parseObject } from '../answers.ts'
import type { EntraError } from './errors.ts'

/** Claims that Graph demands in access tokens, as the claims parameter that the client must send to get them. `renewable`:
 *  whether a refresh is enough; otherwise the person must sign in again.
 *  https://learn.microsoft.com/entra/identity-platform/claims-challenge */
export type Demand = { claims: Record<string, Record<string, object>>; renewable: boolean }

export type Demands = ReturnType<typeof demands>

/** The current demand, if any, and the codes and tokens that satisfy it. */
export function demands() {
  let demand: Demand | undefined
  let fulfilling = new Set<string>()

  /** Whether a claims parameter has all demanded claims and says that the app can handle claims challenges (`cp1`). */
  function isAsked(parameter: string | null | undefined): boolean {
    const asked = parseObject(parameter ?? '') as Demand['claims'] | undefined
    const capabilities: unknown = asked?.['access_token']?.['xms_cc']
    if (!asked || !demand || !isDeepStrictEqual(capabilities, { values: ['cp1'] })) return false
    return Object.entries(demand.claims).every(([target, claims]) =>
      Object.entries(claims).every(([name, how]) => isDeepStrictEqual(asked[target]?.[name], how)),
    )
  }

  return {
    make(made: Demand | undefined): void {
      demand = made
      fulfilling = new Set()
    },

    /** The demanded claims, if the token does not have them. */
    lacking: (token: string): object | undefined => (fulfilling.has(token) ? undefined : demand?.claims),

    /** The error for a token request, if the person must sign in again. */
    refusal(params: URLSearchParams): EntraError | undefined {
      const isKnown = fulfilling.has(params.get('refresh_token') ?? '')
      if (!demand || demand.renewable || isKnown || !params.has('refresh_token')) return undefined
      return isAsked(params.get('claims')) ? { ...MFA, claims: JSON.stringify(demand.claims) } : undefined
    },

    /** Must be called when a person has signed in, with the code that the app gets. */
    signedIn(code: string, claims: string | undefined): void {
      if (isAsked(claims)) fulfilling.add(code)
    },

    /** Must be called when tokens were issued. Tokens that come from a sign-in with the claims have them, too. */
    issued(params: URLSearchParams, access: string, refresh: string | undefined): void {
      const source = params.get('code') ?? params.get('refresh_token') ?? ''
      if (fulfilling.has(source)) for (const token of [access, refresh ?? '']) fulfilling.add(token)
      else if (demand?.renewable && isAsked(params.get('claims'))) fulfilling.add(access)
    },
  }
}

const MFA: EntraError = {
  status: 400,
  error: 'interaction_required',
  code: 50076,
  text: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
  suberror: 'basic_action',
}
