import type { Links } from '../cards/links.ts'
import { openChannel } from '../channel/channel.ts'
import { tryingAgain } from '../channel/try-again.ts'
import { contactsBot } from '../chat/bot.ts'
import { inBackground } from '../chat/in-background.ts'
import { proactive } from '../chat/proactive.ts'
import type { Commands } from '../commands/dispatch.ts'
import type { Config } from '../config/config.ts'
import type { Report } from '../log.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import type { Store } from '../store/store.ts'
import type { Languages } from '../text/languages.ts'
import type { Seams } from './seams.ts'

type Parts = {
  outbound: Outbound
  store: Store
  report: Report
  commands: Commands
  offer: SignIn['offer']
  links: Links
  languages: Languages
  /** Registers work that outlives the request that began it. */
  track: (work: Promise<unknown>) => void
  /** Ends the tries to reach a chat. */
  signal: AbortSignal
}

/** The chats with people: the handlers of their messages, and the messages that the bot sends by itself. */
export function chats(config: Config, parts: Parts, { answerWithinMs, newcomers }: Seams) {
  const { outbound, store, report, commands, offer, links, languages, track, signal } = parts
  const { run, afterSignIn } = commands
  const { edits } = config.contacts
  const events = report.turns
  const tryAgain = tryingAgain({ track, signal })
  const channel = openChannel({
    bot: config.bot,
    settings: config.channel,
    outbound,
    store,
    handlers: (checksIdentity) =>
      contactsBot({
        run,
        events,
        checksIdentity,
        links,
        edits,
        languages,
        later: (reference, say) => track(doIn(reference, say)),
      }),
    events,
    track,
    tryAgain,
    answerWithinMs,
    newcomers,
  })
  const doIn = inBackground({ adapter: channel.adapter, events, tryAgain })
  return { ...channel, tell: proactive({ inBackground: doIn, afterSignIn, offer, events, links, edits, languages }) }
}
