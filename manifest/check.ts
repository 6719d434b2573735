import newest from '@microsoft/app-manifest/build/json-schemas/teams/v1.29/MicrosoftTeams.schema.json' with { type: 'json' }
import oldest from '@microsoft/app-manifest/build/json-schemas/teams/v1.10/MicrosoftTeams.schema.json' with { type: 'json' }
import type { TeamsManifestV1D29 } from '@microsoft/app-manifest'
import ajv from 'ajv-draft-04'
import formats from 'ajv-formats'
import { validDomainsCover } from '../src/chat/valid-domains.ts'

/** Everything that Teams would refuse in a filled manifest, one sentence each: by Microsoft's own schema or, if the manifest
 *  satisfies that, by rules that the schema does not know.
 *  @param host of PUBLIC_URL */
export function manifestProblems(manifest: unknown, host: string): string[] {
  const wrong = schemaProblems(manifest)
  return wrong.length > 0 ? wrong : ruleProblems(manifest as TeamsManifestV1D29.TeamsManifestV1D29, host)
}

function schemaProblems(manifest: unknown): string[] {
  const validator = new ajv.default({ allErrors: true, strictTypes: false })
  formats.default(validator, ['uri', 'email', 'regex'])
  const { manifestVersion } = (manifest ?? {}) as { manifestVersion?: unknown }
  const validate = validator.compile(manifestVersion === '1.10' ? oldest : newest)
  if (validate(manifest)) return []
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const name: unknown = params['additionalProperty']
    return `${instancePath || '/'} ${message}${typeof name === 'string' ? `: ${name}` : ''}`
  })
}

const HOST = /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/i

function ruleProblems(manifest: TeamsManifestV1D29.TeamsManifestV1D29, host: string): string[] {
  const { version, developer, icons, bots = [], validDomains = [] } = manifest
  const problems: string[] = []
  const rule = (isKept: boolean, otherwise: string) => void (isKept || problems.push(otherwise))

  const unknown = new Set(JSON.stringify(manifest).match(/\$\{\{.*?\}\}/g))
  rule(unknown.size === 0, `no value is known for ${[...unknown].join(', ')}`)
  rule(/^\d+\.\d+\.\d+$/.test(version), '/version must be three numbers, such as 1.0.0')
  for (const link of ['websiteUrl', 'privacyUrl', 'termsOfUseUrl'] as const)
    rule(developer[link].startsWith('https://'), `/developer/${link} must be an https URL`)
  const { color, outline } = icons
  rule(color === 'color.png' && outline === 'outline.png', '/icons must be color.png and outline.png')

  rule(bots.length === 1, '/bots must contain one bot')
  for (const { scopes, commandLists = [] } of bots) {
    for (const [at, list] of commandLists.entries()) {
      const titles = list.commands.map(({ title }) => title)
      rule(new Set(titles).size === titles.length, `/bots/0/commandLists/${at} lists a command twice`)
      const isInstalled = list.scopes.every((scope) => scopes.includes(scope))
      rule(isInstalled, `/bots/0/commandLists/${at} has a scope that the bot does not have`)
    }
  }

  const isPlain = validDomains.every((domain) => HOST.test(domain))
  rule(isPlain, '/validDomains must be host names, without scheme and path')
  rule(
    validDomainsCover(manifest, host),
    '/validDomains must name the host of PUBLIC_URL: otherwise Teams opens no sign-in',
  )
  return problems
}
