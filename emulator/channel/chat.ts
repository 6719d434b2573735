import { type Action, actionAt } from './actions.ts'
import {
  type Activity,
  type Attachment,
  type Bot,
  botAccount,
  envelope,
  type Identity,
  invokeId,
  type Member,
  opaque,
  typed,
} from './activity.ts'
import type { Files } from './files.ts'
import type { Untidy } from '../untidy.ts'
import type { Call, Conversation, Message } from './conversation.ts'
import type { Answer, Delivery } from './delivery.ts'
import { isObject, type Overrides, pressing, type PressOptions } from './press.ts'
import { type Patience, quiet, until } from './waiting.ts'

/** An activity that was delivered to the bot, and the bot's answer once it is there. */
export type Sent = { activity: Activity; answer?: Answer }

/** One person in one conversation: what they can do and what they see. Every function that sends something resolves with the
 *  bot's HTTP answer and rejects if the bot gave none. */
export type Chat = {
  readonly member: Member
  readonly conversation: Conversation
  /** What this person sees, oldest first. */
  readonly messages: Message[]
  /** Every call the bot made to this conversation. */
  readonly history: readonly Call[]
  /** What this person's client delivered, oldest first. */
  readonly sent: readonly Sent[]

  /** A message activity as Teams would send it. Does not send it. */
  compose(text: string, overrides?: Overrides): Activity
  /** Types a message. Outside personal chats it begins with a mention of the bot. */
  send(text: string, overrides?: Overrides): Promise<Answer>
  /** Types a message and waits until nothing more happens. @returns the bot's messages that are new or were replaced since
   *  @throws if the bot's status is not 2xx */
  ask(text: string, patience?: Patience): Promise<Message[]>
  /** Edits one of this person's messages. It keeps its id. */
  edit(id: string, text: string): Promise<Answer>
  /** Delivers an activity again, unchanged but for the overrides. */
  redeliver(activity: Activity, overrides?: Overrides): Promise<Answer>
  /** Posts anything to the bot, without a token unless `headers` has one. */
  sendRaw(body: unknown, headers?: Record<string, string>): Promise<Answer>

  /** Presses a message's button, found by its title or index. @throws for a button that opens a browser: see `signInUrl` */
  press(message: Message, which: string | number, options?: PressOptions): Promise<Answer>
  /** Performs the action of a button. */
  act(message: Message, action: Action, options?: PressOptions): Promise<Answer>
  invoke(name: string, value: unknown, overrides?: Overrides): Promise<Answer>
  /** Sends a file, as Teams does in a personal chat. */
  sendFile(name: string, bytes: Buffer): Promise<Answer>
  /** Allows the bot to put the file of this message's consent card into the person's OneDrive, or declines it.
   *  @param uploadInfo where to, instead of a place that OneDrive gives */
  answerConsent(message: Message, action: 'accept' | 'decline', uploadInfo?: object): Promise<Answer>

  /** Adds the bot. Like Teams it sends conversationUpdate and installationUpdate at the same time, in no particular order.
   *  @param stamp the notices' time, if it differs from the clock: Teams' notices can carry times in the wrong order. */
  install(action?: 'add' | 'add-upgrade', stamp?: number): Promise<Answer[]>
  /** Removes the bot. From then on, the bot's calls to this conversation get a 403. @param stamp see `install` */
  uninstall(action?: 'remove' | 'remove-upgrade', stamp?: number): Promise<Answer[]>
  /** Asks the bot to delete what it stores about this person. Teams does not send this today; other channels may. */
  deleteUserData(): Promise<Answer>

  /** The bot's next message that this person sees: the first after those that `next` and `ask` have returned, whether it is
   *  already there or still to come. With `where`, the first that matches, looked at again after every change. */
  next(options?: Patience & { where?: (message: Message) => boolean }): Promise<Message>
  /** Waits until the bot has nothing to do. If the channel has no `idle`, waits until nothing has happened for `quietMs` (default
   *  100). @returns what this person sees */
  settled(options?: Patience & { quietMs?: number }): Promise<Message[]>
}

type Options = {
  bot: Bot
  member: Member
  identity: Identity
  conversation: Conversation
  delivery: Delivery
  files: Files
  serviceUrl: string
  untidy: Untidy
}

