import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { suggested } from './nobody-card.ts'
import { unreadLines } from './small-print.ts'
import { adaptiveCard, ask, foreignText, ownText, type Part, SMALL } from './parts.ts'
import { plain } from './safe-text.ts'
import { lookUps } from './example-buttons.ts'

/** Shows what the bot understands. If the person typed another text, a button searches for it. */
export function helpCard(reply: Reply & { kind: 'help' }, catalogue: Catalogue, edits: boolean): Part {
  const { typed, isThanked, keepMs, recent = [] } = reply
  if (typed !== undefined || isThanked || recent.length > 0) return madeFor(reply, catalogue, edits)
  const cards = plainCards.get(catalogue) ?? new Map<string, Part>()
  plainCards.set(catalogue, cards)
  const name = `${edits} ${keepMs}`
  const card = cards.get(name) ?? Object.freeze(madeFor(reply, catalogue, edits))
  cards.set(name, card)
  return card
}

/** The card for everybody who has not looked up anybody yet. It is the same for all, so it is made once for each language. It is
 *  frozen, so its JSON is also made once. */
const plainCards = new WeakMap<Catalogue, Map<string, Part>>()

function madeFor(
  { typed, isThanked, keepMs, recent = [] }: Reply & { kind: 'help' },
  catalogue: Catalogue,
  edits: boolean,
): Part {
  const { unknown, find } = catalogue.help
  return adaptiveCard(
    [
      ...(isThanked ? [ownText(catalogue.youAreWelcome)] : []),
      ...(typed === undefined ? [] : [ownText(unknown)]),
      ...help(catalogue, edits),
      ...dataLine(keepMs, catalogue, edits),
    ],
    typed === undefined
      ? lookUps(recent, catalogue)
      : [ask(plain(find(plain(typed, 40))), { type: 'find', query: typed, offset: 0 })],
  )
}

/** Says that we do not understand a text and that nobody matches it, and what the bot understands. */
export function notUnderstoodCard(
  reply: Reply & { kind: 'not_understood' },
  catalogue: Catalogue,
  edits: boolean,
): Part {
  const { query, suggestions, meant, unread } = reply
  return adaptiveCard([
    ownText(catalogue.help.unknown),
    foreignText(catalogue.nobody(plain(query, 80))),
    ...unreadLines(unread, catalogue),
    ...suggested(suggestions, catalogue, meant),
    ...help(catalogue, edits),
  ])
}

/** How the bot uses and stores the person's contacts. */
export function dataLine(keepMs: number | undefined, { yourData, format }: Catalogue, edits: boolean): Part[] {
  if (keepMs === undefined) return []
  const says = keepMs > 0 ? yourData.kept(format.duration(keepMs)) : yourData.notKept
  return [ownText(edits ? yourData.changes : yourData.reads, SMALL), ownText(says, { ...SMALL, spacing: 'None' })]
}

function help({ help: { title, lines, changing } }: Catalogue, edits: boolean): Part[] {
  const all = edits ? [...lines, ...changing] : lines
  return [ownText(title, { weight: 'Bolder' }), ...all.map((line) => ownText(line, { spacing: 'Small' }))]
}
