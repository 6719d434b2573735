import type { JWK } from 'jose'
import type { Payload } from 'oidc-provider'

/** An app registration. It signs in with its secret, or, where `jwks` is given, with a signed assertion. */
export type App = {
  id: string
  name: string
  secret?: string
  /** Public keys of its certificates. */
  jwks?: { keys: JWK[] }
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
    ...authentication(app),
  }
}

function authentication({ jwks, secret, secretExpiresAt }: App): Payload {
  if (jwks) return { token_endpoint_auth_method: 'private_key_jwt', jwks }
  return {
    // oidc-provider takes the secret in the body or in the header, whichever of the two is registered; so does Entra.
    token_endpoint_auth_method: 'client_secret_post',
    client_secret: secret ?? crypto.randomUUID(),
    client_secret_expires_at: secretExpiresAt ? Math.floor(secretExpiresAt / 1000) : 0,
  }
}
