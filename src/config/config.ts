import { z } from 'zod'
import { isGuid } from '../json.ts'
import { isLoopback } from '../loopback.ts'
import { type ClientCredentials, readCredentials } from './client-credentials.ts'
import { parseKeys } from '../store/keys.ts'
import { isRedisUrl, parseRedisUrl, REDIS_URL_FORMS } from '../store/drivers/redis/url.ts'

/** Everything the program takes from its environment. Meanings stand in `.env.example`, which a test holds to this. */
export type Config = {
  port: number
  /** An origin, without a trailing slash. */
  publicUrl: string
  /** undefined: no registration. The channel's tokens are not checked then, and the bot only listens on loopback. */
  bot: BotRegistration | undefined
  channel: ChannelSettings
  oauth: OAuthSettings
  graphUrl: string | undefined
  /** How old a copy of somebody's contacts may be that answers at once, and how long it stays in the store (0: never there). */
  contacts: { maxAgeMs: number; keepMs: number }
  redisUrl: string | undefined
  dataFile: string
  /** The first seals, all open. undefined: made by itself beside `dataFile`. */
  encryptionKeys: Buffer[] | undefined
  /** How many of the proxies in front are ours: so many entries of X-Forwarded-For are believed. */
  trustProxy: number
  logLevel: string
}

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
  /** Whether an activity's serviceUrl may name this machine: where the channel's keys come from it too. */
  loopback: boolean
}

export type OAuthSettings = {
  clientId: string | undefined
  /** undefined: there is no registration to sign in with. */
  credentials: ClientCredentials | undefined
  /** A tenant id, or `organizations`. */
  tenant: string
  /** Lower-case tenant ids; undefined: any. */
  allowedTenants: string[] | undefined
  /** Whether other accounts than the chat's own may be connected. */
  otherAccounts: boolean
  authority: string
}

/** Every problem of the environment at once. Its message names variables and never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: string[]
  constructor(problems: string[]) {
    super(`The settings are not right:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

const PUBLIC_CLOUD = {
  // https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
  openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  tokenIssuer: 'https://api.botframework.com',
  oauthScope: 'https://api.botframework.com',
  multiTenantLogin: 'https://login.microsoftonline.com/botframework.com',
  login: 'https://login.microsoftonline.com',
}

const SERVICE_HOSTS = [
  'smba.trafficmanager.net',
  '*.botframework.com',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
  '*.botframework.us',
  '*.botframework.azure.cn',
].join(',')

const guid = z.string().refine(isGuid, 'must be a GUID').toLowerCase()
const secureUrl = z.string().refine(isSecure, 'must be an https URL (http only on loopback)')
const origin = (example: string) =>
  secureUrl
    .refine(isOrigin, `must be an origin such as ${example}, without a path`)
    .transform((text) => URL.parse(text)?.origin ?? '')
const baseUrl = secureUrl
  .refine((text) => !/[?#]/.test(text), 'must be an address without ? and #')
  .transform(withoutSlash)
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((n) => n >= least && n <= most, `must be a whole number from ${least} to ${most}`)

const DAY_S = 24 * 60 * 60

/** One entry a variable. An empty value counts as unset. */
export const settings = z.object({
  PORT: wholeNumber(0, 65535).default(3978),
  PUBLIC_URL: origin('https://bot.contoso.example').optional(),
  MicrosoftAppId: guid.optional(),
  MicrosoftAppPassword: z.string().optional(),
  MicrosoftAppType: z
    .enum(['SingleTenant', 'MultiTenant', 'UserAssignedMSI'], 'must be SingleTenant, MultiTenant or UserAssignedMSI')
    .default('MultiTenant'),
  MicrosoftAppTenantId: guid.optional(),
  ToBotFromChannelOpenIdMetadataUrl: secureUrl.default(PUBLIC_CLOUD.openIdMetadataUrl),
  ToBotFromChannelTokenIssuer: z.string().default(PUBLIC_CLOUD.tokenIssuer),
  ToChannelFromBotLoginUrl: baseUrl.optional(),
  ToChannelFromBotOAuthScope: z.string().default(PUBLIC_CLOUD.oauthScope),
  CHANNEL_SERVICE_HOSTS: z
    .string()
    .default(SERVICE_HOSTS)
    .transform(list)
    .refine(
      (hosts) => hosts.length > 0 && hosts.every((host) => /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host)),
      'must be host names, comma-separated; *.x for all below x',
    ),
  OAUTH_CLIENT_ID: guid.optional(),
  OAUTH_CLIENT_SECRET: z.string().optional(),
  OAUTH_CLIENT_CERTIFICATE: z.string().optional(),
  OAUTH_CLIENT_KEY: z.string().optional(),
  AZURE_FEDERATED_TOKEN_FILE: z.string().optional(),
  OAUTH_TENANT: z.union([guid, z.literal('organizations')], 'must be a tenant id (GUID) or organizations').optional(),
  OAUTH_ALLOWED_TENANTS: z
    .string()
    .transform(list)
    .refine((ids) => ids.length > 0 && ids.every(isGuid), 'must be tenant ids (GUIDs), comma-separated')
    .optional(),
  OAUTH_OTHER_ACCOUNTS: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true'),
  OAUTH_AUTHORITY: origin(PUBLIC_CLOUD.login).default(PUBLIC_CLOUD.login),
  GRAPH_URL: baseUrl.optional(),
  CONTACTS_MAX_AGE: wholeNumber(0, DAY_S).default(60),
  CONTACTS_KEEP: wholeNumber(0, 90 * DAY_S).default(7 * DAY_S),
  REDIS_URL: z.string().refine(isRedisUrl, `must be of the form ${REDIS_URL_FORMS}`).optional(),
  DATA_FILE: z.string().optional(),
  ENCRYPTION_KEYS: z.string().transform(masterKeys).optional(),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], "must be one of pino's levels")
    .default('info'),
})

