import { AbstractConnector, type RedisOptions } from 'ioredis'
import { createConnection, isIP, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkServerIdentity, connect as tlsConnect, type ConnectionOptions } from 'node:tls'
import type { RedisNode } from './url.ts'

/** Until `find` is asked again. */
const PAUSE_MS = 300

type Target = {
  /** Where to connect to, asked anew for each connection; or why that is not known. */
  find: () => Promise<RedisNode | Error>
  tls: boolean
  /** Names that a certificate may be for besides the server's own. */
  names?: string[]
  /** Gives up a server that is not a master. */
  masterOnly?: boolean
}

/** How ioredis gets its sockets. Its own connectors listen for one error of a socket, and a TLS socket that is ended while
 *  it refuses a certificate has two: the second one would end the process (ioredis 6.0.0). */
export function connectorTo(target: Target): RedisOptions {
  // `tls` only tells ioredis which event to wait for.
  return { Connector: connector(target), ...(target.tls && { tls: {} }) }
}

function connector({ find, tls, names, masterOnly }: Target): new () => AbstractConnector {
  return class extends AbstractConnector {
    #leaving = new AbortController()

    constructor() {
      super(2_000)
    }

    /** @param info from INFO; empty where the user may not ask. */
    override check(info: { role?: string }): boolean {
      return !masterOnly || info.role === undefined || info.role === 'master'
    }

    async connect(report: (type: string, error: Error) => void): Promise<Socket> {
      this.connecting = true
      this.#leaving = new AbortController()
      const { signal } = this.#leaving
      for (;;) {
        const found = await find()
        // ioredis knows these words for its own.
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
      socket.on('error', (error) => {
        this.firstError ??= error
      })
      this.stream = socket
      return socket
    }
  }
}

/** Trusts what Node trusts (NODE_EXTRA_CA_CERTS adds to it). The certificate is to be for `host` or for one of `names`. */
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
