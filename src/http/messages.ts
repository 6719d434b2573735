import type { Admitted } from '../channel/channel.ts'
import { parseJson } from '../json.ts'
import { line } from './text-response.ts'
import type { HttpRequest, HttpResponse, Route } from './request.ts'

/** Checks only the token. */
export type Admit = (authHeader: string) => Promise<Admitted>

const MAX_ACTIVITY_BYTES = 256 * 1024

/** The text that the channel gets with the status of a turn. */
export const TURN_REASONS: Record<number, string> = {
  400: 'Not an activity that can be answered',
  401: 'Unauthorized',
  403: 'Refused',
  429: 'Too many at once',
  500: 'Something went wrong',
  502: 'Could not be answered',
  503: 'Try again shortly',
}

/** `onTaken` is called with each delivery whose sender was accepted. */
type Parts = { admit: Admit; onTaken: (request: HttpRequest) => void }

/** Where the channel delivers activities. */
export function messagesRoute(parts: Parts): Route {
  const handle: Route['handle'] = (request) => messages(request, parts)
  return { method: 'POST', path: '/api/messages', page: false, isBusiest: true, handle }
}

async function messages(request: HttpRequest, { admit, onTaken }: Parts): Promise<HttpResponse> {
  request.announced('application/json', MAX_ACTIVITY_BYTES)
  const admitted = await admit(request.headers.authorization ?? '')
  if ('refusal' in admitted) return line(admitted.refusal.status, TURN_REASONS[admitted.refusal.status])
  const text = await request.body('application/json', MAX_ACTIVITY_BYTES)
  const { status, body } = await admitted.receive(parseJson(text))
  if (status < 400) onTaken(request)
  if (body === undefined) return line(status, TURN_REASONS[status])
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
}
