import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson, target } from '../answers.ts'
import { contoso, type Person, type Tenant } from '../people.ts'
import type { Applications } from './applications.ts'
import type { App } from './apps.ts'
import { assertions } from './assertions.ts'
import type { Authority } from './authorities.ts'
import type { Demands } from './demands.ts'
import { ASSERTIONS, type EntraError, errorBody, NO_TENANT, notInTenant } from './errors.ts'
import { below, replay } from './requests.ts'
import { fullScope, inPublicCloud } from './scopes.ts'
import type { Storage } from './storage.ts'

/** What the provider must know about a token request besides its body. `resource` is the one that a client credentials request
 *  names in its scope. */
export type TokenRequest = { form: URLSearchParams; resource: string }

type Options = {
  origin: string
  people: readonly Person[]
  apps: ReadonlyMap<string, App>
  storage: Storage
  authorities: ReadonlyMap<string, Authority>
  demanded: Demands
  applications: Applications
  /** Filled in for every request that is handed to a provider. */
  requests: WeakMap<IncomingMessage, TokenRequest>
}

type Asked = { authority: Authority; segment: string; form: URLSearchParams }

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Answers requests for tokens: Entra's own rules first, then the provider. */
export function tokenEndpoint(options: Options) {
  const { origin, people, apps, storage, authorities, demanded, requests } = options
  const { refusal } = assertions()

  /** The provider of the person's own tenant, wherever they signed in: its issuer is in the id token. */
  function issuing({ authority, form }: Asked): Authority {
    if (authority.tenant) return authority
    const source =
      storage.get('AuthorizationCode', form.get('code') ?? '') ??
      storage.get('RefreshToken', form.get('refresh_token') ?? '')
    const person = people.find(({ oid }) => oid === source?.['accountId'])
    return (person && authorities.get(person.tid)) ?? authority
  }

  /** Replaces a good assertion by the secret that the provider has on record for the app.
   *  @returns the error for a bad one */
  async function takeAssertion(form: URLSearchParams, endpoint: string): Promise<EntraError | undefined> {
    const assertion = form.get('client_assertion')
    const app = apps.get(form.get('client_id') ?? '')
    if (assertion === null || !app) return undefined
    if (form.get('client_assertion_type') !== ASSERTION_TYPE || form.has('client_secret')) return ASSERTIONS.refused
    const refused = await refusal(app, assertion, endpoint)
    if (refused) return refused
    for (const name of ['client_assertion', 'client_assertion_type']) form.delete(name)
    form.set('client_secret', String(storage.get('Client', app.id)?.['client_secret']))
    return undefined
  }

  /** What Entra refuses that the provider would allow. */
  async function refused({ authority, form }: Asked, endpoint: string): Promise<EntraError | undefined> {
    const denied = await takeAssertion(form, endpoint)
    if (denied) return denied
    if (form.get('grant_type') === 'client_credentials') return refusedApp(authority.tenant, form, options)
    return demanded.refusal(form)
  }

  return async function answerToken(asked: Asked, req: IncomingMessage, res: ServerResponse): Promise<true> {
    const { segment, form } = asked
    const error = await refused(asked, `${origin}${target(req).pathname}`)
    if (error) return sendJson(res, error.status, errorBody(error))
    const scope = form.get('scope') ?? ''
    if (form.get('grant_type') === 'client_credentials') form.delete('scope')
    else if (scope !== '') form.set('scope', fullScope(scope))
    const again = replay(req, form.toString())
    requests.set(again, { form, resource: inPublicCloud(scope).replace(/\/\.default$/, '') })
    below(segment, again)
    await issuing(asked).provider.callback()(again, res)
    return true
  }
}

/** An app gets a token of its own at a tenant only, and only for all its permissions of one resource. */
function refusedApp(
  tenant: Tenant | undefined,
  form: URLSearchParams,
  { apps, applications }: Pick<Options, 'apps' | 'applications'>,
): EntraError | undefined {
  if (!tenant) return NO_TENANT
  const scope = form.get('scope') ?? ''
  if (/^\S+\/\.default$/.test(scope)) {
    const app = apps.get(form.get('client_id') ?? '')
    // At home an app gets a token that allows nothing. Elsewhere it is not known before the consent.
    const isKnown = !app?.roles || tenant.tid === contoso.tid || applications.hasConsent(app.id, tenant.tid)
    return isKnown ? undefined : notInTenant(app.id, tenant.tid)
  }
  return {
    status: 400,
    error: 'invalid_scope',
    code: 1002012,
    text: `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  }
}
