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

/** Text of our own. A TextBlock reads markdown, so text that a person or Outlook wrote must never go in here. */
export function ownText(text: string, looks: Part = {}): Part {
  return { type: 'TextBlock', text, wrap: true, ...looks }
}

/** Text that somebody else wrote, or with such text in it. A TextRun knows no markdown and makes no links. */
export function foreignText(text: string, looks: Part = {}, block: Part = {}): Part {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: plain(text), ...looks }], ...block }
}

/** A sentence of ours that stands out, by its background: colours of text can be hard to read in one look or another. */
export function notice(text: string, style: 'attention' | 'good', looks: Part = {}): Part {
  return { type: 'Container', style, spacing: 'Small', items: [ownText(text, looks)] }
}

/** An address of ours that a person can copy. A TextBlock would read its underscores as markdown. */
export function address(url: string): Part {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: url }] }
}

/** As long as a phone number. */
const SHORT = 20

/** A label with its values below, each of them selectable, and a note of our own at the end. The label is not in a column beside
 *  the values: in a narrow chat that leaves too little room for an address, and a card does not know how wide it is.
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

/** A line, and a button behind it if there is one. @param isLong whether the line may leave the button too little room */
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

/** A button that types a text for the person, so that the card stays and the answer is a message of its own. Clients that do not
 *  know it send the same as a search.
 *  https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-actions#adaptive-cards-with-imback-action */
export function say(title: string, text: string, query: string): Part {
  const data = buttonData({ type: 'find', query, offset: 0, typed: 'text' })
  return { type: 'Action.Submit', title: plain(title, 30), data: { ...data, msteams: { type: 'imBack', value: text } } }
}

/** A button that opens a web address. */
export function open(title: string, url: string): Part {
  return { type: 'Action.OpenUrl', title, url }
}

/** Buttons that begin a sign-in: in a window of Teams, and in a browser, for clients where the window fails. Clients that do not
 *  know the window send `command` instead, which leads to a sign-in as well; so does everybody's client if `url` is unset.
 *  There are none if it is '': nobody signs in to this bot.
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
