import { afterEach, describe, expect, test } from 'vitest'
import { actionsOf } from '../../emulator/channel/actions.ts'
import { contoso, megan } from '../../emulator/people.ts'
import { readConfig } from '../../src/config/config.ts'
import { en } from '../../src/text/en.ts'
import { readable, said, startWorld, type World } from '../world.ts'

/** What Microsoft's documentation says about each cloud, written here independently of the program.
 *  https://learn.microsoft.com/graph/deployments
 *  https://learn.microsoft.com/azure/bot-service/how-to-deploy-gov-cloud-high */
const DOCUMENTED = {
  public: [
    'login.microsoftonline.com',
    'graph.microsoft.com',
    'api.botframework.com',
    'teams.microsoft.com',
    'outlook.office.com',
  ],
  gcc: [
    'login.microsoftonline.com',
    'graph.microsoft.com',
    'api.botframework.com',
    'teams.microsoft.com',
    'outlook.office.com',
  ],
  gcchigh: [
    'login.microsoftonline.us',
    'graph.microsoft.us',
    'api.botframework.us',
    'gov.teams.microsoft.us',
    'outlook.office365.us',
  ],
  dod: [
    'login.microsoftonline.us',
    'dod-graph.microsoft.us',
    'api.botframework.us',
    'dod.teams.microsoft.us',
    'webmail.apps.mil',
  ],
  china: [
    'login.partner.microsoftonline.cn',
    'microsoftgraph.chinacloudapi.cn',
    'api.botframework.azure.cn',
    'teams.microsoftonline.cn',
    'partner.outlook.cn',
  ],
} as const

const METADATA = {
  public: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  gcc: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  gcchigh: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  dod: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  china: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
}
const SERVICE_HOST = {
  public: 'smba.trafficmanager.net',
  gcc: 'smba.infra.gcc.teams.microsoft.com',
  gcchigh: 'smba.infra.gov.teams.microsoft.us',
  dod: 'smba.infra.dod.teams.microsoft.us',
  china: 'frontend.botapi.msg.infra.teams.microsoftonline.cn',
}
const TENANT_OF_BOTS = {
  public: 'botframework.com',
  gcc: 'botframework.com',
  gcchigh: 'MicrosoftServices.onmicrosoft.us',
  dod: 'MicrosoftServices.onmicrosoft.us',
  china: contoso.tid,
}

type Name = keyof typeof DOCUMENTED
const names = Object.keys(DOCUMENTED) as Name[]

let world: World | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

/** A world in a cloud. Only the emulator's addresses are set, not the scopes and audiences that the bot requests there. */
async function startIn(cloud: Name, env: Record<string, string> = {}): Promise<World> {
  world = await startWorld({ CLOUD: cloud, ToChannelFromBotOAuthScope: '', ...env })
  return world
}

describe.each(names)('CLOUD=%s', (cloud) => {
  const [login, graph, botFramework, teams, outlook] = DOCUMENTED[cloud]

  test('sets every address together', () => {
    const bot = { MicrosoftAppId: contoso.tid, MicrosoftAppPassword: 'x', MicrosoftAppTenantId: contoso.tid }
    const { channel, oauth } = readConfig({ CLOUD: cloud, ...bot })
    expect(oauth.authority).toBe(`https://${login}`)
    expect(channel).toMatchObject({
      openIdMetadataUrl: METADATA[cloud],
      tokenIssuer: `https://${botFramework}`,
      oauthScope: `https://${botFramework}`,
      loginUrl: `https://${login}/${TENANT_OF_BOTS[cloud]}`,
    })
    expect(channel.serviceHosts).toContain(SERVICE_HOST[cloud])
    for (const other of Object.values(SERVICE_HOST).filter((host) => host !== SERVICE_HOST[cloud]))
      expect(channel.serviceHosts).not.toContain(other)
  })

  test('plays the whole conversation with this cloud’s addresses and scopes', async () => {
    const { emulator, connect } = await startIn(cloud)
    const chat = emulator.channel.personal(megan)
    await connect(megan)
    await chat.ask('find contact Alice')
    expect(said(chat).at(-1)).toContain('Alice Admin')
    const links = actionsOf(chat.messages.at(-1)!).flatMap(({ url }) => (url === undefined ? [] : [new URL(url).host]))
    expect(links).toContain(teams)
    expect(links).toContain(outlook)
    await chat.ask('status')
    expect(said(chat).at(-1)).toContain(megan.username)
    await chat.ask('disconnect')
    expect(said(chat).at(-1)).toContain(en.disconnected)
    const asked = emulator.entra.calls.map(({ params }) => params['scope']).filter((scope) => scope !== undefined)
    const contacts = `https://${graph}/Contacts.Read`
    expect(new Set(asked)).toEqual(
      new Set([`https://${botFramework}/.default`, `openid profile offline_access ${contacts}`]),
    )
  })

  test('plays it without a sign-in, with this cloud’s addresses and scopes', async () => {
    const { emulator } = await startIn(cloud, { GRAPH_ACCESS: 'application' })
    const chat = emulator.channel.personal(megan)
    const [answer] = await chat.ask('connect')
    const link = actionsOf(answer!).find(({ url }) => url?.includes('/adminconsent'))?.url ?? ''
    expect(new URL(link).searchParams.get('scope')).toBe(`https://${graph}/.default`)
    await fetch(link, { method: 'POST', body: new URLSearchParams({ decision: 'accept' }) })
    const [found] = await chat.ask('find contact Alice')
    expect(readable(found)).toContain('Alice Admin')
    const asked = emulator.entra.calls
      .filter(({ endpoint }) => endpoint === 'token')
      .map(({ params }) => params['scope'])
    expect(new Set(asked)).toEqual(new Set([`https://${botFramework}/.default`, `https://${graph}/.default`]))
  })
})

test('single settings override the cloud’s', () => {
  const { channel, oauth } = readConfig({
    CLOUD: 'gcchigh',
    OAUTH_AUTHORITY: 'https://login.contoso.example',
    ToBotFromChannelTokenIssuer: 'https://issuer.contoso.example',
    CHANNEL_SERVICE_HOSTS: 'channel.contoso.example',
    FILE_HOSTS: 'files.contoso.example',
  })
  expect(oauth.authority).toBe('https://login.contoso.example')
  expect(channel).toMatchObject({
    tokenIssuer: 'https://issuer.contoso.example',
    oauthScope: 'https://api.botframework.us',
    serviceHosts: ['channel.contoso.example'],
    fileHosts: ['files.contoso.example'],
  })
})

test('discovery that names another cloud’s Graph is told as that, and nobody’s token goes there', async () => {
  const { emulator, log } = await startIn('gcchigh')
  emulator.entra.setMsgraphHost('graph.microsoft.com')
  const chat = emulator.channel.personal(megan)
  const page = await world!.connect(megan)
  expect(page.text).toContain(en.signInFailed.no_graph)
  await chat.settled()
  expect(JSON.stringify(log)).toContain('no_graph')
  expect(emulator.entra.count('token', 'authorization_code')).toBe(0)
})
