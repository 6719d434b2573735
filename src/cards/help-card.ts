import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { suggested } from './nobody-card.ts'
import { unreadLines } from './small-print.ts'
import { adaptiveCard, ask, foreignText, ownText, type Part } from './parts.ts'
import { plain } from './plain.ts'
import { lookUps } from './to-press.ts'

/** Shows what the bot understands. Where the person typed something else, a button searches for that. */
export function helpCard(
  { typed, isThanked, keepMs, recent = [] }: Reply & { kind: 'help' },
  catalogue: Catalogue,
): Part {
  const { unknown, find } = catalogue.help
  return adaptiveCard(
    [
      ...(isThanked ? [ownText(catalogue.youAreWelcome)] : []),
      ...(typed === undefined ? [] : [ownText(unknown)]),
      ...help(catalogue),
      ...dataLine(keepMs, catalogue),
    ],
    typed === undefined
      ? lookUps(recent, catalogue)
      : [ask(plain(find(plain(typed, 40))), { type: 'find', query: typed, offset: 0 })],
  )
}

/** Says that we do not understand a text and that nobody matches it, and what the bot understands. */
export function notUnderstoodCard(reply: Reply & { kind: 'not_understood' }, catalogue: Catalogue): Part {
  const { query, suggestions, unread } = reply
  return adaptiveCard([
    ownText(catalogue.help.unknown),
    foreignText(catalogue.nobody(plain(query, 80))),
    ...unreadLines(unread, catalogue),
    ...suggested(suggestions, catalogue),
    ...help(catalogue),
  ])
}

/** What becomes of the person's contacts. */
export function dataLine(keepMs: number | undefined, { yourData, format }: Catalogue): Part[] {
  if (keepMs === undefined) return []
  const says = keepMs > 0 ? yourData.kept(format.duration(keepMs)) : yourData.notKept
  return [ownText(says, { isSubtle: true, size: 'Small' })]
}

function help({ help: { title, lines } }: Catalogue): Part[] {
  return [ownText(title, { weight: 'Bolder' }), ...lines.map((line) => ownText(line, { spacing: 'Small' }))]
}
