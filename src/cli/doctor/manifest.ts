import { existsSync, readFileSync } from 'node:fs'
import { validDomainsCover } from '../../chat/valid-domains.ts'
import type { Config } from '../../config/config.ts'
import { isObject, parseJson } from '../../json.ts'
import { isLoopback } from '../../loopback.ts'
import { type Finding, findings } from './finding.ts'

const { ok, warning, failure } = findings('manifest')

/** The manifest that `npm run package` has filled in. */
const PACKAGED = 'dist/manifest.json'
const AGAIN = 'make the package again with these settings, and upload it'

/** Whether the app package fits the settings, if it was made here. */
export function manifestFinding({ bot, publicUrl }: Config): Finding {
  if (!existsSync(PACKAGED))
    return warning(`${PACKAGED} is not here`, 'run `npm run package` with these settings to compare it')
  const manifest = parseJson(readFileSync(PACKAGED, 'utf8'))
  if (!isObject(manifest)) return failure(`${PACKAGED} is not a JSON object`, AGAIN)
  const { bots } = manifest
  const ids = Array.isArray(bots) ? bots.map((each) => (isObject(each) ? String(each['botId']).toLowerCase() : '')) : []
  if (bot && !ids.includes(bot.appId.toLowerCase())) return failure('its bot is not MicrosoftAppId', AGAIN)
  const { hostname, host } = new URL(publicUrl)
  if (!isLoopback(hostname) && !validDomainsCover(manifest, host))
    return failure('its validDomains lack PUBLIC_URL’s host, so Teams will not open the sign-in page', AGAIN)
  return ok(`${PACKAGED} fits the settings`)
}
