import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose'

/** One signing key, as oidc-provider wants it, as jose wants it and as Entra publishes it. */
export type SigningKey = { kid: string; privateJwk: JWK; privateKey: CryptoKey; publicKey: CryptoKey; published: JWK }

export async function signingKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const kid = randomUUID()
  const privateJwk = { ...(await exportJWK(privateKey)), kid, use: 'sig' }
  // Entra's keys name no `alg`, and their kid is their x5t too.
  const published = { ...(await exportJWK(publicKey)), kid, use: 'sig', x5t: kid }
  return { kid, privateJwk, privateKey, publicKey, published }
}
