import type { Payload } from 'oidc-provider'
import type { AssertionCredentials } from './assertions.ts'

/** An app registration. It authenticates by its secret, or by an assertion. */
export type App = AssertionCredentials & {
  id: string
  name: string
  secret?: string
  redirectUris?: readonly string[]
  /** Epoch milliseconds; from then on the secret is answered with AADSTS7000222. */
  secretExpiresAt?: number
}

/** The registration as oidc-provider keeps it. */
export function clientMetadata(app: App): Payload {
  const redirectUris = app.redirectUris ?? []
  const several = new Set(redirectUris.map((uri) => new URL(uri).host)).size > 1
  return {
    client_id: app.id,
    client_name: app.name,
    grant_types:
      redirectUris.length > 0 ? ['authorization_code', 'refresh_token', 'client_credentials'] : ['client_credentials'],
    response_types: redirectUris.length > 0 ? ['code'] : [],
    redirect_uris: redirectUris,
    subject_type: redirectUris.length > 0 ? 'pairwise' : 'public',
    // Only because a pairwise subject wants a sector; Entra's subject is one an app, whatever its hosts.
    ...(several && { sector_identifier_uri: 'https://sector.example/' }),
    // oidc-provider takes the secret in the body or in the header, whichever of the two is registered; so does Entra.
    token_endpoint_auth_method: 'client_secret_post',
    // One that nobody knows where the app has none.
    client_secret: app.secret ?? crypto.randomUUID(),
    client_secret_expires_at: app.secretExpiresAt ? Math.floor(app.secretExpiresAt / 1000) : 0,
  }
}
