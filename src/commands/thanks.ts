import type { Exchange } from './exchange.ts'
import { lookedUpLately } from './looked-up-lately.ts'
import type { CommandOf, Services } from './services.ts'

/** `thanks`: says what can be asked next. */
export async function thanks(_: CommandOf<'thanks'>, exchange: Exchange, services: Services): Promise<void> {
  const recent = await lookedUpLately(exchange, services)
  await exchange.say({ kind: 'help', isThanked: true, keepMs: services.keepMs, recent })
}
