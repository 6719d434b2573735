import { offerAgain } from './ask-to-sign-in.ts'
import type { Exchange } from './exchange.ts'
import { forget } from './forget.ts'
import type { CommandOf, Parts } from './parts.ts'

/** `disconnect`: deletes everything that is stored for the user. */
export async function disconnect(_: CommandOf<'disconnect'>, exchange: Exchange, parts: Parts): Promise<void> {
  const { underWay, connection } = await forget(parts, exchange.user)
  await offerAgain(underWay, exchange)
  await exchange.say({ kind: 'disconnected', account: connection?.account })
}
