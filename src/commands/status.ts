import type { OpenBook } from '../book/open-book.ts'
import type { ChatUser } from '../connection/chat-user.ts'
import type { Connection } from '../connection/connection.ts'
import { allowsChanges } from '../entra/token-answer.ts'
import { offerTo } from './ask-to-sign-in.ts'
import { type Exchange, NotSaidError } from './exchange.ts'
import { freshBook } from './from-book.ts'
import type { CommandOf, Services } from './services.ts'
import type { Apology } from './reply.ts'
import { allowedConnection } from './still-allowed.ts'
import { apology } from './trouble.ts'
import { bookOf, knownOwner } from './whose-book.ts'
import { withToken } from './with-token.ts'

/** `status`: which account is connected, since when, and how many contacts there are, or why that is unknown. */
export async function status(command: CommandOf<'status'>, exchange: Exchange, services: Services): Promise<void> {
  const { user, timeZone } = exchange
  const who = await whoIs(user, services)
  if (!who) return exchange.say({ kind: 'not_connected', url: offerTo(exchange, services.signIn) })
  const { account, since } = who
  const found = await bookNow(command, exchange, services)
  if (!found) return
  const graphBase = command.details ? (await knownOwner(user, services))?.base : undefined
  const changes = services.edits && !services.application ? permissionOf(who) : undefined
  const known = 'trouble' in found ? { contacts: found } : await counted(found)
  await exchange.show({ kind: 'status', account, since, timeZone, graphBase, ...known, changes })
}

/** A person may have several contacts, and lists show people. */
async function counted(book: OpenBook) {
  return { contacts: await book.size(), people: await book.people(), unread: book.unread() }
}

/** It is not known here how far the application's own permission reaches. */
function permissionOf({ scopes, awaitsAdmin }: Partial<Connection>): 'allowed' | 'not_yet' | 'awaits_admin' {
  if (scopes === undefined || allowsChanges(scopes)) return 'allowed'
  return awaitsAdmin === undefined ? 'not_yet' : 'awaits_admin'
}

/** Without sign-ins, the channel says who the person is. */
async function whoIs(
  user: ChatUser,
  services: Services,
): Promise<(Pick<Connection, 'account'> & Partial<Connection>) | undefined> {
  if (!services.application) return allowedConnection(user, services)
  return { account: { tid: '', oid: '', name: user.name, username: '' } }
}

async function bookNow(
  command: CommandOf<'status'>,
  exchange: Exchange,
  services: Services,
): Promise<OpenBook | Apology | undefined> {
  try {
    return await withToken(command, exchange, services, (token) =>
      freshBook({ ...bookOf(token, exchange, services), exchange, services }),
    )
  } catch (error) {
    if (error instanceof NotSaidError) throw error
    return apology(error, exchange)
  }
}
