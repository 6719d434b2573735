import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits in 43 URL-safe characters: for tickets, states, nonces, cookies and code verifiers (RFC 7636). */
export function secret(): string {
  return randomBytes(32).toString('base64url')
}

export function hashOf(data: string | Buffer): string {
  return hash('sha256', data, 'base64url')
}

/** Compares in constant time. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
