import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../../config/config.ts'
import type { Outbound, OutboundResponse } from '../../outbound/outbound.ts'
import { type Finding, findings, reasonOf } from './finding.ts'

const { ok, warning, failure } = findings('PUBLIC_URL')
const proxy = findings('TRUST_PROXY')

/** Requests `/healthz` at PUBLIC_URL, by the same route as browsers and the channel. If no bot is listening yet, this process
 *  listens for a moment and sees how the proxies in front change a request. */
export async function publicUrlFindings(config: Config, out: Outbound): Promise<Finding[]> {
  const { publicUrl } = config
  const mark = randomUUID()
  const ours = await listenFor(config, mark)
  try {
    const answers: OutboundResponse[] = []
    for (const path of PATHS) {
      const url = `${publicUrl}${marked(path, mark)}`
      const answer = await patiently(() => out.request({ base: publicUrl, url, retry: 'never' }), mark)
      const come = isFrom(answer, mark) && ours?.come()
      if (come) return [ok(`${publicUrl}${path} is answered`), hopsFinding(config, come)]
      if (isOwn(answer) && !ours) return [ok(`${publicUrl}${path} is answered`), unseen(config)]
      answers.push(answer)
    }
    return notOurs(config, answers, mark)
  } catch (error) {
    return [noAnswer(config, error, ours !== undefined)]
  } finally {
    ours?.server.closeAllConnections()
    ours?.server.close()
  }
}

/** The finding if another program answers, or an answer is not this bot's. */
function notOurs(config: Config, answers: readonly OutboundResponse[], mark: string): Finding[] {
  const { publicUrl, port } = config
  if (answers.some((answer) => isFrom(answer, mark)))
    return [failure(`requests to ${publicUrl} arrive here with another path or query`, handOn(config))]
  if (answers.some(isOwn))
    return [
      warning(
        `${publicUrl} is answered by another instance or another program, and not from port ${port} of this machine`,
        'let the proxy forward to this machine too, or run this on the bot’s machine',
      ),
      unseen(config),
    ]
  if (answers.some(({ status }) => isNoInstance(status)))
    return [
      failure(`the proxy of ${publicUrl} reports that no instance is ready`, `let it check /readyz at port ${port}`),
    ]
  return [
    failure(`${publicUrl}${PATHS[0]} is answered with ${answers[0]?.status}, and not by this bot`, handOn(config)),
  ]
}

/** @param isOursHere whether this process listens instead of the bot */
function noAnswer({ publicUrl, port }: Config, error: unknown, isOursHere: boolean): Finding {
  const reason = reasonOf(error)
  if (/CERT|SIGNATURE|SELF_SIGNED/.test(reason))
    return failure(
      `the certificate of ${publicUrl} is not trusted here (${reason})`,
      'name its CA in NODE_EXTRA_CA_CERTS, or give the proxy the whole chain',
    )
  const todo = isOursHere
    ? `is the proxy running, and does it forward to port ${port} of this machine?`
    : 'is the proxy running, and does it forward to the bot?'
  return failure(`${publicUrl}/healthz does not answer (${reason})`, todo)
}

function handOn({ port }: Config): string {
  return `let the proxy forward /api/messages and everything below /auth/ to port ${port} of this machine, unchanged`
}

/** A proxy need not forward `/healthz`, but it must forward everything below `/auth/`. */
const PATHS = ['/healthz', '/auth/hand-over.js'] as const
/** The paths that a proxy checks to see whether the bot is running. */
const WATCHED: readonly string[] = ['/healthz', '/readyz']

/** Nobody else knows this address. */
const marked = (path: string, mark: string) => `${path}?doctor=${mark}`

/** A header of our answers. Its value identifies the doctor that answered. */
const MARK = 'x-doctor'
const isFrom = ({ headers }: OutboundResponse, mark: string) => headers[MARK] === mark

/** A proxy forwards nothing to an instance until about two checks have found it ready. */
const PATIENCE_MS = 6_000
const PAUSE_MS = 250

/** The statuses with which a proxy answers if no instance is ready. */
const isNoInstance = (status: number) => status >= 502 && status <= 504

async function patiently(ask: () => Promise<OutboundResponse>, mark: string): Promise<OutboundResponse> {
  const until = performance.now() + PATIENCE_MS
  let answer = await ask()
  while (isNoInstance(answer.status) && !isFrom(answer, mark) && performance.now() < until) {
    await sleep(PAUSE_MS)
    answer = await ask()
  }
  return answer
}

/** Whether the answer looks like the bot's, or like ours in place of the bot. */
function isOwn({ status, body, headers }: OutboundResponse): boolean {
  return status === 200 && (/^ok\b/.test(body.trim()) || /javascript/.test(headers['content-type'] ?? ''))
}

type Ours = { server: Server; come: () => IncomingMessage | undefined }

/** Answers the marked requests and a proxy's checks instead of the bot; undefined if the port is in use, because then the bot
 *  answers. Every other request is refused with a request to retry, because the channel would never repeat a message that was
 *  answered with 404. */
async function listenFor({ port, host }: Config, mark: string): Promise<Ours | undefined> {
  let come: IncomingMessage | undefined
  const later = { 'retry-after': '5', connection: 'close' }
  const server = createServer((request, response) => {
    const { url = '/' } = request
    const isAsked = PATHS.some((path) => marked(path, mark) === url)
    if (isAsked) come = request
    const isHere = isAsked || WATCHED.includes(url.split('?', 1)[0] ?? '')
    const headers = { [MARK]: mark, 'cache-control': 'no-store', ...(!isHere && later) }
    response.writeHead(isHere ? 200 : 503, headers).end(isHere ? 'ok\n' : 'not now\n')
  })
  server.listen(port, host)
  const isListening = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false)
  return isListening ? { server, come: () => come } : undefined
}

/** Each proxy adds the address from which it got the request to X-Forwarded-For. */
function hopsFinding({ trustProxy }: Config, { headers }: IncomingMessage): Finding {
  const hops = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .filter((hop) => hop.trim() !== '').length
  if (hops === trustProxy) return proxy.ok(`${counted(hops)} X-Forwarded-For, as TRUST_PROXY says`)
  const says = `TRUST_PROXY is ${trustProxy}, but ${counted(hops)} X-Forwarded-For`
  if (hops > trustProxy) return proxy.warning(says, `set it to ${hops}, or all people count as one address`)
  return proxy.failure(
    says,
    `set it to ${hops}, or let the proxy write the header: otherwise anybody can claim any address`,
  )
}

const counted = (hops: number) => (hops === 1 ? '1 proxy writes' : `${hops} proxies write`)

function unseen({ publicUrl, trustProxy }: Config): Finding {
  if (publicUrl.startsWith('https:') && trustProxy === 0)
    return proxy.warning('it is 0 although PUBLIC_URL is https', 'set it to the number of proxies in front')
  return proxy.ok(`${trustProxy}; how many proxies there are is only seen while no instance runs`)
}
