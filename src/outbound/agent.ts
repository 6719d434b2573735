import { setFlagsFromString } from 'node:v8'
import { Agent, type Dispatcher, EnvHttpProxyAgent, install } from 'undici'

/** The proxy for https. `direct`: hosts that are reached without it, as in NO_PROXY. */
export type Proxy = { url: string; direct: string }

/** Requests to this machine never go through a proxy: the emulator runs here. */
const LOOPBACK = 'localhost,127.0.0.1,::1'

const CONNECT_MS = 3_000

/** Keeps connections to each host. @param attemptMs how long one call may take */
export function agent(attemptMs: number, proxy: Proxy | undefined): Dispatcher {
  const options = {
    connections: 64,
    // With HTTP/2, undici takes an answer that is reset in the middle for a complete one (tried with 8.12, November 2026).
    allowH2: false,
    connect: { timeout: CONNECT_MS },
    headersTimeout: attemptMs,
    bodyTimeout: attemptMs,
    keepAliveTimeout: 30_000,
  }
  if (!proxy) return new Agent(options)
  // Without the empty `httpProxy`, undici would read it from the environment.
  const proxied = { httpProxy: '', httpsProxy: proxy.url, noProxy: `${LOOPBACK},${proxy.direct}` }
  return new EnvHttpProxyAgent({ ...options, connectTimeout: CONNECT_MS, ...proxied })
}

/** In V8's unit, about one byte of executed code. This is reached after about 60 answers. */
const PARSER_BUDGET = 200_000_000

/** Saves memory that undici would hold. Call this before any module is loaded that sends requests.
 *
 *  Node would load its own undici as soon as a library uses `Headers` or `Response`, so it gets ours. V8 would optimise the
 *  parser, which is WebAssembly, after three answers, and hold 16 MB from then on. With a larger budget it only does so once the
 *  bot is busy. */
export function tameUndici(): void {
  setFlagsFromString(`--wasm-tiering-budget=${PARSER_BUDGET}`)
  install()
}
