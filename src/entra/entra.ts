import { type ApplicationToken, applicationToken } from './application-token.ts'
import { adminConsentUrl, authorizeUrl, type AuthorizeRequest, type ConsentFor } from './authorize.ts'
import { exchangeCode, type Expected, type SignedIn } from './authorization-code.ts'
import { type Client, discoveries } from './discovery.ts'
import { withQuietPeriods } from './quiet-periods.ts'
import { refresh } from './refresh-token.ts'
import type { Tokens } from './token-answer.ts'

export type Entra = ReturnType<typeof entra>

type Options = Client & { redirectUri: string; now?: () => number }

/** Microsoft's sign-in, through openid-client. This folder speaks OAuth and OpenID Connect with Microsoft and has no store.
 *  `tenant` is a GUID. To sign in it may also be `organizations` or `common`, where nobody knows yet whose tenant it will
 *  be. Every method but `adminConsentUrl` reads the tenant's discovery first. */
export function entra({ redirectUri, now = Date.now, ...options }: Options) {
  const client: Client = { ...options, fetch: withQuietPeriods(options.fetch, now) }
  const discover = discoveries(client, now)

  return {
    /** Where to send the browser. @throws {EntraError} */
    authorizeUrl: async (tenant: string, request: AuthorizeRequest): Promise<URL> =>
      authorizeUrl(await discover(tenant), redirectUri, request),

    /** Exchanges the code in a callback's query for tokens, and checks who signed in. @throws {EntraError} */
    signIn: async (tenant: string, callback: URL, expected: Expected): Promise<SignedIn> =>
      exchangeCode(client, await discover(tenant), { tenant, callback, expected }),

    /** Where an administrator approves this app for their whole organisation. */
    adminConsentUrl: (tenant: string, state: string, asks: ConsentFor = 'sign-ins'): URL =>
      adminConsentUrl({ ...client, redirectUri }, { tenant, state, asks }),

    /** Reads a tenant's discovery, to see whether people could sign in there. @throws {EntraError} */
    checkTenant: async (tenant: string): Promise<void> => void (await discover(tenant)),

    /** New tokens for a refresh token. @throws {EntraError} */
    refresh: async (tenant: string, refreshToken: string, claims?: string, changes?: boolean): Promise<Tokens> =>
      refresh(await discover(tenant), refreshToken, claims, changes),

    /** The application's own token for a tenant. @throws {EntraError} */
    applicationToken: async (tenant: string, claims?: string): Promise<ApplicationToken> =>
      applicationToken(await discover(tenant), claims),
  }
}
