import { exportJWK, exportSPKI, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'
import { keyPair } from '../../emulator/key-pair.ts'

export const AUTHORITY = 'https://login.microsoftonline.com'
export const TENANT = '6b1f2c0a-53d4-4a57-9c2e-3f0d9a8e7b11'
export const CLIENT_ID = '9d3a7c15-62be-4e08-a4f9-b7c81d5e2f36'
export const CLIENT_SECRET = 'a secret of at least thirty-two characters'
export const NONCE = 'n'.repeat(43)
export const STATE = 's'.repeat(43)
export const OID = '48d31887-5fad-4d73-a9f5-3c356e68a038'

const good = await keyPair('test 1')
const other = await keyPair('test 2')
const publicKey = await exportSPKI(good.publicKey)

/** The published key that signs the id tokens, and a published key that signs nothing. */
export const PUBLISHED = { ...(await exportJWK(good.publicKey)), kid: 'good', use: 'sig' }
export const SPARE = { ...(await exportJWK((await keyPair('test 3')).publicKey)), kid: 'spare', use: 'sig' }

export type Discovery = { authority?: string | undefined; tenant?: string | undefined; [member: string]: unknown }

/** Entra's discovery document as recorded, with some changes. A change to undefined leaves a member out. */
export function discoveryDocument({ authority = AUTHORITY, tenant = TENANT, ...changes }: Discovery = {}) {
  const base = `${authority}/${tenant}`
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${base}/v2.0`,
    request_uri_parameter_supported: false,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    tenant_region_scope: 'EU',
    cloud_instance_name: 'microsoftonline.com',
    msgraph_host: 'graph.microsoft.com',
    ...changes,
  }
}

/** An answer of Entra's token endpoint. */
export function tokenAnswer(changes: Record<string, unknown> = {}) {
  return {
    token_type: 'Bearer',
    scope: 'email openid profile https://graph.microsoft.com/Contacts.Read',
    expires_in: 4711,
    ext_expires_in: 4711,
    access_token: 'opaque access token',
    refresh_token: 'newer refresh token',
    ...changes,
  }
}

export type IdTokenOptions = {
  /** undefined leaves a claim out. */
  claims?: JWTPayload
  /** undefined leaves a parameter out. */
  header?: { [name in keyof JWTHeaderParameters]?: JWTHeaderParameters[name] | undefined }
  /** `public_key`: HS256 with the published key as the secret. `broken`: signed by the right key, then one byte changed. */
  signedBy?: 'good' | 'other' | 'client_secret' | 'public_key' | 'broken' | 'nobody'
}

/** A valid id token of Megan's, with some changes. */
export async function idToken({ claims, header, signedBy = 'good' }: IdTokenOptions = {}): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000)
  const payload = {
    aud: CLIENT_ID,
    iss: `${AUTHORITY}/${TENANT}/v2.0`,
    iat: seconds,
    nbf: seconds,
    exp: seconds + 3600,
    sub: 'pairwise subject',
    tid: TENANT,
    oid: OID,
    name: 'Megan Bowen',
    preferred_username: 'megan.bowen@contoso.example',
    nonce: NONCE,
    ver: '2.0',
    ...claims,
  }
  if (signedBy === 'nobody') {
    const parts = [{ alg: 'none', typ: 'JWT', ...header }, payload]
    return `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`
  }
  const keys = { good: good.privateKey, broken: good.privateKey, other: other.privateKey }
  const secrets = { client_secret: Buffer.from(CLIENT_SECRET), public_key: Buffer.from(publicKey) }
  const [alg, key] =
    signedBy in secrets ? ['HS256', secrets[signedBy as 'public_key']] : ['RS256', keys[signedBy as 'good']]
  const protectedHeader = { alg, typ: 'JWT', kid: 'good', ...header } as JWTHeaderParameters
  const token = await new SignJWT(payload).setProtectedHeader(protectedHeader).sign(key)
  return signedBy === 'broken' ? withAnotherByte(token) : token
}

/** Changes the first byte of the signature. */
function withAnotherByte(token: string): string {
  const at = token.lastIndexOf('.') + 1
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}
