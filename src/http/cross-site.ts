import type { IncomingHttpHeaders } from 'node:http'

/** Whether a page of another site made this request, by what the browser says of it. Older browsers send no Sec-Fetch-Site, and
 *  then the Origin counts. As our pages send no referrer, some browsers call them `null`, as any page can make
 *  its own browser do: that counts as another site, unless `isShown`.
 *  https://www.w3.org/TR/fetch-metadata/ and https://fetch.spec.whatwg.org/#origin-header
 *  @param isShown whether the request has a SameSite cookie of our page, which no form of another site would bring */
export function isFromElsewhere(headers: IncomingHttpHeaders, publicUrl: string, isShown: boolean): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return ['cross-site', 'same-site'].includes(site)
  const { origin } = headers
  if (origin === 'null') return !isShown
  return origin !== undefined && origin !== new URL(publicUrl).origin
}
