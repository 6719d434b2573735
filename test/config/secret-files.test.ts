import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../src/config/config.ts'
import { misspelt } from '../../src/config/misspelt.ts'

const APP = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
const KEY = Buffer.from('a key of the settings tests, 32!').toString('base64')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function file(text: string): string {
  const path = join(folder, `${Math.random()}`)
  writeFileSync(path, text)
  return path
}

function problems(env: Record<string, string>): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)]
  }
}

describe('a secret in a file', () => {
  it('counts as the setting itself, without the line break at its end', () => {
    const config = readConfig({
      MicrosoftAppId: APP,
      MicrosoftAppPassword_FILE: file('swordfish\n'),
      ENCRYPTION_KEYS_FILE: file(`${KEY}\n`),
      REDIS_URL_FILE: file('redis://127.0.0.1:6379/3\r\n'),
      HTTPS_PROXY_FILE: file('http://me:secret@proxy.example:8080'),
    })
    expect(config.bot).toEqual({ appId: APP, password: 'swordfish' })
    expect(config.encryptionKeys).toEqual([Buffer.from(KEY, 'base64')])
    expect(config.redisUrl).toBe('redis://127.0.0.1:6379/3')
    expect(config.proxy?.url).toBe('http://me:secret@proxy.example:8080')
  })

  it('OAUTH_CLIENT_SECRET proves the registration of its own', () => {
    const { oauth } = readConfig({ OAUTH_CLIENT_ID: APP, OAUTH_CLIENT_SECRET_FILE: file('swordfish') })
    expect(oauth.credentials).toEqual({ type: 'secret', secret: 'swordfish' })
  })

  it('that cannot be used is named, without its path and without its content', () => {
    const found = problems({
      MicrosoftAppId: APP,
      MicrosoftAppPassword_FILE: join(folder, 'not-there'),
      ENCRYPTION_KEYS_FILE: file('swordfish'),
      REDIS_URL_FILE: file(' \n'),
      OAUTH_CLIENT_ID: APP,
      OAUTH_CLIENT_SECRET: 'one',
      OAUTH_CLIENT_SECRET_FILE: file('two'),
    })
    expect(found.join('\n')).not.toMatch(/swordfish|secrets-|not-there/)
    for (const begin of [
      'MicrosoftAppPassword_FILE names a file that cannot be read (ENOENT)',
      'ENCRYPTION_KEYS ',
      'REDIS_URL_FILE names an empty file',
      'OAUTH_CLIENT_SECRET_FILE and OAUTH_CLIENT_SECRET are both set: remove one of them',
    ])
      expect(found.some((problem) => problem.startsWith(begin))).toBe(true)
  })
})

describe('a variable that is none of our settings', () => {
  it.each([
    ['OAUTH_CLIENTID', true],
    ['OAUTH_TENANT_ID', true],
    ['MICROSOFTAPPID', true],
    ['MicrosoftAppID', true],
    ['microsoft_app_id', true],
    ['ENCRYPTION_KEY', true],
    ['CHANNEL', true],
    ['CONTACTS_MAXAGE', true],
    ['PUBLIC_URLS', true],
    ['LOGLEVEL', true],
    ['REDIS_URI', true],
    ['CONTACT_EDIT', true],
    ['METRIC_PORT', true],
    ['OAUTH_OTHER_ACCOUNT', true],
    ['DRAIN_TIMEOUT', true],
    ['MicrosoftAppId', false],
    ['REDIS_URL_FILE', false],
    ['https_proxy', false],
    ['no_proxy', false],
    ['PATH', false],
    ['HOSTNAME', false],
    ['PORTS', false],
    ['AZURE_CLIENT_ID', false],
    ['REDIS_PORT', false],
    ['PRIVACY_URL', false],
  ])('%s is probably meant as one: %s', (name, isMeant) => {
    expect(misspelt({ [name]: 'x' })).toEqual(isMeant ? [name] : [])
  })

  it('without a value is none', () => {
    expect(misspelt({ OAUTH_CLIENTID: ' ' })).toEqual([])
  })
})
