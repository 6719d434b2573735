/** An app's token for Graph that stands for no person: which app, in which tenant. */
type AppToken = { appId: string; tid: string; expiresAt: number }

/** What an app may do in a person's mailbox without a sign-in. `roles`: Graph's application permissions, as full URIs. */
export type AppAccess = { appId: string; tid: string; rolesFor(oid: string): string[] }

export type Applications = ReturnType<typeof applications>

const GRAPH = 'https://graph.microsoft.com/'

/** Apps that act without a person. An administrator's consent in Entra opens every mailbox of the tenant. Exchange's RBAC for
 *  Applications opens some mailboxes; it is not in the token, and rights add up.
 *  https://learn.microsoft.com/exchange/permissions-exo/application-rbac */
export function applications() {
  const consented = new Map<string, readonly string[]>()
  const narrow = new Map<string, { role: string; oids: readonly string[] }>()
  const tokens = new Map<string, AppToken>()
  const key = (appId: string, tid: string) => `${appId} ${tid}`

  function rolesFor({ appId, tid }: AppToken, oid: string): string[] {
    const { role, oids } = narrow.get(key(appId, tid)) ?? { role: '', oids: [] }
    return [...(consented.get(key(appId, tid)) ?? []), ...(oids.includes(oid) ? [role] : [])].map((one) => GRAPH + one)
  }

  return {
    /** @param roles such as `Contacts.Read` */
    consent: (appId: string, tid: string, roles: readonly string[]) => void consented.set(key(appId, tid), roles),

    withdraw: (appId: string, tid: string) => void consented.delete(key(appId, tid)),

    hasConsent: (appId: string, tid: string): boolean => consented.has(key(appId, tid)),

    /** Gives a role for the mailboxes of these people. */
    limitTo: (appId: string, tid: string, oids: readonly string[], role = 'Contacts.Read') =>
      void narrow.set(key(appId, tid), { role, oids }),

    minted: (token: string, stands: AppToken) => void tokens.set(token, stands),

    /** Ends every token that was issued so far. */
    expire: () => tokens.clear(),

    /** What a bearer token allows. Undefined if it is not an app's token, or has expired. */
    access(token: string): AppAccess | undefined {
      const stands = tokens.get(token)
      if (!stands || stands.expiresAt <= Date.now()) return undefined
      return { appId: stands.appId, tid: stands.tid, rolesFor: (oid) => rolesFor(stands, oid) }
    },
  }
}
