import { offerAgain } from './ask-to-sign-in.ts'
import { forget } from './forget.ts'
import type { CommandOf, Parts } from './parts.ts'
import type { Turn } from './turn.ts'

/** `disconnect`: deletes everything that is stored for the user. */
export async function disconnect(_: CommandOf<'disconnect'>, turn: Turn, parts: Parts): Promise<void> {
  const { underWay, connection } = await forget(parts, turn.user)
  await offerAgain(underWay, turn)
  await turn.say({ kind: 'disconnected', account: connection?.account })
}
