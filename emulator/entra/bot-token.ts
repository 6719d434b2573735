import { randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import type { SigningKey } from './keys.ts'

/** What a token that a bot got for itself says of the bot. */
export type BotToken = { appId: string; tid: string; audience: string }

/** An app's own access token: no person in it. */
export function mintAppToken(key: SigningKey, token: BotToken & { issuer: string; seconds: number }): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({
    tid: token.tid,
    appid: token.appId,
    azp: token.appId,
    appidacr: '1',
    uti: randomUUID(),
    ver: '1.0',
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid, x5t: key.kid })
    .setIssuer(token.issuer)
    .setAudience(token.audience)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + token.seconds)
    .sign(key.privateKey)
}

/** Who asks, by an app's own token of one of these tenants.
 *  @throws jose's errors for anything else: another key, expired, another audience */
export async function verifyAppToken(
  key: SigningKey,
  token: string,
  origin: string,
  audience?: string,
): Promise<BotToken> {
  const { payload } = await jwtVerify(token, key.publicKey, {
    algorithms: ['RS256'],
    requiredClaims: ['exp', 'appid', 'tid', 'iss'],
    ...(audience !== undefined && { audience }),
  })
  const tid = String(payload['tid'])
  if (payload.iss !== `${origin}/${tid}/v2.0`) throw new Error('The token is of another issuer.')
  return { appId: String(payload['appid']), tid, audience: String(payload.aud) }
}