export function chat({
  bot,
  member,
  identity,
  conversation: place,
  delivery,
  files,
  serviceUrl,
  untidy,
}: Options): Chat {
  const sent: Sent[] = []
  const mention = place.kind === 'personal' ? undefined : botAccount(bot)
  let seen = 0

  const botMessages = () => self.messages.filter(({ from }) => from === 'bot')

  /** @param thread the id of the thread's first message, in a team's channel */
  function base(thread: string | undefined): Activity {
    const id = place.kind === 'channel' && thread !== undefined ? `${place.id};messageid=${thread}` : place.id
    const { kind, name } = place
    return envelope({ bot, member, identity, conversation: { id, kind, name }, serviceUrl, untidy })
  }

  async function deliver(activity: Activity): Promise<Answer> {
    const record: Sent = { activity }
    sent.push(record)
    place.inFlight += 1
    try {
      record.answer = await delivery.deliver(activity)
      return record.answer
    } finally {
      place.inFlight -= 1
      place.emit({ kind: 'delivery' })
    }
  }

  /** Delivers a message and shows it in the chat. What is shown may differ from what is delivered. */
  function say(activity: Activity, shown: Activity = activity): Promise<Answer> {
    const id = activity.id ?? place.nextId()
    const thread = threadOf(activity)
    place.add({ id, from: member, activity: shown, ...(thread === undefined ? {} : { thread }) })
    return deliver(activity)
  }

  /** Delivers an activity about the conversation itself, such as who joined. */
  function event(fields: Overrides): Promise<Answer> {
    const { entities, locale, localTimestamp, localTimezone, ...recorded } = base(undefined)
    const own = untidy.has('recorded-shapes')
      ? recorded
      : { ...recorded, entities, locale, localTimestamp, localTimezone }
    return deliver({ ...own, id: invokeId(), ...fields })
  }

  /** @param thing the field of the conversationUpdate that names the bot */
  function membership(thing: 'membersAdded' | 'membersRemoved', eventType: string, action: string, stamp?: number) {
    const when = stamp === undefined ? {} : { timestamp: new Date(stamp).toISOString() }
    const added = event({ type: 'conversationUpdate', [thing]: [botAccount(bot)], ...teamEvent(eventType), ...when })
    const installed = event({ type: 'installationUpdate', action, ...when })
    return Promise.all([added, installed])
  }

  function teamEvent(eventType: string): Overrides {
    if (place.kind !== 'channel') return {}
    return { channelData: { ...(base(undefined).channelData as object), eventType } }
  }

  const buttons = pressing({
    reply: (message) => ({
      ...base(message.thread),
      ...(untidy.has('recorded-shapes')
        ? { id: invokeId(), ...pressedIn(message, base(message.thread)) }
        : { id: place.nextId() }),
      replyToId: message.id,
    }),
    show: (message, attachments) => place.showTo(message.id, member.oid, attachments),
    send: (text) => self.send(text),
    invoke: (name, value, overrides) => self.invoke(name, value, overrides),
    deliver,
    say,
  })

  const self: Chat = {
    member,
    conversation: place,
    sent,
    get messages() {
      return place.messages(member.oid)
    },
    get history() {
      return place.history
    },

    compose(text, overrides = {}) {
      const id = place.nextId()
      return { ...typed(base(id), text, mention, untidy), id, ...overrides }
    },
    send: (text, overrides) => say(self.compose(text, overrides)),

    async ask(text, patience) {
      const before = new Map(botMessages().map(({ id, edits }) => [id, edits]))
      const { status } = await self.send(text)
      if (status >= 300) throw new Error(`The bot answered ${status}.`)
      await self.settled(patience)
      seen = botMessages().length
      return botMessages().filter(({ id, edits, deleted }) => !deleted && before.get(id) !== edits)
    },

    edit(id, text) {
      const message = place.messages().find((message) => message.id === id)
      const activity: Activity = { ...typed(base(message?.thread), text, mention, untidy), id }
      place.update(id, activity)
      const channelData = { ...(activity.channelData as object), eventType: 'editMessage' }
      return deliver({ ...activity, type: 'messageUpdate', channelData })
    },

    redeliver: (activity, overrides = {}) => deliver({ ...activity, ...overrides }),
    sendRaw: (body, headers) => delivery.raw(body, headers),

    press: async (message, which, options) => buttons(message, actionAt(message, which), options),
    act: buttons,

    async invoke(name, value, overrides = {}) {
      const once = () => deliver({ ...base(undefined), type: 'invoke', id: invokeId(), name, value, ...overrides })
      if (!untidy.has('invokes-twice')) return once()
      const [first, second] = await Promise.all([once(), once()])
      return second.status === 200 ? second : first
    },

    sendFile(name, bytes) {
      const activity = self.compose('')
      return say({ ...activity, attachments: [files.attach(name, bytes), ...(activity.attachments ?? [])] })
    },
    answerConsent(message, action, uploadInfo) {
      const { name = '', content } = message.attachments.find(isConsent) ?? noConsent()
      const { acceptContext, declineContext } = content as { acceptContext?: unknown; declineContext?: unknown }
      const context = action === 'accept' ? acceptContext : declineContext
      const info = action === 'accept' ? { uploadInfo: uploadInfo ?? files.place(name) } : {}
      const value = { type: 'fileUpload', action, context, ...info }
      return self.invoke('fileConsent/invoke', value, { replyToId: message.id })
    },

    install(action = 'add', stamp) {
      place.installed = true
      return membership('membersAdded', 'teamMemberAdded', action, stamp)
    },
    uninstall(action = 'remove', stamp) {
      if (action === 'remove') place.installed = false
      const ahead = untidy.has('stamps-out-of-order') ? Date.now() + 4_000 : undefined
      return membership('membersRemoved', 'teamMemberRemoved', action, stamp ?? ahead)
    },
    deleteUserData: () => event({ type: 'deleteUserData' }),

    next({ where = () => true, ...patience } = {}) {
      return until(
        place,
        () => {
          const messages = botMessages()
          const at = messages.findIndex((message, index) => index >= seen && !message.deleted && where(message))
          if (at < 0) return undefined
          seen = at + 1
          return messages[at]
        },
        patience,
      )
    },
    async settled(options) {
      await quiet(place, { ...options, idle: delivery.idle })
      return self.messages
    },
  }
  return self
}

function threadOf(activity: Activity): string | undefined {
  const { conversation } = activity
  return isObject(conversation) ? String(conversation.id).split(';messageid=')[1] : undefined
}

/** The fields that Teams adds if a button was pressed. */
function pressedIn({ id }: Message, { channelData }: Activity): Overrides {
  const { teamsChannelId: _channel, teamsTeamId: _team, ...rest } = channelData as Record<string, unknown>
  return { channelData: { ...rest, source: { name: 'message' }, legacy: { replyToId: `1:1${opaque(id)}` } } }
}

function isConsent({ contentType }: Attachment): boolean {
  return contentType === 'application/vnd.microsoft.teams.card.file.consent'
}

function noConsent(): never {
  throw new Error('The message asks for no consent to a file.')
}
