import {
  type Activity as SdkActivity,
  ActivityHandler,
  CloudAdapterBase,
  type ConversationReference,
  type InvokeResponse,
  TurnContext,
} from 'botbuilder'
import type { AuthenticateRequestResult } from 'botframework-connector'
import type { Activity } from './activity.ts'
import type { ChannelAuthentication } from './authentication.ts'
import type { Handlers, Turn, TurnMemory, TurnResponse } from './turn.ts'

export type Adapter = ReturnType<typeof channelAdapter>

/** Joins botbuilder and our handlers. Nothing behind this file knows of the SDK.
 *  @param appId the bot's registration, empty where there is none. */
export function channelAdapter(authentication: ChannelAuthentication, appId: string, handlers: Handlers) {
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
    /** Opens a turn without an activity of the channel's. @param reference `Turn.reference` of an earlier turn. */
    continueIn(reference: unknown, work: (turn: Turn) => Promise<void>): Promise<void> {
      return sdk.continueConversationAsync(appId, reference as object, (context) => work(turnOf(context)))
    },
    /** What the channel says of the person in a conversation, unchecked. @param reference `Turn.reference` of an earlier turn.
     *  @throws {ConnectorError} */
    async member(reference: unknown): Promise<unknown> {
      const { serviceUrl, conversation, user } = reference as ConversationReference
      const client = await authentication.createConnectorFactory().create(serviceUrl, '')
      return client.conversations.getConversationMember(conversation.id, user?.id ?? '')
    },
  }
}

/** botbuilder's adapter, entered below its own HTTP handling, which logs to the console and tells clients the reason of
 *  every error. */
class SdkAdapter extends CloudAdapterBase {
  handle(activity: Activity, identity: AuthenticateRequestResult, logic: (context: TurnContext) => Promise<void>) {
    return this.processActivity(identity, activity as unknown as SdkActivity, logic)
  }
}

/** botbuilder's own sorting of activities by kind. */
class Dispatcher extends ActivityHandler {
  readonly #handlers: Handlers

  constructor(handlers: Handlers) {
    super()
    this.#handlers = handlers
    this.onMessage((context) => handlers.message(turnOf(context)))
    this.onMessageUpdate((context) => handlers.messageUpdate(turnOf(context)))
    this.onMembersAdded((context) => handlers.membersAdded(turnOf(context)))
    this.onUnrecognizedActivityType(async (context, next) => {
      if (context.activity.type === 'deleteUserData') await handlers.deleteUserData(turnOf(context))
      await next()
    })
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
  return {
    activity: context.activity as unknown as Activity,
    get reference() {
      return TurnContext.getConversationReference(context.activity)
    },
    memory: context.turnState.get<TurnMemory | undefined>(MEMORY) ?? noMemory(),
    async send(message) {
      const response = await context.sendActivity(message)
      return response?.id || undefined
    },
    async update(id, message) {
      await context.updateActivity({ ...message, id })
    },
  }
}

/** Of a turn that no delivery brought. */
function noMemory(): TurnMemory {
  return { value: undefined, save: async () => undefined }
}
