import { IncomingMessage } from 'node:http'
import { fullScope } from './scopes.ts'

/** Removes the tenant from the request's path. oidc-provider finds the whole path in `originalUrl`. */
export function below(segment: string, req: IncomingMessage & { originalUrl?: string }): void {
  req.originalUrl = req.url ?? '/'
  req.url = req.originalUrl.slice(segment.length + 1)
}

/** A copy of the request with this body. */
export function replay(req: IncomingMessage, body: string): IncomingMessage {
  const copy = new IncomingMessage(req.socket)
  const bytes = Buffer.from(body)
  copy.method = req.method
  copy.url = req.url
  copy.httpVersion = req.httpVersion
  copy.headers = { ...req.headers, accept: 'application/json', 'content-length': String(bytes.length) }
  delete copy.headers['transfer-encoding']
  // Otherwise Node believes that the request was cut off and drops the connection.
  copy.complete = true
  copy.push(bytes)
  copy.push(null)
  return copy
}

/** The query of an authorize request for oidc-provider: scopes as full URIs, and `prompt=consent`, without which it issues no
 *  refresh token. `consent_asked` records whether the app itself sent that prompt. */
export function authorizeQuery(query: URLSearchParams): URLSearchParams {
  const out = new URLSearchParams(query)
  const scope = fullScope(query.get('scope') ?? '')
  if (scope !== '') out.set('scope', scope)
  out.delete('consent_asked')
  const prompts = new Set((query.get('prompt') ?? '').split(' ').filter((one) => one !== ''))
  if (prompts.has('none')) return out
  if (prompts.has('consent')) out.set('consent_asked', '1')
  if (scope.split(' ').includes('offline_access')) out.set('prompt', [...prompts.add('consent')].join(' '))
  return out
}