type Settings = z.infer<typeof settings>

/** @throws {ConfigError} naming everything that is wrong with `env`. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.keys(settings.shape).flatMap((name) => (env[name]?.trim() ? [[name, env[name].trim()]] : [])),
  )
  const parsed = settings.safeParse(given)
  const wrong = parsed.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? []
  const { credentials, problems: unusable } = clientCredentials(given)
  const problems = [...wrong, ...crossProblems(given), ...unusable]
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  const s = parsed.data
  const publicUrl = s.PUBLIC_URL ?? `http://localhost:${s.PORT}`
  return {
    port: s.PORT,
    publicUrl,
    bot: registration(s),
    channel: channelSettings(s),
    oauth: {
      clientId: s.OAUTH_CLIENT_ID ?? s.MicrosoftAppId,
      credentials,
      tenant: s.OAUTH_TENANT ?? s.MicrosoftAppTenantId ?? 'organizations',
      allowedTenants: s.OAUTH_ALLOWED_TENANTS,
      otherAccounts: s.OAUTH_OTHER_ACCOUNTS,
      authority: s.OAUTH_AUTHORITY,
    },
    graphUrl: s.GRAPH_URL,
    contacts: { maxAgeMs: s.CONTACTS_MAX_AGE * 1000, keepMs: s.CONTACTS_KEEP * 1000 },
    redisUrl: s.REDIS_URL,
    dataFile: s.DATA_FILE ?? 'data/bot.sqlite',
    encryptionKeys: s.ENCRYPTION_KEYS,
    trustProxy: s.TRUST_PROXY,
    logLevel: s.LOG_LEVEL,
  }
}

/** What no single variable can tell. Looks at what is `given`, right or wrong, so that everything is said at once. */
function crossProblems(given: Record<string, string>): string[] {
  const problems: string[] = []
  const need = (wanted: string, where: boolean, why: string) => {
    if (where && given[wanted] === undefined) problems.push(`${wanted} is required ${why}`)
  }
  const has = (name: string) => given[name] !== undefined
  const isPublic = !isLoopback(URL.parse(given['PUBLIC_URL'] ?? '')?.hostname ?? 'localhost')
  const offLoopback = 'where PUBLIC_URL is not loopback'

  need('MicrosoftAppId', isPublic, `${offLoopback}: without a bot registration nobody's identity is checked`)
  const isManaged = given['MicrosoftAppType'] === 'UserAssignedMSI'
  need('MicrosoftAppPassword', has('MicrosoftAppId') && !isManaged, 'with MicrosoftAppId (but for UserAssignedMSI)')
  need('MicrosoftAppId', !isPublic && isManaged, 'where MicrosoftAppType is UserAssignedMSI')
  need('MicrosoftAppId', !isPublic && has('MicrosoftAppPassword'), 'with MicrosoftAppPassword')
  const isSingle = given['MicrosoftAppType'] === 'SingleTenant'
  need('MicrosoftAppTenantId', isSingle, 'where MicrosoftAppType is SingleTenant')
  const byCertificate = has('OAUTH_CLIENT_CERTIFICATE') || has('OAUTH_CLIENT_KEY')
  const bySecret = has('OAUTH_CLIENT_SECRET')
  const isProved = bySecret || byCertificate || has('AZURE_FEDERATED_TOKEN_FILE')
  const others = '(or OAUTH_CLIENT_CERTIFICATE with OAUTH_CLIENT_KEY, or AZURE_FEDERATED_TOKEN_FILE)'
  need('OAUTH_CLIENT_SECRET', has('OAUTH_CLIENT_ID') && !isProved, `with OAUTH_CLIENT_ID ${others}`)
  need('OAUTH_CLIENT_ID', bySecret || byCertificate, 'with OAUTH_CLIENT_SECRET or OAUTH_CLIENT_CERTIFICATE')
  need('OAUTH_CLIENT_CERTIFICATE', has('OAUTH_CLIENT_KEY'), 'with OAUTH_CLIENT_KEY')
  need('OAUTH_CLIENT_KEY', has('OAUTH_CLIENT_CERTIFICATE'), 'with OAUTH_CLIENT_CERTIFICATE')
  if (bySecret && byCertificate)
    problems.push('OAUTH_CLIENT_SECRET must not be set beside OAUTH_CLIENT_CERTIFICATE: one of them has to go')
  const isKept = has('DATA_FILE')
  need('REDIS_URL', isPublic && !isKept, `${offLoopback} (or DATA_FILE, set on purpose, for a single instance)`)
  const howTo = 'base64 of 32 random bytes, such as `npm run -s keys` prints'
  need('ENCRYPTION_KEYS', isPublic, `${offLoopback}: ${howTo}`)
  return problems
}

