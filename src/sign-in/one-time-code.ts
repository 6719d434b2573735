import { randomInt } from 'node:crypto'

/** How many digits a one-time code has. */
export const CODE_DIGITS = 6

/** How many times a person may type a code. The last wrong one ends the sign-in. */
export const CODE_TRIES = 3

/** Six digits, each as likely as any other, with leading zeros. */
export function oneTimeCode(): string {
  return String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0')
}
