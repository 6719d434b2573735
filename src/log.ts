// The log for operators. Parts do not get the log itself but functions of `events`, so every sentence of the log is in this file,
// once.
import { type DestinationStream, type Logger, pino } from 'pino'
import type { Call } from './outbound/outbound.ts'
import { StoreError } from './store/store.ts'

export type Log = Logger

/** pino, one JSON line for each event: fields first, then a constant sentence. Never give it typed text, a name, an address or a
 *  token; the redaction here is only the second line of defence.
 *  @param base fields of every line */
export function createLog(
  level: string,
  destination?: DestinationStream,
  base?: { version: string; instance: string },
): Log {
  return pino(
    {
      level,
      base: base ?? null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { log: redacted },
      serializers: { error: (error) => describeError(error), err: (error) => describeError(error) },
    },
    // Lines are collected for a moment, because a write costs more than a line. When the process ends, the waiting lines are
    // written.
    destination ?? pino.destination({ sync: false, minLength: 12_288, periodicFlush: 100 }),
  )
}

const SECRET: ReadonlySet<string> = new Set(['authorization', 'accessToken', 'refreshToken', 'text'])

/** Replaces pino's own redaction, which copies every line although most have nothing to hide. Errors are only described by their
 *  serializer. */
function redacted(line: Record<string, unknown>): Record<string, unknown> {
  let clean = line
  for (const name in line) {
    const value = line[name]
    const shown = SECRET.has(name) ? REDACTED : isPlain(value) && hasSecret(value) ? withoutSecrets(value) : value
    if (shown !== value) clean = { ...clean, [name]: shown }
  }
  return clean
}

const REDACTED = '[Redacted]'

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Error)

function hasSecret(value: object): boolean {
  for (const name in value) if (SECRET.has(name)) return true
  return false
}

function withoutSecrets(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, SECRET.has(name) ? REDACTED : it]))
}

export type Report = ReturnType<typeof events>

type Turned = { command: string; outcome: string; ms: number }
type BookRead = { kind: string; outcome: string; ms: number }

/** What the parts report, one group for each part. */
export function events(log: Log) {
  const refused = refusals(log)
  return {
    turns: {
      turn: (line: Turned) => log.info(line, 'turn'),
      afterwards: (line: Turned) => log.debug(line, 'The background work of a turn has ended'),
      signInWindow: (line: object) => log.info(line, 'Teams reported on a sign-in window'),
      refused,
      undeliverable: (line: object) => log.warn(line, 'The channel refused a message for good'),
      fault: (line: { error: unknown; trouble?: string }) =>
        log.error({ ...line, hint: HINTS[line.trouble ?? ''] }, 'Something failed in a turn'),
    },
    requests: {
      onRefused: refused,
      onFault: (error: unknown, reference: string) => log.error({ error, reference }, 'A request failed'),
      onSignIn: (outcome: object) => log.debug(outcome, 'A step of a sign-in has ended'),
      onOtherHost: (host: string) =>
        log.warn(
          { host },
          'Messages come for another host than PUBLIC_URL’s: the messaging endpoint and PUBLIC_URL disagree',
        ),
    },
    store: {
      onError: (error: Error) =>
        error instanceof StoreError && error.code === 'misconfigured'
          ? log.warn({ error }, 'A setting of the store may cost records')
          : log.error({ error }, 'The store reported an error'),
      onRecovered: (server: string) => log.info({ server }, 'The store is back'),
      onBroken: brokenRecords(log),
    },
    health: {
      onWritable: (error: unknown) =>
        error === undefined
          ? log.info('The store can be written again')
          : log.error({ error }, 'The store cannot be written: this instance is not ready'),
    },
    books: {
      onGap: (error: Error) => log.warn({ error }, 'A part of a mailbox could not be read'),
      onRead: ({ ms, ...read }: BookRead) =>
        log.debug({ ...read, ms: Math.round(ms) }, 'A reading of a mailbox has ended'),
      onAge: undefined as ((ageMs: number) => void) | undefined,
    },
    tokens: {
      onRefresh: (outcome: string) => log.debug({ outcome }, 'Entra was asked for new tokens of a connection'),
    },
    outbound: {
      onCall: log.isLevelEnabled('debug')
        ? ({ ms, ...call }: Call) => log.debug({ ...call, ms: Math.round(ms) }, 'Asked Microsoft')
        : (undefined as ((call: Call) => void) | undefined),
    },
    credentials: {
      onBroken: (problems: string[]) => log.error({ problems }, 'The files with the credentials cannot be used'),
      onEnding: (daysLeft: number) => log.warn({ daysLeft }, 'OAUTH_CLIENT_CERTIFICATE expires soon or has expired'),
    },
  }
}

