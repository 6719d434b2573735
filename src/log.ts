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

/** An error can be its own cause. */
const MAX_CAUSES = 5

/** Of an error only what we ourselves or a library wrote about the kind of failure: messages of foreign errors may quote
 *  what they failed on. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, aadsts, status } = error as { code?: unknown; aadsts?: unknown; status?: unknown }
  const cause = error.cause
  return {
    type: error.name,
    ...(typeof code === 'string' && { code }),
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
