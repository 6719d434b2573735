import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, sendHtml, sendRedirect, target } from '../answers.ts'
import type { Applications } from './applications.ts'
import type { App } from './apps.ts'
import { errorBody, NO_SUCH_APP, NO_SUCH_REDIRECT } from './errors.ts'
import { consentPage, errorPage } from './pages.ts'
import { type Consents, fullScope, SCOPES, sentences } from './scopes.ts'

type Options = {
  tid: string
  tenantName: string
  apps: ReadonlyMap<string, App>
  consents: Consents
  applications: Applications
}

/** `/{tenant}/v2.0/adminconsent`: an administrator consents to an app for everybody in the tenant. */
export async function adminConsent(options: Options, req: IncomingMessage, res: ServerResponse): Promise<true> {
  const { tid, tenantName, apps, consents, applications } = options
  const { searchParams, pathname, search } = target(req)
  const app = apps.get(searchParams.get('client_id') ?? '')
  if (!app) return sendHtml(res, 400, errorPage(NO_SUCH_APP))
  const redirectUri = searchParams.get('redirect_uri') ?? ''
  if (!app.redirectUris?.includes(redirectUri)) return sendHtml(res, 400, errorPage(NO_SUCH_REDIRECT))

  const asked = fullScope(searchParams.get('scope') ?? '')
  // Everything that the registration lists, application permissions included.
  const isEverything = asked === '' || asked.endsWith('/.default')
  const scopes = isEverything ? SCOPES : asked.split(' ')
  if (req.method !== 'POST') {
    const action = pathname + search
    const asks = sentences(scopes).map((ask) => `${ask} (for everybody)`)
    return sendHtml(
      res,
      200,
      consentPage({ action, appName: app.name, owner: tenantName, username: 'administrator', asks }),
    )
  }
  const accepted = new URLSearchParams((await readBody(req)).toString()).get('decision') === 'accept'
  if (accepted) consents.add(app.id, tid, scopes)
  if (accepted && isEverything) applications.consent(app.id, tid, app.roles ?? [])
  return sendRedirect(res, comeBack(redirectUri, { tid, accepted, scope: asked, state: searchParams.get('state') }))
}

/** Like Entra it adds `admin_consent=True` also when the administrator declines. */
function comeBack(
  redirectUri: string,
  answer: { tid: string; accepted: boolean; scope: string; state: string | null },
): string {
  const location = new URL(redirectUri)
  location.searchParams.set('admin_consent', 'True')
  if (answer.accepted) {
    location.searchParams.set('tenant', answer.tid)
    location.searchParams.set('scope', answer.scope)
  } else {
    const refused = {
      status: 400,
      error: 'access_denied',
      code: 65004,
      text: 'User declined to consent to access the app.',
    }
    location.searchParams.set('error', refused.error)
    location.searchParams.set('error_description', String(errorBody(refused)['error_description']))
  }
  if (answer.state !== null) location.searchParams.set('state', answer.state)
  return location.href
}
