import { randomUUID } from 'node:crypto'
import { isObject, parseJson } from '../json.ts'
import type { Outbound } from '../outbound.ts'
import { errorResponse, GraphError, loggable, noResponse } from './errors.ts'
import { slots } from './slots.ts'

/** Whose mailbox to read, with which token. `base`: the Graph address that the token is for. `mailbox`: a name for the mailbox
 *  that stays the same when its token changes; requests for one mailbox share its four slots. */
export type Access = { base: string; token: string; mailbox?: string; signal?: AbortSignal | undefined }

/** Sends one GET and returns the JSON object of the answer. `url`: a path below `base`, or a link that Graph gave.
 *  @throws {GraphError} for every failure. */
export type Get = (access: Access, url: string, headers?: Record<string, string>) => Promise<Record<string, unknown>>

// https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits
/** Graph allows one app four concurrent requests for a mailbox. */
const MAX_CONCURRENT = 4

/** One request to Graph: token, headers, concurrency, errors. (`outbound` repeats requests that failed in passing.) */
export function client({ outbound, now }: { outbound: Outbound; now: () => number }): Get {
  const inSlot = slots(MAX_CONCURRENT)

  async function ask(access: Access, url: string, headers?: Record<string, string>) {
    const { base, token, signal } = access
    const response = await outbound
      .request({ base, url, token, signal, headers: { ...headers, 'client-request-id': randomUUID() } })
      .catch((error: unknown) => {
        throw noResponse(error)
      })
    if (response.status !== 200) throw errorResponse(response, now())
    return { response, json: parseJson(response.body) }
  }

  return (access, url, headers) =>
    inSlot(access.mailbox ?? access.token, async () => {
      let { response, json } = await ask(access, url, headers)
      // Proxies sometimes cut an answer short or send HTML once. A second request usually gets the whole answer.
      if (!isObject(json)) ({ response, json } = await ask(access, url, headers))
      if (isObject(json)) return json
      const requestId = loggable(response.headers['request-id'])
      throw new GraphError('unavailable', { status: response.status, requestId })
    })
}

/** An id as one segment of a path. @throws {GraphError} `refused` for '', '.' and '..', which would change the path. */
export function segment(id: string): string {
  if (/^\.{0,2}$/.test(id)) throw new GraphError('refused')
  return encodeURIComponent(id.toWellFormed())
}
