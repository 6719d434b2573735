import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose'

/** Metadata, keys and tokens of a channel that can be wrong in ways the emulator's cannot. */
export type OwnChannel = {
  issuer: string
  metadataUrl: string
  /** Paths in the order they were asked for. */
  asked: string[]
  /** Answers in place of the right ones, until it is undefined again. */
  instead: ((response: ServerResponse, path: string) => void) | undefined
  /** Publishes another key; the older ones stay. */
  addKey(kid: string, jwk?: object): Promise<void>
  /** With a published key, or one of the same id that nobody published. */
  sign(claims: object, header?: Partial<JWTHeaderParameters>): Promise<string>
  settings: Record<string, string>
  close(): Promise<void>
}

export async function ownChannel(): Promise<OwnChannel> {
  const pairs = new Map<string, CryptoKey>()
  const keys: object[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    self.asked.push(path)
    if (self.instead) return self.instead(response, path)
    response.setHeader('content-type', 'application/json')
    if (path === '/metadata') return void response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }))
    response.end(JSON.stringify({ keys }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const self: OwnChannel = {
    issuer,
    metadataUrl: `${issuer}/metadata`,
    asked: [],
    instead: undefined,
    async addKey(kid, jwk = { endorsements: ['msteams'] }) {
      const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
      pairs.set(kid, privateKey)
      keys.push({ ...(await exportJWK(publicKey)), kid, ...jwk })
    },
    async sign(claims, header = {}) {
      const kid = header.kid ?? 'first'
      const key = pairs.get(kid) ?? (await generateKeyPair('RS256')).privateKey
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({ iss: issuer, nbf: now, exp: now + 3_600, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid, ...header })
        .sign(key)
    },
    settings: { ToBotFromChannelOpenIdMetadataUrl: `${issuer}/metadata`, ToBotFromChannelTokenIssuer: issuer },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  await self.addKey('first')
  return self
}
