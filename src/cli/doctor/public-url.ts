import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../../config/config.ts'
import type { Outbound, OutboundResponse } from '../../outbound.ts'
import { type Finding, findings, reasonOf } from './finding.ts'

const { ok, failure } = findings('PUBLIC_URL')
const proxy = findings('TRUST_PROXY')

/** Asks for `/healthz` at PUBLIC_URL, from the way that browsers and the channel come. Where no bot listens yet, this process does
 *  for a moment, and sees what the proxies in front make of a request. */
export async function publicUrlFindings(config: Config, out: Outbound): Promise<Finding[]> {
  const { publicUrl } = config
  const ours = await listenFor(config)
  try {
    const statuses: number[] = []
    for (const path of PATHS) {
      const answer = await patiently(() => out.request({ base: publicUrl, url: `${publicUrl}${path}`, retry: 'never' }))
      statuses.push(answer.status)
      if (!isOwn(answer)) continue
      const come = ours?.come()
      return [ok(`${publicUrl}${path} is answered`), come ? hopsFinding(config, come) : unseen(config)]
    }
    if (statuses.some(isNoInstance))
      return [
        failure(
          `${publicUrl} has no instance that is ready, says the proxy`,
          `let it watch /readyz at port ${config.port}`,
        ),
      ]
    const todo = `let the proxy hand /api/messages and everything below /auth/ on to port ${config.port} of this machine, unchanged`
    return [failure(`${publicUrl}${PATHS[0]} is answered with ${statuses[0]}, and not by this bot`, todo)]
  } catch (error) {
    if (/CERT|SIGNATURE|SELF_SIGNED/.test(reasonOf(error)))
      return [
        failure(
          `the certificate of ${publicUrl} is not trusted here (${reasonOf(error)})`,
          'name its CA in NODE_EXTRA_CA_CERTS, or give the proxy the whole chain',
        ),
      ]
    const todo = ours
      ? `is the proxy there, and does it lead to port ${config.port} of this machine?`
      : 'is the proxy there, and does it lead to the bot?'
    return [failure(`${publicUrl}/healthz does not answer (${reasonOf(error)})`, todo)]
  } finally {
    ours?.server.closeAllConnections()
    ours?.server.close()
  }
}

/** A proxy may well keep `/healthz` to itself. Below `/auth/` it must hand everything on. */
const PATHS = ['/healthz', '/auth/hand-over.js'] as const

/** A proxy leads nothing to an instance before it has seen twice or so that it is ready. */
const PATIENCE_MS = 6_000
const PAUSE_MS = 250

/** What a proxy answers where it has no instance that is ready. */
const isNoInstance = (status: number) => status >= 502 && status <= 504

async function patiently(ask: () => Promise<OutboundResponse>): Promise<OutboundResponse> {
  const until = performance.now() + PATIENCE_MS
  let answer = await ask()
  while (isNoInstance(answer.status) && performance.now() < until) {
    await sleep(PAUSE_MS)
    answer = await ask()
  }
  return answer
}

/** Whether the answer is the bot's, or ours in its place. */
function isOwn({ status, body, headers }: OutboundResponse): boolean {
  return status === 200 && (/^ok\b/.test(body.trim()) || /javascript/.test(headers['content-type'] ?? ''))
}

type Ours = { server: Server; come: () => IncomingMessage | undefined }

/** Answers these paths in the bot's place; undefined where the port is taken: then the bot answers. */
async function listenFor({ port, host }: Config): Promise<Ours | undefined> {
  let come: IncomingMessage | undefined
  const server = createServer((request, response) => {
    const isAsked = PATHS.some((path) => path === request.url)
    if (isAsked) come = request
    const isHere = isAsked || request.url === '/readyz'
    response.writeHead(isHere ? 200 : 404).end(isHere ? 'ok\n' : 'not here\n')
  })
  server.listen(port, host)
  const isListening = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false)
  return isListening ? { server, come: () => come } : undefined
}

/** Each proxy adds the address that it was asked from to X-Forwarded-For. */
function hopsFinding({ trustProxy }: Config, { headers }: IncomingMessage): Finding {
  const hops = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .filter((hop) => hop.trim() !== '').length
  if (hops === trustProxy) return proxy.ok(`${counted(hops)} X-Forwarded-For, as TRUST_PROXY says`)
  const says = `TRUST_PROXY is ${trustProxy}, but ${counted(hops)} X-Forwarded-For`
  if (hops > trustProxy) return proxy.warning(says, `set it to ${hops}, or all people count as one address`)
  return proxy.failure(
    says,
    `set it to ${hops}, or let the proxy write the header: anybody can name an address of their choice`,
  )
}

const counted = (hops: number) => (hops === 1 ? '1 proxy writes' : `${hops} proxies write`)

function unseen({ publicUrl, trustProxy }: Config): Finding {
  if (publicUrl.startsWith('https:') && trustProxy === 0)
    return proxy.warning('it is 0 although PUBLIC_URL is https', 'set it to the number of proxies in front')
  return proxy.ok(`${trustProxy}; how many proxies there are is only seen while no instance runs`)
}
