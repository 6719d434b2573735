import type { Match, OpenBook } from '../book/open-book.ts'
import { askBook } from './ask-book.ts'
import type { Exchange } from './exchange.ts'
import type { CommandOf, Services } from './services.ts'
import { PAGE, type Reply } from './reply.ts'

/** The best match is shown at once, with the others below it, where the next one is this much worse: in tenths of the search's
 *  costs, as ranks are. */
const CLEAR = 9
const MOST_OTHERS = 3
const MOST_SUGGESTIONS = 3

/** `find contact NAME`: one clear winner with the other matches below it, or a list. */
export async function find(command: CommandOf<'find'>, exchange: Exchange, services: Services): Promise<void> {
  if (command.query === '') {
    await services.whichNames.ask(exchange.user)
    return exchange.say({ kind: 'which_name' })
  }
  await askBook(command, exchange, services, async (book, recent) => {
    const found = await book.find(command.query, recent)
    return { reply: await replyOf(command, found, book), isSomebody: found.length > 0 }
  })
}

async function replyOf(command: CommandOf<'find'>, found: readonly Match[], book: OpenBook): Promise<Reply> {
  const { query } = command
  const [best, ...rest] = found
  if (!best) {
    const suggestions = await book.suggest(query, MOST_SUGGESTIONS)
    return { kind: 'nobody', query, searched: book.size(), suggestions }
  }
  if (!isClear(command, found)) return listOf(command, found, best)
  const people = rest.slice(0, MOST_OTHERS).map(({ person }) => person)
  const others = rest.length > 0 ? { query, people, total: rest.length } : undefined
  const { person, because, note } = best
  return { kind: 'contact', person, back: undefined, because, note, others }
}

function listOf({ query, offset }: CommandOf<'find'>, found: readonly Match[], best: Match): Reply {
  const shown = found.slice(offset, offset + PAGE)
  const reasons = new Set(shown.map(({ because }) => because))
  return {
    kind: 'contacts',
    query,
    page: shown.map(({ person }) => person),
    offset,
    total: found.length,
    equal: found.filter(({ rank }) => rank === best.rank).length,
    because: reasons.size === 1 ? [...reasons][0] : undefined,
  }
}

/** Whether the first match is shown in full: it is likely, and it is the only one, or by far the best. */
function isClear({ list }: CommandOf<'find'>, [best, second]: readonly Match[]): boolean {
  if (best?.isUnlikely) return false
  if (!best || !second) return true
  return list !== true && second.rank - best.rank >= CLEAR
}
