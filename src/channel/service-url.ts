import { isLoopback } from '../loopback.ts'

/** Whether an activity may name `serviceUrl` as the place to answer: https on a listed host, without port or user; where the
 *  channel itself is on this machine (`loopback`), also http on loopback with any port. `*.x` stands for all below x. */
export function isAllowedServiceUrl(serviceUrl: string, hosts: string[], loopback: boolean): boolean {
  const url = URL.parse(serviceUrl)
  if (!url || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false
  if (loopback && url.protocol === 'http:' && isLoopback(url.hostname)) return true
  // As it is written: even an empty user or the default port would be a second way to read it.
  if (!/^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:\/|$)/i.test(serviceUrl)) return false
  return hosts.some((host) => (host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host))
}
