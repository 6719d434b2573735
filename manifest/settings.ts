import { type Cloud, type CloudName, CLOUDS } from '../src/config/clouds.ts'
import { ConfigError } from '../src/config/config.ts'
import { givenIn, settings as botSettings, valueProblems, withoutQuotes } from '../src/config/schema.ts'
import { isLoopback } from '../src/loopback.ts'

/** The settings of the Teams app package. Every address is https. */
export type PackageSettings = {
  appId: string
  /** The bot's own origin. */
  publicUrl: string
  websiteUrl: string
  privacyUrl: string
  termsOfUseUrl: string
  /** The manifest's version; undefined: the template's own. */
  manifestVersion: Cloud['manifestVersion']
}

/** The bot's settings that the package needs. The same rules apply to them. */
const ours = botSettings.pick({ MicrosoftAppId: true, PUBLIC_URL: true })
const ofCloud = botSettings.pick({ CLOUD: true })

/** The pages that Teams links to from the app's entry. */
export const LINKS = ['WEBSITE_URL', 'PRIVACY_URL', 'TERMS_OF_USE_URL'] as const

/** Reads only what the package needs, so that the person who makes it does not need the bot's secrets. A link that is not set
 *  leads to a page of the bot's own.
 *  @throws {ConfigError} naming everything that is missing or wrong, without values */
export function readPackageSettings(env: Record<string, string | undefined>): PackageSettings {
  const { given, problems: quoted } = withoutQuotes(givenIn(env, [...Object.keys(ours.shape), 'CLOUD', ...LINKS]))
  const parsed = ours.safeParse(given)
  const cloud = ofCloud.safeParse(given)
  const { MicrosoftAppId, PUBLIC_URL } = parsed.data ?? {}
  const isReached = reaches(given['PUBLIC_URL'])
  const problems = [
    ...Object.keys(ours.shape).flatMap((name) => (given[name] === undefined ? [`${name} is required`] : [])),
    ...valueProblems(parsed.error).filter((problem) => isReached || !problem.startsWith('PUBLIC_URL ')),
    ...valueProblems(cloud.error),
    ...quoted,
    ...(isReached ? [] : [`PUBLIC_URL must be an https address that Teams can reach: ${NOT_REACHED}`]),
    ...LINKS.flatMap((name) =>
      reaches(given[name]) ? [] : [`${name} must be an https address that other machines can reach`],
    ),
  ]
  if (MicrosoftAppId === undefined || PUBLIC_URL === undefined || problems.length > 0) throw new ConfigError(problems)
  return {
    appId: MicrosoftAppId,
    publicUrl: PUBLIC_URL,
    websiteUrl: given['WEBSITE_URL'] ?? `${PUBLIC_URL}/privacy`,
    privacyUrl: given['PRIVACY_URL'] ?? `${PUBLIC_URL}/privacy`,
    termsOfUseUrl: given['TERMS_OF_USE_URL'] ?? `${PUBLIC_URL}/terms`,
    manifestVersion: cloudOf(cloud.data?.CLOUD).manifestVersion,
  }
}

function cloudOf(name: CloudName = 'public'): Cloud {
  return CLOUDS[name]
}

const NOT_REACHED = 'it opens neither http nor localhost (a tunnel has an https address)'

/** Whether other machines can open `address`. True if it is not set. */
function reaches(address: string | undefined): boolean {
  if (address === undefined) return true
  const url = URL.parse(address)
  return url?.protocol === 'https:' && !isLoopback(url.hostname)
}
