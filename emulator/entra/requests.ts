import { IncomingMessage } from 'node:http'
import { fullScope } from './scopes.ts'

/** What is mounted below `/{tenant}` must see its own path, and oidc-provider the whole one beside it. */
export function below(segment: string, req: IncomingMessage & { originalUrl?: string }): void {
  req.originalUrl = req.url ?? '/'
  req.url = req.originalUrl.slice(segment.length + 1)
}

/** The request once more, with this body to read. */
export function replay(req: IncomingMessage, body: string): IncomingMessage {
  const copy = new IncomingMessage(req.socket)
  const bytes = Buffer.from(body)
  copy.method = req.method
  copy.url = req.url
  copy.httpVersion = req.httpVersion
  copy.headers = { ...req.headers, accept: 'application/json', 'content-length': String(bytes.length) }
  delete copy.headers['transfer-encoding']
  // Otherwise node takes it for broken off when it ends, and drops the connection.
  copy.complete = true
  copy.push(bytes)
  copy.push(null)
  return copy
}

/** An authorize request in the way oidc-provider wants it: scopes as full URIs; and `prompt=consent`, without which it
 *  issues no refresh token. `consent_asked` keeps whether the app itself asked for it. */
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
