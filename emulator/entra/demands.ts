import { isDeepStrictEqual } from 'node:util'
import { parseObject } from '../answers.ts'
import type { EntraError } from './errors.ts'

/** What the Graph demands of access tokens beyond what they have: the claims parameter that they must be asked for with.
 *  `renewable`: whether a refresh token is enough to ask; otherwise the person must sign in for it.
 *  https://learn.microsoft.com/entra/identity-platform/claims-challenge */
export type Demand = { claims: Record<string, Record<string, object>>; renewable: boolean }

export type Demands = ReturnType<typeof demands>

/** A demand in force, if any, and the codes and tokens that fulfil it. */
export function demands() {
  let demand: Demand | undefined
  let fulfilling = new Set<string>()

  /** Whether a claims parameter has all that is demanded, and says that its app bears claims challenges. */
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

    /** The claims that a token lacks. */
    lacking: (token: string): object | undefined => (fulfilling.has(token) ? undefined : demand?.claims),

    /** What a request for tokens is told, where the person themselves must come. */
    refusal(params: URLSearchParams): EntraError | undefined {
      const isKnown = fulfilling.has(params.get('refresh_token') ?? '')
      if (!demand || demand.renewable || isKnown || !params.has('refresh_token')) return undefined
      return isAsked(params.get('claims')) ? { ...MFA, claims: JSON.stringify(demand.claims) } : undefined
    },

    /** A person has signed in. */
    signedIn(code: string, claims: string | undefined): void {
      if (isAsked(claims)) fulfilling.add(code)
    },

    /** Tokens have been issued. Those of a sign-in that brought what is demanded bring it from then on. */
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
