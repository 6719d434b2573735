import type { IncomingMessage, Server as NodeServer, ServerResponse } from 'node:http'
import { createServer, type Response, type Server, type ServerOptions } from 'restify'
import { newReference } from '../reference.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { catalogueFor, type Languages } from '../text/languages.ts'
import { acceptedLanguages } from './accept-language.ts'
import { troublePage } from './pages.ts'
import { type HttpResponse, RefusedBody } from './request.ts'
import { everyHeader, line, pageHeaders, REASONS, type Route } from './routes.ts'

export type HttpServer = {
  /** @returns the port that was given. */
  listen(port: number, host: string | undefined): Promise<number>
  /** Takes no more connections and waits for the requests under way; what is not done after `graceMs` is cut. */
  close(graceMs: number): Promise<void>
}

type Options = {
  routes: Route[]
  secure: boolean
  authority: string
  /** restify's own log: it would write whole requests, so it is given a silent one. */
  silent: unknown
  onFault: (error: unknown, reference: string) => void
  /** For a fault that has a better sentence than "something went wrong". */
  sentenceOf: (error: unknown, catalogue: Catalogue) => string | undefined
  languages?: Languages | undefined
  slowClients?: SlowClients | undefined
}

/** How long a client may take for its headers and for the whole request, and how often that is looked at: milliseconds. */
export type SlowClients = Record<'headersTimeout' | 'requestTimeout' | 'connectionsCheckingInterval', number>

/** Connections beyond these are closed as they come: each costs some kilobytes, slow ones above all. */
const MAX_CONNECTIONS = 10_000

/** Clients that take longer are cut. Node looks for them every 30 s unless told otherwise. */
const SLOW_CLIENTS: SlowClients = { headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 1_000 }

/** So long, and so much, a client whose body was not wanted may go on sending it. */
const LINGER_MS = 1_000
const LINGER_BYTES = 1024 * 1024

/** Node takes any number, as long as all together are 16 KiB at most. */
const MAX_HEADERS = 100

/** restify around the routes. */
export function httpServer(options: Options): HttpServer {
  const server = createServer({
    name: '',
    log: options.silent,
    handleUncaughtExceptions: false,
  } as ServerOptions) as Server & {
    first(handler: (request: IncomingMessage, response: ServerResponse) => boolean): void
    server: NodeServer
  }
  const everywhere = everyHeader(options.secure)
  const respond = responding(everywhere)
  server.first((request, response) => {
    const refusal = refused(request)
    if (refusal) respond(request, response, { ...refusal, headers: { ...refusal.headers, connection: 'close' } })
    return refusal === undefined
  })
  for (const route of options.routes) {
    const register = route.method === 'GET' ? server.get.bind(server) : server.post.bind(server)
    // restify logs what an async handler returns, so it returns nothing.
    register(route.path, async (request, response) => {
      respond(request, response, await answer(route, request, options))
    })
  }
  // No such route, another method: in a line of ours. restify's own words repeat what was asked for.
  server.on('restifyError', (_request: IncomingMessage, response: Response, error: unknown, done: () => void) => {
    const { status, headers, body } = line(statusOf(error), REASONS[statusOf(error)])
    const length = { 'content-length': String(Buffer.byteLength(body ?? '')) }
    response.sendRaw(status, body, { ...everywhere, ...headers, ...length, connection: 'close' })
    done()
  })
  Object.assign(server.server, options.slowClients ?? SLOW_CLIENTS, { maxConnections: MAX_CONNECTIONS })
  // restify listens for upgrades and does nothing: such a connection would stay for ever, and keep the process from ending.
  // Where nobody listens, Node answers as if nothing else had been asked for.
  server.server.removeAllListeners('upgrade')
  return {
    listen: (port, host) => listen(server, port, host),
    close: (graceMs) => close(server.server, graceMs),
  }
}

async function answer(route: Route, request: IncomingMessage, options: Options): Promise<HttpResponse> {
  try {
    return await route.handle(request)
  } catch (error) {
    if (error instanceof RefusedBody) return line(error.status, REASONS[error.status])
    const told = newReference()
    options.onFault(error, told)
    if (!route.page) return line(500, REASONS[500])
    const catalogue = catalogueFor(acceptedLanguages(request.headers['accept-language']), options.languages)
    const sentence = options.sentenceOf(error, catalogue)
    const page = troublePage(sentence ? 503 : 500, sentence ?? catalogue.trouble.unexpected, told, catalogue)
    return { status: page.status, headers: pageHeaders(options.authority), body: page.html }
  }
}

/** restify 12 dies of a request whose Host or path makes no URL, and of a body that is not encoded as it says. What is
 *  answered here goes no further. (restify issue 1785; tried with 12.0.0, November 2026.)
 *  Two Hosts, or an encoding of the transfer, could be read in another way by a proxy in front. */
function refused({ url = '', headers, headersDistinct, rawHeaders }: IncomingMessage): HttpResponse | undefined {
  if (rawHeaders.length > 2 * MAX_HEADERS) return line(431, REASONS[431])
  const oneHost = (headersDistinct['host'] ?? []).length <= 1
  if (!oneHost || !url.startsWith('/') || !URL.canParse(`http://${headers.host ?? ''}${url}`))
    return line(400, 'Bad request')
  const isPlain =
    headers['content-encoding'] === undefined && /^(?:chunked)?$/i.test(headers['transfer-encoding'] ?? '')
  return isPlain ? undefined : line(415, REASONS[415])
}

function responding(everywhere: Record<string, string>) {
  return (request: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpResponse): void => {
    // A body that nobody read: the connection cannot serve another request.
    const unread = !request.complete && request.method !== 'GET'
    response.writeHead(status, {
      ...everywhere,
      'content-length': Buffer.byteLength(body ?? ''),
      ...headers,
      ...(unread && { connection: 'close' }),
    })
    if (!unread) return void response.end(body)
    // Whole, as its length was told, but not ended: that would cut the connection, and a client that is still sending would
    // never read it.
    response.write(body ?? '')
    const end = () => response.end()
    let left = LINGER_BYTES
    request.on('data', (part: Buffer) => (left -= part.length) < 0 && request.pause())
    request.resume().once('end', end)
    setTimeout(end, LINGER_MS).unref()
  }
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' && REASONS[status] !== undefined ? status : 500
}

function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.removeListener('error', reject)
      resolve(server.address().port)
    })
  })
}

function close(server: NodeServer, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    // Again and again: those that are answered meanwhile would be kept alive for seconds.
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(idle)
      resolve()
    })
  })
}
