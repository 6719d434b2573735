import type { LiveToken } from '../connection/tokens.ts'
import { connectionKey } from '../connection/connection.ts'
import { GraphError } from '../graph/graph.ts'
import { askToSignIn } from './ask-to-sign-in.ts'
import { ChangesForbiddenError } from './changes-forbidden.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import type { Services } from './services.ts'
import { withToken } from './with-token.ts'

const REFUSED = Symbol('may not change contacts')

/** Like `withToken`, with a token that may change contacts. If the permission is missing, the person gets a sign-in card that
 *  asks for it, and `resume` is answered after the sign-in. The typed values must be stored under an id that `resume` names.
 *  @param form the form to go back to, if there is one */
export async function withPermission<T>(
  resume: Command,
  exchange: Exchange,
  services: Services,
  work: (token: LiveToken) => Promise<T>,
  form?: string,
): Promise<T | undefined> {
  const done = await withToken(resume, exchange, services, async (token) => {
    if (!token.changes) return REFUSED
    return work(token).catch((error: unknown) => {
      if (!isForbidden(error)) throw error
      // Right after a sign-in, another sign-in would not help; and without sign-ins nobody can be asked.
      if (exchange.hasSignedIn || services.application) throw new ChangesForbiddenError(error)
      return REFUSED
    })
  })
  if (done !== REFUSED) return done as T | undefined
  await askForPermission(resume, form, exchange, services)
  return undefined
}

async function askForPermission(
  resume: Command,
  form: string | undefined,
  exchange: Exchange,
  services: Services,
): Promise<void> {
  const connection = (await services.connections.get(connectionKey(exchange.user)))?.value
  const adminUrl = connection?.awaitsAdmin
  const wishes = { changes: true as const, loginHint: connection?.account.username || undefined }
  const reason = adminUrl === undefined ? 'to_change' : 'awaits_admin'
  const replaces = exchange.shownIn() ?? exchange.replaces
  await askToSignIn({ reason, resume, wishes, replaces, adminUrl, form }, exchange, services)
}

function isForbidden(error: unknown): boolean {
  return error instanceof GraphError && error.code === 'forbidden'
}
