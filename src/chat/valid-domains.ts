/** Whether the app's manifest lets Teams open the sign-in window at `host` (with its port, as `URL.host` writes it). If it
 *  does not, the card's button does nothing. `*` stands for one label in front. A manifest without a list covers no host.
 *  https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema#validdomains */
export function validDomainsCover(manifest: unknown, host: string): boolean {
  const domains =
    typeof manifest === 'object' && manifest !== null && 'validDomains' in manifest ? manifest.validDomains : undefined
  if (!Array.isArray(domains)) return false
  const wanted = host.toLowerCase()
  const [, ...parents] = wanted.split('.')
  const covering = [wanted, `*.${parents.join('.')}`]
  return domains.some((domain) => typeof domain === 'string' && covering.includes(domain.toLowerCase()))
}
