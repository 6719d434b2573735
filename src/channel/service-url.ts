import { isListedHost } from '../listed-host.ts'

/** Whether an activity may name `serviceUrl` as the address to answer to: an address on a listed host, without a query. */
export function isAllowedServiceUrl(serviceUrl: string, hosts: string[], loopback: boolean): boolean {
  return URL.parse(serviceUrl)?.search === '' && isListedHost(serviceUrl, hosts, loopback)
}
