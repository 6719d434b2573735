import { isObject, parseJson } from '../json.ts'

/** What more is wanted of a token or a sign-in, by the names of what it goes into: the claims parameter of OpenID Connect.
 *  https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter */
type Claims = { [target: string]: { [claim: string]: unknown } }

/** Entra knows these two. */
const TARGETS = ['access_token', 'id_token']

/** That a token may be called back before its time, and Graph may say what it wants instead.
 *  https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation */
const CAPABILITIES: Claims = { access_token: { xms_cc: { values: ['cp1'] } } }

/** As it stands in an address. Microsoft's own are a tenth of this, and many a proxy takes no more than 4 KB of headers. */
const MAX_LENGTH = 2_048

/** Several demands for claims (JSON, from Graph or Entra) as one; where two name the same claim the later one counts. What
 *  is no such demand, or too long, is left out. @returns undefined where nothing is left. */
export function mergeClaims(...demands: (string | undefined)[]): string | undefined {
  const merged = demands.reduce<Claims | undefined>((before, demand) => fitting(before, read(demand)), undefined)
  return merged && JSON.stringify(merged)
}

/** The claims parameter of a request: what is demanded, and always what this client can do. */
export function claimsParameter(demand?: string): string {
  return JSON.stringify(joined(read(demand) ?? {}, CAPABILITIES))
}

function read(demand: string | undefined): Claims | undefined {
  if (demand === undefined || demand.length > MAX_LENGTH) return undefined
  const json = parseJson(demand)
  if (!isObject(json)) return undefined
  const claims: Claims = {}
  for (const target of TARGETS) {
    const wanted = json[target]
    // Each claim is null or says more in an object. fromEntries takes any name, `__proto__` too, for nothing but a name.
    const valid = Object.entries(isObject(wanted) ? wanted : {}).filter(([, how]) => how === null || isObject(how))
    if (valid.length > 0) claims[target] = Object.fromEntries(valid)
  }
  return fitting(undefined, Object.keys(claims).length > 0 ? claims : undefined)
}

/** Both; the later one alone where both together are too long; the first where there is no later one. */
function fitting(before: Claims | undefined, later: Claims | undefined): Claims | undefined {
  if (!later) return before
  const both = joined(before ?? {}, later)
  if (encodeURIComponent(JSON.stringify(both)).length <= MAX_LENGTH) return both
  return before && later
}

/** Always in the same order, so that what is the same reads the same. */
function joined(before: Claims, later: Claims): Claims {
  const both: Claims = {}
  for (const target of TARGETS.filter((name) => before[name] ?? later[name])) {
    both[target] = { ...before[target], ...later[target] }
  }
  return both
}
