import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

/** pino, one JSON line an event: fields first, then a constant sentence. Never hand it what a person typed, a name, an
 *  address or a token; the redaction here is the second line of defence. */
export function createLog(level: string, destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: [
        'authorization',
        '*.authorization',
        'headers.authorization',
        '*.accessToken',
        '*.refreshToken',
        '*.text',
      ],
      serializers: { error: (error) => describeError(error), err: (error) => describeError(error) },
    },
    destination ?? pino.destination({ sync: false }),
  )
}

const REFUSALS_MS = 1_000

/** Says what was turned away: at once, and where it goes on one line a second for each reason, with how many they were. */
export function refusals(log: Log) {
  const more = new Map<string, number>()

  return function refused(line: { status: number; reason: string }): void {
    const times = more.get(line.reason)
    if (times === undefined) say(line, 1)
    else more.set(line.reason, times + 1)
  }

  function say(line: { status: number; reason: string }, times: number): void {
    log.warn({ ...line, times }, 'Turned away')
    more.set(line.reason, 0)
    setTimeout(() => {
      const since = more.get(line.reason) ?? 0
      more.delete(line.reason)
      if (since > 0) say(line, since)
    }, REFUSALS_MS).unref()
  }
}

const COUNT_PAUSE_MS = 60_000

/** Hears of something any number of times, and tells of it at once and then once a minute at most: how often it was since
 *  the start. */
export function counted(tell: (count: number) => void): () => void {
  let count = 0
  let told = 0
  let pause: NodeJS.Timeout | undefined
  function tellNews(): void {
    pause = undefined
    if (count === told) return
    told = count
    tell(count)
    pause = setTimeout(tellNews, COUNT_PAUSE_MS).unref()
  }
  return () => {
    count += 1
    if (!pause) tellNews()
  }
}

/** An error can be its own cause. */
const MAX_CAUSES = 5

/** Of an error only what we ourselves or a library wrote about the kind of failure: messages of foreign errors may quote
 *  what they failed on. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, reason, aadsts, status } = error as { [name in 'code' | 'reason' | 'aadsts' | 'status']?: unknown }
  const cause = error.cause
  return {
    type: error.name,
    ...(typeof code === 'string' && { code }),
    // A word of a closed list (EntraError); other errors give their reasons in sentences.
    ...(typeof reason === 'string' && /^\w+$/.test(reason) && { reason }),
    ...(typeof status === 'number' && { status }),
    // Microsoft's own number for what is wrong with a registration.
    ...(typeof aadsts === 'string' && { aadsts }),
    at: error.stack
      ?.split('\n')
      .find((line) => line.trimStart().startsWith('at '))
      ?.trim(),
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: describeError(cause, depth + 1) }),
  }
}
