import { getHeapStatistics } from 'node:v8'

/** An eighth of the memory that this process may use. */
const MOST_BYTES = getHeapStatistics().heap_size_limit / 8

/** - `too_large`: this address book alone needs more room than there is.
 *  - `busy`: there is no room while other address books are being read. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError'
  readonly code: 'too_large' | 'busy'
  constructor(code: NoRoomError['code']) {
    super(`No room for an address book: ${code}`)
    this.code = code
  }
}

/** The part of the room that one address book takes until `leave`. */
export type Share = {
  /** Takes this many more bytes. The first call waits until half of the room is free. @throws {NoRoomError} */
  take(bytes: number): Promise<void>
  /** Gives everything back. */
  leave(): void
}

export type Room = ReturnType<typeof room>

/** The memory that all address books in this process share while they are read, loaded or indexed. */
export function room(mostBytes = MOST_BYTES) {
  let used = 0
  const waiting: (() => void)[] = []

  const isHalfFree = () => used <= mostBytes / 2

  function letIn(): void {
    while (isHalfFree() && waiting.length > 0) waiting.shift()?.()
  }

  function share(): Share {
    let own = 0
    let isIn = false
    let hasLeft = false
    return {
      async take(bytes) {
        if (!isIn && !isHalfFree()) await new Promise<void>((resolve) => waiting.push(resolve))
        isIn = true
        if (hasLeft) return letIn()
        own += bytes
        used += bytes
        if (used > mostBytes) throw new NoRoomError(own > mostBytes ? 'too_large' : 'busy')
      },
      leave() {
        hasLeft = true
        used -= own
        own = 0
        letIn()
      },
    }
  }

  return { share }
}
