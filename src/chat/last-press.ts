/** Far more messages than wait for an answer at the same time. */
const MAX_REMEMBERED = 1_000

/** Remembers which turn was the last to press a button of each message. If somebody pressed another button since, an
 *  older turn must no longer replace that message. */
export function presses() {
  let turns = 0
  const pressedIn = new Map<string, number>()

  function note(message: string, turn: number): void {
    pressedIn.delete(message)
    pressedIn.set(message, turn)
    const [oldest] = pressedIn.keys()
    if (oldest !== undefined && pressedIn.size > MAX_REMEMBERED) pressedIn.delete(oldest)
  }

  /** Begins a turn. @param pressed the message whose button was pressed, if one was.
   *  @returns a function that tells whether this turn may still replace a message. */
  return function begin(pressed: string | undefined): (message: string) => boolean {
    const turn = (turns += 1)
    if (pressed !== undefined) note(pressed, turn)
    return (message) => (pressedIn.get(message) ?? turn) <= turn
  }
}