/** Hints for the operator, if the error itself does not say what to check. */
const HINTS: { [trouble: string]: string } = {
  app_not_approved:
    'No administrator of this tenant has approved the application: the answer in the chat has the link for them',
  contacts_forbidden:
    'Exchange refuses this mailbox: a permission is missing, or (GRAPH_ACCESS=application) RBAC for Applications or an access policy leaves the mailbox out',
}

const REFUSALS_PAUSE_MS = 1_000

/** `times`: how many requests were refused for this reason since the last line. */
function refusals(log: Log) {
  return atMostEvery(
    REFUSALS_PAUSE_MS,
    ({ reason }: { status: number; reason: string }) => reason,
    (line, times) => log.warn({ ...line, times }, 'Refused a request'),
  )
}

const BROKEN_RECORDS_PAUSE_MS = 60_000

/** `count`: how many such records were read since the start. */
function brokenRecords(log: Log) {
  let count = 0
  return atMostEvery(
    BROKEN_RECORDS_PAUSE_MS,
    () => '',
    (_key: string, times) => {
      count += times
      log.error({ count }, 'Some records cannot be opened with any key; they were left as they are')
    },
  )
}

/** Keeps a flood of events from flooding the log.
 *  @returns a function that reports the first event at once and later events together, every `pauseMs` for each name. */
function atMostEvery<Event>(
  pauseMs: number,
  nameOf: (event: Event) => string,
  tell: (event: Event, times: number) => void,
): (event: Event) => void {
  const untold = new Map<string, number>()

  function tellAndPause(name: string, event: Event, times: number): void {
    tell(event, times)
    untold.set(name, 0)
    setTimeout(() => {
      const since = untold.get(name) ?? 0
      untold.delete(name)
      if (since > 0) tellAndPause(name, event, since)
    }, pauseMs).unref()
  }

  return (event) => {
    const name = nameOf(event)
    const times = untold.get(name)
    if (times === undefined) tellAndPause(name, event, 1)
    else untold.set(name, times + 1)
  }
}

/** An error can be its own cause. */
const MAX_CAUSES = 5

/** The kind of an error and where it was thrown. Its message is left out: messages of other people's errors may quote the data
 *  that they failed on. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, reason, aadsts, status, graphCode, requestId, clientRequestId } = error as {
    [name in 'code' | 'reason' | 'aadsts' | 'status' | 'graphCode' | 'requestId' | 'clientRequestId']?: unknown
  }
  const cause = error.cause
  return {
    type: error.name,
    ...(typeof code === 'string' && { code }),
    // A word of a closed list (EntraError); other errors give their reasons in sentences.
    ...(typeof reason === 'string' && /^\w+$/.test(reason) && { reason }),
    ...(typeof status === 'number' && { status }),
    ...(error instanceof StoreError && { message: error.message }),
    // Graph's own error code. GraphError keeps it only if it is safe to log.
    ...(typeof graphCode === 'string' && { graphCode }),
    // The ids by which Microsoft's support finds the request. A GraphError keeps only values that are safe to log.
    ...(graphCode !== undefined || clientRequestId !== undefined ? { requestId, clientRequestId } : {}),
    // Microsoft's own number for the problem with a registration.
    ...(typeof aadsts === 'string' && { aadsts }),
    at: thrownAt(error),
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: describeError(cause, depth + 1) }),
  }
}

/** The first frame of the stack. A message can have lines that look like frames, so it is cut off first. */
function thrownAt({ stack = '', message }: Error): string | undefined {
  const begin = stack.indexOf(message)
  if (begin < 0) return undefined
  const frames = stack.slice(begin + message.length).split('\n')
  return frames.find((line) => /^\s+at /.test(line))?.trim()
}
