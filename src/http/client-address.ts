import { isIP, isIPv6 } from 'node:net'
import type { HttpRequest } from './request.ts'

/** The address of a client, to tell clients apart: an IPv4 address, or the /64 of an IPv6 address, because providers assign a
 *  whole /64 to a customer. Only the last entries of X-Forwarded-For count, as many as there are `proxies` in front: the client
 *  may have written the others. */
export function clientAddress(
  { headers, remoteAddress }: Pick<HttpRequest, 'headers' | 'remoteAddress'>,
  proxies: number,
): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map(withoutPort)
  const hops = [remoteAddress ?? '', ...forwarded.toReversed().slice(0, proxies)]
  const unknown = hops.findIndex((hop) => isIP(hop) === 0)
  return network(hops.slice(0, unknown === -1 ? hops.length : unknown).at(-1) ?? '')
}

/** Some proxies write the client's port as well: `192.0.2.1:5678`, `[2001:db8::1]:5678`. */
function withoutPort(hop: string): string {
  const text = hop.trim()
  return /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
}

function network(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address
  // A URL has only one spelling for each address. It does not allow a zone.
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`)
  const [front = [], back = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter(Boolean))
  const zeros = Array<string>(8 - front.length - back.length).fill('0')
  return [...front, ...zeros, ...back].slice(0, 4).join(':')
}