function registration(s: Settings): BotRegistration | undefined {
  if (!s.MicrosoftAppId) return undefined
  const isManaged = s.MicrosoftAppType === 'UserAssignedMSI'
  return { appId: s.MicrosoftAppId, password: isManaged ? undefined : s.MicrosoftAppPassword }
}

function clientCredentials(given: Record<string, string>): ReturnType<typeof readCredentials> {
  const hasOwn = given['OAUTH_CLIENT_ID'] !== undefined
  return readCredentials({
    secret: given['OAUTH_CLIENT_SECRET'] ?? (hasOwn ? undefined : given['MicrosoftAppPassword']),
    certificateFile: given['OAUTH_CLIENT_CERTIFICATE'],
    keyFile: given['OAUTH_CLIENT_KEY'],
    tokenFile: hasOwn ? given['AZURE_FEDERATED_TOKEN_FILE'] : undefined,
  })
}

function channelSettings(s: Settings): ChannelSettings {
  const singleTenantLogin = `${PUBLIC_CLOUD.login}/${s.MicrosoftAppTenantId}`
  return {
    openIdMetadataUrl: s.ToBotFromChannelOpenIdMetadataUrl,
    tokenIssuer: s.ToBotFromChannelTokenIssuer,
    loginUrl:
      s.ToChannelFromBotLoginUrl ??
      (s.MicrosoftAppType === 'SingleTenant' ? singleTenantLogin : PUBLIC_CLOUD.multiTenantLogin),
    oauthScope: s.ToChannelFromBotOAuthScope,
    serviceHosts: s.CHANNEL_SERVICE_HOSTS,
    loopback: !s.MicrosoftAppId || isLoopback(new URL(s.ToBotFromChannelOpenIdMetadataUrl).hostname),
  }
}

/** Whether sealed records and the server's password go to another machine without TLS. */
export function isPlainRedis(redisUrl: string): boolean {
  const { tls, nodes } = parseRedisUrl(redisUrl)
  return !tls && nodes.some(({ host }) => !isLoopback(host))
}

function isSecure(text: string): boolean {
  const url = URL.parse(text)
  if (!url || url.username || url.password) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && url.pathname === '/' && !url.search && !url.hash && !text.endsWith('?') && !text.endsWith('#')
}

function masterKeys(text: string, context: z.RefinementCtx): Buffer[] {
  const { keys, problems } = parseKeys(text)
  for (const message of problems) context.addIssue({ code: 'custom', message: `(${message})` })
  return keys
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '')
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}
