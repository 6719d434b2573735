import type { IncomingMessage, ServerResponse } from 'node:http'
import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { sendJson } from '../answers.ts'

/** The path at which a bot looks up this channel's keys. */
export const METADATA_PATH = '/botframework/.well-known/openidconfiguration'
const KEYS_PATH = '/botframework/.well-known/keys'

/** The channels that the key is endorsed for. The SDK refuses an activity whose channelId is not among them. */
const ENDORSEMENTS = ['msteams', 'webchat', 'directline', 'emulator', 'slack', 'email']

const LIFETIME_S = 3600
/** The Bot Framework uses one token for many activities, so that bots may remember checked tokens. */
const REUSE_MS = 5 * 60_000

/** Claims to replace; `undefined` leaves a claim out. */
export type Claims = { [claim: string]: unknown }

/** How to sign. `key: 'other'` signs with a key that is not published, `kid` names another key than the one used, and `alg:
 *  'none'` does not sign at all. */
export type SignOptions = { key?: 'own' | 'other'; kid?: string; alg?: 'RS256' | 'none' }

export type Signing = {
  issuer: string
  /** A new token with the right claims, except for the given ones. */
  sign(claims?: Claims, options?: SignOptions): Promise<string>
  /** A valid token for activities with this serviceUrl. The same one for five minutes. */
  token(serviceUrl: string): Promise<string>
  handle(req: IncomingMessage, res: ServerResponse): boolean
}

/** Makes the channel's keys. Signs tokens for the bot with this app id. */
export async function signing(options: { origin: string; appId: string; serviceUrl: string }): Promise<Signing> {
  const { origin, appId, serviceUrl } = options
  const issuer = `${origin}/botframework`
  const [own, other] = await Promise.all([generateKeyPair('RS256', { extractable: true }), generateKeyPair('RS256')])
  const kid = randomUUID()
  const jwk = {
    ...(await exportJWK(own.publicKey)),
    kid,
    x5t: kid,
    use: 'sig',
    alg: 'RS256',
    endorsements: ENDORSEMENTS,
  }
  const remembered = new Map<string, { token: Promise<string>; until: number }>()

  async function sign(claims: Claims = {}, how: SignOptions = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const right = { iss: issuer, aud: appId, serviceurl: serviceUrl, nbf: now, exp: now + LIFETIME_S }
    const payload: JWTPayload = { ...right, ...claims }
    if (how.alg === 'none') return new UnsecuredJWT(payload).encode()
    const key = how.key === 'other' ? other.privateKey : own.privateKey
    const header = { alg: 'RS256', typ: 'JWT', kid: how.kid ?? kid, x5t: how.kid ?? kid }
    return new SignJWT(payload).setProtectedHeader(header).sign(key)
  }

  function token(forServiceUrl: string): Promise<string> {
    const known = remembered.get(forServiceUrl)
    if (known && known.until > Date.now()) return known.token
    const fresh = sign({ serviceurl: forServiceUrl })
    remembered.set(forServiceUrl, { token: fresh, until: Date.now() + REUSE_MS })
    return fresh
  }

  const metadata = {
    issuer,
    authorization_endpoint: `${origin}/botframework/unused`,
    jwks_uri: `${origin}${KEYS_PATH}`,
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
  }

  function handle(req: IncomingMessage, res: ServerResponse): boolean {
    if (req.method !== 'GET') return false
    if (req.url === METADATA_PATH) return sendJson(res, 200, metadata)
    return req.url === KEYS_PATH && sendJson(res, 200, { keys: [jwk] })
  }

  return { issuer, sign, token, handle }
}
