// Request and response as plain types. Routes do not know the web framework; only `server.ts` does.
import type { IncomingHttpHeaders } from 'node:http'

export type HttpRequest = {
  /** Path and query, as sent. */
  url: string
  headers: IncomingHttpHeaders
  /** The address at the other end of the connection: that of the nearest proxy, if there is one. */
  remoteAddress: string | undefined
  /** Checks the headers about the body. Reads nothing. @throws {RefusedBody} */
  announced(type: string, maxBytes: number): void
  /** Reads the whole body as text. @param type the only media type that is accepted. @throws {RefusedBody} */
  body(type: string, maxBytes: number): Promise<string>
}

export type HttpResponse = { status: number; headers?: Record<string, string | string[]>; body?: string }

/** `page`: people read it in a browser, so a fault is also answered with a page. `isBusiest`: requested so often that it is
 *  answered before restify's routing, which takes a twentieth of the CPU time of an answer in the chat. */
export type Route = {
  method: 'GET' | 'HEAD' | 'POST'
  path: string
  page: boolean
  isBusiest?: boolean
  handle: (request: HttpRequest) => Promise<HttpResponse>
}

export function queryOf({ url }: HttpRequest): URLSearchParams {
  return new URL(url, 'http://localhost').searchParams
}
