import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, type JWK } from 'jose'
import { keyPair } from '../key-pair.ts'

/** One signing key in the forms that oidc-provider and jose need, and as Entra publishes it. */
export type SigningKey = { kid: string; privateJwk: JWK; privateKey: CryptoKey; publicKey: CryptoKey; published: JWK }

export async function signingKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await keyPair('entra')
  const kid = randomUUID()
  const privateJwk = { ...(await exportJWK(privateKey)), kid, use: 'sig' }
  // Entra's keys have no `alg`, and their x5t is the same as their kid.
  const published = { ...(await exportJWK(publicKey)), kid, use: 'sig', x5t: kid }
  return { kid, privateJwk, privateKey, publicKey, published }
}
