import { buttonData, type Command } from '../commands/command.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { plain } from './safe-text.ts'

/** An element or action of an Adaptive Card. https://adaptivecards.io/explorer */
export type Part = Record<string, unknown>

/** The newest version that Teams shows on every platform. */
const VERSION = '1.5'

export function adaptiveCard(body: Part[], actions: Part[] = []): Part {
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: VERSION,
    body,
    ...(actions.length > 0 && { actions }),
  }
}

/** How small print looks. */
export const SMALL: Part = { isSubtle: true, size: 'Small' }

/** Our own text. A TextBlock interprets markdown, so text from a person or from Outlook must never go in here. */
export function ownText(text: string, looks: Part = {}): Part {
  return { type: 'TextBlock', text, wrap: true, ...looks }
}

/** Text that somebody else wrote, or that contains such text. A TextRun interprets no markdown and makes no links. */
export function foreignText(text: string, looks: Part = {}, block: Part = {}): Part {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: plain(text), ...looks }], ...block }
}

/** Our own sentence, highlighted by its background, because coloured text can be hard to read in some of Teams' themes. */
export function notice(text: string, style: 'attention' | 'good', looks: Part = {}): Part {
  return { type: 'Container', style, spacing: 'Small', items: [ownText(text, looks)] }
}

/** Our own address, for a person to copy. A TextBlock would interpret its underscores as markdown. */
export function address(url: string): Part {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: url }] }
}

/** As long as a phone number. */
const SHORT = 20

/** A label with its values below, each of them selectable, and our own note at the end. The label is not in a column beside the
 *  values, because in a narrow chat that leaves too little room for an address, and a card does not know its width.
 *  @param buttonOf the button beside a value, if it has one */
export function field(
  label: string,
  values: string[],
  note?: string,
  buttonOf: (value: string) => Part | undefined = () => undefined,
): Part {
  return {
    type: 'Container',
    spacing: 'Small',
    items: [
      ownText(label, SMALL),
      ...values.map((value) =>
        beside(foreignText(value, {}, { spacing: 'None' }), buttonOf(value), value.length > SHORT),
      ),
      ...(note === undefined ? [] : [ownText(note, { isSubtle: true, spacing: 'None' })]),
    ],
  }
}

/** A line, with a button beside it if there is one. @param isLong whether the line may leave too little room for the button */
export function beside(line: Part, button: Part | undefined, isLong = false): Part {
  if (!button) return line
  const column = { type: 'Column', verticalContentAlignment: 'Center' }
  return {
    type: 'ColumnSet',
    spacing: 'Small',
    columns: [
      { ...column, width: isLong ? 'stretch' : 'auto', items: [line] },
      { ...column, width: 'auto', items: [{ type: 'ActionSet', actions: [button] }] },
    ],
  }
}

/** A button that gives the bot a command. Older clients only know Action.Submit. */
export function ask(title: string, command: Command, looks: Part = {}): Part {
  const data = buttonData(command)
  return {
    type: 'Action.Execute',
    title,
    verb: command.type,
    data,
    ...looks,
    fallback: { type: 'Action.Submit', title, data, ...looks },
  }
}

/** A button that types a text for the person, so that the card stays and the answer is a new message. Clients that do not
 *  support it send the text as a search.
 *  https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-actions#adaptive-cards-with-imback-action */
export function say(title: string, text: string, query: string): Part {
  const data = buttonData({ type: 'find', query, offset: 0, typed: 'text' })
  return { type: 'Action.Submit', title: plain(title, 30), data: { ...data, msteams: { type: 'imBack', value: text } } }
}

/** A button that opens a web address. */
export function open(title: string, url: string): Part {
  return { type: 'Action.OpenUrl', title, url }
}

/** Buttons that begin a sign-in: one in a Teams window, and one in a browser for clients in which the window fails. Clients that
 *  do not support the window send `command` instead, which also leads to a sign-in; if `url` is unset, all clients do so. If
 *  `url` is '', there are no buttons, because nobody signs in to this bot.
 *  https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-actions#adaptive-cards-with-sign-in-action */
export function signInButtons(
  title: string,
  url: string | undefined,
  { signIn }: Catalogue,
  command: Command = { type: 'connect' },
): Part[] {
  if (url === '') return []
  if (url === undefined) return [ask(title, command)]
  const data = { ...buttonData(command), msteams: { type: 'signin', value: url } }
  return [{ type: 'Action.Submit', title, data }, open(signIn.browserButton, url)]
}
