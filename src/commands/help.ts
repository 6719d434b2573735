import type { Exchange } from './exchange.ts'
import type { CommandOf } from './services.ts'

/** `help`: says what the bot can do. */
export async function help(_: CommandOf<'help'>, exchange: Exchange): Promise<void> {
  await exchange.say({ kind: 'help' })
}
