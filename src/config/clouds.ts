import { isLoopback } from '../loopback.ts'

/** One Microsoft cloud: the addresses of sign-in, of Graph and of its Bot Framework. */
export type Cloud = {
  /** The origin of sign-ins and tokens. */
  authority: string
  graphHost: string
  /** The issuer of the tokens that the channel sends, and the audience of those that the bot sends. */
  botFramework: string
  /** Where the keys of the channel's tokens are published. */
  openIdMetadataUrl: string
  /** The tenant in which a multi-tenant bot gets its own token. undefined: this cloud has no fixed tenant for that. */
  botTenant: string | undefined
  /** Hosts that an activity's serviceUrl may name. Exact names if other people could own a neighbouring name. */
  serviceHosts: readonly string[]
  /** Hosts that a file's address may name: the SharePoint in which Teams stores files. */
  fileHosts: readonly string[]
  /** Where this cloud's people open Teams, Outlook on the web, and the page where they withdraw consent. Unset: the address is
   *  unknown, and no link is shown. The addresses of Outlook outside the public cloud are from documentation and were never
   *  opened. */
  links: { teams: string; outlook?: string; consent?: string; personalConsent?: string }
  /** The newest manifest version that this cloud's Teams accepts. undefined: the version that we write. */
  manifestVersion?: '1.10'
}

const PUBLIC = {
  authority: 'https://login.microsoftonline.com',
  graphHost: 'graph.microsoft.com',
  botFramework: 'https://api.botframework.com',
  openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  botTenant: 'botframework.com',
  serviceHosts: ['smba.trafficmanager.net', '*.botframework.com'],
  fileHosts: ['*.sharepoint.com'],
  links: {
    teams: 'https://teams.microsoft.com',
    outlook: 'https://outlook.office.com',
    consent: 'https://myapps.microsoft.com',
    personalConsent: 'https://account.live.com/consent/Manage',
  },
} satisfies Cloud

const GCC_HIGH: Cloud = {
  authority: 'https://login.microsoftonline.us',
  graphHost: 'graph.microsoft.us',
  botFramework: 'https://api.botframework.us',
  openIdMetadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  botTenant: 'MicrosoftServices.onmicrosoft.us',
  serviceHosts: ['smba.infra.gov.teams.microsoft.us', '*.botframework.us'],
  fileHosts: ['*.sharepoint.us'],
  links: { teams: 'https://gov.teams.microsoft.us', outlook: 'https://outlook.office365.us' },
  manifestVersion: '1.10',
}

/** Every cloud. The bot works in the public one unless CLOUD names another, or single settings name another's addresses.
 *  https://learn.microsoft.com/graph/deployments
 *  https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */
export const CLOUDS = {
  public: PUBLIC,
  gcc: { ...PUBLIC, serviceHosts: ['smba.infra.gcc.teams.microsoft.com', '*.botframework.com'] },
  gcchigh: GCC_HIGH,
  dod: {
    ...GCC_HIGH,
    graphHost: 'dod-graph.microsoft.us',
    serviceHosts: ['smba.infra.dod.teams.microsoft.us', '*.botframework.us'],
    fileHosts: ['*.sharepoint-mil.us', '*.dps.mil'],
    links: { teams: 'https://dod.teams.microsoft.us', outlook: 'https://webmail.apps.mil' },
  },
  china: {
    authority: 'https://login.partner.microsoftonline.cn',
    graphHost: 'microsoftgraph.chinacloudapi.cn',
    botFramework: 'https://api.botframework.azure.cn',
    openIdMetadataUrl: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    botTenant: undefined,
    serviceHosts: ['frontend.botapi.msg.infra.teams.microsoftonline.cn', '*.botframework.azure.cn'],
    fileHosts: ['*.sharepoint.cn'],
    links: { teams: 'https://teams.microsoftonline.cn', outlook: 'https://partner.outlook.cn' },
  },
} satisfies Record<string, Cloud>

export type CloudName = keyof typeof CLOUDS

/** The valid values of CLOUD. */
export const CLOUD_NAMES = Object.keys(CLOUDS) as [CloudName, ...CloudName[]]

/** Graph's address from the `msgraph_host` of a tenant's discovery; undefined if that is missing or no cloud's, so that no token
 *  ever goes there. A loopback host counts only if `authority` is loopback too (by http).
 *  @param cloud the cloud of CLOUD, if set: then the host of another cloud does not count */
export function cloudGraph(host: unknown, authority: string, cloud?: CloudName): string | undefined {
  if (typeof host !== 'string') return undefined
  const clouds = cloud === undefined ? Object.values(CLOUDS) : [CLOUDS[cloud]]
  const known = clouds.find(({ graphHost }) => graphHost === host.toLowerCase())
  if (known) return `https://${known.graphHost}/v1.0`
  return isLoopbackHost(new URL(authority).host) && isLoopbackHost(host) ? `http://${host}/v1.0` : undefined
}

/** Graph's address without a discovery: in the cloud that CLOUD names, or in the authority's cloud. */
export function graphOf(authority: string, cloud?: CloudName): string {
  return `https://${(cloud === undefined ? cloudOf(authority) : CLOUDS[cloud]).graphHost}/v1.0`
}

/** The links of the cloud that CLOUD names, or of the authority's. */
export function linksOf(authority: string, cloud?: CloudName): Cloud['links'] {
  return (cloud === undefined ? cloudOf(authority) : CLOUDS[cloud]).links
}

/** The cloud of an authority. GCC High and DoD share an authority: then it is GCC High. */
function cloudOf(authority: string): Cloud {
  const { host } = new URL(authority)
  const known = [CLOUDS.gcchigh, CLOUDS.china].find((cloud) => ending(new URL(cloud.authority).host) === ending(host))
  return known ?? CLOUDS.public
}

/** The permissions to ask for, under the Graph of the cloud that CLOUD names, or else under the one at `graph`: to read contacts,
 *  and with `changes` to change them too. Any other address (loopback, an override) stands for the public Graph. */
export function graphScope(graph: string | undefined, changes = false, cloud: CloudName = 'public'): string {
  const host = cloud === 'public' && graph?.startsWith('https:') ? new URL(graph).host : CLOUDS[cloud].graphHost
  const read = `https://${host}/Contacts.Read`
  return changes ? `${read} ${read}Write` : read
}

/** `us` of `login.microsoftonline.us`: a cloud's authority may have other names under the same ending. */
function ending(host: string): string | undefined {
  return host.split('.').at(-1)
}

/** `host` as in a URL: with its port, if it has one. */
function isLoopbackHost(host: string): boolean {
  return isLoopback(host.replace(/:\d{1,5}$/, ''))
}
