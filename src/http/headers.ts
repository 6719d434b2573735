import { STYLE_HASH } from './page-layout.ts'

/** Headers of every answer. There is no Cross-Origin-Opener-Policy: it would cut the sign-in window off from Teams. */
export function everyHeader(secure: boolean): Record<string, string> {
  return {
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    ...(secure && { 'strict-transport-security': 'max-age=31536000' }),
  }
}

/** Headers that a page has in addition. @param authority where its form leads by a redirect: Chrome applies form-action to
 *  redirects too. */
export function pageHeaders(authority: string, scripted = false): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src ${STYLE_HASH};${scripted ? " script-src 'self';" : ''} form-action 'self' ${authority}; base-uri 'none'; frame-ancestors 'none'`,
  }
}
