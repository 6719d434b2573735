type Cookie = {
  name: string
  value: string
  host: string
  path: string
  secure: boolean
  sameSite: 'strict' | 'lax' | 'none'
  /** Epoch milliseconds. Infinity for a session cookie. */
  expiresAt: number
}

export type CookieJar = {
  /** Keeps the cookies that an answer from `url` sets. */
  keep(url: URL, setCookie: readonly string[]): void
  /** The Cookie header for a request to `url`.
   *  @param from the page whose link or form leads there; undefined if the address was typed */
  header(url: URL, method: string, from: URL | undefined): string | undefined
  /** The cookies that a GET from a page of the same site would send to `url`, by name. */
  list(url: string): Record<string, string>
  clear(): void
}

/** Follows the rules of browsers: cookies belong to a host, not to a port; from another site a Strict cookie is never sent and
 *  a Lax cookie only with a GET. Loopback counts as secure (https://www.w3.org/TR/secure-contexts). */
export function cookieJar(): CookieJar {
  let cookies: Cookie[] = []

  function keep(url: URL, setCookie: readonly string[]): void {
    for (const line of setCookie) {
      const cookie = parse(line, url)
      if (!cookie) continue
      cookies = cookies.filter(
        ({ name, host, path }) => name !== cookie.name || host !== cookie.host || path !== cookie.path,
      )
      if (cookie.expiresAt > Date.now()) cookies.push(cookie)
    }
  }

  function matching(url: URL, method: string, from: URL | undefined): Cookie[] {
    const isCrossSite = from !== undefined && from.hostname !== url.hostname
    return cookies
      .filter(({ host, path }) => host === url.hostname && covers(path, url.pathname))
      .filter(({ expiresAt }) => expiresAt > Date.now())
      .filter(({ secure }) => !secure || isTrustworthy(url))
      .filter(({ sameSite }) => !isCrossSite || sameSite === 'none' || (sameSite === 'lax' && method === 'GET'))
      .toSorted((a, b) => b.path.length - a.path.length)
  }

  return {
    keep,
    header(url, method, from) {
      const sent = matching(url, method, from).map(({ name, value }) => `${name}=${value}`)
      return sent.length > 0 ? sent.join('; ') : undefined
    },
    list: (url) => Object.fromEntries(matching(new URL(url), 'GET', undefined).map(({ name, value }) => [name, value])),
    clear: () => void (cookies = []),
  }
}

function parse(line: string, url: URL): Cookie | undefined {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim())
  const equals = pair.indexOf('=')
  if (equals < 1) return undefined
  const attributes = new Map(
    rest.map((part) => [part.split('=')[0]?.toLowerCase() ?? '', part.slice(part.indexOf('=') + 1)]),
  )
  const name = pair.slice(0, equals)
  const secure = attributes.has('secure')
  const path = attributes.get('path')?.startsWith('/') ? (attributes.get('path') ?? '/') : directory(url.pathname)
  const isRefused =
    (secure && !isTrustworthy(url)) ||
    (name.startsWith('__Secure-') && !secure) ||
    (name.startsWith('__Host-') && (!secure || path !== '/' || attributes.has('domain')))
  if (isRefused) return undefined
  const sameSite = attributes.get('samesite')?.toLowerCase()
  return {
    name,
    value: pair.slice(equals + 1),
    host: url.hostname,
    path,
    secure,
    sameSite: sameSite === 'strict' || (sameSite === 'none' && secure) ? sameSite : 'lax',
    expiresAt: expiry(attributes),
  }
}

function expiry(attributes: Map<string, string>): number {
  const maxAge = attributes.get('max-age')
  if (maxAge !== undefined) return Date.now() + Number(maxAge) * 1000
  const expires = attributes.get('expires')
  return expires === undefined ? Infinity : Date.parse(expires)
}

const directory = (path: string) => path.slice(0, path.lastIndexOf('/')) || '/'

const covers = (cookiePath: string, path: string) =>
  path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`)

const isTrustworthy = ({ protocol, hostname }: URL) =>
  protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
