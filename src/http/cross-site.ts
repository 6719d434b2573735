import type { IncomingHttpHeaders } from 'node:http'

/** Whether a page of another site made this request, according to the browser. Older browsers send no Sec-Fetch-Site; then the
 *  Origin counts. Because our pages send no referrer, some browsers give their origin as `null`. Any page can achieve that, so
 *  `null` counts as another site, unless `isShown`.
 *  https://www.w3.org/TR/fetch-metadata/ and https://fetch.spec.whatwg.org/#origin-header
 *  @param isShown whether the request has a SameSite cookie of our page, which a form on another site would not send */
export function isFromElsewhere(headers: IncomingHttpHeaders, publicUrl: string, isShown: boolean): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return ['cross-site', 'same-site'].includes(site)
  const { origin } = headers
  if (origin === 'null') return !isShown
  return origin !== undefined && origin !== new URL(publicUrl).origin
}
