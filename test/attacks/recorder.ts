import { createServer } from 'node:http'
import { type AddressInfo, Socket } from 'node:net'

/** A connection that this process opened: its target as `host:port`, and everything that was written to it, before TLS. */
export type Connection = { to: string; sent: string }

/** One HTTP request on a connection. `text` is its head and body. */
export type Sent = { to: string; path: string; text: string }

export type Recorder = {
  /** The connections that were opened or written to since the last `clear`. */
  readonly connections: readonly Connection[]
  requests(): Sent[]
  /** What was written to connections that were opened to this process: every answer of every server in it, except for long ones,
   *  which are pages of contacts. */
  readonly answered: readonly string[]
  /** Forgets the connections and what was sent on them, but not `answered`. */
  clear(): void
  stop(): Promise<void>
}

const LONG = 16_384

type Options = { host?: string; port?: number | string }

/** Records every connection of this process. No connection leaves this machine: a connection to another host goes to a server
 *  here that accepts everything, or to the port that `led` has for its `host:port`. */
export async function recorder(led: ReadonlyMap<string, number> = new Map()): Promise<Recorder> {
  const sink = createServer((_request, response) => response.end('{"value":[]}'))
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve))
  const connections = new Set<Connection>()
  const answered: string[] = []
  const bySocket = new WeakMap<Socket, Connection>()
  const { connect, write } = Socket.prototype

  Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
    // net.connect passes its arguments on as one list.
    const [options, listener] = (Array.isArray(given[0]) ? given[0] : given) as [Options, (() => void) | undefined]
    if (typeof options !== 'object' || options.port === undefined) return connect.apply(this, given as never)
    const { host = 'localhost', port } = options
    const connection = { to: `${host.includes(':') ? `[${host}]` : host}:${port}`, sent: '' }
    connections.add(connection)
    bySocket.set(this, connection)
    const here = { host: '127.0.0.1', port: led.get(connection.to) ?? (sink.address() as AddressInfo).port }
    return connect.call(this, { ...options, ...(!isHere(host) && here) } as never, listener as never)
  }

  Socket.prototype.write = function (this: Socket, ...given: unknown[]) {
    const text = typeof given[0] === 'string' ? given[0] : Buffer.from(given[0] as Uint8Array).toString()
    const connection = bySocket.get(this)
    // A connection from before `clear` may be used again.
    if (connection) connections.add(Object.assign(connection, { sent: connection.sent + text }))
    else if (text.length < LONG) answered.push(text)
    return write.apply(this, given as never)
  }

  return {
    get connections() {
      return [...connections]
    },
    requests: () => [...connections].flatMap(requestsIn),
    answered,
    clear() {
      for (const connection of connections) connection.sent = ''
      connections.clear()
    },
    async stop() {
      Object.assign(Socket.prototype, { connect, write })
      sink.closeAllConnections()
      await new Promise((resolve) => sink.close(resolve))
    },
  }
}

function isHere(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost' || host === '::1'
}

function requestsIn({ to, sent }: Connection): Sent[] {
  return sent
    .split(/(?=(?:GET|POST|PUT|PATCH|DELETE) \S+ HTTP\/1\.1\r\n)/)
    .filter((text) => text !== '')
    .map((text) => ({ to, path: text.split(' ', 2)[1] ?? '', text }))
}
