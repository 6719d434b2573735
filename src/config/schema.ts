import { isIP } from 'node:net'
import { z } from 'zod'
import { isGuid } from '../json.ts'
import { isLoopback } from '../loopback.ts'
import { isRedisUrl, REDIS_URL_FORMS } from '../store/drivers/redis/url.ts'
import { parseKeys } from '../store/encryption-keys.ts'
import { CLOUD_NAMES, CLOUDS } from './clouds.ts'

const guid = z.string().refine(isGuid, 'must be a GUID').toLowerCase()
const secureUrl = z
  .string()
  .refine(isSecure, 'must be an https URL (http only for localhost) without user and password')
const origin = (example: string) =>
  secureUrl
    .refine(isOrigin, `must be an origin such as ${example}, without a path`)
    .transform((text) => URL.parse(text)?.origin ?? '')
const baseUrl = secureUrl
  .refine((text) => !/[?#]/.test(text), 'must be an address without ? and #')
  .transform((text) => text.replace(/\/+$/, ''))
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((n) => n >= least && n <= most, `must be a whole number from ${least} to ${most}`)

const hostList = z
  .string()
  .transform(list)
  .refine(
    (hosts) => hosts.length > 0 && hosts.every((host) => /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host)),
    'must be host names, separated by commas; *.x stands for every host below x',
  )
  .optional()

const DAY_S = 24 * 60 * 60

/** One entry for each variable. An empty value counts as unset. */
export const settings = z.object({
  PORT: wholeNumber(0, 65535).default(3978),
  HOST: z
    .string()
    .refine(
      (host) => isIP(host) !== 0 || /^[a-z0-9.-]+$/i.test(host),
      'must be an address of this machine such as 0.0.0.0',
    )
    .optional(),
  PUBLIC_URL: origin('https://bot.contoso.example').optional(),
  CLOUD: z
    .string()
    .toLowerCase()
    .pipe(z.enum(CLOUD_NAMES, `must be ${CLOUD_NAMES.slice(0, -1).join(', ')} or ${CLOUD_NAMES.at(-1)}`))
    .optional(),
  MicrosoftAppId: guid.optional(),
  MicrosoftAppPassword: z.string().optional(),
  MicrosoftAppType: z
    .enum(['SingleTenant', 'MultiTenant', 'UserAssignedMSI'], 'must be SingleTenant, MultiTenant or UserAssignedMSI')
    .default('MultiTenant'),
  MicrosoftAppTenantId: guid.optional(),
  ToBotFromChannelOpenIdMetadataUrl: secureUrl.optional(),
  ToBotFromChannelTokenIssuer: z.string().optional(),
  ToChannelFromBotLoginUrl: baseUrl.optional(),
  ToChannelFromBotOAuthScope: z.string().optional(),
  CHANNELS: z
    .string()
    .transform(list)
    .refine(
      (channels) => channels.length > 0 && channels.every((channel) => /^[a-z0-9-]+$/.test(channel)),
      'must be channel ids such as msteams and webchat, separated by commas',
    )
    .optional(),
  CHANNEL_SERVICE_HOSTS: hostList,
  FILE_HOSTS: hostList,
  OAUTH_CLIENT_ID: guid.optional(),
  OAUTH_CLIENT_SECRET: z.string().optional(),
  OAUTH_CLIENT_CERTIFICATE: z.string().optional(),
  OAUTH_CLIENT_KEY: z.string().optional(),
  AZURE_FEDERATED_TOKEN_FILE: z.string().optional(),
  OAUTH_TENANT: z
    .string()
    .toLowerCase()
    .refine((tenant) => isGuid(tenant) || tenant === 'organizations', 'must be a tenant id (GUID) or organizations')
    .optional(),
  OAUTH_ALLOWED_TENANTS: z
    .string()
    .transform(list)
    .refine((ids) => ids.length > 0 && ids.every(isGuid), 'must be tenant ids (GUIDs), separated by commas')
    .optional(),
  OAUTH_OTHER_ACCOUNTS: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true'),
  OAUTH_AUTHORITY: origin(CLOUDS.public.authority).optional(),
  GRAPH_URL: baseUrl.optional(),
  GRAPH_ACCESS: z.enum(['delegated', 'application'], 'must be delegated or application').default('delegated'),
  CONTACTS_MAX_AGE: wholeNumber(0, DAY_S).default(60),
  CONTACTS_KEEP: wholeNumber(0, 90 * DAY_S).default(7 * DAY_S),
  CONTACTS_EDIT: z
    .enum(['true', 'false'], 'must be true or false')
    .default('true')
    .transform((text) => text === 'true'),
  REDIS_URL: z
    .string()
    .refine(isRedisUrl, `must be of the form ${REDIS_URL_FORMS}, with user and password percent-encoded`)
    .optional(),
  DATA_FILE: z.string().optional(),
  ENCRYPTION_KEYS: z.string().transform(masterKeys).optional(),
  HTTPS_PROXY: z
    .string()
    .refine(isProxyUrl, 'must be an http or https URL such as http://proxy.example:8080')
    .optional(),
  NO_PROXY: z.string().default(''),
  METRICS_PORT: wholeNumber(1, 65535).optional(),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  DRAIN_SECONDS: wholeNumber(0, 600).default(10),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
})

export type Settings = z.infer<typeof settings>

/** The variables that have a value, trimmed, by name. */
export type Given = Record<string, string>

/** Variables that other programs read as well, by their lower-case name first. */
const ALSO_LOWER_CASE = ['HTTPS_PROXY', 'NO_PROXY']

/** The values of `names` in `env`. A blank value counts as unset. */
export function givenIn(env: Record<string, string | undefined>, names: readonly string[]): Given {
  return Object.fromEntries(
    names.flatMap((name) => {
      const lower = ALSO_LOWER_CASE.includes(name) ? env[name.toLowerCase()]?.trim() : undefined
      const value = lower || env[name]?.trim()
      return value ? [[name, value]] : []
    }),
  )
}

/** Some programs, such as `docker run --env-file`, treat quotation marks as part of the value. */
export function withoutQuotes(given: Given): { given: Given; problems: string[] } {
  const problems: string[] = []
  const bare = Object.entries(given).map(([name, value]) => {
    // Texts that are copied from a page may have curly ones.
    const inside = /^(?:"(.*)"|'(.*)'|[“”„](.*)[“”]|[‘’](.*)’)$/s
      .exec(value)
      ?.slice(1)
      .find((text) => text !== undefined)
    if (inside === undefined) return [name, value] as const
    problems.push(`${name} has quotation marks around its value, and they count as a part of it: remove them`)
    return [name, inside] as const
  })
  return { given: Object.fromEntries(bare), problems }
}

/** What is wrong with single values, a sentence each that begins with the variable and never shows its value. */
export function valueProblems(error: z.ZodError | undefined): string[] {
  return error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? []
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

function isProxyUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.pathname === '/' && !url.search && !url.hash
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
