import type { ServerMetadata } from 'openid-client'
import { isObject, parseJson } from '../json.ts'

type Fetch = typeof globalThis.fetch

/** `fetch` that leaves out the signing keys of other issuers. Entra publishes the keys of all its tenants in one set, and a key
 *  may belong to one of them alone: its `issuer` says to which. `{tenantid}` there stands for every tenant.
 *  https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer */
export function withIssuersKeys(fetch: Fetch, { issuer, jwks_uri: keysUri }: ServerMetadata): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    const url = input instanceof Request ? input.url : String(input)
    if (url !== keysUri || response.status !== 200) return response
    const text = await response.text()
    const { status, headers } = response
    return new Response(keysOf(text, issuer) ?? text, {
      status,
      headers: { 'content-type': headers.get('content-type') ?? '' },
    })
  }
}

function keysOf(text: string, issuer: string): string | undefined {
  const set = parseJson(text)
  if (!isObject(set) || !Array.isArray(set['keys'])) return undefined
  return JSON.stringify({ ...set, keys: (set['keys'] as unknown[]).filter((key) => isIssuers(key, issuer)) })
}

function isIssuers(key: unknown, issuer: string): boolean {
  const named = isObject(key) ? key['issuer'] : undefined
  if (named === undefined) return true
  const tenant = new URL(issuer).pathname.split('/')[1] ?? ''
  return typeof named === 'string' && named.replace('{tenantid}', tenant).toLowerCase() === issuer.toLowerCase()
}
