import type { ServerMetadata } from 'openid-client'
import { isObject } from '../json.ts'
import { type Fetch, withChangedAnswers } from './fetch.ts'

/** `fetch` that leaves out the signing keys of other issuers. Entra publishes the keys of all its tenants in one set, and a key
 *  may belong to only one of them, which its `issuer` names. `{tenantid}` there stands for every tenant.
 *  https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer */
export function withIssuersKeys(fetch: Fetch, { issuer, jwks_uri: keysUri }: ServerMetadata): Fetch {
  return withChangedAnswers(fetch, keysUri, (set) => {
    if (!isObject(set) || !Array.isArray(set['keys'])) return undefined
    return { ...set, keys: (set['keys'] as unknown[]).filter((key) => isIssuers(key, issuer)) }
  })
}

function isIssuers(key: unknown, issuer: string): boolean {
  const named = isObject(key) ? key['issuer'] : undefined
  if (named === undefined) return true
  const tenant = new URL(issuer).pathname.split('/')[1] ?? ''
  return typeof named === 'string' && named.replace('{tenantid}', tenant).toLowerCase() === issuer.toLowerCase()
}
