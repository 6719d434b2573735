import type { Payload } from 'oidc-provider'
import type { AssertionCredentials } from './assertions.ts'

/** An app registration. The app authenticates with its secret or with an assertion. */
export type App = AssertionCredentials & {
  id: string
  name: string
  secret?: string
  redirectUris?: readonly string[]
  /** The application permissions of Graph that it asks administrators for, such as `Contacts.Read`. */
  roles?: readonly string[]
  /** Epoch milliseconds. From then on the secret gets AADSTS7000222. */
  secretExpiresAt?: number
}

/** The registration as oidc-provider stores it. */
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
    // oidc-provider wants one for a pairwise subject with several hosts. At Entra the subject depends on the app only.
    ...(several && { sector_identifier_uri: 'https://sector.example/' }),
    // Like Entra, oidc-provider then takes the secret in the header, too.
    token_endpoint_auth_method: 'client_secret_post',
    // An app without a secret gets one that nobody knows.
    client_secret: app.secret ?? crypto.randomUUID(),
    client_secret_expires_at: app.secretExpiresAt ? Math.floor(app.secretExpiresAt / 1000) : 0,
  }
}
