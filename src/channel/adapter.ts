import {
  type Activity as SdkActivity,
  ActivityEx,
  ActivityHandler,
  ActivityTypes,
  BotAdapter,
  type ConversationReference,
  DeliveryModes,
  INVOKE_RESPONSE_KEY,
  type InvokeResponse,
  type ResourceResponse,
  TurnContext,
} from 'botbuilder'
import type { AuthenticateRequestResult, ConnectorClient, ConnectorFactory } from 'botframework-connector'
import type { Activity } from './activity.ts'
import type { ChannelAuthentication } from './authentication.ts'
import type { Handlers, Turn, TurnMemory, TurnResponse } from './turn.ts'

export type Adapter = ReturnType<typeof channelAdapter>

/** Connects botbuilder with our handlers. No other file behind this one knows the SDK. */
export function channelAdapter(authentication: ChannelAuthentication, handlers: Handlers) {
  const sdk = new SdkAdapter(authentication)
  const dispatcher = new Dispatcher(handlers)
  return {
    /** Handles one activity. @returns the answer to an invoke; undefined for every other activity. */
    handle(
      activity: Activity,
      identity: AuthenticateRequestResult,
      memory: TurnMemory,
    ): Promise<TurnResponse | undefined> {
      return sdk.handle(activity, identity, (context) => {
        context.turnState.set(MEMORY, memory)
        return dispatcher.run(context)
      })
    },
    /** Opens a turn that no activity from the channel has started. @param reference `Turn.reference` of an earlier turn. */
    continueIn(reference: unknown, work: (turn: Turn) => Promise<void>): Promise<void> {
      return sdk.continueConversation(reference as object, (context) => work(turnOf(context)))
    },
    /** The channel's data about the person in a conversation, unchecked. @param reference `Turn.reference` of an earlier turn.
     *  @throws {ConnectorError} */
    async member(reference: unknown): Promise<unknown> {
      const { serviceUrl, conversation, user } = reference as ConversationReference
      const client = await authentication.createConnectorFactory().create(serviceUrl, '')
      return client.conversations.getConversationMember(conversation.id, user?.id ?? '')
    },
  }
}

/** botbuilder's adapter, without the parts that this bot does not use: its HTTP handling, which logs to the console and tells
 *  clients the reason of every error, its middleware, and its clients for the channel and the Token Service. */
class SdkAdapter extends BotAdapter {
  readonly #authentication: ChannelAuthentication

  constructor(authentication: ChannelAuthentication) {
    super()
    this.#authentication = authentication
  }

  async handle(
    activity: Activity,
    { connectorFactory }: AuthenticateRequestResult,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    const context = await this.#contextOf(activity as unknown as SdkActivity, connectorFactory)
    await logic(context)
    if (expectsReplies(context)) return { status: 200, body: { activities: context.bufferedReplyActivities } }
    if (activity.type !== 'invoke') return undefined
    return context.turnState.get<SdkActivity | undefined>(INVOKE_RESPONSE_KEY)?.value as InvokeResponse | undefined
  }

  override async continueConversation(
    reference: Partial<ConversationReference>,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    await logic(await this.#contextOf(ActivityEx.getContinuationActivity(reference) as SdkActivity))
  }

  async #contextOf(
    activity: SdkActivity,
    connectors: ConnectorFactory = this.#authentication.createConnectorFactory(),
  ): Promise<TurnContext> {
    const context = new TurnContext(this, activity)
    context.turnState.set(CONNECTOR, await connectors.create(activity.serviceUrl, ''))
    return context
  }

  override async sendActivities(context: TurnContext, activities: Partial<SdkActivity>[]): Promise<ResourceResponse[]> {
    const responses: ResourceResponse[] = []
    for (const activity of activities) responses.push(await post(context, activity))
    return responses
  }

  override async updateActivity(context: TurnContext, activity: Partial<SdkActivity>): Promise<ResourceResponse> {
    const { conversation, id = '' } = activity
    return connectorOf(context).conversations.updateActivity(conversation?.id ?? '', id, activity)
  }

  override deleteActivity(): Promise<void> {
    return Promise.reject(new Error('This bot deletes no messages'))
  }
}

/** Where botbuilder's context carries the connector of the turn's conversation. */
const CONNECTOR = Symbol('connector')

function connectorOf(context: TurnContext): ConnectorClient {
  return context.turnState.get<ConnectorClient>(CONNECTOR)
}

/** @param activity with its conversation */
async function post(context: TurnContext, activity: Partial<SdkActivity>): Promise<ResourceResponse> {
  // This is how botbuilder passes on the answer to an invoke.
  if (activity.type === ActivityTypes.InvokeResponse) {
    context.turnState.set(INVOKE_RESPONSE_KEY, activity)
    return { id: '' }
  }
  const { conversations } = connectorOf(context)
  const conversation = activity.conversation?.id ?? ''
  return activity.replyToId
    ? conversations.replyToActivity(conversation, activity.replyToId, activity)
    : conversations.sendToConversation(conversation, activity)
}

/** Whether the channel wants the messages of this turn in the answer to its delivery. */
function expectsReplies({ activity }: TurnContext): boolean {
  return activity.deliveryMode === DeliveryModes.ExpectReplies
}

/** botbuilder's own dispatch of activities by kind. */
class Dispatcher extends ActivityHandler {
  readonly #handlers: Handlers

  constructor(handlers: Handlers) {
    super()
    this.#handlers = handlers
    this.onMessageUpdate((context) => handlers.messageUpdate(turnOf(context)))
    this.onMembersAdded((context) => handlers.membersAdded(turnOf(context)))
    this.onUnrecognizedActivityType(async (context, next) => {
      if (context.activity.type === 'deleteUserData') await handlers.deleteUserData(turnOf(context))
      await next()
    })
  }

  /** Most activities are messages. The SDK would run through ten more calls for each. */
  override run(context: TurnContext): Promise<void> {
    const { type } = context.activity as unknown as Activity
    return type === 'message' ? this.#handlers.message(turnOf(context)) : super.run(context)
  }

  protected override onInvokeActivity(context: TurnContext): Promise<InvokeResponse> {
    return this.#handlers.invoke(turnOf(context))
  }

  protected override onInstallationUpdateActivity(context: TurnContext): Promise<void> {
    return this.#handlers.installationUpdate(turnOf(context))
  }
}

/** Where botbuilder's context carries the turn's memory. */
const MEMORY = Symbol('memory')

function turnOf(context: TurnContext): Turn {
  const reference = TurnContext.getConversationReference(context.activity)
  const addressed = (message: Partial<SdkActivity>) => TurnContext.applyConversationReference(message, reference)
  return {
    activity: context.activity as unknown as Activity,
    reference,
    memory: context.turnState.get<TurnMemory | undefined>(MEMORY) ?? noMemory(),
    async send(message) {
      const { id } = expectsReplies(context)
        ? { id: (await context.sendActivity(message))?.id }
        : await post(context, addressed({ type: ActivityTypes.Message, ...message }))
      return id || undefined
    },
    async update(id, message) {
      await context.adapter.updateActivity(context, addressed({ ...message, id }))
    },
  }
}

/** The memory of a turn that no delivery has started. */
function noMemory(): TurnMemory {
  return { value: undefined, save: async () => undefined }
}
