import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { takesNoArguments } from '../src/cli/no-arguments.ts'
import { ConfigError } from '../src/config/config.ts'
import { manifestProblems } from './check.ts'
import { fillManifest } from './fill.ts'
import { iconProblems } from './icons.ts'
import { LINKS, type PackageSettings, readPackageSettings } from './settings.ts'
import { zip } from './zip.ts'

const PACKAGE = 'dist/outlook-contacts.zip'
/** Stays beside the package: at its start the bot compares it with its own PUBLIC_URL. */
const MANIFEST = 'dist/manifest.json'

const HELP = `Makes the Teams app's package from manifest/ and the settings in the environment.
  npm run package   writes ${PACKAGE}, and beside it the manifest`

takesNoArguments(HELP)
if (process.env['NODE_ENV'] !== 'production' && existsSync('.env')) process.loadEnvFile('.env')
process.exitCode = main(process.env)

/** Writes the app package. @returns the exit status: 2 for wrong settings, 1 for a manifest or icons that Teams would refuse. */
function main(env: Record<string, string | undefined>): number {
  let settings: PackageSettings
  try {
    settings = readPackageSettings(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return fail(2, error.message)
  }
  const template = parsed(read('manifest.json').toString())
  if (template === undefined) return fail(1, 'manifest/manifest.json is not JSON')
  const manifest = fillManifest(template, settings)
  const icons = { 'color.png': read('color.png'), 'outline.png': read('outline.png') }
  const problems = [...manifestProblems(manifest, new URL(settings.publicUrl).host), ...iconProblems(icons)]
  if (problems.length > 0) return fail(1, ['Teams would refuse this app:', ...problems].join('\n  - '))

  mkdirSync(dirname(PACKAGE), { recursive: true })
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  writeFileSync(MANIFEST, text)
  writeFileSync(PACKAGE, zip({ 'manifest.json': Buffer.from(text), ...icons }))
  console.log(`Wrote ${PACKAGE}. In Teams, choose Apps, Manage your apps, Upload an app.`)
  const unset = LINKS.filter((name) => !env[name]?.trim())
  if (unset.length > 0)
    console.log(
      `Not set: ${unset.join(', ')}. Teams will link to the bot’s own pages, /privacy and /terms. Check that their text is right for your organisation.`,
    )
  return 0
}

function read(name: string): Buffer {
  return readFileSync(new URL(name, import.meta.url))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function fail(status: number, message: string): number {
  console.error(message)
  return status
}
