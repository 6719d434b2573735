import type { TurnResponse } from '../channel/turn.ts'
import { parseJson } from '../json.ts'
import { line } from './lines.ts'
import type { HttpRequest, HttpResponse, Route } from './request.ts'

export type Receive = (body: unknown, authHeader: string) => Promise<TurnResponse>

const MAX_ACTIVITY_BYTES = 256 * 1024

/** What the channel is told with the status of a turn. */
export const TURN_REASONS: Record<number, string> = {
  400: 'Not an activity that can be answered',
  401: 'Unauthorized',
  403: 'Refused',
  500: 'Something went wrong',
  502: 'Could not be answered',
  503: 'Try again shortly',
}

/** Where the channel delivers activities. */
export function messagesRoute(receive: Receive): Route {
  return { method: 'POST', path: '/api/messages', page: false, handle: (request) => messages(request, receive) }
}

async function messages(request: HttpRequest, receive: Receive): Promise<HttpResponse> {
  const text = await request.body('application/json', MAX_ACTIVITY_BYTES)
  const { status, body } = await receive(parseJson(text), request.headers.authorization ?? '')
  if (body === undefined) return line(status, TURN_REASONS[status])
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
}
