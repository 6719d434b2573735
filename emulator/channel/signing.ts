import type { IncomingMessage, ServerResponse } from 'node:http'
import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { keyPair } from '../key-pair.ts'
import { sendJson } from '../answers.ts'
import type { Untidy } from '../untidy.ts'

/** The path at which a bot looks up this channel's keys. */
export const METADATA_PATH = '/botframework/.well-known/openidconfiguration'
const KEYS_PATH = '/botframework/.well-known/keys'

/** The channels that the key is endorsed for. The SDK refuses an activity whose channelId is not among them. */
const ENDORSEMENTS = ['msteams', 'webchat', 'directline', 'emulator', 'slack', 'email']

const LIFETIME_S = 3600
/** The Bot Framework uses one token for many activities, so bots may remember which tokens they have checked. */
const REUSE_MS = 5 * 60_000

/** Claims to replace; `undefined` leaves a claim out. */
export type Claims = { [claim: string]: unknown }

/** How to sign. `key: 'other'` signs with a key that is not published, `kid` names another key than the one used, and `alg:
 *  'none'` does not sign at all. */
export type SignOptions = { key?: 'own' | 'other' | 'unendorsed'; kid?: string; alg?: 'RS256' | 'none' }

export type Signing = {
  issuer: string
  /** A new token with the right claims, except for the given ones. */
  sign(claims?: Claims, options?: SignOptions): Promise<string>
  /** A valid token for activities of this channel with this serviceUrl. The same one for five minutes. */
  token(serviceUrl: string, channelId: string): Promise<string>
  handle(req: IncomingMessage, res: ServerResponse): boolean
}

type Options = { origin: string; appId: string; serviceUrl: string; untidy: Untidy }

/** The key pair for each kind of `key`. The pair for `other` is never published. */
const PAIRS = { own: 'channel', unendorsed: 'unendorsed', other: 'stranger' } as const

/** Publishes the channel's keys. Signs tokens for the bot with this app id. */
export async function signing(options: Options): Promise<Signing> {
  const { origin, appId, serviceUrl, untidy } = options
  const issuer = `${origin}/botframework`
  const [own, unendorsed] = await Promise.all([keyPair('channel'), keyPair('unendorsed')])
  const kid = randomUUID()
  const kids = { own: kid, unendorsed: randomUUID(), other: kid }
  const published = async (name: 'own' | 'unendorsed', publicKey: CryptoKey) => {
    return { ...(await exportJWK(publicKey)), kid: kids[name], x5t: kids[name], use: 'sig', alg: 'RS256' }
  }
  const jwks = [
    { ...(await published('own', own.publicKey)), endorsements: ENDORSEMENTS },
    await published('unendorsed', unendorsed.publicKey),
  ]
  const remembered = new Map<string, { token: Promise<string>; until: number }>()

  async function sign(claims: Claims = {}, how: SignOptions = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const right = { iss: issuer, aud: appId, serviceurl: serviceUrl, nbf: now, exp: now + LIFETIME_S }
    const payload: JWTPayload = { ...right, ...claims }
    if (how.alg === 'none') return new UnsecuredJWT(payload).encode()
    const { key = 'own' } = how
    const named = how.kid ?? kids[key]
    const header = { alg: 'RS256', typ: 'JWT', kid: named, x5t: named }
    return new SignJWT(payload).setProtectedHeader(header).sign((await keyPair(PAIRS[key])).privateKey)
  }

  function token(forServiceUrl: string, channelId: string): Promise<string> {
    const key = untidy.has('unendorsed-keys') && channelId !== 'msteams' ? 'unendorsed' : 'own'
    const serviceurl = untidy.has('other-spelling') ? respelled(forServiceUrl) : forServiceUrl
    const name = `${key} ${serviceurl}`
    const known = remembered.get(name)
    if (known && known.until > Date.now()) return known.token
    const fresh = sign({ serviceurl }, { key })
    remembered.set(name, { token: fresh, until: Date.now() + REUSE_MS })
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
    return req.url === KEYS_PATH && sendJson(res, 200, { keys: jwks })
  }

  return { issuer, sign, token, handle }
}

/** The same address in another spelling: with a slash at the end added or removed, and with another case. */
function respelled(url: string): string {
  const { origin } = new URL(url)
  const host = url.slice(0, origin.length).toUpperCase()
  const path = url.slice(origin.length)
  return host + (path.endsWith('/') ? path.slice(0, -1) : `${path}/`)
}
