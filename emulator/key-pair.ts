import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'

export type KeyPair = { privateKey: CryptoKey; publicKey: CryptoKey }

/** The keys of the emulator: Entra's, and the channel's with endorsements, without any, and never published. */
const NAMES = ['entra', 'channel', 'unendorsed', 'stranger'] as const

/** Private keys by name, which `EMULATOR_KEYS` hands from one process to those that it starts. */
const handedOn = JSON.parse(process.env['EMULATOR_KEYS'] ?? '{}') as Partial<Record<string, JWK>>

const pairs = new Map<string, Promise<KeyPair>>()

/** The RSA key pair with this name: the same one for all emulators in a process. Making a pair takes up to half a second of CPU,
 *  and a test run starts a thousand emulators. Key ids and issuers still distinguish their tokens. */
export function keyPair(name: string): Promise<KeyPair> {
  let pair = pairs.get(name)
  if (!pair) pairs.set(name, (pair = read(handedOn[name]) ?? generateKeyPair('RS256', { extractable: true })))
  return pair
}

/** Makes the emulator's keys, and `more`. @returns a value for `EMULATOR_KEYS` */
export async function keysToHandOn(more: readonly string[]): Promise<string> {
  const entries = [...NAMES, ...more].map(async (name) => [name, await exportJWK((await keyPair(name)).privateKey)])
  return JSON.stringify(Object.fromEntries(await Promise.all(entries)))
}

function read(jwk: JWK | undefined): Promise<KeyPair> | undefined {
  return jwk && pairOf(jwk)
}

async function pairOf(jwk: JWK): Promise<KeyPair> {
  const { kty, n, e } = jwk
  const [privateKey, publicKey] = await Promise.all(
    [jwk, { kty, n, e } as JWK].map((one) => importJWK(one, 'RS256', { extractable: true })),
  )
  return { privateKey: privateKey as CryptoKey, publicKey: publicKey as CryptoKey }
}
