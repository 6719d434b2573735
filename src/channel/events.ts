/** What the operator hears of the turns. Nothing that a person typed, and no names. */
export type Events = {
  /** One turn has ended. `outcome`: the kind of the last reply. */
  turn(line: { command: string; outcome: string; ms: number; reference: string }): void
  /** Teams tells what became of the sign-in window. `code`: Teams' own code of a failure. */
  signInWindow(line: { name: string; code: string | undefined }): void
  /** A delivery was refused. `reason`: a constant sentence. */
  refused(line: { status: number; reason: string }): void
  /** The channel has refused a message for good, as where the person blocked the bot. `status`: what it answered. */
  undeliverable(line: { status: number }): void
  fault(line: { error: unknown; trouble?: string; reference?: string; command?: string }): void
}
