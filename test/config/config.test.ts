import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Config, ConfigError, isPlainRedis, readConfig } from '../../src/config/config.ts'
import { settings } from '../../src/config/schema.ts'

type Env = Record<string, string>

const APP = '5f0c4e9b-8a3d-4f6e-b1c7-2d9e0a6b3c48'
const TENANT = '6b1f2c0a-53d4-4a57-9c2e-3f0d9a8e7b11'
const OTHER = '9d3a7c15-62be-4e08-a4f9-b7c81d5e2f36'
const KEY = Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')

const BOT: Env = { MicrosoftAppId: APP, MicrosoftAppPassword: 'swordfish' }
const PUBLIC: Env = {
  ...BOT,
  PUBLIC_URL: 'https://bot.contoso.example',
  REDIS_URL: 'redis://redis:6379',
  ENCRYPTION_KEYS: KEY,
}

function problemsOf(env: Env): string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

/** The variables that the problems begin with, each once. */
function named(env: Env): string[] {
  return [...new Set(problemsOf(env).map((problem) => problem.split(' ')[0] ?? ''))].toSorted()
}

describe('.env.example', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
  const written = [...example.matchAll(/^#?(\w+)=/gm)].map(([, name]) => name)

  it('lists every setting exactly once, and nothing else', () => {
    expect(new Set(written)).toEqual(new Set(Object.keys(settings.shape)))
    expect(written).toHaveLength(new Set(written).size)
  })

  it('has only comments, so that a copy of it changes nothing', () => {
    expect(example.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
  })

  it('shows the real defaults', () => {
    const shown = Object.fromEntries([...example.matchAll(/^#(\w+)=(.+)$/gm)].map(([, name, value]) => [name, value]))
    expect(shown['PORT']).toBe(String(readConfig({}).port))
    expect(shown['PUBLIC_URL']).toBe(readConfig({}).publicUrl)
    expect(shown['DATA_FILE']).toBe(readConfig({}).dataFile)
    expect(shown['LOG_LEVEL']).toBe(readConfig({}).logLevel)
    expect(shown['OAUTH_AUTHORITY']).toBe(readConfig({}).oauth.authority)
    expect(shown['ToBotFromChannelOpenIdMetadataUrl']).toBe(readConfig({}).channel.openIdMetadataUrl)
    expect(shown['ToBotFromChannelTokenIssuer']).toBe(readConfig({}).channel.tokenIssuer)
    expect(shown['ToChannelFromBotOAuthScope']).toBe(readConfig({}).channel.oauthScope)
  })
})

describe('the proxy', () => {
  it.each<[Env, { url: string; direct: string } | undefined]>([
    [{ HTTPS_PROXY: 'http://proxy:8080' }, { url: 'http://proxy:8080', direct: '' }],
    [
      { https_proxy: 'http://u:p@proxy:8080', no_proxy: '.a,b' },
      { url: 'http://u:p@proxy:8080', direct: '.a,b' },
    ],
    [
      { https_proxy: 'http://lower:1', HTTPS_PROXY: 'http://upper:1' },
      { url: 'http://lower:1', direct: '' },
    ],
    [
      { https_proxy: ' ', HTTPS_PROXY: 'http://upper:1' },
      { url: 'http://upper:1', direct: '' },
    ],
    [{ HTTP_PROXY: 'http://proxy:8080', NO_PROXY: 'a' }, undefined],
  ])('of %j', (env, proxy) => {
    expect(readConfig(env).proxy).toEqual(proxy)
  })
})

describe('the channels', () => {
  it('are Teams alone with a registration, and every channel without', () => {
    expect(readConfig(BOT).channel.channels).toEqual(['msteams'])
    expect(readConfig({}).channel.channels).toBeUndefined()
    expect(readConfig({ ...BOT, CHANNELS: ' msteams, WebChat ,' }).channel.channels).toEqual(['msteams', 'webchat'])
  })
})

describe('a wrong value', () => {
  it.each([
    ['PORT', 'abc-wrong'],
    ['PORT', '-17'],
    ['PORT', '65536'],
    ['PORT', '3978.5'],
    ['PORT', '0x1F90'],
    ['PORT', '1e3'],
    ['PUBLIC_URL', 'bot.fabrikam.example'],
    ['PUBLIC_URL', 'http://bot.contoso.example'],
    ['PUBLIC_URL', 'http://127.0.0.1.evil.example'],
    ['PUBLIC_URL', 'http://10.0.0.7:3978'],
    ['PUBLIC_URL', 'ftp://bot.contoso.example'],
    ['PUBLIC_URL', 'https://bot.contoso.example/bot'],
    ['PUBLIC_URL', 'https://bot.contoso.example?'],
    ['PUBLIC_URL', 'https://bot.contoso.example/#'],
    ['PUBLIC_URL', 'https://me:swordfish@bot.contoso.example'],
    ['MicrosoftAppId', 'not-a-guid'],
    ['MicrosoftAppId', `${APP}0`],
    ['MicrosoftAppType', 'singletenant'],
    ['MicrosoftAppTenantId', 'contoso.example'],
    ['ToBotFromChannelOpenIdMetadataUrl', 'http://login.botframework.example/keys'],
    ['ToChannelFromBotLoginUrl', 'http://login.example/t'],
    ['ToChannelFromBotLoginUrl', 'https://login.example/t?x=1'],
    ['CHANNELS', ', ,'],
    ['CHANNELS', 'https://webchat.example'],
    ['CHANNELS', 'msteams webchat'],
    ['HTTPS_PROXY', 'proxy.fabrikam.example:3128'],
    ['HTTPS_PROXY', 'socks5://proxy.example:1080'],
    ['HTTPS_PROXY', 'http://proxy.example:8080/path'],
    ['FILE_HOSTS', 'https://contoso.sharepoint.com'],
    ['FILE_HOSTS', '*.com'],
    ['CHANNEL_SERVICE_HOSTS', 'https://smba.example.net'],
    ['CHANNEL_SERVICE_HOSTS', 'smba.example.net:443'],
    ['CHANNEL_SERVICE_HOSTS', 'smba.example.net/amer'],
    ['CHANNEL_SERVICE_HOSTS', '*'],
    ['CHANNEL_SERVICE_HOSTS', '*.net'],
    ['CHANNEL_SERVICE_HOSTS', 'smba.*.net'],
    ['CHANNEL_SERVICE_HOSTS', ', ,'],
    ['OAUTH_CLIENT_ID', 'swordfish'],
    ['OAUTH_TENANT', 'common'],
    ['OAUTH_TENANT', 'contoso.example'],
    ['OAUTH_ALLOWED_TENANTS', `${TENANT};${OTHER}`],
    ['OAUTH_ALLOWED_TENANTS', 'contoso.example'],
    ['OAUTH_ALLOWED_TENANTS', ', ,'],
    ['OAUTH_OTHER_ACCOUNTS', 'yes'],
    ['GRAPH_ACCESS', 'app'],
    ['CLOUD', 'gcc-high'],
    ['OAUTH_AUTHORITY', 'https://login.example/common'],
    ['OAUTH_AUTHORITY', 'http://login.example'],
    ['GRAPH_URL', 'http://graph.example/v1.0'],
    ['GRAPH_URL', 'https://graph.example/v1.0?x'],
    ['REDIS_URL', 'localhost:6379'],
    ['REDIS_URL', 'http://localhost:6379'],
    ['REDIS_URL', 'redis://'],
    ['REDIS_URL', 'redis://redis:port'],
    ['REDIS_URL', 'redis://redis:6379/?db=1'],
    ['REDIS_URL', 'redis+cluster://one:6379,'],
    ['REDIS_URL', 'redis+sentinel://one,two,three'],
    ['REDIS_URL', 'rediss://:sword%fish@redis'],
    ['ENCRYPTION_KEYS', 'swordfish'],
    ['ENCRYPTION_KEYS', Buffer.alloc(32).toString('base64')],
    ['ENCRYPTION_KEYS', Buffer.alloc(16, 'x1').toString('base64')],
    ['ENCRYPTION_KEYS', `${KEY},${KEY}`],
    ['TRUST_PROXY', '-1'],
    ['TRUST_PROXY', 'loopback'],
    ['LOG_LEVEL', 'verbose'],
  ])('of %s is reported without its value (%s)', (name, value) => {
    const env: Env = { ...PUBLIC, OAUTH_CLIENT_ID: OTHER, OAUTH_CLIENT_SECRET: 'swordfish', [name]: value }
    expect(named(env)).toEqual([name])
    const said = problemsOf(env).join('\n')
    // A short value may also be a word of the sentence.
    expect(value.length > 8 && said.includes(value)).toBe(false)
    expect(said).not.toContain('swordfish')
    expect(said).not.toContain(KEY)
  })

  it.each([
    ['PUBLIC_URL', 'https://me:swordfish@bot.contoso.example', /without user and password/],
    ['REDIS_URL', 'redis://:sword/fish@redis', /percent-encoded/],
  ])('of %s says what is wrong with its password', (name, value, says) => {
    expect(problemsOf({ ...PUBLIC, [name]: value })).toEqual([expect.stringMatching(says)])
  })

  it('says of a tenant that it can also be “organizations”', () => {
    expect(problemsOf({ ...PUBLIC, OAUTH_TENANT: 'common' })).toEqual([
      'OAUTH_TENANT must be a tenant id (GUID) or organizations',
    ])
  })

  // `docker run --env-file` keeps them.
  it.each([
    ['MicrosoftAppId', `"${APP}"`],
    ['MicrosoftAppPassword', "'swordfish'"],
    ['REDIS_URL', '"redis://:swordfish@redis"'],
    ['CONTACTS_EDIT', '"false"'],
    ['OAUTH_TENANT', `“${TENANT}”`],
    ['LOG_LEVEL', '‘info’'],
  ])('of %s with quotation marks around it is reported as that alone', (name, value) => {
    expect(problemsOf({ ...PUBLIC, [name]: value })).toEqual([
      `${name} has quotation marks around its value, and they count as a part of it: remove them`,
    ])
  })

  it('hides neither other wrong values nor missing ones', () => {
    const env = {
      PORT: 'x',
      PUBLIC_URL: 'http://bot.contoso.example',
      MicrosoftAppType: 'SingleTenant',
      OAUTH_CLIENT_SECRET: 'swordfish',
      LOG_LEVEL: 'loud',
    }
    expect(named(env)).toEqual(
      [
        'ENCRYPTION_KEYS',
        'LOG_LEVEL',
        'MicrosoftAppId',
        'MicrosoftAppTenantId',
        'OAUTH_CLIENT_ID',
        'PORT',
        'PUBLIC_URL',
        'REDIS_URL',
      ].toSorted(),
    )
  })

  it('is in one message with all other problems', () => {
    expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT .*\n.*LOG_LEVEL /)
  })
})

describe('settings that depend on each other', () => {
  it.each<[string, Env, string[]]>([
    ['nothing at all', {}, []],
    ['a whole public bot', PUBLIC, []],
    ['another cloud, in any case', { ...PUBLIC, CLOUD: 'GCCHigh' }, []],
    ['a bot of all tenants in China', { ...PUBLIC, CLOUD: 'china' }, ['MicrosoftAppTenantId']],
    ['access without sign-ins', { ...PUBLIC, GRAPH_ACCESS: 'application' }, []],
    [
      'access without sign-ins, nor a bot registration',
      { GRAPH_ACCESS: 'application', OAUTH_CLIENT_ID: OTHER, OAUTH_CLIENT_SECRET: 'x' },
      ['MicrosoftAppId'],
    ],
    [
      'access without sign-ins for other accounts',
      { ...PUBLIC, GRAPH_ACCESS: 'application', OAUTH_OTHER_ACCOUNTS: 'true' },
      ['OAUTH_OTHER_ACCOUNTS'],
    ],
    [
      'no registration for a public address',
      { ...PUBLIC, MicrosoftAppId: '', MicrosoftAppPassword: '' },
      ['MicrosoftAppId'],
    ],
    ['a blank registration for a public address', { ...PUBLIC, MicrosoftAppId: '  ' }, ['MicrosoftAppId']],
    ['an id without a secret', { MicrosoftAppId: APP }, ['MicrosoftAppPassword']],
    ['a secret without an id', { MicrosoftAppPassword: 'x' }, ['MicrosoftAppId']],
    ['a single tenant without its id', { ...BOT, MicrosoftAppType: 'SingleTenant' }, ['MicrosoftAppTenantId']],
    ['a contacts id without a secret', { OAUTH_CLIENT_ID: OTHER }, ['OAUTH_CLIENT_SECRET']],
    ['a contacts id, with the bot’s secret alone', { ...BOT, OAUTH_CLIENT_ID: OTHER }, ['OAUTH_CLIENT_SECRET']],
    ['a contacts secret without an id', { OAUTH_CLIENT_SECRET: 'x' }, ['OAUTH_CLIENT_ID']],
    [
      'a certificate without its key',
      { OAUTH_CLIENT_ID: OTHER, OAUTH_CLIENT_CERTIFICATE: 'c.pem' },
      ['OAUTH_CLIENT_KEY'],
    ],
    [
      'a key without its certificate',
      { OAUTH_CLIENT_ID: OTHER, OAUTH_CLIENT_KEY: 'k.pem' },
      ['OAUTH_CLIENT_CERTIFICATE'],
    ],
    [
      'a certificate without an id',
      { ...BOT, OAUTH_CLIENT_CERTIFICATE: 'c.pem' },
      ['OAUTH_CLIENT_ID', 'OAUTH_CLIENT_KEY'],
    ],
    ['no store for a public address', { ...PUBLIC, REDIS_URL: '' }, ['REDIS_URL']],
    ['a data file for a public address', { ...PUBLIC, REDIS_URL: '', DATA_FILE: '/data/bot.sqlite' }, []],
    ['no keys for a public address', { ...PUBLIC, ENCRYPTION_KEYS: '' }, ['ENCRYPTION_KEYS']],
    ['http on 127.0.0.1', { PUBLIC_URL: 'http://127.0.0.1:3978' }, []],
    ['http on [::1]', { PUBLIC_URL: 'http://[::1]:3978' }, []],
    ['https on localhost without anything', { PUBLIC_URL: 'https://localhost' }, []],
    ['a cluster', { ...PUBLIC, REDIS_URL: 'rediss+cluster://bot:p%40ss@one:6379,two,three' }, []],
    ['sentinels', { ...PUBLIC, REDIS_URL: 'redis+sentinel://bot:p%40ss@one,two:26380,three/main' }, []],
    ['an address to listen on', { ...PUBLIC, HOST: '::' }, []],
    ['two keys', { ...PUBLIC, ENCRYPTION_KEYS: `${KEY}, ${Buffer.from(KEY.slice(0, 32)).toString('base64')}` }, []],
  ])('%s', (_what, env, problems) => {
    expect(named(env)).toEqual(problems)
  })
})

describe('a setting that is not set', () => {
  const channel = (env: Env) => readConfig({ ...BOT, ...env }).channel
  const oauth = (env: Env) => readConfig(env).oauth

  it('has the documented default', () => {
    expect(readConfig({})).toEqual<Config>({
      port: 3978,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:3978',
      cloud: undefined,
      bot: undefined,
      channel: {
        openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
        tokenIssuer: 'https://api.botframework.com',
        loginUrl: 'https://login.microsoftonline.com/botframework.com',
        oauthScope: 'https://api.botframework.com',
        fileHosts: expect.arrayContaining(['*.sharepoint.com', '*.sharepoint.us']) as string[],
        serviceHosts: expect.arrayContaining(['smba.trafficmanager.net', '*.botframework.com']) as string[],
        channels: undefined,
        loopback: true,
      },
      oauth: {
        clientId: undefined,
        clientIdIn: 'OAUTH_CLIENT_ID',
        credentials: undefined,
        tenant: 'organizations',
        allowedTenants: undefined,
        otherAccounts: false,
        authority: 'https://login.microsoftonline.com',
      },
      graphUrl: undefined,
      graphAccess: 'delegated',
      contacts: { maxAgeMs: 60_000, keepMs: 7 * 24 * 60 * 60_000, edits: true },
      redisUrl: undefined,
      dataFile: 'data/bot.sqlite',
      encryptionKeys: undefined,
      proxy: undefined,
      metricsPort: undefined,
      trustProxy: 0,
      drainMs: 10_000,
      misspelt: [],
      logLevel: 'info',
    })
  })

  it('HOST is every address if browsers come from elsewhere', () => {
    expect(readConfig(PUBLIC).host).toBeUndefined()
    expect(readConfig({ ...PUBLIC, HOST: '10.0.0.7' }).host).toBe('10.0.0.7')
    expect(readConfig({ ...BOT, HOST: '0.0.0.0' }).host).toBe('0.0.0.0')
  })

  it('PUBLIC_URL is made from PORT', () => {
    expect(readConfig({ PORT: '8080' }).publicUrl).toBe('http://localhost:8080')
  })

  it('ToChannelFromBotLoginUrl is the bot’s own tenant for a single-tenant bot', () => {
    const single = { MicrosoftAppType: 'SingleTenant', MicrosoftAppTenantId: TENANT }
    expect(channel(single).loginUrl).toBe(`https://login.microsoftonline.com/${TENANT}`)
    expect(channel({ ...single, MicrosoftAppType: 'MultiTenant' }).loginUrl).toMatch(/\/botframework\.com$/)
    expect(channel({ ...single, ToChannelFromBotLoginUrl: 'https://login.example/t/' }).loginUrl).toBe(
      'https://login.example/t',
    )
  })

  it('setting one override of the channel leaves the others at their defaults', () => {
    const changed = channel({ ToBotFromChannelTokenIssuer: 'https://api.botframework.us' })
    expect(changed).toEqual({ ...channel({}), tokenIssuer: 'https://api.botframework.us' })
  })

  it('a serviceUrl on this machine is allowed only if the channel’s keys come from it too, or nobody is checked', () => {
    expect(channel({}).loopback).toBe(false)
    expect(channel({ ToBotFromChannelOpenIdMetadataUrl: 'http://127.0.0.1:4000/keys' }).loopback).toBe(true)
    expect(channel({ ToBotFromChannelOpenIdMetadataUrl: 'https://localhost.evil.example/keys' }).loopback).toBe(false)
    expect(readConfig({}).channel.loopback).toBe(true)
  })

  it('OAUTH_CLIENT_ID is the bot’s own registration', () => {
    expect(oauth(BOT)).toMatchObject({ clientId: APP, credentials: { type: 'secret', secret: 'swordfish' } })
    const own = { ...BOT, OAUTH_CLIENT_ID: OTHER, OAUTH_CLIENT_SECRET: 'other' }
    expect(oauth(own)).toMatchObject({ clientId: OTHER, credentials: { type: 'secret', secret: 'other' } })
  })

  it('OAUTH_TENANT is the bot’s tenant, otherwise organizations', () => {
    expect(oauth({ MicrosoftAppTenantId: TENANT.toUpperCase() }).tenant).toBe(TENANT)
    expect(oauth({ MicrosoftAppTenantId: TENANT, OAUTH_TENANT: 'organizations' }).tenant).toBe('organizations')
    expect(oauth({ MicrosoftAppTenantId: TENANT, OAUTH_TENANT: OTHER }).tenant).toBe(OTHER)
  })
})

describe('a setting that is set', () => {
  it('is trimmed', () => {
    expect(readConfig({ LOG_LEVEL: ' debug\n', PORT: ' 1 ' })).toMatchObject({ logLevel: 'debug', port: 1 })
  })

  it.each([
    ['https://Bot.Contoso.example/', 'https://bot.contoso.example'],
    ['HTTPS://bot.contoso.example:443', 'https://bot.contoso.example'],
    ['https://bot.contoso.example:8443', 'https://bot.contoso.example:8443'],
  ])('PUBLIC_URL %s becomes the origin %s', (url, origin) => {
    expect(readConfig({ ...PUBLIC, PUBLIC_URL: url }).publicUrl).toBe(origin)
  })

  it('ids are lower-cased', () => {
    const env = {
      ...BOT,
      MicrosoftAppId: APP.toUpperCase(),
      OAUTH_ALLOWED_TENANTS: `${TENANT.toUpperCase()}, ${OTHER},`,
    }
    expect(readConfig(env)).toMatchObject({ bot: { appId: APP }, oauth: { allowedTenants: [TENANT, OTHER] } })
  })

  it.each([
    ['redis://10.255.255.1', true],
    ['redis+cluster://127.0.0.1:1,10.255.255.1:1', true],
    ['redis+sentinel://redis.invalid:1/main', true],
    ['rediss://10.255.255.1', false],
    ['redis://127.0.0.1:1', false],
    ['redis://[::1]:1', false],
  ])('whether %s leads to another machine without TLS: %s', (url, isPlain) => {
    expect(isPlainRedis(url)).toBe(isPlain)
  })

  it('variables of other programs are ignored', () => {
    expect(readConfig({ NODE_ENV: 'x', PATH: '/' })).toEqual(readConfig({}))
  })
})
