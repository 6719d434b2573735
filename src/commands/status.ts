import type { Size } from '../book/open-book.ts'
import { type Exchange, NotSaidError } from './exchange.ts'
import { freshBook } from './from-book.ts'
import type { CommandOf, Parts } from './parts.ts'
import type { Apology } from './reply.ts'
import { allowedConnection } from './still-allowed.ts'
import { apology } from './trouble.ts'
import { bookOf } from './whose-book.ts'
import { withToken } from './with-token.ts'

/** `status`: who is connected, since when, and how many contacts there are, or why that cannot be told. */
export async function status(command: CommandOf<'status'>, exchange: Exchange, parts: Parts): Promise<void> {
  const stored = await allowedConnection(exchange.user, parts)
  if (!stored) return exchange.say({ kind: 'not_connected' })
  const { account, since, graphBase } = stored
  const contacts = await sizeOf(command, exchange, parts)
  if (contacts) await exchange.show({ kind: 'status', account, since, graphBase, contacts })
}

async function sizeOf(
  command: CommandOf<'status'>,
  exchange: Exchange,
  parts: Parts,
): Promise<Size | Apology | undefined> {
  try {
    const book = await withToken(command, exchange, parts, (token) =>
      freshBook({ ...bookOf(token, exchange.user, parts), exchange, parts }),
    )
    return book?.size()
  } catch (error) {
    if (error instanceof NotSaidError) throw error
    return apology(error, exchange)
  }
}
