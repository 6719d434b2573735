// “delete alice”: a request for a change without the word “contact”. The text may also be a name (“Add Bakshi”), so it is a search
// if somebody has its verb in their name, company or a similar field.
import type { OpenBook } from '../book/open-book.ts'
import type { Change } from '../text/question-words.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { mailboxOf } from './mailbox.ts'
import { isGuess, isSure, matchesOf, NOT_THEIRS } from './matches.ts'
import { behindAnswer, changeIn, ownerIn, partOf, type TypedChange } from './parsing/typed-change.ts'
import { questionOf } from './parsing/question.ts'
import type { Services } from './services.ts'
import { withToken } from './with-token.ts'

export type ChangeCommand = Command & { type: Change }

/** The command of a typed text that asks for a change; undefined if the text is a search. `told`: the person got another answer.
 *  @param resume the command to repeat after a sign-in */
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
    // If a copy of any age has a match, it can be shown, even while Outlook is down.
    const kept = await services.addressBooks.atHand(mailbox.owner, services.addressBooks.now() - services.maxAgeMs)
    if (kept && (await isName(kept))) return {}
    const book = await mailbox.book()
    if (book !== kept && (await isName(book))) return {}
    return { command: await commandFor(wanted, book, exchange, services) }
  })
  return decided ? decided.command : 'told'
}

/** Whether the whole text may be a person, such as Delete Smith. The verb is searched for first, because usually nobody has it. */
async function isSomebody(
  typed: string,
  { verb, name }: TypedChange,
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
  // “No, Delete Smith” may also mean the person Delete Smith.
  for (const text of [typed, behindAnswer(typed, words)?.rest]) {
    const found = text === undefined ? [] : await matchesOf(questionOf(text, words), book, [], left)
    if (found.some(({ match }) => ids.has(match.id) && !isGuess(match))) return true
  }
  return false
}

async function commandFor(
  { change, name }: TypedChange,
  book: OpenBook,
  { words }: Exchange,
  services: Services,
): Promise<ChangeCommand> {
  if (change === 'merge' || change === 'edit') return { type: change, query: name }
  // “Delete Alice’s number” is no reason to delete Alice.
  const part = partOf(name, words)
  const isPart = part === 'fact' || (part === 'unknown' && !(await book.find(name, [], services.budget())).some(isSure))
  if (isPart) return { type: 'edit', query: change === 'add' ? ownerIn(name, words) : name }
  if (change === 'delete') return { type: 'delete', query: name }
  return name === '' ? { type: 'add' } : { type: 'add', typed: name }
}
