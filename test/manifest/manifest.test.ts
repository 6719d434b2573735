import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { manifestProblems } from '../../manifest/check.ts'
import { fillManifest } from '../../manifest/fill.ts'
import { readPackageSettings } from '../../manifest/settings.ts'
import { parseCommand } from '../../src/commands/parsing/parse-command.ts'

type Template = {
  bots: { scopes: string[]; commandLists: { scopes: string[]; commands: { title: string }[] }[] }[]
  validDomains: string[]
}

const settings = readPackageSettings({
  MicrosoftAppId: '5f0c4e9b-8a3d-4f6e-b1c7-2d9e0a6b3c48',
  PUBLIC_URL: 'https://bot.contoso.example:8443',
})
const HOST = 'bot.contoso.example:8443'
const template = () =>
  JSON.parse(readFileSync(new URL('../../manifest/manifest.json', import.meta.url), 'utf8')) as Template &
    Record<string, unknown>

describe('the manifest', () => {
  const filled = fillManifest(template(), settings) as ReturnType<typeof template>

  it('satisfies Teams once it is filled in', () => {
    expect(manifestProblems(filled, HOST)).toEqual([])
    expect(filled).toMatchObject({
      id: settings.appId,
      developer: { websiteUrl: 'https://bot.contoso.example:8443/privacy' },
      bots: [{ botId: settings.appId, scopes: ['personal'] }],
      validDomains: [HOST],
    })
  })

  it.each([
    [undefined, '1.29'],
    ['public', '1.29'],
    ['gcc', '1.29'],
    ['gcchigh', '1.10'],
    ['dod', '1.10'],
    ['china', '1.29'],
  ])('with CLOUD=%s is of version %s, and satisfies its schema', (cloud, version) => {
    const { appId: MicrosoftAppId, publicUrl: PUBLIC_URL } = settings
    const own = fillManifest(template(), readPackageSettings({ MicrosoftAppId, PUBLIC_URL, CLOUD: cloud }))
    expect(own).toMatchObject({
      manifestVersion: version,
      $schema: `https://developer.microsoft.com/json-schemas/teams/v${version}/MicrosoftTeams.schema.json`,
    })
    expect(manifestProblems(own, HOST)).toEqual([])
  })

  it('is held to the schema of its own version', () => {
    const old = { ...filled, manifestVersion: '1.10' }
    expect(manifestProblems({ ...old, copilotAgents: {} }, HOST)).not.toEqual([])
  })

  it('asks for no permissions', () => {
    expect(Object.keys(filled)).not.toContain('permissions')
    expect(Object.keys(filled)).not.toContain('authorization')
    expect(Object.keys(filled)).not.toContain('webApplicationInfo')
  })

  it('does not fill placeholders inside the values of settings', () => {
    const privacyUrl = 'https://contoso.example/${{PUBLIC_HOST}}'
    expect(fillManifest(template(), { ...settings, privacyUrl })).toMatchObject({ developer: { privacyUrl } })
  })

  it('is not changed when a copy of it is filled in', () => {
    const before = template()
    fillManifest(before, settings)
    expect(before).toEqual(template())
  })

  it('offers commands that the bot knows', () => {
    const titles = filled.bots[0]?.commandLists[0]?.commands.map(({ title }) => title) ?? []
    const isBegun = (title: string) => title === 'find contact' || title === 'who is'
    const types = titles.map((title) => parseCommand(isBegun(title) ? `${title} Alice` : title))
    expect(types).toMatchObject([
      { type: 'find', query: 'Alice' },
      { type: 'text', typed: 'who is Alice' },
      { type: 'add' },
      { type: 'list' },
      { type: 'connect' },
      { type: 'status' },
      { type: 'disconnect' },
      { type: 'help' },
    ])
  })
})

const without = (name: string) => (manifest: Record<string, unknown>) => void delete manifest[name]
const withValue =
  (...entries: [string, unknown][]) =>
  (manifest: Record<string, unknown>) =>
    void Object.assign(manifest, Object.fromEntries(entries))

describe('a manifest is refused', () => {
  it.each<[why: string, damage: (manifest: ReturnType<typeof template>) => void, says: string]>([
    ['without what the schema requires', without('accentColor'), "/ must have required property 'accentColor'"],
    ['with an unknown field', withValue(['packageName', 'x']), '/ must NOT have additional properties: packageName'],
    ['for another version of the schema', withValue(['manifestVersion', '1.28']), '/manifestVersion must be equal'],
    ['with too long a name', withValue(['name', { short: 'x'.repeat(31) }]), '/name/short must NOT have more than 30'],
    [
      'with too long a description',
      withValue(['description', { short: 'x'.repeat(81), full: 'x' }]),
      '/description/short must NOT have more than 80',
    ],
    [
      'with thirteen commands',
      ({ bots }) => {
        const commands = Array.from({ length: 13 }, (_, at) => ({ title: `command ${at}` }))
        Object.assign(bots[0]?.commandLists[0] ?? {}, { commands })
      },
      '/bots/0/commandLists/0/commands must NOT have more than 12',
    ],
    ['with an unknown placeholder', withValue(['name', { short: '${{NAME}}' }]), 'no value is known for ${{NAME}}'],
    ['with a version of two numbers', withValue(['version', '1.0']), '/version must be'],
    [
      'with a link that is not https',
      ({ developer }) => void Object.assign(developer as object, { websiteUrl: 'http://contoso.example' }),
      '/developer/websiteUrl must be an https URL',
    ],
    ['with other icons', withValue(['icons', { color: 'a.png', outline: 'outline.png' }]), '/icons must be'],
    ['without a bot', withValue(['bots', []]), '/bots must contain one bot'],
    [
      'with a command twice',
      ({ bots }) => void bots[0]?.commandLists[0]?.commands.push({ title: 'help' }),
      '/bots/0/commandLists/0 lists a command twice',
    ],
    [
      'with commands in a scope where the bot is not installed',
      ({ bots }) => void bots[0]?.commandLists[0]?.scopes.push('team'),
      '/bots/0/commandLists/0 has a scope that the bot does not have',
    ],
    [
      'with a URL among the domains',
      ({ validDomains }) => void validDomains.push('https://x.example'),
      '/validDomains must be host names',
    ],
    ['without the bot’s host', withValue(['validDomains', ['contoso.example']]), '/validDomains must name the host'],
    ['without domains', without('validDomains'), '/validDomains must name the host'],
  ])('%s', (_why, damage, says) => {
    const manifest = template()
    damage(manifest)
    expect(manifestProblems(fillManifest(manifest, settings), HOST)).toEqual([expect.stringContaining(says)])
  })

  it('with every problem reported at once', () => {
    const manifest = fillManifest({ ...template(), version: '1', validDomains: ['x y'] }, settings)
    expect(manifestProblems(manifest, HOST)).toHaveLength(3)
  })

  it.each([undefined, null, [], 'x', {}])('when it is %j', (manifest) => {
    expect(manifestProblems(manifest, HOST)).not.toEqual([])
  })
})
