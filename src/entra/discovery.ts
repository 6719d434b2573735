import * as oidc from 'openid-client'
import { cloudGraph, type CloudName, graphScope } from '../config/clouds.ts'
import { isObject, parseJson } from '../json.ts'
import { EntraError } from './entra-error.ts'
import { discoveryError, rethrow } from './error-answers.ts'
import type { Fetch } from './fetch.ts'
import { withoutEmptyMembers } from './half-answers.ts'
import { withIssuersKeys } from './issuers-keys.ts'

/** The client, and the cloud in which it asks. */
export type Client = {
  /** The origin of the cloud's sign-in. */
  authority: string
  clientId: string
  clientAuth: oidc.ClientAuth
  /** Overrides the address of Graph that discovery names. */
  graphUrl?: string | undefined
  /** The cloud that the operator has set: the scopes name its Graph. */
  cloud?: CloudName | undefined
  fetch: Fetch
}

/** The checked contents of a tenant's discovery. */
export type Tenant = {
  configuration: oidc.Configuration
  graphBase: string
  /** The permissions to ask for. `changes`: to change contacts, too. */
  contactsScope: (changes?: boolean) => string
}

/** Keys and hosts change rarely, but they do change. */
const DISCOVERY_MAX_AGE_MS = 60 * 60 * 1000
const MAX_TENANTS = 1_000
/** The same tolerance as the Bot Framework's. */
const CLOCK_SKEW_SECONDS = 300

/** Whether this stands for every organisation (or for personal accounts too): the issuer is a template then, and a person's
 *  own tenant is only known from their id token. */
export function isAnyTenant(tenant: string): boolean {
  return tenant === 'organizations' || tenant === 'common'
}

/** Reads discovery once per tenant for all who ask, and again after an hour. A failure is not remembered. */
export function discoveries(client: Client, now: () => number) {
  const tenants = new Map<string, { reading: Promise<Tenant>; since: number }>()

  /** @throws {EntraError} */
  return function discover(tenant: string): Promise<Tenant> {
    const known = tenants.get(tenant)
    if (known && now() - known.since < DISCOVERY_MAX_AGE_MS) return known.reading
    const reading = readDiscovery(client, tenant)
    if (tenants.size >= MAX_TENANTS) tenants.clear()
    tenants.set(tenant, { reading, since: now() })
    reading.catch(() => {
      if (tenants.get(tenant)?.reading === reading) tenants.delete(tenant)
    })
    return reading
  }
}

async function readDiscovery(client: Client, tenant: string): Promise<Tenant> {
  const { authority, graphUrl, cloud, fetch } = client
  const metadata = await metadataAt(`${authority}/${tenant}/v2.0`, fetch).catch(rethrow)
  // Entra writes tenant ids in lower case, even if the request did not.
  const issuer = `${authority}/${isAnyTenant(tenant) ? '{tenantid}' : tenant}/v2.0`
  const { issuer: named } = metadata as { issuer?: string }
  if (named?.toLowerCase() !== issuer.toLowerCase()) {
    throw new EntraError('untrusted', { reason: 'discovery_issuer' })
  }
  // An endpoint at another host would receive people, codes and secrets.
  const endpoints = [metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri]
  if (endpoints.some((url) => !String(url).startsWith(`${authority}/`))) {
    throw new EntraError('untrusted', { reason: 'discovery_endpoint' })
  }
  const graph = cloudGraph(metadata['msgraph_host'], authority, cloud)
  const graphBase = graphUrl ?? graph
  if (!graphBase) throw new EntraError('no_graph')
  return {
    configuration: configure(client, metadata),
    graphBase,
    contactsScope: (changes) => graphScope(graph, changes, cloud),
  }
}

/** The discovery document below an issuer, unchecked. Not openid-client's own discovery: it does not read the body of an
 *  error, nor a template issuer outside Microsoft's public cloud, and leaves the issuer unchecked in that cloud. */
async function metadataAt(issuer: string, fetch: Fetch): Promise<oidc.ServerMetadata> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`)
  const document = parseJson(await response.text())
  if (response.status !== 200) throw discoveryError(response.status, document)
  if (!isObject(document)) throw new EntraError('unavailable')
  return document as oidc.ServerMetadata
}

/** openid-client's configuration for the server that `metadata` describes. */
export function configure(
  { clientId, clientAuth, fetch }: Pick<Client, 'clientId' | 'clientAuth' | 'fetch'>,
  metadata: oidc.ServerMetadata,
): oidc.Configuration {
  const tolerance = { [oidc.clockTolerance]: CLOCK_SKEW_SECONDS }
  const made = new oidc.Configuration(metadata, clientId, tolerance, clientAuth)
  made[oidc.customFetch] = withIssuersKeys(
    withoutEmptyMembers(fetch, metadata),
    metadata,
  ) as unknown as oidc.CustomFetch
  // openid-client does not check an id token's signature unless told to, and takes http only when told to.
  oidc.enableNonRepudiationChecks(made)
  if (metadata.issuer.startsWith('http:')) oidc.allowInsecureRequests(made)
  return made
}
