import type { Outbound } from '../outbound.ts'
import type { Store } from '../store/store.ts'
import { type Adapter, channelAdapter } from './adapter.ts'
import { admission } from './admission.ts'
import { type Channel, ChannelAuthentication, type BotRegistration } from './authentication.ts'
import { turns, type TurnsOptions } from './receive.ts'
import { turnRecords } from './redelivery.ts'
import { claiming } from './same-press.ts'
import type { Handlers } from './turn.ts'

type Options = Pick<TurnsOptions, 'events' | 'track' | 'tryAgain' | 'answerWithinMs' | 'newcomers'> & {
  /** undefined: nobody's token is checked. */
  bot: BotRegistration | undefined
  settings: Channel & Pick<TurnsOptions, 'serviceHosts' | 'loopback'>
  outbound: Outbound
  store: Store
  /** @param checksIdentity whether an activity's token proves who sent it */
  handlers: (checksIdentity: boolean) => Handlers
}

/** The bot's end of the wire, put together: what is asked of a delivery before its body is read, what takes deliveries, and
 *  what sends messages. */
export function openChannel({ bot, settings, outbound, store, handlers, ...options }: Options) {
  const authentication = new ChannelAuthentication(bot, settings, outbound)
  const adapter: Adapter = channelAdapter(authentication, handlers(authentication.checks))
  const { serviceHosts, loopback } = settings
  return {
    adapter,
    /** Why the registration gives no token; undefined where it does, where there is none, and for a managed identity, whose
     *  platform is asked when it is first needed. Never rejects. */
    registrationProblem: async (): Promise<unknown> =>
      bot?.password === undefined ? undefined : authentication.tryToken().catch((error: unknown) => error),
    admit: admission(authentication, options.events),
    receive: turns({
      ...options,
      adapter,
      authentication,
      claim: claiming(store, turnRecords(store)),
      serviceHosts,
      loopback,
    }),
  }
}
