import { isObject, parseJson } from '../json.ts'

/** The additional claims that are demanded of a token, by the name of the token: the claims parameter of OpenID Connect.
 *  https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter */
type Claims = { [target: string]: { [claim: string]: unknown } }

/** The tokens that Entra takes demands for. */
const TARGETS = ['access_token', 'id_token']

/** Tells Entra that this client understands a claims challenge. Graph may then refuse a token before it expires and demand other
 *  claims.
 *  https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation */
const CAPABILITIES: Claims = { access_token: { xms_cc: { values: ['cp1'] } } }

/** The longest demand that is passed on, measured as part of an address. Microsoft's demands are a tenth of this, and some
 *  proxies accept at most 4 KB of headers. */
const MAX_LENGTH = 2_048

/** Merges demands for claims (JSON from Graph or Entra) into one. If two name the same claim, the later one counts. Text
 *  that is no demand, or too long, is left out. @returns undefined if nothing is left. */
export function mergeClaims(...demands: (string | undefined)[]): string | undefined {
  const merged = demands.reduce<Claims | undefined>((before, demand) => fitting(before, read(demand)), undefined)
  return merged && JSON.stringify(merged)
}

/** The claims parameter of a request: what is demanded, and always the capabilities of this client. */
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
    // A claim is null or an object with details. fromEntries takes any name as a plain name, even `__proto__`.
    const valid = Object.entries(isObject(wanted) ? wanted : {}).filter(([, how]) => how === null || isObject(how))
    if (valid.length > 0) claims[target] = Object.fromEntries(valid)
  }
  return fitting(undefined, Object.keys(claims).length > 0 ? claims : undefined)
}

/** Both demands together, or only the later one if both are too long. */
function fitting(before: Claims | undefined, later: Claims | undefined): Claims | undefined {
  if (!later) return before
  const both = joined(before ?? {}, later)
  if (encodeURIComponent(JSON.stringify(both)).length <= MAX_LENGTH) return both
  return before && later
}

/** Always in the same order, so that equal demands are equal text. */
function joined(before: Claims, later: Claims): Claims {
  const both: Claims = {}
  for (const target of TARGETS.filter((name) => before[name] ?? later[name])) {
    both[target] = { ...before[target], ...later[target] }
  }
  return both
}
