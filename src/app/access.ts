import type { Config } from '../config/config.ts'
import { type Application, application } from '../connection/application.ts'
import { applicationTokens } from '../connection/application-tokens.ts'
import { connectionRecords } from '../connection/connection.ts'
import type { Refresh } from '../connection/refresh.ts'
import { accessTokens } from '../connection/tokens.ts'
import type { Entra } from '../entra/entra.ts'
import { registration } from '../entra/registration.ts'
import type { Report } from '../log.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { mayConnect } from '../sign-in/account-rules.ts'
import { adminStates } from '../sign-in/admin-consent.ts'
import type { Store } from '../store/store.ts'

/** With whose permission mailboxes are read: that of connected people, or the application's own. */
export function mailboxAccess(config: Config, { outbound, store, report }: Parts) {
  const microsoft = registration(config, outbound.fetch, report.credentials)
  const { entra } = microsoft
  // People may have allowed changes before an operator switched them off.
  const refresh: Refresh = config.contacts.edits
    ? microsoft.refresh
    : (tenant, token, claims) => microsoft.refresh(tenant, token, claims)
  const connections = connectionRecords(store)
  const unsigned = applicationOf(config, entra, store, report)
  return {
    connections,
    /** undefined if people sign in. */
    application: unsigned,
    /** Microsoft's sign-in. With the application's own permission nobody signs in; only administrators come back from Microsoft. */
    entra: unsigned ? undefined : entra,
    accessToken: unsigned?.token ?? accessTokens({ connections, refresh, ...report.tokens }),
    /** Looks up at Microsoft where people sign in. @returns what is wrong there; undefined if nothing is. */
    tenantProblem: async (): Promise<unknown> =>
      entra?.checkTenant(config.oauth.tenant).catch((error: unknown) => error),
    close: () => microsoft.close(),
  }
}

type Parts = { outbound: Outbound; store: Store; report: Report }

/** How mailboxes are read without sign-ins; undefined if people sign in. */
function applicationOf(
  { graphAccess, oauth }: Config,
  entra: Entra | undefined,
  store: Store,
  report: Report,
): Application | undefined {
  if (graphAccess !== 'application' || !entra) return undefined
  const { authority, clientId = '' } = oauth
  const states = adminStates(store)
  return application({
    tokens: applicationTokens({
      store,
      request: entra.applicationToken,
      client: `${authority} ${clientId}`,
      ...report.tokens,
    }),
    isServed: (tenantId) => mayConnect(oauth, tenantId),
    approvalUrl: async (tenantId) =>
      entra.adminConsentUrl(tenantId, await states.stateFor(tenantId), 'everything').href,
  })
}
