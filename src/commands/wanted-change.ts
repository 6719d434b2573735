// “delete alice”: a change that is asked for without the word for a contact. The text may as well be a name (“Add Bakshi”), so it
// is looked for where somebody has its verb in the name, the company or the like.
import type { Match, OpenBook } from '../book/open-book.ts'
import type { CommandWords } from '../text/catalogue.ts'
import { en } from '../text/en.ts'
import type { Change } from '../text/questions.ts'
import type { Reason } from '../search/search.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { withoutWish } from './frame.ts'
import { type Grammar, grammarOf } from './grammar.ts'
import { mailboxOf } from './mailbox.ts'
import { isGuess, matchesOf } from './matches.ts'
import { questionOf } from './question.ts'
import type { Services } from './services.ts'
import { withToken } from './with-token.ts'

export type ChangeCommand = Command & { type: Change }

/** The command that a typed text gives which asks for a change; undefined where it is to be looked for. `told`: the person got
 *  another answer. @param resume what is asked again after a sign-in */
export async function wantedChange(
  typed: string,
  resume: Command,
  exchange: Exchange,
  services: Services,
): Promise<ChangeCommand | 'told' | undefined> {
  const wanted = services.edits ? changeIn(typed, exchange.words) : undefined
  if (!wanted) return undefined
  const decided = await withToken(resume, exchange, services, async (token) => {
    const mailbox = mailboxOf(token, exchange, services)
    const isName = (book: OpenBook) => isSomebody(typed, wanted, book, exchange, services)
    // Whom a copy of any age knows can be shown, also while Outlook is down.
    const kept = await services.addressBooks.atHand(mailbox.owner, services.addressBooks.now() - services.maxAgeMs)
    if (kept && (await isName(kept))) return {}
    const book = await mailbox.book()
    if (book !== kept && (await isName(book))) return {}
    return { command: await commandFor(wanted, book, exchange, services) }
  })
  return decided ? decided.command : 'told'
}

/** `verb`: its first word, as it was typed. `name`: whom or what it is about. */
type Wanted = { change: Change; verb: string; name: string }

/** Reads a change that a typed text may ask for. English verbs are understood in every language. */
export function changeIn(typed: string, words: CommandWords): Wanted | undefined {
  for (const each of new Set([words, en.commands])) {
    const grammar = grammarOf(each.questions)
    const text = withoutWish(typed, grammar)
    for (const { pattern, change } of grammar.changes) {
      const found = pattern.exec(text)
      if (!found) continue
      const { name = '' } = found.groups ?? {}
      const at = text.lastIndexOf(name)
      const verb = firstWord(`${text.slice(0, at)}${text.slice(at + name.length)}`)
      return { change, verb, name: withoutValue(name, grammar, words) }
    }
  }
  return undefined
}

function firstWord(text: string): string {
  return /[\p{L}\p{M}\p{N}]+/u.exec(text)?.[0] ?? ''
}

/** Without the new value in “Alice’s number to 555 0100”. */
function withoutValue(name: string, { becoming }: Grammar, words: CommandWords): string {
  const before = becoming.exec(name)?.groups?.['name']
  return before !== undefined && partOf(before, words) !== undefined ? before : name
}

/** What of somebody a name asks for, where it plainly does: “Alice’s number”. `unknown`: something that we know nothing of. */
function partOf(name: string, words: CommandWords): 'fact' | 'unknown' | undefined {
  const { meanings } = questionOf(name, words)
  if (meanings.some(({ facts, isLoose }) => facts.length > 0 && !isLoose)) return 'fact'
  return meanings.some(({ isVague }) => isVague) ? 'unknown' : undefined
}

/** What contacts say of themselves: not what their owner says of them, and might want to do with them. */
const NOT_THEIRS: ReadonlySet<Reason | undefined> = new Set<Reason>(['notes', 'category'])

/** Whether the text as a whole may mean somebody, such as Delete Smith. Mostly nobody has the verb, so it is looked for first. */
async function isSomebody(
  typed: string,
  { verb, name }: Wanted,
  book: OpenBook,
  { words }: Exchange,
  services: Services,
): Promise<boolean> {
  // “Delete Delete Smith” is a deletion.
  if (
    name
      .toLowerCase()
      .split(/[^\p{L}\p{M}\p{N}]+/u)
      .includes(verb.toLowerCase())
  )
    return false
  const left = services.budget()
  const having = await book.find(`"${verb}"`, [], left)
  const called = having.filter(({ isWhole, because }) => isWhole && !NOT_THEIRS.has(because))
  if (called.length === 0) return false
  const ids = new Set(called.map(({ id }) => id))
  const found = await matchesOf(questionOf(typed, words), book, [], left)
  return found.some(({ match }) => ids.has(match.id) && !isGuess(match))
}

async function commandFor(
  { change, name }: Wanted,
  book: OpenBook,
  { words }: Exchange,
  services: Services,
): Promise<ChangeCommand> {
  if (change === 'merge' || change === 'edit') return { type: change, query: name }
  // “Delete Alice’s number” is no reason to delete Alice.
  const part = partOf(name, words)
  const isPart = part === 'fact' || (part === 'unknown' && !(await book.find(name, [], services.budget())).some(isSure))
  if (isPart) return { type: 'edit', query: name }
  if (change === 'delete') return { type: 'delete', query: name }
  return name === '' ? { type: 'add' } : { type: 'add', typed: name }
}

function isSure(match: Match): boolean {
  return !isGuess(match) && !match.isUnlikely
}
