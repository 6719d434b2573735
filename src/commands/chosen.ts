// The answer to “Which one do you want to delete?”: a place in the list that was shown, or a detail that only one of the listed
// contacts has. The answer does the same as the button of that row, so the bot still asks before it deletes.
import type { OpenBook } from '../book/open-book.ts'
import type { Contact } from '../graph/contact.ts'
import { type Hit, indexInSlices, reasonOf } from '../search/search.ts'
import { contactsWith } from '../book/address-book.ts'
import type { Command } from './command.ts'
import { type EditingCommand, isEditing } from './editing-answers.ts'
import type { Exchange } from './exchange.ts'
import { choicesOf, type Choices, type OurQuestion } from './last-question.ts'
import { type Mailbox, mailboxOf } from './mailbox.ts'
import { isSure } from './matches.ts'
import { isKeep, isNo, isYes } from './parsing/typed-answer.ts'
import { describedIn, placeIn } from './parsing/typed-choice.ts'
import { changeIn } from './parsing/typed-change.ts'
import type { Services } from './services.ts'
import { withToken } from './with-token.ts'

/** The command of the chosen contact; undefined if the text chooses no contact; `told` if the person already got an answer. The
 *  decision is stored with the turn, so a second delivery makes the same choice.
 *  @param asked our last question */
export async function chosenBy(
  typed: string,
  asked: OurQuestion,
  exchange: Exchange,
  services: Services,
): Promise<EditingCommand | 'told' | undefined> {
  const choices = choicesOf(asked)
  const place = placeIn(typed, changeOf(choices), exchange.words)
  if (place !== undefined) {
    const chosen = await taken((shown) => atPlace(place, shown), exchange, services)
    if (chosen || !choices) return chosen
    await exchange.say({ kind: 'unclear_answer' })
    return 'told'
  }
  const { words } = exchange
  const isAnswer = isYes(typed, words) || isNo(typed, words) || isKeep(typed, words)
  if (!choices || isAnswer || changeIn(typed, words)) return undefined
  const described = await describedAmong(choices, typed, exchange, services)
  if (described === 'told' || described === undefined) return described
  return taken(({ commands }) => commands.find((one) => idOf(one) === idOf(described)), exchange, services)
}

function changeOf(choices: Choices | undefined): 'edit' | 'delete' | undefined {
  const type = choices?.commands[0]?.type
  return type === 'edit' || type === 'delete' ? type : undefined
}

async function taken(
  choose: (choices: Choices) => Command | undefined,
  exchange: Exchange,
  { lastQuestions }: Services,
): Promise<EditingCommand | undefined> {
  const next = await exchange.once(async () => ({ steps: [], next: await lastQuestions.takeChoice(exchange, choose) }))
  return next && isEditing(next) ? next : undefined
}

const LAST = -1

/** “The last one” is unclear if there are more contacts than the list shows. */
function atPlace(place: number, { commands, hasMore }: Choices): Command | undefined {
  if (place === LAST) return hasMore ? undefined : commands.at(-1)
  return commands[place - 1]
}

function idOf(command: Command): string | undefined {
  return command.type === 'edit' || command.type === 'delete' ? command.contactId : undefined
}

/** The choice that the text describes, if it describes only one of them. */
async function describedAmong(
  { commands }: Choices,
  typed: string,
  exchange: Exchange,
  services: Services,
): Promise<Command | 'told' | undefined> {
  const resume: Command = { type: 'find', query: typed, offset: 0, typed: 'text' }
  const found = await withToken(resume, exchange, services, async (token) => {
    const shown = await contactsOfEach(commands, mailboxOf(token, exchange, services), services)
    const index = await indexInSlices(shown.flat())
    const hits = await index.searchInSlices(describedIn(typed, exchange.words), services.budget())
    const ids = new Set(hits.filter(isSureHit).map(({ contact }) => contact.id))
    const [one, ...others] = commands.filter((_, at) => shown[at]?.some(({ id }) => ids.has(id)))
    return { one: others.length === 0 ? one : undefined }
  })
  return found ? found.one : 'told'
}

/** A copy of any age that has all of them will do, so that another question is answered while Outlook is down. */
async function contactsOfEach(
  commands: readonly Command[],
  { owner, book }: Mailbox,
  { addressBooks, maxAgeMs }: Services,
): Promise<(readonly Contact[])[]> {
  const inBook = (open: OpenBook) => Promise.all(commands.map((command) => contactsOf(command, open)))
  const kept = await addressBooks.atHand(owner, addressBooks.now() - maxAgeMs)
  const shown = kept && (await inBook(kept))
  return shown?.every((contacts) => contacts.length > 0) ? shown : inBook(await book())
}

/** The contacts that a choice stands for: only the contact itself, or all contacts of that person. */
async function contactsOf(command: Command, { book, person }: OpenBook): Promise<readonly Contact[]> {
  const id = idOf(command)
  if (id === undefined) return []
  const own = (await contactsWith(new Set([id]), book)).get(id)
  const isExact = 'entry' in command && command.entry === true
  const also = isExact ? [] : ((await person(id))?.also ?? [])
  return own ? [own, ...also] : []
}

function isSureHit(hit: Hit): boolean {
  return isSure({ because: reasonOf(hit), isUnlikely: hit.isUnlikely })
}
