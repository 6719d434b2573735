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

/** Additional headers of a page. Its form may only lead to us, and its answer is never a redirect to Microsoft: browsers apply
 *  form-action to each following redirect, and Microsoft may pass the browser on to any organisation's own server. */
export function pageHeaders(scripted = false): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src ${STYLE_HASH};${scripted ? " script-src 'self';" : ''} form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  }
}
