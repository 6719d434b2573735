import type { Exchange } from './exchange.ts'
import { lookedUpLately } from './looked-up-lately.ts'
import type { CommandOf, Services } from './services.ts'

/** `help`: says what the bot can do, even while the store is down. */
export async function help(_: CommandOf<'help'>, exchange: Exchange, services: Services): Promise<void> {
  const ended = services.lastQuestions.endYes(exchange.user).catch(() => undefined)
  const [recent] = await Promise.all([lookedUpLately(exchange, services), ended])
  await exchange.say({ kind: 'help', keepMs: services.keepMs, recent })
}
