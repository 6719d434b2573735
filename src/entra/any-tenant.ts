import { ClientError, type ServerMetadata } from 'openid-client'
import { isGuid, isObject, parseJson } from '../json.ts'

type Fetch = typeof globalThis.fetch

/** The metadata of an authority of every tenant. openid-client holds the issuer there, a template, against the
 *  address, and so never reads it anywhere but at login.microsoftonline.com. The caller checks what it says.
 *  @throws where there is no such document */
export async function metadataAt(issuer: string, fetch: Fetch): Promise<ServerMetadata> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`)
  const metadata: unknown = response.status === 200 ? await response.json() : undefined
  if (!isObject(metadata) || typeof metadata['issuer'] !== 'string') throw new TypeError('No metadata')
  return metadata as ServerMetadata
}

/** A code exchanged at an authority of every tenant, where the issuer is known only by the id token's own `tid`.
 *  The answer is fetched once and taken twice: to see which tenant it claims to be of, and then by every check of
 *  openid-client, with that tenant's issuer in the template's place and signatures by the authority's keys.
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
  if (tid === undefined) throw first instanceof Error ? first : new ClientError('no tenant in the answer')
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

function addressOf(input: Parameters<Fetch>[0]): string {
  return input instanceof Request ? input.url : String(input)
}
