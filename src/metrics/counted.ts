import type { Report } from '../log.ts'
import type { Meters } from './meters.ts'

/** Counts what the parts report, and passes it on. */
export function counted(report: Report, meters: Meters): Report {
  const { turns, requests, store, books, tokens, outbound } = report
  return {
    ...report,
    turns: {
      ...turns,
      turn: both(turns.turn, meters.turn),
      refused: both(turns.refused, ({ reason }) => meters.refused(reason)),
      undeliverable: both(turns.undeliverable, meters.undeliverable),
      fault: both(turns.fault, ({ trouble = 'none' }) => meters.fault(trouble)),
    },
    requests: {
      ...report.requests,
      onRefused: both(requests.onRefused, ({ reason }) => meters.refused(reason)),
      onFault: both(requests.onFault, () => meters.fault('page')),
    },
    store: { ...store, onBroken: both(store.onBroken, meters.broken) },
    books: {
      onGap: both(books.onGap, meters.gap),
      onRead: both(books.onRead, meters.read),
      onAge: both(books.onAge, meters.age),
    },
    tokens: { onRefresh: both(tokens.onRefresh, meters.refresh) },
    outbound: { onCall: both(outbound.onCall, meters.call) },
  }
}

function both<Arguments extends unknown[]>(
  first: ((...given: Arguments) => void) | undefined,
  second: (...given: Arguments) => void,
): (...given: Arguments) => void {
  return (...given) => {
    second(...given)
    first?.(...given)
  }
}
