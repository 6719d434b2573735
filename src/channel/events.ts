import type { Trouble } from '../commands/reply.ts'

/** What a turn leaves in the log: never what was typed, and nobody's name. */
export type TurnLog = {
  turn(line: { command: string; outcome: string; ms: number; reference: string }): void
  /** What Teams says of the sign-in's window. `code`: Teams' own, of a failure. */
  signInWindow(line: { name: string; code: string | undefined }): void
  /** A delivery that was turned away. `reason` is a sentence of ours. */
  refused(line: { status: number; reason: string }): void
  fault(line: { error: unknown; trouble?: Trouble; reference?: string; command?: string }): void
}
