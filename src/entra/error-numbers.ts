/** What Microsoft's error numbers mean for us, whatever `error` stands beside them: the same number comes as `access_denied`,
 *  `invalid_grant` or `interaction_required`. They come in families, and new members appear without notice.
 *  https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const MEANINGS: [means: 'admin_approval' | 'cancelled' | 'blocked' | 'operator', numbers: RegExp][] = [
  // 90093, 90094, 90095, 900941, 900981, …; 90090 and 90091 are passing faults. 65001: nobody has consented.
  ['admin_approval', /^(?:9009(?!0$|1$)\d*|65001)$/],
  ['cancelled', /^65004$/],
  // Not assigned to the app, or not in the directory; the account or the app is disabled; conditional access and device rules;
  // tenant restrictions; a service that the organisation has not subscribed to.
  [
    'blocked',
    /^(?:50105\d*|50020|50005|500021\d*|50034|50057|50097|50107|50131|51004|530\d{2,4}|7000112|650052|90072)$/,
  ],
  // No such tenant or app, a wrong secret or redirect address, a permission or resource that is not registered.
  [
    'operator',
    /^(?:90002\d?|90019|900971|70001|700016|7000215|7000218|7000222|70002\d|50011|500011|50059|50128|50194|65005\d?)$/,
  ],
]

/** @param aadsts such as `AADSTS50105`. @returns undefined for a number that does not decide it. */
export function meaningOf(aadsts: string | undefined): (typeof MEANINGS)[number][0] | undefined {
  const number = aadsts?.replace(/^\D+/, '')
  return number === undefined ? undefined : MEANINGS.find(([, numbers]) => numbers.test(number))?.[0]
}
