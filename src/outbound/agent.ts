import { Agent, type Dispatcher, EnvHttpProxyAgent, install } from 'undici'

/** The proxy for https. `direct`: hosts that are reached without it, as in NO_PROXY. */
export type Proxy = { url: string; direct: string }

/** This machine is never asked by way of a proxy: the emulator runs here. */
const LOOPBACK = 'localhost,127.0.0.1,::1'

const CONNECT_MS = 3_000

/** Keeps connections to each host. @param attemptMs how long one call may take */
export function agent(attemptMs: number, proxy: Proxy | undefined): Dispatcher {
  const options = {
    connections: 64,
    connect: { timeout: CONNECT_MS },
    headersTimeout: attemptMs,
    bodyTimeout: attemptMs,
    keepAliveTimeout: 30_000,
  }
  if (!proxy) return new Agent(options)
  // Without the empty `httpProxy` undici would read the environment for it.
  const proxied = { httpProxy: '', httpsProxy: proxy.url, noProxy: `${LOOPBACK},${proxy.direct}` }
  return new EnvHttpProxyAgent({ ...options, connectTimeout: CONNECT_MS, ...proxied })
}

/** Gives this process one undici in place of two: Node would load its own as soon as a library asks for `Headers` or `Response`, and
 *  keep it in memory beside ours. */
export const useOneUndici: () => void = install
