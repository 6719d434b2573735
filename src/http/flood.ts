import { allowances } from '../allowance.ts'
import { clientAddress } from './client-address.ts'
import type { HttpRequest, HttpResponse, Route } from './request.ts'

type Options = {
  /** How many requests one address may make at once, and how many a second after that. */
  limits: { atOnce: number; perSecond: number }
  /** How many proxies of ours are in front. */
  proxies: number
  /** Called with a refused request. */
  onRefused: (line: { status: number; reason: string }) => void
  /** The answer to a refused request, with the status 429. */
  answer: (request: HttpRequest) => HttpResponse
}

/** Refuses a flood from one address before anything is read or looked up.
 *  @returns a function that adds this check to a handler. All handlers share one limit. */
export function againstFloods({ limits, proxies, onRefused, answer }: Options) {
  const waitMsOf = allowances(limits)

  return function limited(handle: Route['handle']): Route['handle'] {
    return async (request) => {
      const waitMs = waitMsOf(clientAddress(request, proxies))
      if (waitMs === 0) return handle(request)
      onRefused({ status: 429, reason: 'Too many requests came from one address' })
      const { headers, ...rest } = answer(request)
      return { ...rest, headers: { ...headers, 'retry-after': String(Math.ceil(waitMs / 1_000)) } }
    }
  }
}
