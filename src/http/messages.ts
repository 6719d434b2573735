import type { TurnResponse } from '../channel/turn.ts'
import { parseJson } from '../json.ts'
import { line } from './lines.ts'
import type { HttpRequest, HttpResponse, Route } from './request.ts'

/** Looks at the token alone. @returns the answer that refuses the delivery, undefined where its body may be read. */
export type Admit = (authHeader: string) => Promise<TurnResponse | undefined>

export type Receive = (body: unknown, authHeader: string) => Promise<TurnResponse>

const MAX_ACTIVITY_BYTES = 256 * 1024

/** What the channel is told with the status of a turn. */
export const TURN_REASONS: Record<number, string> = {
  400: 'Not an activity that can be answered',
  401: 'Unauthorized',
  403: 'Refused',
  429: 'Too many at once',
  500: 'Something went wrong',
  502: 'Could not be answered',
  503: 'Try again shortly',
}

/** `onTaken` looks at each delivery whose sender was believed. */
type Parts = { admit: Admit; receive: Receive; onTaken: (request: HttpRequest) => void }

/** Where the channel delivers activities. */
export function messagesRoute(parts: Parts): Route {
  return { method: 'POST', path: '/api/messages', page: false, handle: (request) => messages(request, parts) }
}

async function messages(request: HttpRequest, { admit, receive, onTaken }: Parts): Promise<HttpResponse> {
  const authorization = request.headers.authorization ?? ''
  request.announced('application/json', MAX_ACTIVITY_BYTES)
  const refusal = await admit(authorization)
  if (refusal) return line(refusal.status, TURN_REASONS[refusal.status])
  const text = await request.body('application/json', MAX_ACTIVITY_BYTES)
  const { status, body } = await receive(parseJson(text), authorization)
  if (status < 400) onTaken(request)
  if (body === undefined) return line(status, TURN_REASONS[status])
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
}
