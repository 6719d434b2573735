/** Whether an activity may name `serviceUrl` as the place to answer: https on a listed host, without port or user; where the
 *  channel itself is on this machine (`loopback`), also http on loopback with any port. `*.x` stands for all below x. */
export function isAllowedServiceUrl(serviceUrl: string, hosts: string[], loopback: boolean): boolean {
  const url = URL.parse(serviceUrl)
  if (!url || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false
  if (loopback && url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)) return true
  if (url.protocol !== 'https:' || url.port !== '') return false
  return hosts.some((host) => (host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host))
}
