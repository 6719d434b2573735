import { randomUUID } from 'node:crypto'
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose'
import type { SigningKey } from './keys.ts'

/** What a bot's own token says about the bot. */
export type BotToken = { appId: string; tid: string; audience: string }

/** Signs an app's own access token, which names no person. */
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

/** Checks an app's own token.
 *  @throws jose's errors for a token of another key, an expired one, or one for another audience */
export async function verifyAppToken(
  key: SigningKey,
  token: string,
  origin: string,
  audience?: string,
): Promise<BotToken> {
  const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: [key.published] }), {
    algorithms: ['RS256'],
    requiredClaims: ['exp', 'appid', 'tid', 'iss'],
    ...(audience !== undefined && { audience }),
  })
  const tid = String(payload['tid'])
  if (payload.iss !== `${origin}/${tid}/v2.0`) throw new Error('The token is from another issuer.')
  return { appId: String(payload['appid']), tid, audience: String(payload.aud) }
}
