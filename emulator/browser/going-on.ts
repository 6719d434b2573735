// What a page does without a person's help: which addresses its policy allows for a form, and which address it opens by itself.

type Leaving = { url: URL; from: URL | undefined; policy?: string | undefined }

/** Whether the policy of the page `from` lets its form lead to `url`. Chrome asks this at every redirect that follows, too.
 *  https://www.w3.org/TR/CSP3/#directive-form-action */
export function allowsForm({ url, from, policy = '' }: Leaving): boolean {
  const directive = policy.split(';').find((part) => part.trim().startsWith('form-action '))
  if (directive === undefined || !from) return true
  const sources = directive.trim().split(/\s+/).slice(1)
  return sources.some((source) => (source === "'self'" ? url.origin === from.origin : source === url.origin))
}

/** The address that a page opens by itself, because of a Refresh header or the same in its HTML; undefined if it opens none. */
export function goesOnTo(refresh: string, html: string): string | undefined {
  const meta = /<meta\s+http-equiv="refresh"\s+content="([^"]*)"/i.exec(html)?.[1]?.replaceAll('&amp;', '&')
  return /^\s*\d+\s*[;,]\s*url\s*=\s*(\S+)/i.exec(refresh || (meta ?? ''))?.[1]
}
