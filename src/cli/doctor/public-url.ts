import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
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
      const answer = await out.request({ base: publicUrl, url: `${publicUrl}${path}`, retry: 'never' })
      statuses.push(answer.status)
      if (!isOwn(answer)) continue
      const come = ours?.come()
      return [ok(`${publicUrl}${path} is answered`), come ? hopsFinding(config, come) : unseen(config)]
    }
    const todo = `let the proxy hand /api/messages and everything below /auth/ on to port ${config.port} of this machine, unchanged`
    return [failure(`${publicUrl}${PATHS[0]} is answered with ${statuses[0]}, and not by this bot`, todo)]
  } catch (error) {
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
    response.writeHead(isAsked ? 200 : 404).end(isAsked ? 'ok\n' : 'not here\n')
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
  if (hops === trustProxy) return proxy.ok(`${hops} proxies write X-Forwarded-For, as TRUST_PROXY says`)
  const says = `TRUST_PROXY is ${trustProxy}, but ${hops} proxies write X-Forwarded-For`
  if (hops > trustProxy) return proxy.warning(says, `set it to ${hops}, or all people count as one address`)
  return proxy.failure(
    says,
    `set it to ${hops}, or let the proxy write the header: anybody can name an address of their choice`,
  )
}

function unseen({ publicUrl, trustProxy }: Config): Finding {
  if (publicUrl.startsWith('https:') && trustProxy === 0)
    return proxy.warning('it is 0 although PUBLIC_URL is https', 'set it to the number of proxies in front')
  return proxy.ok(`${trustProxy}; how many proxies there are is only seen while no bot listens here`)
}
