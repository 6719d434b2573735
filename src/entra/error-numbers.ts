/** What Microsoft's error numbers mean for us. The `error` beside a number does not matter: the same number comes as
 *  `access_denied`, `invalid_grant` or `interaction_required`. They come in families, and new members appear without notice.
 *  https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const MEANINGS: [means: 'admin_approval' | 'cancelled' | 'blocked' | 'operator', numbers: RegExp[]][] = [
  // 90093, 90094, 90095, 900941, 900981, …; 90090 and 90091 are passing faults, 900971 is a missing reply address. 65001:
  // nobody has consented.
  ['admin_approval', [/^9009(?!0$|1$|71$)\d*$/, /^65001$/]],
  ['cancelled', [/^65004$/]],
  [
    'blocked',
    [
      // Not assigned to the app, not in the directory, deleted, disabled, or too young.
      /^(?:50105\d*|16003|50020|50034\d?|51004|90072|50057\d?|54000)$/,
      // Conditional access and device rules.
      /^(?:530\d{2,4}|50005|50097|50107|50127|50129|50131|50155|50177|50178|50187)$/,
      // Rules of a tenant for its people at other tenants and for guests at this tenant; an app or a service that is disabled, or
      // to which the organisation has not subscribed.
      /^(?:500021\d*|50021[23]|7000112|500014|650052)$/,
    ],
  ],
  [
    'operator',
    [
      // No such tenant, or one of another cloud.
      /^(?:90002\d?|90008|90019|90038\d?|50059|50128|50194)$/,
      // No such app, resource or permission, or a wrong redirect address.
      /^(?:70001|700016|50011\d?|900971|50001|500011|65005\d?)$/,
      // A wrong secret, assertion or certificate.
      /^(?:70002\d{0,2}|50012|50013|70021\d*|70025|700030)$/,
    ],
  ],
]

/** @param aadsts such as `AADSTS50105`. @returns undefined for a number that does not decide it. */
export function meaningOf(aadsts: string | undefined): (typeof MEANINGS)[number][0] | undefined {
  const number = aadsts?.replace(/^\D+/, '')
  return number === undefined ? undefined : MEANINGS.find(([, all]) => all.some((numbers) => numbers.test(number)))?.[0]
}
