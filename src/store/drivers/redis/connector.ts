import { AbstractConnector, type RedisOptions } from 'ioredis'
import { createConnection, isIP, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkServerIdentity, connect as tlsConnect, type ConnectionOptions } from 'node:tls'
import type { RedisNode } from './url.ts'

/** How long to wait before `find` is asked again. */
const PAUSE_MS = 300

type Target = {
  /** Returns the server to connect to, or the reason why it is not known. Called again for each connection. */
  find: () => Promise<RedisNode | Error>
  tls: boolean
  /** Other names that the server's certificate may have. */
  names?: string[]
  /** Accept only a master: the connection to any other server is closed. */
  masterOnly?: boolean
}

/** How ioredis gets its sockets. Its own connectors listen for one error of a socket. A TLS socket that is ended while it
 *  refuses a certificate has two, and the second would end the process (ioredis 6.0.0). */
export function connectorTo(target: Target): RedisOptions {
  // For ioredis, `tls` only decides which event means that the socket is connected.
  return { Connector: connector(target), ...(target.tls && { tls: {} }) }
}

function connector({ find, tls, names, masterOnly }: Target): new () => AbstractConnector {
  return class extends AbstractConnector {
    #leaving = new AbortController()

    constructor() {
      super(2_000)
    }

    /** @param info the answer to INFO; empty if the user may not ask */
    override check(info: { role?: string }): boolean {
      return !masterOnly || info.role === undefined || info.role === 'master'
    }

    async connect(report: (type: string, error: Error) => void): Promise<Socket> {
      this.connecting = true
      this.#leaving = new AbortController()
      const { signal } = this.#leaving
      for (;;) {
        const found = await find()
        // ioredis looks for these words, which are its own.
        if (signal.aborted) throw new Error('Connection is closed.')
        if ('port' in found) return this.#open(found)
        report('error', found)
        await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})
      }
    }

    override disconnect(): void {
      this.#leaving.abort()
      super.disconnect()
    }

    #open({ host, port }: RedisNode): Socket {
      const socket = tls ? tlsConnect({ host, port, ...tlsTo(host, names) }) : createConnection({ host, port })
      sendTogether(socket)
      socket.on('error', (error) => {
        this.firstError ??= error
      })
      this.stream = socket
      return socket
    }
  }
}

/** Sends all commands of one round of the event loop with one system call, because a call costs more than a command. */
function sendTogether(socket: Socket): void {
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean
  socket.write = (...given: unknown[]) => {
    if (socket.writableCorked === 0) {
      socket.cork()
      setImmediate(() => socket.uncork())
    }
    return write(...given)
  }
}

/** Trusts the authorities that Node trusts, with those of NODE_EXTRA_CA_CERTS. The certificate must be for `host` or for one of
 *  `names`. */
function tlsTo(host: string, names: string[] = []): ConnectionOptions {
  return {
    ...(isIP(host) === 0 && { servername: host }),
    rejectUnauthorized: true,
    checkServerIdentity: (_, certificate) => {
      const wrong = checkServerIdentity(host, certificate)
      return names.some((name) => !checkServerIdentity(name, certificate)) ? undefined : wrong
    },
  }
}
