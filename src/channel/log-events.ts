/** `activity`: the channel's id of the activity. `graph`: the requests that were made for it, by the names under which Microsoft's
 *  support finds them. `ms`: how long it took. */
type Done = {
  command: string
  outcome: string
  ms: number
  reference: string
  activity: string | undefined
  graph: readonly object[] | undefined
}

/** What the operator hears of the turns. Nothing that a person typed, and no names. */
export type Events = {
  /** One turn has ended. `outcome`: the kind of the last reply; or `not_delivered`, if the chat did not take the `reply`, and
   *  why. */
  turn(line: Done & { reply?: string; error?: unknown }): void
  /** Work that a turn left for afterwards has ended, such as the check of an older answer. */
  afterwards(line: Done): void
  /** Teams tells what became of the sign-in window. `code`: Teams' own code of a failure. */
  signInWindow(line: { name: string; code: string | undefined }): void
  /** A delivery was refused. `reason`: a constant sentence. */
  refused(line: { status: number; reason: string }): void
  /** The channel has refused a message for good, for example because the person blocked the bot. `status`: what it answered. */
  undeliverable(line: { status: number }): void
  fault(line: {
    error: unknown
    trouble?: string
    reference?: string
    command?: string
    activity?: string | undefined
  }): void
}
