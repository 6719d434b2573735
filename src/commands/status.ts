import type { Size } from '../book/open-book.ts'
import { connectionKey } from '../connection/connection.ts'
import { freshBook } from './from-book.ts'
import type { CommandOf, Parts } from './parts.ts'
import type { Apology } from './reply.ts'
import { apology } from './trouble.ts'
import type { Turn } from './turn.ts'
import { bookOf } from './whose-book.ts'
import { withToken } from './with-token.ts'

/** `status`: who is connected, since when, and how many contacts there are, or why that cannot be told. */
export async function status(command: CommandOf<'status'>, turn: Turn, parts: Parts): Promise<void> {
  const stored = await parts.connections.get(connectionKey(turn.user))
  if (!stored) return turn.say({ kind: 'not_connected' })
  const { account, since, graphBase } = stored.value
  const contacts = await sizeOf(command, turn, parts)
  if (contacts) await turn.show({ kind: 'status', account, since, graphBase, contacts })
}

async function sizeOf(command: CommandOf<'status'>, turn: Turn, parts: Parts): Promise<Size | Apology | undefined> {
  try {
    const book = await withToken(command, turn, parts, (token) =>
      freshBook({ ...bookOf(token, turn.user, parts), turn, parts }),
    )
    return book?.size()
  } catch (error) {
    return apology(error, turn)
  }
}
