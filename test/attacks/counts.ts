/** `few` in every run; `many` in the full one, `ATTACKS=full npm test -- test/attacks`. */
export function times(few: number, many: number): number {
  return process.env['ATTACKS'] === 'full' ? many : few
}

/** How long a test may take that does something so often. */
export function patience(times: number, eachMs: number): number {
  return 20_000 + times * eachMs
}
