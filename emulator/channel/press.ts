import type { Action } from './actions.ts'
import type { Activity, Attachment } from './activity.ts'
import type { Message } from './conversation.ts'
import type { Answer } from './delivery.ts'

/** Fields of an activity to replace; `undefined` leaves a field out. Nested objects are replaced whole. */
export type Overrides = { [field: string]: unknown }

export type PressOptions = {
  /** What was typed into the card's inputs. Teams adds it to the action's data. */
  inputs?: Record<string, unknown>
  /** Act like a client that does not know Action.Execute and uses its fallback. */
  fallback?: boolean
}

/** What a button needs from its chat. */
type Client = {
  /** An activity in reply to the message, still without content. */
  reply(message: Message): Activity
  deliver(activity: Activity): Promise<Answer>
  /** Delivers one activity and shows the other in the chat. */
  say(activity: Activity, shown: Activity): Promise<Answer>
  send(text: string): Promise<Answer>
  invoke(name: string, value: unknown, overrides?: Overrides): Promise<Answer>
  show(message: Message, attachments: Attachment[]): void
}

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive'

/** What Teams sends when a button is pressed.
 *  https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-actions */
export function pressing(client: Client) {
  return async function press(message: Message, action: Action, options: PressOptions = {}): Promise<Answer> {
    const { type, data, fallback, text, displayText } = action
    const filled = withInputs(data, options.inputs)
    if (type === 'Action.Execute' && options.fallback)
      return press(message, fallback ?? missing(), { ...options, fallback: false })
    if (type === 'Action.Execute') return execute(client, message, { ...action, data: filled })
    if (type === 'Action.Submit') return submit(client, message, filled)
    if (type === 'imBack' || type === 'postBack') return client.send(String(data))
    if (type === 'messageBack') return messageBack(client, message, { text, displayText, value: data })
    if (type === 'invoke') return client.invoke('invoke', data)
    return none(action)
  }
}

function missing(): never {
  throw new Error('The button has no fallback.')
}

function none({ type, url }: Action): never {
  throw new Error(`A button of type ${type} sends nothing to the bot: it opens ${url ?? 'nothing'}.`)
}

/** Sends a message that has no text and the data as its value, or sends what `data.msteams` asks for instead. */
function submit(client: Client, message: Message, data: unknown): Promise<Answer> {
  const { msteams, ...rest } = isObject(data) ? data : {}
  if (isObject(msteams)) {
    const { type, text, displayText, value } = msteams
    if (type === 'invoke') return client.invoke('invoke', value ?? rest)
    if (type === 'task/fetch') return client.invoke('task/fetch', { data, context: { theme: 'default' } })
    if (type === 'imBack') return client.send(String(value))
    if (type === 'messageBack') return messageBack(client, message, { text, displayText, value: value ?? rest })
  }
  return client.deliver({ ...client.reply(message), value: data })
}

/** Shows `displayText` in the chat, if there is one, and sends `text` to the bot. */
function messageBack(client: Client, message: Message, { text, displayText, value }: Overrides): Promise<Answer> {
  const activity = { ...client.reply(message), value, ...(typeof text === 'string' ? { text } : {}) }
  if (typeof displayText !== 'string') return client.deliver(activity)
  return client.say(activity, { ...activity, text: displayText })
}

/** Sends an invoke. A card in the bot's answer replaces the old one for the person who pressed.
 *  https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model */
async function execute(client: Client, message: Message, { id, verb, data }: Action): Promise<Answer> {
  const action = { type: 'Action.Execute', id, verb, data: data ?? {} }
  const answer = await client.invoke('adaptiveCard/action', { action, trigger: 'manual' }, { replyToId: message.id })
  const content = cardIn(answer)
  if (content !== undefined) client.show(message, [{ contentType: ADAPTIVE, content }])
  return answer
}

/** The card in an invoke's answer. Undefined if the answer is a message, an error or empty. */
function cardIn({ status, body }: Answer): unknown {
  return status === 200 && isObject(body) && body.type === ADAPTIVE ? body.value : undefined
}

function withInputs(data: unknown, inputs: Record<string, unknown> | undefined): unknown {
  return inputs ? { ...(isObject(data) ? data : {}), ...inputs } : data
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
