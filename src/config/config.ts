import { isLoopback } from '../loopback.ts'
import { parseRedisUrl } from '../store/drivers/redis/url.ts'
import { type ClientCredentials, readCredentials } from './client-credentials.ts'
import { type Cloud, type CloudName, CLOUDS } from './clouds.ts'
import { crossProblems } from './cross-checks.ts'
import { misspelt } from './misspelt.ts'
import { type Given, givenIn, type Settings, settings, valueProblems, withoutQuotes } from './schema.ts'
import { secretsInFiles } from './secret-files.ts'

/** Everything that the program takes from its environment. `.env.example` says what each variable means. This folder has one
 *  file for each topic: the variables (schema), their dependencies (cross-checks), Microsoft's clouds (clouds), and how the
 *  program authenticates (client-credentials). */
export type Config = {
  port: number
  /** The address to listen on; undefined: every address of the machine. */
  host: string | undefined
  /** An origin, without a trailing slash. */
  publicUrl: string
  /** The cloud that the operator has set. If none is set, each address belongs to its own cloud. */
  cloud: CloudName | undefined
  /** undefined: no registration. The channel's tokens are not checked then, and the bot only listens on this machine. */
  bot: BotRegistration | undefined
  channel: ChannelSettings
  oauth: OAuthSettings
  graphUrl: string | undefined
  /** How contacts are read: with each person's own sign-in, or with the application's own permission and no sign-in. */
  graphAccess: 'delegated' | 'application'
  /** `maxAgeMs`: a copy of somebody's contacts answers at once up to this age. `keepMs`: how long it stays in the store; 0:
   *  it is never stored. `edits`: whether people can change their contacts. */
  contacts: { maxAgeMs: number; keepMs: number; edits: boolean }
  redisUrl: string | undefined
  dataFile: string
  /** The first key seals, every key opens. undefined: the bot makes one beside `dataFile`. */
  encryptionKeys: Buffer[] | undefined
  /** The proxy to Microsoft, if hosts cannot be reached directly. */
  proxy: Proxy | undefined
  /** Where the metrics can be read; undefined: nowhere, and nothing is counted. */
  metricsPort: number | undefined
  /** How many of our proxies are in front of the bot: this many entries of X-Forwarded-For are trusted. */
  trustProxy: number
  /** How long an instance that was told to stop (SIGTERM) still takes work. */
  drainMs: number
  /** Variables that are probably misspelt settings. */
  misspelt: string[]
  logLevel: string
}

/** `direct`: hosts that are reached without the proxy, in the notation of NO_PROXY. */
export type Proxy = { url: string; direct: string }

/** `password` is undefined for a managed identity, which has none. */
export type BotRegistration = { appId: string; password: string | undefined }

export type ChannelSettings = {
  openIdMetadataUrl: string
  tokenIssuer: string
  /** The bot's own token comes from `<loginUrl>/oauth2/v2.0/token`. */
  loginUrl: string
  /** …with the scope `<oauthScope>/.default`. */
  oauthScope: string
  serviceHosts: string[]
  /** Hosts that a file's address may name. */
  fileHosts: string[]
  /** The channels that are served; undefined: every channel. */
  channels: string[] | undefined
  /** Whether an activity's serviceUrl and a file's address may name this machine: if the channel's keys come from it too. */
  loopback: boolean
}

export type OAuthSettings = {
  clientId: string | undefined
  /** The setting that `clientId` comes from. */
  clientIdIn: 'OAUTH_CLIENT_ID' | 'MicrosoftAppId'
  /** undefined: no registration is set, and nobody can sign in. */
  credentials: ClientCredentials | undefined
  /** A tenant id, or `organizations`. */
  tenant: string
  /** Lower-case tenant ids. undefined: every tenant may connect. */
  allowedTenants: string[] | undefined
  /** Whether people may connect a different account from the chat's own. */
  otherAccounts: boolean
  authority: string
}

/** Every problem of the environment at once. The message names variables and never shows a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: string[]
  constructor(problems: string[]) {
    super(`The settings are not right:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/** @throws {ConfigError} with everything that is wrong with `env` */
