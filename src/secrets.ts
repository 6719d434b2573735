import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'

/** 256 bits, URL-safe: tickets, states, nonces, cookies and (43 characters, as RFC 7636 wants) code verifiers. */
export function secret(): string {
  return randomBytes(32).toString('base64url')
}

/** Six digits, each as likely as any other, zeros in front kept. */
export function oneTimeCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** In constant time. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
