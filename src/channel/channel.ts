import type { Outbound } from '../outbound/outbound.ts'
import type { Store } from '../store/store.ts'
import { type Adapter, channelAdapter } from './adapter.ts'
import { admission } from './admission.ts'
import { type Channel, ChannelAuthentication, type BotRegistration } from './authentication.ts'
import { turns, type TurnsOptions } from './receive.ts'
import { turnRecords } from './redelivery.ts'
import { BotTokenError } from './bot-token.ts'
import { claiming } from './same-press.ts'
import type { Handlers, TurnResponse } from './turn.ts'

type Options = Pick<TurnsOptions, 'events' | 'track' | 'tryAgain' | 'answerWithinMs' | 'newcomers'> & {
  /** undefined: tokens are not checked. */
  bot: BotRegistration | undefined
  settings: Channel & Pick<TurnsOptions, 'serviceHosts' | 'loopback'>
  outbound: Outbound
  store: Store
  /** @param checksIdentity whether an activity's token proves who sent it */
  handlers: (checksIdentity: boolean) => Handlers
}

/** `isRefused`: Microsoft has answered, and does not accept the registration or its password. */
export type RegistrationProblem = { error: unknown; isRefused: boolean }

/** The function that receives the body of a delivery, or the answer that refuses it unread. */
export type Admitted = { receive: (body: unknown) => Promise<TurnResponse> } | { refusal: TurnResponse }

/** Puts the bot's side of the channel together: the check of a delivery before its body is read, the handling of deliveries, and
 *  the sending of messages. */
export function openChannel({ bot, settings, outbound, store, handlers, ...options }: Options) {
  const authentication = new ChannelAuthentication(bot, settings, outbound)
  const adapter: Adapter = channelAdapter(authentication, handlers(authentication.checks))
  const { serviceHosts, loopback } = settings
  const admit = admission(authentication, options.events)
  const receive = turns({
    ...options,
    adapter,
    authentication,
    claim: claiming(store, turnRecords(store)),
    serviceHosts,
    loopback,
  })
  return {
    adapter,
    /** Why the registration gives no token; undefined if it does, if there is none, and for a managed identity, whose
     *  platform is asked when it is first needed. Never rejects. */
    registrationProblem: async (): Promise<RegistrationProblem | undefined> =>
      bot?.password === undefined
        ? undefined
        : authentication.tryToken().then(
            () => undefined,
            (error: unknown) => ({ error, isRefused: isRefused(error) }),
          ),
    /** Checks only a delivery's token. */
    async admit(authHeader: string): Promise<Admitted> {
      const admitted = await admit(authHeader)
      return 'refusal' in admitted ? admitted : { receive: (body) => receive(body, admitted.sender) }
    },
  }
}

/** Microsoft's own errors (5xx) and its limits (429) say nothing about the password. */
function isRefused(error: unknown): boolean {
  return error instanceof BotTokenError && error.status >= 400 && error.status < 500 && error.status !== 429
}
