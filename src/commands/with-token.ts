import { type Connection, connectionKey } from '../connection/connection.ts'
import type { LiveToken, NoToken } from '../connection/tokens.ts'
import { mergeClaims } from '../entra/claims.ts'
import { GraphError, isAboutToken } from '../graph/graph.ts'
import type { Versioned } from '../store/update.ts'
import { askToSignIn, offerTo } from './ask-to-sign-in.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { forgetContacts } from './forget.ts'
import type { SignInReason } from './reply.ts'
import type { Services } from './services.ts'
import { allowedRecord } from './still-allowed.ts'
import { notApproved, sayNotLetIn } from './mailbox-refused.ts'

/** Does `work` with a valid token, and again with a renewed token if Graph refuses the first. If only a sign-in can bring a
 *  token that Graph accepts, the user gets the sign-in card, and `command` is answered after the sign-in.
 *  @returns what `work` returns; undefined if it could not be done and the user has been told why. */
export async function withToken<T>(
  command: Command,
  exchange: Exchange,
  services: Services,
  work: (token: LiveToken) => Promise<T>,
): Promise<T | undefined> {
  const { user } = exchange
  if (!services.mayAsk(exchange)) {
    await exchange.say({ kind: 'too_many_questions' })
    return undefined
  }
  const stored = services.application
    ? undefined
    : await allowedRecord(user, services, exchange.opening?.connection?.take())
  const outcome = await attempt(exchange, services, work, stored)
  if ('done' in outcome) return outcome.done
  await sayWhyNot(command, outcome, stored?.value.account.username, exchange, services)
  return undefined
}

/** Like `withToken`, for an answer that is already in the chat: it is not counted again, and a user who has disconnected since
 *  is not asked to sign in. */
export async function withTokenAgain(
  command: Command,
  exchange: Exchange,
  services: Services,
  work: (token: LiveToken) => Promise<void>,
): Promise<void> {
  const stored = await services.connections.get(connectionKey(exchange.user))
  const outcome = await attempt(exchange, services, work, stored)
  if ('done' in outcome) return
  const why = outcome.reason === 'not_connected' ? { reason: 'disconnected' as const } : outcome
  await sayWhyNot(command, why, stored?.value.account.username, exchange, services)
}

type NotDone = NoToken | { reason: 'disconnected' }

async function sayWhyNot(
  command: Command,
  why: NotDone,
  username: string | undefined,
  exchange: Exchange,
  services: Services,
): Promise<void> {
  switch (why.reason) {
    case 'disconnected':
      return sayNotConnected(exchange, services)
    case 'not_connected':
    case 'ended':
      return signInFor(command, { ...why, loginHint: username || undefined }, exchange, services)
    case 'nobody_vouches':
    case 'tenant_not_allowed':
    case 'not_approved':
      return sayNotLetIn(why, exchange, services)
  }
}

type Attempt<T> = { done: T } | NotDone

/** @param stored the connection, as it was read just now */
async function attempt<T>(
  exchange: Exchange,
  services: Services,
  work: (token: LiveToken) => Promise<T>,
  stored: Versioned<Connection> | undefined,
): Promise<Attempt<T>> {
  const { user, hasSignedIn } = exchange
  const { accessToken } = services
  let token = await accessToken(user, undefined, undefined, stored)
  for (let call = 1; 'accessToken' in token; call += 1) {
    try {
      return { done: await work(token) }
    } catch (error) {
      if (isAborted(error) && (await hasEnded(exchange, services))) return { reason: 'disconnected' }
      const refused = notApproved(error, token, services)
      if (refused) return refused
      if (!isAboutToken(error)) throw error
      const claims = mergeClaims(error.claims)
      if (claims === undefined && call > 1) {
        // A renewed token does not help. A new sign-in may help, unless a sign-in has just led here.
        if (hasSignedIn) throw error
        return { reason: 'ended' }
      }
      // Another turn may have renewed the token without these claims: one more renewal helps then.
      token = call > 2 ? { reason: 'ended', claims } : await accessToken(user, token.accessToken, claims)
    }
  }
  return token
}

/** Whether the user has disconnected or left in the meantime. */
async function hasEnded(
  { user, sentAt }: Exchange,
  { application, connections, departures }: Services,
): Promise<boolean> {
  if (application) return departures.isOver(user, sentAt)
  return (await connections.get(connectionKey(user))) === undefined
}

/** If the user has disconnected or removed the bot during the work, there is no reply. */
async function sayNotConnected(exchange: Exchange, { departures, signIn }: Services): Promise<void> {
  if (await departures.isOver(exchange.user, exchange.sentAt)) return
  await exchange.say({ kind: 'not_connected', url: offerTo(exchange, signIn) }, exchange.shownIn())
}

async function signInFor(
  resume: Command,
  { reason, claims, loginHint }: { reason: SignInReason; claims?: string | undefined; loginHint: string | undefined },
  exchange: Exchange,
  services: Services,
): Promise<void> {
  if (!(await services.connections.get(connectionKey(exchange.user)))) await forgetContacts(services, exchange.user)
  await askToSignIn({ reason, resume, wishes: { claims, loginHint }, replaces: exchange.shownIn() }, exchange, services)
}

function isAborted(error: unknown): boolean {
  return error instanceof GraphError && error.code === 'aborted'
}
