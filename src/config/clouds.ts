import { isLoopback } from '../loopback.ts'

/** Microsoft Graph's host in each cloud. https://learn.microsoft.com/graph/deployments */
const GRAPH_HOSTS = [
  'graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
] as const

/** Graph's address from the `msgraph_host` of a tenant's discovery; undefined where that is missing or on no list, so that
 *  no token ever goes there. A loopback host counts only where `authority` is loopback too (by http). */
export function cloudGraph(host: unknown, authority: string): string | undefined {
  if (typeof host !== 'string') return undefined
  const known = GRAPH_HOSTS.find((name) => name === host.toLowerCase())
  if (known) return `https://${known}/v1.0`
  return isLoopbackHost(new URL(authority).host) && isLoopbackHost(host) ? `http://${host}/v1.0` : undefined
}

/** Graph's address in the cloud of an authority, where no discovery is at hand. */
export function graphOf(authority: string): string {
  const { host } = new URL(authority)
  if (host.endsWith('.us')) return `https://${GRAPH_HOSTS[1]}/v1.0`
  return `https://${host.endsWith('.cn') ? GRAPH_HOSTS[3] : GRAPH_HOSTS[0]}/v1.0`
}

/** The permission asked for, under the cloud's own Graph; everything else (loopback, an override) stands for the public one. */
export function graphScope(graph: string | undefined): string {
  const host = graph?.startsWith('https:') ? new URL(graph).host : GRAPH_HOSTS[0]
  return `https://${host}/Contacts.Read`
}

/** `host` as in a URL: with its port, where it has one. */
function isLoopbackHost(host: string): boolean {
  return isLoopback(host.replace(/:\d{1,5}$/, ''))
}
