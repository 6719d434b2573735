import { CERTIFICATE_WARNING_DAYS } from '../../config/client-credentials.ts'
import type { Config, OAuthSettings } from '../../config/config.ts'
import type { Entra } from '../../entra/entra.ts'
import { EntraError } from '../../entra/entra-error.ts'
import { registration } from '../../entra/registration.ts'
import { isGuid, isObject, parseJson } from '../../json.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { type Finding, findings, reasonOf } from './finding.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const SKEW_WARNING_MS = 30_000
/** Entra and the channel accept clocks that are off by up to five minutes. */
const SKEW_FAILURE_MS = 240_000

const NO_TENANT = 'OAUTH_TENANT names no tenant of this cloud (or, if it is not set, MicrosoftAppTenantId names none)'

/** The `todo` for Microsoft's error numbers. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const NUMBERS: Record<string, string> = {
  AADSTS7000215: 'the secret is wrong: copy its value, not its id',
  AADSTS7000222: 'the secret has expired: make a new one',
  AADSTS700027: 'upload the certificate at the registration',
  AADSTS700024: 'this machine’s clock is wrong',
  AADSTS90002: NO_TENANT,
  AADSTS900023: NO_TENANT,
}

/** @param clientIdIn the setting with the registration's id */
export function todoFor(error: unknown, otherwise: string, clientIdIn: OAuthSettings['clientIdIn']): string {
  const number = /AADSTS\d+/.exec(reasonOf(error))?.[0]
  if (number === 'AADSTS700016') return `${clientIdIn} is not known in this tenant`
  return (number && NUMBERS[number]) ?? otherwise
}

type Parts = { config: Config; out: Outbound; mailbox: string | undefined; approvalUrl: ApprovalUrl }
type ApprovalUrl = (entra: Entra, tenant: string) => Promise<string>

/** Checks the sign-in at Microsoft, and Graph. */
export async function microsoftFindings(parts: Parts): Promise<Finding[]> {
  const { config, out } = parts
  const found = certificateFindings(config)
  const microsoft = registration(config, out.fetch, { onBroken: () => {}, onEnding: () => {} })
  try {
    if (!microsoft.entra) {
      const todo = 'set OAUTH_CLIENT_ID and a secret or certificate, or nobody can sign in'
      return [...found, findings('registration').warning('no registration for reading contacts is set', todo)]
    }
    return [...found, ...(await discoveryFindings(parts, microsoft.entra))]
  } finally {
    microsoft.close()
  }
}

function certificateFindings({ oauth: { credentials } }: Config, now = Date.now()): Finding[] {
  if (credentials?.type !== 'certificate') return []
  const { ok, warning, failure } = findings('certificate')
  const days = Math.floor((credentials.pair.endsAt - now) / DAY_MS)
  const todo = 'upload a new one and change the files; the bot reads them again by itself'
  if (days < 0) return [failure('OAUTH_CLIENT_CERTIFICATE has expired', todo)]
  return [
    days < CERTIFICATE_WARNING_DAYS ? warning(`it expires in ${days} days`, todo) : ok(`it expires in ${days} days`),
  ]
}

async function discoveryFindings(parts: Parts, entra: Entra): Promise<Finding[]> {
  const { ok, failure } = findings('discovery')
  const { authority, tenant, clientIdIn } = parts.config.oauth
  const clock = await clockFinding(parts)
  try {
    await entra.checkTenant(tenant)
  } catch (error) {
    const todo = todoFor(
      error,
      'see OAUTH_AUTHORITY, OAUTH_TENANT and HTTPS_PROXY, and whether this machine reaches Microsoft',
      clientIdIn,
    )
    return [failure(`${authority}/${tenant} cannot be looked up (${reasonOf(error)})`, todo), clock]
  }
  return [ok(`${authority}/${tenant} is known`), clock, ...(await clientFindings(parts, entra))]
}

async function clockFinding({ config, out }: Parts): Promise<Finding> {
  const { ok, warning, failure } = findings('clock')
  const { authority, tenant } = config.oauth
  const url = `${authority}/${tenant}/v2.0/.well-known/openid-configuration`
  const headers = await out.request({ base: authority, url, retry: 'never', party: 'entra' }).then(
    (answer) => answer.headers,
    () => undefined,
  )
  const date = Date.parse(headers?.['date'] ?? '')
  if (Number.isNaN(date)) return warning('cannot be checked: Microsoft’s answer has no date', 'see discovery')
  const skewMs = Date.now() - date
  const says = `this machine is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs < 0 ? 'behind' : 'ahead of'} Microsoft`
  const todo = 'synchronise the clock (NTP): Microsoft refuses tokens when it is five minutes off'
  if (Math.abs(skewMs) >= SKEW_FAILURE_MS) return failure(says, todo)
  return Math.abs(skewMs) >= SKEW_WARNING_MS ? warning(says, todo) : ok(says)
}

