import { describe, expect, it } from 'vitest'
import { readPackageSettings } from '../../manifest/settings.ts'
import { ConfigError } from '../../src/config/config.ts'

const APP_ID = '5f0c4e9b-8a3d-4f6e-b1c7-2d9e0a6b3c48'
const good = { MicrosoftAppId: APP_ID, PUBLIC_URL: 'https://bot.contoso.example' }

function problemsOf(env: Record<string, string>): string[] {
  try {
    readPackageSettings(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('the settings of the package', () => {
  it('are two of the bot’s settings, and links that default to the bot’s own pages', () => {
    expect(readPackageSettings({ ...good, PRIVACY_URL: ' https://contoso.example/privacy ', WEBSITE_URL: '' })).toEqual(
      {
        appId: APP_ID,
        publicUrl: good.PUBLIC_URL,
        websiteUrl: `${good.PUBLIC_URL}/privacy`,
        privacyUrl: 'https://contoso.example/privacy',
        termsOfUseUrl: `${good.PUBLIC_URL}/terms`,
      },
    )
  })

  it('are all named when they are missing', () => {
    expect(problemsOf({})).toEqual(['MicrosoftAppId is required', 'PUBLIC_URL is required'])
  })

  it.each([
    ['MicrosoftAppId', 'swordfish'],
    ['PUBLIC_URL', 'swordfish'],
    ['PUBLIC_URL', 'http://swordfish.example'],
    ['PUBLIC_URL', 'http://localhost:3978'],
    ['PUBLIC_URL', 'https://127.0.0.1:3978'],
    ['PUBLIC_URL', 'https://swordfish.example/bot'],
    ['PUBLIC_URL', 'https://user:swordfish@bot.example'],
    ['CLOUD', 'swordfish'],
    ['WEBSITE_URL', 'http://swordfish.example'],
    ['PRIVACY_URL', 'swordfish'],
    ['TERMS_OF_USE_URL', 'https://localhost/swordfish'],
  ])('are refused when %s is %s, in one sentence that does not show the value', (name, value) => {
    const problems = problemsOf({ ...good, [name]: value })
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} must be `))])
    expect(problems.join()).not.toMatch(/swordfish|3978/)
  })
})
