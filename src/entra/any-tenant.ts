import type { ServerMetadata } from 'openid-client'
import { isGuid, isObject, parseJson } from '../json.ts'
import { EntraError } from './entra-error.ts'
import { addressOf, type Fetch } from './fetch.ts'

/** Exchanges a code at the authority for all tenants, where only the id token's own `tid` shows the issuer. The answer is
 *  fetched once and read twice: first to see which tenant it claims to come from, then by all checks of openid-client, with that
 *  tenant's issuer in place of the template and the authority's keys.
 *  @throws whatever openid-client throws */
export async function grantOfAnyTenant<Answer>(
  grant: (fetch: Fetch, metadata: ServerMetadata) => Promise<Answer>,
  metadata: ServerMetadata,
  fetch: Fetch,
): Promise<{ answer: Answer; tid: string }> {
  let body = ''
  const recording: Fetch = async (input, init) => {
    const response = await fetch(input, init)
    if (addressOf(input) === metadata.token_endpoint && response.status === 200) body = await response.clone().text()
    return response
  }
  const first = await grant(recording, metadata).catch((error: unknown) => error)
  const tid = tenantIn(body)
  if (tid === undefined) {
    throw first instanceof Error ? first : new EntraError('untrusted', { reason: 'id_token_tenant' })
  }
  const replaying: Fetch = async (input, init) =>
    addressOf(input) === metadata.token_endpoint
      ? new Response(body, { status: 200, headers: { 'content-type': 'application/json' } })
      : fetch(input, init)
  const issuer = metadata.issuer.replace('{tenantid}', tid)
  return { answer: await grant(replaying, { ...metadata, issuer }), tid }
}

/** The tenant that an unchecked id token claims. */
function tenantIn(body: string): string | undefined {
  const answer = parseJson(body)
  const idToken = isObject(answer) && typeof answer['id_token'] === 'string' ? answer['id_token'] : ''
  const claims = parseJson(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString())
  const tid = isObject(claims) ? claims['tid'] : undefined
  return isGuid(tid) ? tid : undefined
}
