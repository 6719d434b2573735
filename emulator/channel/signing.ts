import type { IncomingMessage, ServerResponse } from 'node:http'
import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { sendJson } from '../answers.ts'

/** Where a bot looks up this channel's keys, below the emulator's origin. */
export const METADATA_PATH = '/botframework/.well-known/openidconfiguration'
const KEYS_PATH = '/botframework/.well-known/keys'

/** Channels that the key may speak for; the SDK refuses an activity whose channelId is not among them. */
const ENDORSEMENTS = ['msteams', 'webchat', 'directline', 'emulator', 'slack', 'email']

const LIFETIME_S = 3600
/** The Bot Framework uses one token for many activities; so do we, or nothing would be gained by remembering them. */
const REUSE_MS = 5 * 60_000

/** Claims to put in the place of the right ones; `undefined` leaves a claim out. */
export type Claims = { [claim: string]: unknown }

/** How to sign. `key`: `other` is a key that nobody published. `kid`: names a key other than the one used.
 *  `alg: 'none'`: not signed at all. */
export type SignOptions = { key?: 'own' | 'other'; kid?: string; alg?: 'RS256' | 'none' }

export type Signing = {
  issuer: string
  /** A token with the right claims but for the given ones. Never a remembered one. */
  sign(claims?: Claims, options?: SignOptions): Promise<string>
  /** A good token for activities that name this serviceUrl, used again for five minutes. */
  token(serviceUrl: string): Promise<string>
  handle(req: IncomingMessage, res: ServerResponse): boolean
}

/** The channel's own keys, and tokens signed with them, for the bot with this app id. */
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
