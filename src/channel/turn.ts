import type { Activity } from './activity.ts'

/** What a turn may send: the fields of an activity that its sender chooses. */
export type OutgoingMessage = {
  type?: string
  text?: string
  textFormat?: string
  attachments?: { contentType: string; content?: unknown }[]
}

/** What a turn leaves for the next delivery of the same activity. The value belongs to `chat/` and is only kept here, sealed. */
export type TurnMemory = {
  /** What an earlier delivery has left; undefined at the first one. What stands here when the turn fails is kept. */
  value: unknown
  /** Keeps the value at once, so that it outlives this instance. Never rejects. */
  save(): Promise<void>
}

/** One activity that is being handled, and the conversation to answer in. */
export type Turn = {
  /** The activity as received. */
  activity: Activity
  /** The address of this conversation, with which `Adapter.continueIn` comes back to it later. */
  reference: unknown
  memory: TurnMemory
  /** Sends a new message. @returns its id, undefined if the channel names none. @throws {ConnectorError} if the
   *  channel does not take it. */
  send(message: OutgoingMessage): Promise<string | undefined>
  /** Replaces the content of an older message. @throws {ConnectorError} if the channel does not take it. */
  update(id: string, message: OutgoingMessage): Promise<void>
}

/** What a delivery is answered. */
export type TurnResponse = { status: number; body?: unknown }

/** What the bot does with each kind of activity. Any other kind is ignored. */
export type Handlers = {
  message(turn: Turn): Promise<void>
  /** A message was edited, or came back after it had been deleted. */
  messageUpdate(turn: Turn): Promise<void>
  membersAdded(turn: Turn): Promise<void>
  /** The app was installed, upgraded or removed. */
  installationUpdate(turn: Turn): Promise<void>
  /** The channel asks to delete what is stored about the sender. */
  deleteUserData(turn: Turn): Promise<void>
  /** A request that wants an answer of its own, such as a pressed button. */
  invoke(turn: Turn): Promise<TurnResponse>
}
