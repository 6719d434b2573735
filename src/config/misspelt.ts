import { settings } from './schema.ts'
import { SECRETS } from './secret-files.ts'

/** Variables of another command (`npm run package`), of the platform (workload identity), or of libraries. */
const OTHERS = [
  'MANIFEST_VERSION',
  'WEBSITE_URL',
  'PRIVACY_URL',
  'TERMS_OF_USE_URL',
  'DEVELOPER_NAME',
  'REDIS_PORT',
  'REDIS_HOST',
]

/** The prefixes of names that only this bot uses. */
const PREFIXES =
  /^(?:MicrosoftApp|ToBotFrom|ToChannelFrom|OAUTH_|CONTACTS_|GRAPH_|CHANNEL|ENCRYPTION_|REDIS_|DATA_FILE|PUBLIC_URL|TRUST_PROX|DRAIN_|METRICS_)/i

/** The variables of `env` that are probably misspelt settings: in another case, without an underscore, or with one of our
 *  prefixes. In the order of their names. */
export function misspelt(env: Record<string, string | undefined>): string[] {
  const known = new Set([...Object.keys(settings.shape), ...SECRETS.map((name) => `${name}_FILE`), ...OTHERS])
  const alike = new Set([...known].map(bare))
  // Both ways of writing are common for these.
  const lowerCase = new Set(['https_proxy', 'no_proxy'])
  return Object.keys(env)
    .filter((name) => !known.has(name) && !lowerCase.has(name))
    .filter((name) => PREFIXES.test(name) || (alike.has(bare(name)) && bare(name).length > 5))
    .filter((name) => env[name]?.trim())
    .toSorted()
}

/** The letters of a name. A plural is often written for a singular, or the other way round. */
function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[_s-]/g, '')
}
