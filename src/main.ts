import './node-version.mjs'
import { existsSync, readFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { createApp } from './app.ts'
import { validDomainsCover } from './chat/valid-domains.ts'
import { type Config, isPlainRedis } from './config/config.ts'
import { configOrExit, exit, orExit } from './config/environment.ts'
import { createLog, type Log } from './log.ts'
import { isLoopback } from './loopback.ts'

/** How long a stopping instance still takes work, so that a load balancer can notice. At a keyboard nobody waits for that. */
const NOTICE_MS = { SIGTERM: 1_000, SIGINT: 0 }

/** The manifest that `npm run package` has filled in. */
const PACKAGED = 'dist/manifest.json'

const config = configOrExit()
const log = createLog(config.logLevel)
quietConsole(log)
const app = await orExit(createApp(config, log))

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
for (const warning of warningsFor(config)) log.warn(warning)
// The next start finds the compiled code, however this process ends.
setImmediate(flushCompileCache)
void app.tenantProblem().then((error) => {
  if (error !== undefined) log.warn({ error }, 'OAUTH_TENANT cannot be looked up at Microsoft: nobody can sign in')
})

/** Settings that are valid but probably not what the operator wants. */
function warningsFor({ publicUrl, bot, oauth, redisUrl, trustProxy }: Config): string[] {
  const warnings: [applies: boolean, sentence: string][] = [
    [
      !isInPackage(new URL(publicUrl)),
      `${PACKAGED} does not list PUBLIC_URL’s host in validDomains: Teams will not open the sign-in page`,
    ],
    [
      bot !== undefined && !oauth.credentials,
      'OAUTH_CLIENT_ID is not set, so there is no registration that may read contacts: nobody can sign in',
    ],
    [
      publicUrl.startsWith('https:') && trustProxy === 0,
      'TRUST_PROXY is 0 although PUBLIC_URL is https: behind a proxy all browsers count as one address',
    ],
    [
      redisUrl !== undefined && isPlainRedis(redisUrl),
      'REDIS_URL leads to another machine without TLS: use rediss:// there',
    ],
    [
      bot === undefined,
      'No bot registration is set: nobody’s identity is checked, and the bot only answers this machine',
    ],
  ]
  return warnings.flatMap(([applies, sentence]) => (applies ? [sentence] : []))
}

/** Whether Teams may open our pages, as far as the app was packaged here. Teams itself only opens https hosts. */
function isInPackage({ hostname, host }: URL): boolean {
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

/** botbuilder writes keys and token errors to the console. Only the fact that it wrote is kept. */
function quietConsole(to: Log): void {
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    console[name] = () => to.debug('A library wrote to the console')
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
