import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { adaptiveCard, ask, ownText, type Part } from './parts.ts'
import { plain } from './plain.ts'

/** Shows what the bot understands. Where the person typed something else, a button searches for that. */
export function helpCard({ typed }: Reply & { kind: 'help' }, catalogue: Catalogue): Part {
  const { title, lines, unknown, find } = catalogue.help
  return adaptiveCard(
    [
      ...(typed === undefined ? [] : [ownText(unknown)]),
      ownText(title, { weight: 'Bolder' }),
      ...lines.map((line) => ownText(line, { spacing: 'Small' })),
    ],
    typed === undefined ? [] : [ask(plain(find(plain(typed, 40))), { type: 'find', query: typed, offset: 0 })],
  )
}
