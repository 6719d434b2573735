import type { Config } from '../config/config.ts'
import { clientAuthentication } from './client-authentication.ts'
import { type Entra, entra } from './entra.ts'
import { EntraError } from './entra-error.ts'
import type { Fetch } from './fetch.ts'

type CredentialEvents = Parameters<typeof clientAuthentication>[1]

/** The app registration that the settings name, and Microsoft's sign-in for it. */
export type Registration = {
  /** undefined: no registration for contacts is set. */
  entra: Entra | undefined
  /** As {@link Entra}'s. Fails if no registration is set any more while people are still connected. */
  refresh: Entra['refresh']
  close(): void
}

export function registration(
  { oauth, publicUrl, graphUrl, cloud }: Config,
  fetch: Fetch,
  events: CredentialEvents,
): Registration {
  const client = oauth.credentials && clientAuthentication(oauth.credentials, events)
  const { authority, clientId } = oauth
  const microsoft =
    clientId && client
      ? entra({
          authority,
          clientId,
          clientAuth: client.authenticate,
          redirectUri: `${publicUrl}/auth/callback`,
          graphUrl,
          cloud,
          fetch,
        })
      : undefined
  return {
    entra: microsoft,
    refresh: microsoft?.refresh ?? (() => Promise.reject(new EntraError('operator'))),
    close: () => client?.close(),
  }
}
