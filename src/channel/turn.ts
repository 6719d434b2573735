import type { Activity } from './activity.ts'

/** A message that a turn sends: the fields of an activity that the sender chooses. */
export type OutgoingMessage = {
  type?: string
  text?: string
  textFormat?: string
  attachments?: { contentType: string; content?: unknown }[]
}

/** The data that a turn stores for the next delivery of the same activity. The value belongs to `chat/`; here it is only stored,
 *  sealed. */
export type TurnMemory = {
  /** The value from an earlier delivery; undefined at the first. The present value is stored when the turn fails. */
  value: unknown
  /** Stores the value at once, so that it outlives this instance. Never rejects. */
  save(): Promise<void>
}

/** One activity that is being handled, and the conversation to answer in. */
export type Turn = {
  /** The activity as received. */
  activity: Activity
  /** The address of this conversation, with which `Adapter.continueIn` can return to it later. */
  reference: unknown
  memory: TurnMemory
  /** Sends a new message. @returns its id, undefined if the channel names none. @throws {ConnectorError} if the
   *  channel does not take it. */
  send(message: OutgoingMessage): Promise<string | undefined>
  /** Replaces the content of an older message. @throws {ConnectorError} if the channel does not take it. */
  update(id: string, message: OutgoingMessage): Promise<void>
}

/** The answer to a delivery. */
export type TurnResponse = { status: number; body?: unknown }

/** What the bot does with each kind of activity. Any other kind is ignored. */
export type Handlers = {
  message(turn: Turn): Promise<void>
  /** A message was edited, or was restored after it had been deleted. */
  messageUpdate(turn: Turn): Promise<void>
  membersAdded(turn: Turn): Promise<void>
  /** The app was installed, upgraded or removed. */
  installationUpdate(turn: Turn): Promise<void>
  /** The channel asks to delete the data stored about the sender. */
  deleteUserData(turn: Turn): Promise<void>
  /** A request that needs its own answer, such as a pressed button. */
  invoke(turn: Turn): Promise<TurnResponse>
}
