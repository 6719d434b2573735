import { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client'
import type { Call } from '../outbound/outbound.ts'

export type Meters = ReturnType<typeof meters>

/** Seconds. A turn that takes longer than 10 s is answered after its delivery. */
const TURN = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10]
const STORE = [0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1]
const CALL = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 8]
const READING = [0.25, 0.5, 1, 2, 5, 15, 60]
const AGE = [5, 60, 600, 3_600, 86_400]

/** Every metric with its name and labels. The values of a label are a closed list: never a person, a chat, a tenant or an
 *  address. */
export function meters() {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers })
  const histogram = <Label extends string>(name: string, help: string, buckets: number[], labelNames: Label[] = []) =>
    new Histogram({ name, help, buckets, labelNames, registers })

  const turns = counter('bot_turns_total', 'Turns by command and by the kind of the last reply', ['command', 'outcome'])
  const turnSeconds = histogram('bot_turn_duration_seconds', 'How long turns took', TURN)
  const faults = counter('bot_faults_total', 'Faults by what the person was told of them', ['trouble'])
  const refused = counter('refused_requests_total', 'Requests that were refused', ['reason'])
  const undelivered = counter('undeliverable_messages_total', 'Messages that the channel refused for good')
  const requests = {
    graph: counter('graph_requests_total', 'Requests to Microsoft Graph, repeated ones too', ['status']),
    entra: counter('entra_requests_total', 'Requests to Entra, repeated ones too', ['status']),
    channel: counter('channel_requests_total', 'Requests to the channel, repeated ones too', ['status']),
    other: counter('other_requests_total', 'Requests to other hosts, repeated ones too', ['status']),
  }
  const retries = counter('request_retries_total', 'Requests to Microsoft that repeated an earlier one', ['party'])
  const callSeconds = histogram('request_duration_seconds', 'How long requests to Microsoft took', CALL, ['party'])
  const refreshes = counter('token_refreshes_total', 'Answers of Entra about new tokens', ['outcome'])
  const readings = counter('address_book_reads_total', 'Readings of mailboxes', ['kind', 'outcome'])
  const readingSeconds = histogram('address_book_read_duration_seconds', 'How long readings took', READING, ['kind'])
  const age = histogram('address_book_age_seconds', 'How old the copies were that questions found', AGE)
  const gaps = counter('address_book_gaps_total', 'Parts of mailboxes that could not be read')
  const storeSeconds = histogram('store_request_duration_seconds', 'How long the store took', STORE, ['operation'])
  const storeFailures = counter('store_failures_total', 'Requests that the store did not fulfil', ['code'])
  const broken = counter('store_broken_records_total', 'Records that do not open with any key')

  // `increase` does not see the event with which a series begins, so the series for alerts begin with 0.
  for (const code of ['unreachable', 'refused']) storeFailures.inc({ code }, 0)
  for (const outcome of ['renewed', 'refused', 'operator', 'unavailable']) refreshes.inc({ outcome }, 0)
  for (const status of ['200', '401']) requests.entra.inc({ status }, 0)

  return {
    registry,
    turn({ command, outcome, ms }: { command: string; outcome: string; ms: number }): void {
      turns.inc({ command, outcome })
      turnSeconds.observe(ms / 1_000)
    },
    fault: (trouble: string) => faults.inc({ trouble }),
    refused: (reason: string) => refused.inc({ reason }),
    undeliverable: () => undelivered.inc(),
    call({ party, status, attempt, ms }: Call): void {
      requests[party].inc({ status: String(status) })
      if (attempt > 1) retries.inc({ party })
      callSeconds.observe({ party }, ms / 1_000)
    },
    refresh: (outcome: string) => refreshes.inc({ outcome }),
    read({ kind, outcome, ms }: { kind: string; outcome: string; ms: number }): void {
      readings.inc({ kind, outcome })
      readingSeconds.observe({ kind }, ms / 1_000)
    },
    age: (ageMs: number) => age.observe(ageMs / 1_000),
    gap: () => gaps.inc(),
    store: (operation: 'read' | 'write', ms: number) => storeSeconds.observe({ operation }, ms / 1_000),
    storeFailure: (code: string) => storeFailures.inc({ code }),
    broken: () => broken.inc(),
    /** A value that is computed at each scrape. @param now undefined: not known. */
    gauge(name: string, help: string, now: () => Promise<number | undefined> | number | undefined): Gauge {
      return new Gauge({
        name,
        help,
        registers,
        async collect() {
          const value = await now()
          if (value === undefined) this.reset()
          else this.set(value)
        },
      })
    },
  }
}
