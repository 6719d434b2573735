import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson } from '../answers.ts'
import type { Answer, Bearer } from './contacts.ts'
import { Refusal, refusalBody, unauthorized } from './refusal.ts'
import { bearerToken } from './request.ts'

const USER_READ = 'https://graph.microsoft.com/User.Read'

/** `/me`: who the token belongs to.
 *  @throws {Refusal} without the permission User.Read */
export function profile({ person, scopes }: Bearer, origin: string): Answer {
  if (!scopes.includes(USER_READ)) {
    throw new Refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
  }
  const { oid: id, name: displayName, givenName, surname, username } = person
  const context = `${origin}/v1.0/$metadata#users/$entity`
  return {
    status: 200,
    body: {
      '@odata.context': context,
      id,
      displayName,
      givenName,
      surname,
      userPrincipalName: username,
      mail: person.mailbox ? username : null,
    },
  }
}

/** OpenID Connect's userinfo endpoint, which Entra's discovery document places at the Graph. */
export function userInfo(
  req: IncomingMessage,
  res: ServerResponse,
  access: (token: string) => Bearer | undefined,
): true {
  const bearer = access(bearerToken(req) ?? '')
  if (!bearer)
    return sendJson(res, 401, refusalBody(unauthorized('Access token validation failure.'), randomUUID(), randomUUID()))
  const { person, sub } = bearer
  return sendJson(res, 200, {
    sub,
    name: person.name,
    given_name: person.givenName,
    family_name: person.surname,
    email: person.username,
  })
}
