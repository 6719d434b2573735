import { expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { warningsFor } from '../../src/config/warnings.ts'

const [TENANT, OTHER] = ['6b1f2c0a-53d4-4a57-9c2e-3f0d9a8e7b11', 'c2a7d9e4-1f36-4b0c-8d52-7e94ab31f622']
const BOT = { MicrosoftAppId: OTHER, MicrosoftAppPassword: 'x', MicrosoftAppTenantId: TENANT }

it.each<[what: string, env: Record<string, string>, begins: string[]]>([
  ['a bot of one tenant', BOT, []],
  [
    'allowed tenants beside another one',
    { ...BOT, OAUTH_ALLOWED_TENANTS: `${TENANT},${OTHER}` },
    ['OAUTH_ALLOWED_TENANTS names tenants'],
  ],
  ['its own tenant as the allowed one', { ...BOT, OAUTH_ALLOWED_TENANTS: TENANT.toUpperCase() }, []],
  ['allowed tenants', { ...BOT, OAUTH_TENANT: 'organizations', OAUTH_ALLOWED_TENANTS: OTHER }, []],
  ['a channel by another name', { ...BOT, CHANNELS: 'teams,webchat' }, ['CHANNELS names teams']],
  ['known channels', { ...BOT, CHANNELS: 'msteams,webchat,directline' }, []],
  ['a Redis elsewhere without TLS', { ...BOT, REDIS_URL: 'redis://10.0.0.1' }, ['REDIS_URL leads']],
  ['two stores', { ...BOT, REDIS_URL: 'redis://127.0.0.1', DATA_FILE: 'x' }, ['REDIS_URL and DATA_FILE']],
  ['no registration', {}, ['No bot registration']],
])('%s', (_what, env, begins) => {
  const said = warningsFor(readConfig(env), env).map(({ says }) => says)
  expect(said).toHaveLength(begins.length)
  for (const [n, words] of begins.entries()) expect(said[n]).toContain(words)
})
