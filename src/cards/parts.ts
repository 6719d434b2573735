import { buttonData, type Command } from '../commands/command.ts'
import { plain } from './plain.ts'

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

/** Text of our own. A TextBlock reads markdown, so text that a person or Outlook wrote must never go in here. */
export function ownText(text: string, looks: Part = {}): Part {
  return { type: 'TextBlock', text, wrap: true, ...looks }
}

/** Text that somebody else wrote, or with such text in it. A TextRun knows no markdown and makes no links. */
export function foreignText(text: string, looks: Part = {}, block: Part = {}): Part {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: plain(text), ...looks }], ...block }
}

/** An address of ours that a person can copy. A TextBlock would read its underscores as markdown. */
export function address(url: string): Part {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: url }] }
}

/** A label with its values below, each of them selectable, and a note of our own at the end. The label is not in a column beside
 *  the values: in a narrow chat that leaves too little room for an address, and a card does not know how wide it is. */
export function field(label: string, values: string[], note?: string): Part {
  return {
    type: 'Container',
    spacing: 'Small',
    items: [
      ownText(label, { isSubtle: true, size: 'Small' }),
      ...values.map((value) => foreignText(value, {}, { spacing: 'None' })),
      ...(note === undefined ? [] : [ownText(note, { isSubtle: true, spacing: 'None' })]),
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

/** A button that opens a web address. */
export function open(title: string, url: string): Part {
  return { type: 'Action.OpenUrl', title, url }
}

/** A sentence, and a button for what the person can do next. */
export function withButton(says: string, title: string, command: Command = { type: 'connect' }): Part {
  return adaptiveCard([ownText(says)], [ask(title, command)])
}
