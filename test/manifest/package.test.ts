import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { manifestProblems } from '../../manifest/check.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const good = {
  MicrosoftAppId: '5f0c4e9b-8a3d-4f6e-b1c7-2d9e0a6b3c48',
  PUBLIC_URL: 'https://bot.contoso.example',
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs `manifest/package.ts` of `root` in an empty folder, with only this environment. */
function make(env: Record<string, string>, root = ROOT, args: string[] = []) {
  const { PATH = '' } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'manifest', 'package.ts'), ...args], {
    cwd: folder,
    env: { PATH, ...env },
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

const made = () => join(folder, 'dist', 'outlook-contacts.zip')

describe('npm run package', () => {
  it('packs the manifest and both icons, into the same bytes every time', () => {
    expect(make(good)).toMatchObject({ status: 0, stderr: '' })
    const bytes = readFileSync(made())
    const files = unzipSync(bytes)
    expect(Object.keys(files)).toEqual(['manifest.json', 'color.png', 'outline.png'])
    const manifest: unknown = JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString())
    expect(manifestProblems(manifest, 'bot.contoso.example')).toEqual([])
    for (const name of ['color.png', 'outline.png'])
      expect(Buffer.from(files[name] ?? [])).toEqual(readFileSync(join(ROOT, 'manifest', name)))
    make({ ...good, TZ: 'Pacific/Auckland' })
    expect(readFileSync(made())).toEqual(bytes)
  })

  it('takes no arguments: a wrong one is named with status 2, and help has status 0', () => {
    expect(make(good, ROOT, ['--out', 'x'])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/'--out'/) as unknown,
    })
    expect(make({}, ROOT, ['--help'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('npm run package') as unknown,
    })
    expect(existsSync(made())).toBe(false)
  })

  it('names quotation marks around an address as what is wrong with it', () => {
    expect(make({ ...good, PUBLIC_URL: `"${good.PUBLIC_URL}"`, PRIVACY_URL: '"https://b.example"' })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(
        /^.*\n.*PUBLIC_URL has quotation marks.*\n.*PRIVACY_URL has quotation marks.*\n$/,
      ) as unknown,
    })
  })

  it('says which links are not set', () => {
    expect(make({ ...good, PRIVACY_URL: 'https://contoso.example/privacy' }).stdout).toContain(
      'Not set: WEBSITE_URL, TERMS_OF_USE_URL.',
    )
    const links = {
      WEBSITE_URL: 'https://a.example',
      PRIVACY_URL: 'https://b.example',
      TERMS_OF_USE_URL: 'https://c.example',
    }
    expect(make({ ...good, ...links }).stdout).not.toContain('Not set')
  })

  it('reads .env in development, and not in production', () => {
    writeFileSync(
      join(folder, '.env'),
      Object.entries(good)
        .map((entry) => entry.join('='))
        .join('\n'),
    )
    expect(make({ NODE_ENV: 'production' }).status).toBe(2)
    expect(make({}).status).toBe(0)
  })

  it('exits with 2 and makes nothing when settings are missing or wrong', () => {
    const { status, stderr } = make({ PUBLIC_URL: 'http://swordfish.example', PRIVACY_URL: 'swordfish' })
    expect(status).toBe(2)
    for (const name of ['MicrosoftAppId', 'PUBLIC_URL', 'PRIVACY_URL'])
      expect(stderr).toMatch(new RegExp(`^ +- ${name} `, 'm'))
    expect(stderr).not.toMatch(/swordfish| at .*:\d+/)
    expect(existsSync(made())).toBe(false)
  })
})

describe('a package that Teams would refuse', () => {
  let copy: string
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'project-'))
    for (const name of ['manifest', 'src', 'package.json'])
      cpSync(join(ROOT, name), join(copy, name), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  })
  afterEach(() => rmSync(copy, { recursive: true, force: true }))

  it.each([
    ['manifest.json', '{"validDomains":', 'manifest/manifest.json is not JSON'],
    ['manifest.json', '{"validDomains": []}', "must have required property 'version'"],
    ['outline.png', 'x', 'outline.png is not a PNG'],
  ])('because of %s %j is not made: exit status 1', (name, content, says) => {
    writeFileSync(join(copy, 'manifest', name), content)
    const { status, stderr } = make(good, copy)
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(says) as string })
    expect(existsSync(made())).toBe(false)
  })
})
