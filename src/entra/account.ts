/** A Microsoft account. `tid` (tenant) and `oid` (object) identify it. Name and username are for display only. */
export type Account = { tid: string; oid: string; name: string; username: string }

/** The tenant of all personal Microsoft accounts.
 *  https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference */
export const PERSONAL_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad'
