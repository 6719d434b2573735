import { type Activity, ActivityHandler, type Attachment, type InvokeResponse, TurnContext } from 'botbuilder'
import { type Command, commandFromButton, isCode, parseCommand } from '../commands/command.ts'
import type { Replies } from '../commands/reply.ts'
import type { Asked, Run } from '../commands/run.ts'
import type { Chat, ChatUser } from '../connection/chat-user.ts'
import { isGuid } from '../json.ts'
import { newReference } from '../reference.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { catalogueFor, type Languages } from '../text/languages.ts'
import { messageOf } from '../cards/cards.ts'
import { ADAPTIVE_CARD, type Message } from '../cards/message.ts'
import type { TurnLog } from '../channel/events.ts'

const TYPING_AFTER_MS = 1_000

/** So many messages whose buttons were pressed are remembered: far more than answers are under way. */
const MOST_PRESSED = 1_000

type Options = { run: Run; log: TurnLog; checksIdentity: boolean; languages?: Languages | undefined }

/** Activities in, Commands out, Replies back. */
export class ContactsBot extends ActivityHandler {
  readonly #options: Options
  #turns = 0
  /** Of messages whose buttons were pressed, the turn that was the last to. */
  readonly #pressedIn = new Map<string, number>()

  constructor(options: Options) {
    super()
    this.#options = options
    this.onMessage((context) => this.#message(context))
    // Teams tells of an installation by an activity of its own; elsewhere the bot's own joining is all there is.
    this.onMembersAdded(async (context) => {
      const { channelId, membersAdded, recipient } = context.activity
      const isInstalled = membersAdded?.some(({ id }) => id === recipient.id) ?? false
      if (channelId !== 'msteams' && isInstalled) await this.#perform(context, { type: 'welcome' }, undefined)
    })
    // What was mistyped and then put right is answered too; a deleted message that comes back is not.
    this.onMessageUpdate(async (context) => {
      if (context.activity.channelData?.eventType === 'editMessage') await this.#message(context)
    })
  }

  #catalogueOf({ locale }: Activity): Catalogue {
    return catalogueFor(locale, this.#options.languages)
  }

  async #message(context: TurnContext): Promise<void> {
    const { activity } = context
    const pressed = commandFromButton(activity.value)
    const command = pressed ?? parseCommand(textOf(activity), this.#catalogueOf(activity).commands)
    await this.#perform(context, command, pressed && activity.replyToId)
  }

  protected override async onInvokeActivity(context: TurnContext): Promise<InvokeResponse> {
    const { activity } = context
    if (activity.name?.startsWith('signin/')) return this.#signInWindow(context)
    if (activity.name !== 'adaptiveCard/action') return { status: 400 }
    const action: unknown = activity.value?.action
    const data = typeof action === 'object' && action !== null && 'data' in action ? action.data : undefined
    const command = commandFromButton(data)
    const { oldButton, answeredBelow } = this.#catalogueOf(activity)
    if (!command) return { status: 200, body: words(oldButton) }
    const card = await this.#perform(context, command, activity.replyToId)
    return { status: 200, body: card ? cardResponse(card) : words(answeredBelow) }
  }

  /** What Teams says of the sign-in's window. Always 200: botbuilder's own 501 is shown to the person as an error. */
  async #signInWindow(context: TurnContext): Promise<InvokeResponse> {
    const { name, value } = context.activity
    const state = name === 'signin/verifyState' ? stringIn(value, 'state') : undefined
    const command: Command | undefined =
      name === 'signin/failure'
        ? { type: 'window', outcome: 'failed' }
        : state === 'CancelledByUser'
          ? { type: 'window', outcome: 'closed' }
          : state !== undefined && isCode(state)
            ? { type: 'code', code: state, handed: true }
            : undefined
    const { log } = this.#options
    if (command?.type !== 'code') log.signInWindow({ name: name ?? '', code: wordIn(value, 'code') })
    try {
      if (command) await this.#perform(context, command, undefined)
    } catch (error) {
      // Teams would show the person an error of its own, for a sentence that did not arrive.
      log.fault({ error })
    }
    return { status: 200 }
  }

  /** One welcome when the bot is installed, and everything gone when a person takes it away: only from their own chat, and
   *  not by an upgrade, which arrives the same way. */
  protected override async onInstallationUpdateActivity(context: TurnContext): Promise<void> {
    const { action, channelId } = context.activity
    if (action === 'add' && channelId === 'msteams') await this.#perform(context, { type: 'welcome' }, undefined)
    if (action === 'remove') await this.#perform(context, { type: 'leave' }, undefined)
  }

