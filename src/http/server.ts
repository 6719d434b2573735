// restify around the routes. Only this file knows restify.
import type { IncomingMessage, Server as NodeServer, ServerResponse } from 'node:http'
import { createServer, type Response, type Server, type ServerOptions } from 'restify'
import { answer, type Faults } from './answer-route.ts'
import { checkAnnounced, readBody } from './body.ts'
import { guard } from './guard.ts'
import { everyHeader } from './headers.ts'
import { reasonLine, REASONS } from './text-response.ts'
import type { HttpRequest, Route } from './request.ts'
import { responding } from './respond.ts'

export type HttpServer = {
  /** @returns the port that was given. */
  listen(port: number, host: string | undefined): Promise<number>
  /** From now on each answer closes its connection, so that a load balancer keeps no connection to an instance that is about to
   *  end. */
  drain(): void
  /** Takes no more connections and waits for the requests under way. After `graceMs` the remaining connections are closed. */
  close(graceMs: number): Promise<void>
}

type Options = Faults & {
  routes: Route[]
  /** Whether the bot is reached over https. */
  secure: boolean
  /** Whether only requests from this machine, under its own names, are answered. */
  local: boolean
  /** A silent log for restify, whose own would write whole requests. */
  silent: unknown
  slowClients?: SlowClients | undefined
  /** How long a client may take to read an answer. */
  answerMs?: number | undefined
}

/** How long a client may take for its headers and for the whole request, and how often that is checked: milliseconds. */
export type SlowClients = Record<'headersTimeout' | 'requestTimeout' | 'connectionsCheckingInterval', number>

/** Further connections are closed at once, because each costs some kilobytes, above all slow ones. */
const MAX_CONNECTIONS = 10_000

const LOCAL_ONLY = 'Without a bot registration only the names of this machine are served, and the Host is another one'

/** Then the client has to connect again, so that a proxy in front can spread the load and count the client. */
const MAX_REQUESTS = 1_000

/** The connections of slower clients are closed. Node would only check for them every 30 s. */
const SLOW_CLIENTS: SlowClients = { headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 1_000 }

type RestifyServer = Server & {
  first(handler: (request: IncomingMessage, response: ServerResponse) => boolean): void
  server: NodeServer
}

export function httpServer(options: Options): HttpServer {
  const server = createServer({
    name: '',
    log: options.silent,
    handleUncaughtExceptions: false,
  } as ServerOptions) as RestifyServer
  const everywhere = everyHeader(options.secure)
  const respond = responding(everywhere, options.answerMs)
  let isDraining = false

  async function serve(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = await answer(route, requestOf(request), options)
    if (isDraining) response.shouldKeepAlive = false
    respond(request, response, given)
  }

  server.first((request, response) => {
    const refusal = guard(request, options.local)
    if (refusal) {
      options.onRefused({ status: refusal.status, reason: reasonOf(refusal.status) })
      respond(request, response, { ...refusal, headers: { ...refusal.headers, connection: 'close' } })
    }
    const busiest = refusal ? undefined : options.routes.find((route) => route.isBusiest && isExactly(route, request))
    if (busiest) void serve(busiest, request, response)
    return !refusal && !busiest
  })
  const registering = { GET: server.get, HEAD: server.head, POST: server.post }
  for (const route of options.routes) {
    const register = registering[route.method].bind(server)
    // restify logs what an async handler returns, so it returns nothing.
    register(route.path, async (request, response) => serve(route, request, response))
  }
  answerErrors(server, everywhere)
  Object.assign(server.server, options.slowClients ?? SLOW_CLIENTS, {
    maxConnections: MAX_CONNECTIONS,
    maxRequestsPerSocket: MAX_REQUESTS,
  })
  // restify listens for upgrades and does nothing with them. Such a connection would stay open forever and keep the process from
  // ending. Without a listener Node answers the request as if it had not asked for an upgrade.
  server.server.removeAllListeners('upgrade')
  return {
    listen: (port, host) => listen(server, port, host),
    drain: () => void (isDraining = true),
    close: (graceMs) => close(server.server, graceMs),
  }
}

/** Whether a request names a route exactly. Other spellings that restify accepts are left to restify. */
function isExactly({ method, path }: Route, request: IncomingMessage): boolean {
  return request.url === path && request.method === method
}

function reasonOf(status: number): string {
  return status === 403 ? LOCAL_ONLY : REASONS[status as keyof typeof REASONS]
}

function requestOf(request: IncomingMessage): HttpRequest {
  return {
    url: request.url ?? '/',
    headers: request.headers,
    remoteAddress: request.socket.remoteAddress,
    announced: (type, maxBytes) => checkAnnounced(request, type, maxBytes),
    body: (type, maxBytes) => readBody(request, type, maxBytes),
  }
}

/** Answers with our own line if there is no such route, or not with this method, because restify's text repeats the request. */
function answerErrors(server: RestifyServer, everywhere: Record<string, string>): void {
  server.on('restifyError', (_request: IncomingMessage, response: Response, error: unknown, done: () => void) => {
    const { status, headers, body } = reasonLine(statusOf(error))
    const length = { 'content-length': String(Buffer.byteLength(body ?? '')) }
    response.sendRaw(status, body, { ...everywhere, ...headers, ...length, connection: 'close' })
    done()
  })
}

function statusOf(error: unknown): keyof typeof REASONS {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined
  return Object.hasOwn(REASONS, String(status)) ? (status as keyof typeof REASONS) : 500
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
    // Repeated, because a connection whose request has been answered in the meantime would stay open for seconds.
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(idle)
      resolve()
    })
  })
}
