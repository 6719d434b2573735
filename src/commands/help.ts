import type { Exchange } from './exchange.ts'
import { lookedUpLately } from './looked-up-lately.ts'
import type { CommandOf, Services } from './services.ts'

/** `help`: says what the bot can do. */
export async function help(_: CommandOf<'help'>, exchange: Exchange, services: Services): Promise<void> {
  const recent = await lookedUpLately(exchange, services)
  await exchange.say({ kind: 'help', keepMs: services.keepMs, recent })
}
