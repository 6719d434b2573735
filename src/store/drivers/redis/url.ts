import { isIPv6 } from 'node:net'

export type RedisNode = { host: string; port: number }

/** Where Redis is, and the credentials for it. `nodes`: the server; in a cluster some servers, from which the others are
 *  learned; with `sentinel` the sentinels. */
export type RedisAddress = {
  nodes: [RedisNode, ...RedisNode[]]
  tls: boolean
  username: string
  password: string
} & ({ kind: 'single'; database: number } | { kind: 'cluster' } | { kind: 'sentinel'; masterName: string })

export const REDIS_URL_FORMS =
  'redis[s]://[user:password@]host[:port][/number], redis[s]+cluster://[user:password@]host[:port],…' +
  ' or redis[s]+sentinel://[user:password@]host[:port],…/name'
const URL_SHAPE = /^redis(s?)(?:\+(cluster|sentinel))?:\/\/(?:([^/?#@]*)@)?([^/?#@]+)(?:\/([^/?#]*))?$/
const PORT = { single: 6379, cluster: 6379, sentinel: 26379 }

/** Parses REDIS_URL. ioredis' own parser lets a URL's query override every option, and no URL parser takes lists of hosts.
 *  @throws {TypeError} that names the valid forms and does not repeat `url` */
export function parseRedisUrl(url: string): RedisAddress {
  const address = parsed(url)
  if (!address) throw new TypeError(`Not an address of the form ${REDIS_URL_FORMS}, percent-encoded`)
  return address
}

export function isRedisUrl(url: string): boolean {
  return parsed(url) !== undefined
}

function parsed(url: string): RedisAddress | undefined {
  const [, s, form = 'single', credentials = '', hosts = '', path = ''] = URL_SHAPE.exec(url) ?? []
  const kind = form as RedisAddress['kind']
  const [, user = '', secret = ''] = /^([^:]*):?(.*)$/s.exec(credentials) ?? []
  const [username, password, tail] = [decoded(user), decoded(secret), decoded(path)]
  const [first, ...more] = hosts.split(',').map((host) => nodeOf(host, PORT[kind]))
  if (!first || username === undefined || password === undefined || tail === undefined) return undefined
  const others = more.filter((node) => node !== undefined)
  if (others.length < more.length) return undefined
  const common = { nodes: [first, ...others] satisfies RedisAddress['nodes'], tls: s === 's', username, password }
  if (kind === 'sentinel') return tail ? { ...common, kind, masterName: tail } : undefined
  if (kind === 'cluster') return tail ? undefined : { ...common, kind }
  return more.length === 0 && /^\d{0,4}$/.test(tail) ? { ...common, kind, database: Number(tail) } : undefined
}

function nodeOf(text: string, defaultPort: number): RedisNode | undefined {
  const [, inBrackets, name, digits] = /^(?:\[([^\]]+)\]|(\w[\w.-]*))(?::(\d{1,5}))?$/.exec(text) ?? []
  const host = inBrackets === undefined ? name : isIPv6(inBrackets) ? inBrackets : undefined
  const port = Number(digits ?? defaultPort)
  return host !== undefined && port > 0 && port < 65_536 ? { host, port } : undefined
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
