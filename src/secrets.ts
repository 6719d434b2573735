import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits, URL-safe: tickets, states, nonces, cookies and (43 characters, as RFC 7636 wants) code verifiers. */
export function secret(): string {
  return randomBytes(32).toString('base64url')
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** In constant time. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
