import type { IncomingMessage } from 'node:http'
import { isLoopback } from '../loopback.ts'
import { reasonLine } from './text-response.ts'
import type { HttpResponse } from './request.ts'

/** Node allows any number of headers, as long as all together are at most 16 KiB. */
const MAX_HEADERS = 100

/** The answer to a request that must not reach restify; undefined if it may. restify 12 crashes on a request whose Host and path
 *  make no URL, and on a body that is not encoded as announced (restify issue 1785; tried with 12.0.0, November 2026). A proxy
 *  in front could read two Hosts, or an encoded transfer, in another way than we do.
 *  @param isLocal whether only this machine is answered: a page on the web can give its own name this machine's address (DNS
 *  rebinding), but its requests still name that host. */
export function guard({ url = '', headers, rawHeaders }: IncomingMessage, isLocal: boolean): HttpResponse | undefined {
  if (rawHeaders.length > 2 * MAX_HEADERS) return reasonLine(431)
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host')
  if (hosts.length > 1 || !url.startsWith('/') || !URL.canParse(`http://${headers.host ?? ''}${url}`))
    return reasonLine(400)
  if (isLocal && !isLoopback(new URL(`http://${headers.host ?? 'localhost'}`).hostname)) return reasonLine(403)
  const isPlain =
    headers['content-encoding'] === undefined && /^(?:chunked)?$/i.test(headers['transfer-encoding'] ?? '')
  return isPlain ? undefined : reasonLine(415)
}
