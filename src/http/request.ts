// Request and response as plain types. Routes know nothing of the web framework, which is in `server.ts` alone.
import type { IncomingHttpHeaders } from 'node:http'

export type HttpRequest = {
  /** Path and query, as sent. */
  url: string
  headers: IncomingHttpHeaders
  /** The address at the other end of the connection: that of the nearest proxy, if there is one. */
  remoteAddress: string | undefined
  /** Checks what the headers say of the body. Reads nothing. @throws {RefusedBody} */
  announced(type: string, maxBytes: number): void
  /** Reads the whole body as text. @param type the only media type that is accepted. @throws {RefusedBody} */
  body(type: string, maxBytes: number): Promise<string>
}

export type HttpResponse = { status: number; headers?: Record<string, string | string[]>; body?: string }

/** `page`: read by people in a browser, so that a fault is answered by a page as well. `isBusiest`: asked for so often that it is
 *  answered before restify's routing, which costs a twentieth of the CPU of an answer in the chat. */
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
