import { isLoopback } from './loopback.ts'

/** Whether an address from outside names a listed host: by https, without port or user. In `hosts` `*.x` stands for every host
 *  below x, not for x itself. `loopback`: the channel is on this machine, so http on loopback with any port is allowed too. */
export function isListedHost(address: string, hosts: readonly string[], loopback: boolean): boolean {
  const url = URL.parse(address)
  if (!url || url.username !== '' || url.password !== '' || url.hash !== '') return false
  if (loopback && url.protocol === 'http:' && isLoopback(url.hostname)) return true
  // The text itself is checked, not the parsed URL, which drops an empty user and the default port.
  if (!/^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:[/?]|$)/i.test(address)) return false
  return hosts.some((host) => (host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host))
}