/** A tenant in which the registration can get a token without a person. */
function someTenant({ oauth: { tenant, allowedTenants } }: Config): string | undefined {
  return isGuid(tenant) ? tenant : allowedTenants?.[0]
}

async function clientFindings(parts: Parts, entra: Entra): Promise<Finding[]> {
  const { ok, warning, failure } = findings('client')
  const { config } = parts
  const tenant = someTenant(config)
  const { clientIdIn } = config.oauth
  const by = config.oauth.credentials?.type
  const isApplication = config.graphAccess === 'application'
  if (tenant === undefined) {
    const todo = 'name a tenant in OAUTH_TENANT or OAUTH_ALLOWED_TENANTS to have it tested'
    return [warning(`the ${by} was not tried, because no tenant is named`, todo)]
  }
  try {
    const { accessToken, graphBase } = await entra.applicationToken(tenant)
    return [
      ok(`Microsoft accepts the ${by} of ${clientIdIn}`),
      await graphFinding(parts, entra, { tenant, accessToken, graphBase }),
    ]
  } catch (error) {
    const isKnown = error instanceof EntraError && error.code === 'admin_approval' && error.aadsts !== 'AADSTS700016'
    if (isKnown && !isApplication) return [ok(`Microsoft accepts the ${by} of ${clientIdIn}`)]
    if (error instanceof EntraError && error.code === 'admin_approval') {
      const link = isApplication
        ? `an administrator approves at ${await parts.approvalUrl(entra, tenant)}`
        : 'approve it there'
      return [
        failure(`${tenant} does not allow this application (${reasonOf(error)})`, todoFor(error, link, clientIdIn)),
      ]
    }
    return [
      failure(
        `Microsoft refuses the ${by} of ${clientIdIn} (${reasonOf(error)})`,
        todoFor(error, 'see the registration', clientIdIn),
      ),
    ]
  }
}

type Token = { tenant: string; accessToken: string; graphBase: string }

async function graphFinding(
  { config, out, mailbox, approvalUrl }: Parts,
  entra: Entra,
  token: Token,
): Promise<Finding> {
  const { ok, warning, failure } = findings('graph')
  const { graphBase: base, accessToken, tenant } = token
  const isApplication = config.graphAccess === 'application'
  if (isApplication && mailbox === undefined) {
    const todo = `try one with --mailbox OID_OR_UPN; an administrator approves at ${await approvalUrl(entra, tenant)}`
    return warning('no mailbox was read', todo)
  }
  const path = isApplication ? `users/${encodeURIComponent(mailbox ?? '')}/contacts?$top=1&$select=id` : 'me'
  try {
    const url = `${base}/${path}`
    const { status, body } = await out.request({
      base,
      url,
      party: 'graph',
      ...(isApplication && { token: accessToken }),
    })
    if (!isApplication)
      return status === 401
        ? ok(`${base} answers`)
        : warning(`${base} answers ${status} without a token`, 'see GRAPH_URL')
    const code = codeIn(body)
    if (status === 200) return ok('the mailbox can be read')
    if (status === 403) {
      const todo = `the role Contacts.Read or Exchange’s scope is missing: an administrator can approve it at ${await approvalUrl(entra, tenant)}`
      return failure(`the mailbox may not be read (403 ${code})`, todo)
    }
    return failure(
      `the mailbox cannot be read (${status} ${code})`,
      'is it the address or object id of a person with a mailbox in the cloud?',
    )
  } catch (error) {
    return failure(
      `${base} does not answer (${reasonOf(error)})`,
      'see GRAPH_URL, HTTPS_PROXY, and whether this machine reaches Microsoft',
    )
  }
}

function codeIn(body: string): string {
  const answer = parseJson(body)
  const error = isObject(answer) && isObject(answer['error']) ? answer['error']['code'] : undefined
  return typeof error === 'string' && /^\w{1,60}$/.test(error) ? error : ''
}
