import './node-version.mjs'
import { existsSync, readFileSync } from 'node:fs'
import { createApp } from './app.ts'
import { isPlainRedis } from './config/config.ts'
import { configOrExit, exit, orExit } from './config/environment.ts'
import { isLoopback } from './loopback.ts'
import { createLog, type Log } from './log.ts'
import { validDomainsCover } from './chat/valid-domains.ts'

/** So long a load balancer has to see that this instance goes; nobody waits for that at a keyboard. */
const NOTICE_MS = { SIGTERM: 1_000, SIGINT: 0 }

/** What `npm run package` leaves. */
const PACKAGED = 'dist/manifest.json'

const config = configOrExit()
const log = createLog(config.logLevel)
quietConsole(log)
const app = orExit(() => createApp(config, log))

app.wrongKey.then(
  (error) => exit(error.message),
  () => undefined,
)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal))

const port = await app
  .listen()
  .catch((error: unknown) => exit(`Cannot listen on port ${config.port}: ${codeOf(error)}`))
const store = config.redisUrl ? 'redis' : 'sqlite'
log.info({ port, url: config.publicUrl, store, authenticatesBy: config.oauth.credentials?.type }, 'ready')
if (!opensSignIn())
  log.warn(`${PACKAGED} does not list PUBLIC_URL’s host in validDomains: Teams will not open the sign-in`)
if (config.bot && !config.oauth.credentials)
  log.warn('No registration that reads contacts is set (OAUTH_CLIENT_ID): nobody can sign in')
if (config.publicUrl.startsWith('https:') && config.trustProxy === 0)
  log.warn('TRUST_PROXY is 0 although a proxy brings the https: all browsers count as one address')
if (config.redisUrl !== undefined && isPlainRedis(config.redisUrl))
  log.warn('REDIS_URL leads to another machine without TLS: use rediss:// there')
if (!config.bot) log.warn('No bot registration is set: nobody’s identity is checked, and only this machine is answered')

/** Whether the app's manifest, where it was packaged here, lets Teams open our pages. Teams itself only knows https hosts. */
function opensSignIn(): boolean {
  const { hostname, host } = new URL(config.publicUrl)
  if (isLoopback(hostname) || !existsSync(PACKAGED)) return true
  const manifest: unknown = JSON.parse(readFileSync(PACKAGED, 'utf8'))
  return validDomainsCover(manifest, host)
}

async function stop(signal: keyof typeof NOTICE_MS): Promise<void> {
  log.info({ signal }, 'stopping')
  await app.stop(NOTICE_MS[signal])
  log.info('stopped')
  log.flush(() => process.exit(0))
}

/** botbuilder writes to the console, keys and tokens' errors among it. Only that it did is kept. */
function quietConsole(to: Log): void {
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    console[name] = () => to.debug('A library wrote to the console')
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
