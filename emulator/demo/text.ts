import type { Message } from '../channel/conversation.ts'

/** A message as lines of text: its text, and its cards with their buttons in brackets. */
export function linesOf(message: Message): string[] {
  const text = message.text ? message.text.split('\n') : []
  return [...text, ...message.attachments.flatMap(({ content }) => cardLines(content))]
}

type Node = Record<string, unknown>

function cardLines(content: unknown): string[] {
  if (!isNode(content)) return []
  const lines = typeof content['text'] === 'string' ? [content['text']] : []
  const buttons = [...nodes(content['actions']), ...nodes(content['buttons'])].map(({ title }) => `[${String(title)}]`)
  return [...lines, ...nodes(content['body']).flatMap(elementLines), ...(buttons.length > 0 ? [buttons.join(' ')] : [])]
}

/** An element of a card as lines of text, with columns side by side. */
function elementLines(element: Node): string[] {
  if (element['type'] === 'TextBlock') return [String(element['text'])]
  if (element['type'] === 'RichTextBlock')
    return [
      nodes(element['inlines'])
        .map(({ text }) => String(text))
        .join(''),
    ]
  if (element['type'] === 'ColumnSet') return sideBySide(nodes(element['columns']).map(itemLines))
  const [first, ...rest] = nodes(element['items'])
  // On a card a label is above its values. Here there is room to put them side by side.
  if (first && first['isSubtle'] === true && rest.length > 0)
    return sideBySide([elementLines(first), rest.flatMap(elementLines)])
  return itemLines(element)
}

function itemLines(container: Node): string[] {
  return nodes(container['items']).flatMap(elementLines)
}

function sideBySide(columns: string[][]): string[] {
  const [first = [], ...rest] = columns
  const width = Math.max(...first.map((line) => line.length)) + 2
  const others = rest.flat()
  return Array.from({ length: Math.max(first.length, others.length) }, (_, row) =>
    `${(first[row] ?? '').padEnd(Math.max(width, 18))}${others[row] ?? ''}`.trimEnd(),
  )
}

function nodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : []
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
