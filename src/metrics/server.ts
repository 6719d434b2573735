import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from '@prometheus-io/client'

/** The connection of a slower client is closed. */
const SLOW_MS = 10_000

/** Answers GET and HEAD `/metrics`, and nothing else. It does not use restify, because there is only this one route. */
export function metricsServer(registry: Registry) {
  const server = createServer({ headersTimeout: SLOW_MS, requestTimeout: SLOW_MS }, (request, response) => {
    answer(registry, request, response).catch(() => response.destroy())
  })
  // A scraper comes every few seconds, so its connection need not stay open.
  server.keepAliveTimeout = 1_000
  return {
    /** @returns the port that was given. @throws if it is taken. */
    listen: (port: number, host: string | undefined): Promise<number> => listen(server, port, host),
    async close(): Promise<void> {
      if (!server.listening) return
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(registry: Registry, { method, url = '' }: IncomingMessage, response: ServerResponse) {
  const path = url.split('?', 1)[0]
  if (path !== '/metrics') return end(response, 404, 'Not found\n')
  if (method !== 'GET' && method !== 'HEAD') return end(response, 405, 'Not allowed\n')
  const text = await registry.metrics().catch(() => undefined)
  if (text === undefined) return end(response, 500, 'Something went wrong\n')
  end(response, 200, text, registry.contentType)
}

/** Do not chain these calls: restify changes their return values for every server of the process. */
function end(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