export function readConfig(env: Record<string, string | undefined>): Config {
  const files = secretsInFiles(env)
  const { given, problems: quoted } = withoutQuotes({ ...givenIn(env, Object.keys(settings.shape)), ...files.given })
  const parsed = settings.safeParse(given)
  const { credentials, problems: unusable } = clientCredentials(given)
  const problems = [...valueProblems(parsed.error), ...crossProblems(given), ...unusable, ...files.problems, ...quoted]
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  const s = parsed.data
  const publicUrl = s.PUBLIC_URL ?? `http://localhost:${s.PORT}`
  return {
    port: s.PORT,
    host: s.HOST ?? (isLoopback(new URL(publicUrl).hostname) ? '127.0.0.1' : undefined),
    publicUrl,
    cloud: s.CLOUD,
    bot: registration(s),
    channel: channelSettings(s),
    oauth: oauthSettings(s, credentials),
    graphUrl: s.GRAPH_URL,
    graphAccess: s.GRAPH_ACCESS,
    contacts: { maxAgeMs: s.CONTACTS_MAX_AGE * 1000, keepMs: s.CONTACTS_KEEP * 1000, edits: s.CONTACTS_EDIT },
    redisUrl: s.REDIS_URL,
    dataFile: s.DATA_FILE ?? 'data/bot.sqlite',
    encryptionKeys: s.ENCRYPTION_KEYS,
    proxy: s.HTTPS_PROXY === undefined ? undefined : { url: s.HTTPS_PROXY, direct: s.NO_PROXY },
    metricsPort: s.METRICS_PORT,
    trustProxy: s.TRUST_PROXY,
    drainMs: s.DRAIN_SECONDS * 1000,
    misspelt: misspelt(env),
    logLevel: s.LOG_LEVEL,
  }
}

function registration(s: Settings): BotRegistration | undefined {
  if (!s.MicrosoftAppId) return undefined
  const isManaged = s.MicrosoftAppType === 'UserAssignedMSI'
  return { appId: s.MicrosoftAppId, password: isManaged ? undefined : s.MicrosoftAppPassword }
}

function clientCredentials(given: Given): ReturnType<typeof readCredentials> {
  const hasOwn = given['OAUTH_CLIENT_ID'] !== undefined
  return readCredentials({
    secret: given['OAUTH_CLIENT_SECRET'] ?? (hasOwn ? undefined : given['MicrosoftAppPassword']),
    certificateFile: given['OAUTH_CLIENT_CERTIFICATE'],
    keyFile: given['OAUTH_CLIENT_KEY'],
    tokenFile: hasOwn ? given['AZURE_FEDERATED_TOKEN_FILE'] : undefined,
  })
}

function oauthSettings(s: Settings, credentials: ClientCredentials | undefined): OAuthSettings {
  return {
    clientId: s.OAUTH_CLIENT_ID ?? s.MicrosoftAppId,
    clientIdIn:
      s.OAUTH_CLIENT_ID === undefined && s.MicrosoftAppId !== undefined ? 'MicrosoftAppId' : 'OAUTH_CLIENT_ID',
    credentials,
    tenant: s.OAUTH_TENANT ?? s.MicrosoftAppTenantId ?? 'organizations',
    allowedTenants: s.OAUTH_ALLOWED_TENANTS,
    otherAccounts: s.OAUTH_OTHER_ACCOUNTS,
    authority: s.OAUTH_AUTHORITY ?? CLOUDS[s.CLOUD ?? 'public'].authority,
  }
}

function channelSettings(s: Settings): ChannelSettings {
  const cloud = CLOUDS[s.CLOUD ?? 'public']
  const openIdMetadataUrl = s.ToBotFromChannelOpenIdMetadataUrl ?? cloud.openIdMetadataUrl
  // If CLOUD is not set, the settings may belong to any cloud.
  const clouds = s.CLOUD === undefined ? Object.values(CLOUDS) : [cloud]
  const hostsOf = (kind: 'serviceHosts' | 'fileHosts') => [...new Set(clouds.flatMap((one) => one[kind]))]
  return {
    openIdMetadataUrl,
    tokenIssuer: s.ToBotFromChannelTokenIssuer ?? cloud.botFramework,
    loginUrl: s.ToChannelFromBotLoginUrl ?? `${cloud.authority}/${tenantOfBot(s, cloud)}`,
    oauthScope: s.ToChannelFromBotOAuthScope ?? cloud.botFramework,
    serviceHosts: s.CHANNEL_SERVICE_HOSTS ?? hostsOf('serviceHosts'),
    fileHosts: s.FILE_HOSTS ?? hostsOf('fileHosts'),
    channels: s.CHANNELS ?? (s.MicrosoftAppId ? ['msteams'] : undefined),
    loopback: !s.MicrosoftAppId || isLoopback(new URL(openIdMetadataUrl).hostname),
  }
}

/** The tenant in which the bot gets its own token. */
function tenantOfBot({ MicrosoftAppType, MicrosoftAppTenantId }: Settings, { botTenant }: Cloud): string | undefined {
  return MicrosoftAppType === 'SingleTenant' ? MicrosoftAppTenantId : (botTenant ?? MicrosoftAppTenantId)
}

/** Whether the sealed records and Redis's password travel to another machine without TLS. */
export function isPlainRedis(redisUrl: string): boolean {
  const { tls, nodes } = parseRedisUrl(redisUrl)
  return !tls && nodes.some(({ host }) => !isLoopback(host))
}
