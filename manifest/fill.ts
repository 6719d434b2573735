import type { PackageSettings } from './settings.ts'

/** Replaces each `${{NAME}}` in the template's texts. An unknown name stays, for `manifestProblems` to find. If the cloud's
 *  Teams takes an older version, the manifest says that it is one: the template has nothing that 1.10 does not know. */
export function fillManifest(template: unknown, settings: PackageSettings): unknown {
  const values: Record<string, string> = {
    MicrosoftAppId: settings.appId,
    PUBLIC_URL: settings.publicUrl,
    PUBLIC_HOST: new URL(settings.publicUrl).host,
    WEBSITE_URL: settings.websiteUrl,
    PRIVACY_URL: settings.privacyUrl,
    TERMS_OF_USE_URL: settings.termsOfUseUrl,
  }
  const manifest = filled(template, (text) =>
    text.replace(/\$\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole),
  )
  return settings.manifestVersion === undefined ? manifest : inVersion(manifest, settings.manifestVersion)
}

function inVersion(manifest: unknown, version: string): unknown {
  const $schema = `https://developer.microsoft.com/json-schemas/teams/v${version}/MicrosoftTeams.schema.json`
  return { ...(manifest as object), $schema, manifestVersion: version }
}

function filled(node: unknown, fill: (text: string) => string): unknown {
  if (typeof node === 'string') return fill(node)
  if (Array.isArray(node)) return node.map((item) => filled(item, fill))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, filled(value, fill)]))
}