  /** @returns the card that took the place of the one that was pressed, where there is one. */
  async #perform(context: TurnContext, command: Command, replaces: string | undefined): Promise<unknown> {
    const { run, log, checksIdentity } = this.#options
    const turn = (this.#turns += 1)
    const keyOf = (message: string) => `${context.activity.conversation.id}/${message}`
    if (replaces !== undefined) this.#notePress(keyOf(replaces), turn)
    const told = newReference()
    const begun = performance.now()
    let outcome = 'none'
    const asked: Asked = {
      user: chatUser(context.activity, checksIdentity),
      chat: chatOf(context.activity),
      sentAt: context.activity.timestamp?.getTime() ?? Date.now(),
      replaces,
      reference: told,
      onFault: (error, trouble) => log.fault({ error, trouble, reference: told, command: command.type }),
    }
    const typing = setTimeout(() => {
      // An answer without the dots is as good.
      context.sendActivity({ type: 'typing' }).catch(() => undefined)
    }, TYPING_AFTER_MS)
    try {
      return await deliver(context, run(command, asked), this.#catalogueOf(context.activity), {
        onReply(kind) {
          clearTimeout(typing)
          outcome = kind
        },
        // What was opened there since stays open.
        mayReplace: (message) => (this.#pressedIn.get(keyOf(message)) ?? turn) <= turn,
      })
    } finally {
      clearTimeout(typing)
      log.turn({ command: command.type, outcome, ms: Math.round(performance.now() - begun), reference: told })
    }
  }

  #notePress(message: string, turn: number): void {
    this.#pressedIn.delete(message)
    this.#pressedIn.set(message, turn)
    const [oldest] = this.#pressedIn.keys()
    if (oldest !== undefined && this.#pressedIn.size > MOST_PRESSED) this.#pressedIn.delete(oldest)
  }
}

type Delivery = { onReply?: (kind: string) => void; mayReplace?: (message: string) => boolean }

/** Says each step in the chat, in order. @returns the card that stands in the end where a button was pressed, if a new one
 *  does. */
export async function deliver(
  context: TurnContext,
  replies: Replies,
  catalogue: Catalogue,
  { onReply, mayReplace = () => true }: Delivery = {},
): Promise<unknown> {
  const { recipient, replyToId } = context.activity
  const botId = recipient?.id ?? ''
  let replaced: unknown
  let sent: string | undefined
  let next = await replies.next()
  while (!next.done) {
    const { reply, replaces } = next.value
    let message: Message
    try {
      message = messageOf(reply, catalogue, botId)
    } catch (error) {
      // A fault like any other, and said where all of them are.
      next = await replies.throw(error)
      continue
    }
    onReply?.(reply.kind)
    if (replaces === undefined) {
      sent = (await context.sendActivity(message))?.id || undefined
    } else {
      if (mayReplace(replaces)) await replaceMessage(context, replaces, message)
      sent = replaces
      if (replaces === replyToId) replaced = message.attachments?.find(isAdaptiveCard)?.content
    }
    next = await replies.next(sent)
  }
  return replaced
}

function isAdaptiveCard({ contentType }: Attachment): boolean {
  return contentType === ADAPTIVE_CARD
}

/** Gives an older message new content; where the channel will not, it is sent as a new one. */
export async function replaceMessage(context: TurnContext, id: string, message: Message): Promise<void> {
  try {
    await context.updateActivity({ ...message, id })
  } catch {
    await context.sendActivity(message)
  }
}

/** Who sent an activity. Vouched for only in Teams itself, behind a token that was checked, with both ids GUIDs. */
export function chatUser(activity: Activity, checksIdentity: boolean): ChatUser {
  const { from, conversation, channelId } = activity
  const aadObjectId = guid(from.aadObjectId)
  const tenantId = guid(conversation.tenantId) ?? guid(activity.channelData?.tenant?.id)
  return {
    channelId,
    tenantId,
    id: from.id,
    name: typeof from.name === 'string' ? from.name : '',
    aadObjectId,
    vouched: checksIdentity && channelId === 'msteams' && aadObjectId !== undefined && tenantId !== undefined,
  }
}

function chatOf(activity: Activity): Chat {
  const { conversationType, isGroup } = activity.conversation
  const personal = conversationType === undefined ? !isGroup : conversationType === 'personal'
  return { personal, reference: TurnContext.getConversationReference(activity), locale: activity.locale }
}

/** Longer than anything that is looked at, and short enough for the patterns here. */
const MAX_TEXT = 4_000

/** What was typed: without the mention in front, and without the HTML that Teams and some clients put in. */
export function textOf(activity: Pick<Activity, 'text'>): string {
  const text = typeof activity.text === 'string' ? activity.text.slice(0, MAX_TEXT) : ''
  return text
    .replace(/^(?:\s*<at[^>]*>.*?<\/at>)+/i, ' ')
    .replace(/<\/?[a-z][^>]*>/gi, ' ')
    .replace(/&(?:nbsp|amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? ' ')
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

function stringIn(value: unknown, name: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return typeof found === 'string' ? found : undefined
}

/** Such as `resourcematchfailed`: what a client says of itself goes into the log only as a word. */
function wordIn(value: unknown, name: string): string | undefined {
  const found = stringIn(value, name)
  return found !== undefined && /^[\w-]{1,40}$/.test(found) ? found : undefined
}

function guid(value: unknown): string | undefined {
  return isGuid(value) ? value.toLowerCase() : undefined
}

// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
function cardResponse(card: unknown) {
  return { statusCode: 200, type: ADAPTIVE_CARD, value: card }
}

function words(text: string) {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text }
}
