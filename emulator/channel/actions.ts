import type { Message } from './conversation.ts'

/** A button of a message. The `type` of an Adaptive Card's action begins with `Action.`, that of other cards does not. */
export type Action = {
  type: string
  title: string
  /** The address that an Action.OpenUrl, openUrl or signin opens. An Action.Submit that opens a sign-in window is a signin. */
  url?: string
  verb?: string
  id?: string
  /** The `data` of an Action.Submit or Action.Execute, the `value` of another card's button. */
  data?: unknown
  text?: string
  displayText?: string
  fallback?: Action
}

type Json = Record<string, unknown>

/** The buttons of a message in reading order: those of its cards, then the suggested actions. */
export function actionsOf(message: Pick<Message, 'attachments' | 'activity'>): Action[] {
  const cards = message.attachments.flatMap(({ contentType, content }) =>
    contentType === 'application/vnd.microsoft.card.adaptive' ? inAdaptive(content) : inButtons(content, 'buttons'),
  )
  return [...cards, ...inButtons(message.activity.suggestedActions, 'actions')]
}

/** The button with this title or at this index, or else the row that begins with these words. @throws if there is none */
export function actionAt(message: Message, which: string | number): Action {
  const actions = actionsOf(message)
  const named = (is: (title: string) => boolean) => actions.find(({ title }) => is(title))
  const found =
    typeof which === 'number'
      ? actions[which]
      : (named((title) => title === which) ?? named((title) => title.startsWith(`${which}, `)))
  if (found) return found
  throw new Error(`No button ${JSON.stringify(which)} among ${JSON.stringify(actions.map(({ title }) => title))}.`)
}

/** The address of the message's sign-in button. Undefined if it has none. */
export function signInUrl(message: Message): string | undefined {
  return actionsOf(message).find(({ type }) => type === 'signin')?.url
}

/** Every action in `node`, also in cards that an Action.ShowCard shows, but no fallbacks. */
function inAdaptive(node: unknown): Action[] {
  if (Array.isArray(node)) return node.flatMap(inAdaptive)
  if (!isJson(node)) return []
  const { fallback, ...rest } = node
  const own = String(node.type).startsWith('Action.') ? [adaptive(node, fallback)] : []
  const inner = own.length > 0 ? [node.card] : Object.values(rest)
  return [...own, ...inner.flatMap(inAdaptive)]
}

function adaptive(node: Json, fallback: unknown): Action {
  const { type, title, verb, id, data } = node
  const window = signInWindow(node)
  const url = window ?? node.url
  return {
    type: window === undefined ? String(type) : 'signin',
    title: text(title),
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof verb === 'string' ? { verb } : {}),
    ...(typeof id === 'string' ? { id } : {}),
    ...(data === undefined ? {} : { data }),
    ...(isJson(fallback) ? { fallback: adaptive(fallback, undefined) } : {}),
  }
}

/** The address that an Action.Submit opens in a window of Teams', if it does.
 *  https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-actions#adaptive-cards-with-sign-in-action */
function signInWindow({ type, data }: Json): string | undefined {
  const msteams = type === 'Action.Submit' && isJson(data) ? data.msteams : undefined
  return isJson(msteams) && msteams.type === 'signin' && typeof msteams.value === 'string' ? msteams.value : undefined
}

function inButtons(content: unknown, field: string): Action[] {
  const buttons = isJson(content) ? content[field] : undefined
  return Array.isArray(buttons) ? buttons.filter(isJson).map(button) : []
}

function button({ type, title, value, text: says, displayText }: Json): Action {
  const leads = (type === 'signin' || type === 'openUrl') && typeof value === 'string'
  return {
    type: String(type),
    title: text(title),
    ...(leads ? { url: value } : { data: value }),
    ...(typeof says === 'string' ? { text: says } : {}),
    ...(typeof displayText === 'string' ? { displayText } : {}),
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
