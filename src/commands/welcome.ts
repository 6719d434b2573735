import { offerTo } from './ask-to-sign-in.ts'
import type { Exchange } from './exchange.ts'
import type { CommandOf, Services } from './services.ts'

/** The user has installed the bot. */
export async function welcome(
  _: CommandOf<'welcome'>,
  exchange: Exchange,
  { departures, signIn, lastQuestions, keepMs }: Services,
): Promise<void> {
  await Promise.all([departures.returned(exchange.user, exchange.sentAt), lastQuestions.endYes(exchange.user)])
  if (await departures.isOver(exchange.user, exchange.sentAt)) return
  await exchange.say({ kind: 'welcome', url: offerTo(exchange, signIn), keepMs })
}
