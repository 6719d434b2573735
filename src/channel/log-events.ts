/** `activity`: the channel's id of the activity. `graph`: the requests to Graph in this turn, with the ids by which Microsoft's
 *  support finds them. `ms`: how long the turn took. */
type Done = {
  command: string
  outcome: string
  ms: number
  reference: string
  activity: string | undefined
  graph: readonly object[] | undefined
}

/** The log events about turns. They contain no typed text and no names. */
export type Events = {
  /** One turn has ended. `outcome`: the kind of the last reply; or `not_delivered` if the chat did not accept the `reply`, with
   *  the error. */
  turn(line: Done & { reply?: string; error?: unknown }): void
  /** The background work of a turn has ended, such as the check of an older answer. */
  afterwards(line: Done): void
  /** Teams has reported how the sign-in window ended. `code`: Teams' own code for a failure. */
  signInWindow(line: { name: string; code: string | undefined }): void
  /** A delivery was refused. `reason`: a constant sentence. */
  refused(line: { status: number; reason: string }): void
  /** The channel has refused a message for good, for example because the person blocked the bot. `status`: of its answer. */
  undeliverable(line: { status: number }): void
  fault(line: {
    error: unknown
    trouble?: string
    reference?: string
    command?: string
    activity?: string | undefined
  }): void
}
