import type { Cookie } from '../sign-in/cookie.ts'
import { SIGN_IN_TTL_MS } from '../sign-in/pending.ts'

const COOKIE_SECONDS = SIGN_IN_TTL_MS / 1_000

export type FlowCookies = ReturnType<typeof flowCookies>

/** The cookies that bind each sign-in to the browser that started it. @param secure whether the bot is reached by https. */
export function flowCookies(secure: boolean) {
  const prefix = secure ? '__Host-' : ''
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return {
    /** The header that sets a cookie, for as long as a sign-in may take. */
    set: ({ name, value }: Cookie) => `${prefix}${name}=${value}${attributes}; Max-Age=${COOKIE_SECONDS}`,
    /** The header that removes a cookie. */
    clear: (name: string) => `${prefix}${name}=${attributes}; Max-Age=0`,
    /** The value of a cookie in a request's header; undefined if there is none. */
    read: (header: string | undefined, name: string) => valueOf(header, `${prefix}${name}`),
  }
}

function valueOf(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}
