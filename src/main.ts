import './node-version.mjs'
import { existsSync, readFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { hostname } from 'node:os'
import { createApp } from './app.ts'
import { validDomainsCover } from './chat/valid-domains.ts'
import type { Config } from './config/config.ts'
import { configOrExit, exit, orExit } from './config/environment.ts'
import { warningsFor } from './config/warnings.ts'
import { createLog, type Log } from './log.ts'
import { isLoopback } from './loopback.ts'
import { tameUndici } from './outbound/agent.ts'

const HELP = `Runs the bot. It takes its settings from the environment: .env.example explains each.
  --version   prints the version
  --help      prints this
Exit status: 2 if a setting or the store's key is wrong, 1 if the port cannot be used, 0 after SIGTERM or SIGINT.`

/** Not the exit status of wrong settings, because starting again may help. */
const EXIT_PORT = 1

/** The manifest that `npm run package` has filled in. */
const PACKAGED = 'dist/manifest.json'

const BOT_REFUSED = 'The bot’s own password gives no token, so no answer reaches a chat: see MicrosoftAppPassword'
const BOT_UNREACHED =
  'Microsoft gives the bot no token at the moment, so no answer reaches a chat: see the error, and check the connection to Microsoft'

if (process.argv.length > 2) tellAbout(process.argv[2])
tameUndici()
const config = configOrExit()
const log = createLog(config.logLevel, undefined, { version: versionOf(), instance: `${hostname()}/${process.pid}` })
quietConsole(log)
const app = await orExit(createApp(config, log))

app.wrongKey.then(
  (error) => exit(error.message),
  () => undefined,
)
// In a terminal, there is no load balancer that must notice first.
process.once('SIGTERM', () => void stop('SIGTERM', config.drainMs))
process.once('SIGINT', () => void stop('SIGINT', 0))

const port = await app.listen().catch((error: unknown) => exit(listenProblem(error), EXIT_PORT))
const store = config.redisUrl ? 'redis' : 'sqlite'
const { publicUrl: url, graphAccess, cloud = 'public', oauth } = config
const ready = { port, url, store, cloud, graphAccess, authenticatesBy: oauth.credentials?.type }
void app.storeAnswers.then(() => log.info(ready, 'ready'))
for (const warning of warningsAtStart(config)) log.warn(warning)
for (const { says, todo } of warningsFor(config, process.env)) log.warn(`${says}: ${todo}`)
// The next start finds the compiled code, however this process ends.
setImmediate(flushCompileCache)
void app.tenantProblem().then((error) => {
  if (error !== undefined) log.warn({ error }, 'OAUTH_TENANT cannot be looked up at Microsoft: nobody can sign in')
})

void app.botProblem().then((problem) => {
  if (problem !== undefined) log.warn({ error: problem.error }, problem.isRefused ? BOT_REFUSED : BOT_UNREACHED)
})

/** `--version` and `--help`. */
function tellAbout(option = ''): never {
  if (option === '--version') exit(versionOf(), 0)
  if (option === '--help') exit(HELP, 0)
  return exit(`There is no option ${option}.\n${HELP}`)
}

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return version
}

/** The warnings that `npm run doctor` gives in its own words. */
function warningsAtStart({ publicUrl, bot, oauth, trustProxy, misspelt }: Config): string[] {
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
      misspelt.length > 0,
      `These variables look like settings of this bot, but it knows none of these names: ${misspelt.join(', ')}`,
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

async function stop(signal: string, drainMs: number): Promise<void> {
  log.info({ signal, drainMs }, 'stopping')
  await app.stop(drainMs)
  log.info('stopped')
  log.flush(() => process.exit(0))
}

/** botbuilder writes keys and token errors to the console. Only the fact that it wrote is kept. */
function quietConsole(to: Log): void {
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    console[name] = () => to.debug('A library wrote to the console')
  }
}

function listenProblem(error: unknown): string {
  const port = error instanceof Error && 'port' in error ? Number(error.port) : config.port
  const code = codeOf(error)
  const isNotOurs = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)
  const setting = isNotOurs ? 'HOST' : port === config.metricsPort ? 'METRICS_PORT' : 'PORT'
  return `Cannot listen on port ${port}: ${code} (${setting})`
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
