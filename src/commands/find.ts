import type { OpenBook } from '../book/open-book.ts'
import { askBook } from './ask-book.ts'
import { meantBehind } from './behind-answer.ts'
import { answerEditing } from './editing-answers.ts'
import type { Command, ListedBy } from './command.ts'
import type { Look } from './from-book.ts'
import type { Exchange } from './exchange.ts'
import { type Found, foundAll, haveInName, isFirstMeant, isSure, matchesOf, NOT_THEIRS } from './matches.ts'
import { nameSharersOf, partIn } from './partial-names.ts'
import type { CommandOf, Services } from './services.ts'
import { type Mistyped, mistypedIn } from './parsing/mistyped.ts'
import { type Question, questionOf } from './parsing/question.ts'
import { isAnswer, isRegret } from './parsing/typed-answer.ts'
import { behindAnswer } from './parsing/typed-change.ts'
import { type Listed, PAGE, type Reply } from './reply.ts'
import { type Budget, dayAfter, isUsedUp } from '../search/search.ts'
import { mapInSlices, sortedInSlices } from '../slices.ts'
import { dayAt } from '../text/format.ts'
import { latestDeletion, mayUndo } from './undoable.ts'
import { wantedChange } from './wanted-change.ts'

const MOST_OTHERS = 3
/** Names that are offered if nobody is found. */
const MOST_SUGGESTIONS = 3

/** `find contact NAME`, and every question about a person: one clear best match with the others below it, or a list. */
export async function find(
  command: CommandOf<'find'>,
  exchange: Exchange,
  services: Services,
): Promise<Command | void> {
  if (command.query === '') {
    await services.lastQuestions.askName(exchange.user)
    return exchange.say({ kind: 'which_name' })
  }
  const change = command.typed === 'text' && (await wantedChange(command.query, command, exchange, services))
  if (change === 'told') return
  if (change) return answerEditing(change, exchange, services)
  const isText = command.typed === 'text'
  const today = () => dayAt(Date.now(), exchange.timeZone)
  const asked = questionOf(command.query, exchange.words, today)
  const question = { ...asked, isSmallTalk: asked.isSmallTalk && isText }
  const deleted =
    isText && services.edits && isRegret(command.query, exchange.words)
      ? await latestDeletion(exchange, services)
      : undefined
  const isBareAnswer = isText && !asked.isSmallTalk && (deleted || isAnswer(command.query, exchange.words))
  const said = isText && !isBareAnswer ? behindAnswer(command.query, exchange.words) : undefined
  const mistyped = isText ? mistypedIn(said?.rest ?? command.query, exchange.words, services.edits) : undefined
  const behind = said && { ...said, question: questionOf(said.rest, exchange.words, today) }
  await askBook(command, exchange, services, async (book, recent) => {
    const left = services.budget()
    const search = (one: Question) => matchesOf(one, book, recent, left)
    if (isBareAnswer) {
      const called = await foundAll(haveInName(command.query, await book.find(command.query, recent, left)))
      const nothing: Reply = deleted ? mayUndo(deleted) : { kind: 'nothing_waits' }
      if (called.length === 0) return { reply: nothing, finds: 'nobody' }
      return answered({ command, question, found: called, left, isNarrowed: true }, book)
    }
    if (behind) {
      const having = haveInName(behind.answer, await book.find(behind.answer, recent, left))
      const meant = await meantBehind(question, { ...behind, having }, search)
      const query = meant.isRest ? behind.rest : command.query
      const found = await inDays(meant.found, meant.question)
      const answer = { command: { ...command, query }, question: meant.question, found, left, mistyped }
      return answered({ ...answer, isNarrowed: !meant.isRest }, book)
    }
    const found = await inDays(await search(question), question)
    return answered({ command, question, found, left, mistyped }, book)
  })
}

/** The answer to a question from an address book. */
export async function lookFor(
  question: Question,
  command: CommandOf<'find'>,
  book: OpenBook,
  recent: readonly string[],
  left: Budget,
): Promise<Look> {
  const found = await inDays(await matchesOf(question, book, recent, left), question)
  return answered({ command, question, found, left }, book)
}

async function answered(answer: Answer, book: OpenBook): Promise<Look> {
  const { question, found, left } = answer
  return { reply: await replyOf(answer, book), finds: findsOf(question, found, left) }
}

/** Birthdays in the order of the requested days; people who were found by something else stay in front. */
async function inDays(found: Found[], { days }: Question): Promise<readonly Found[]> {
  if (days === undefined) return found
  const dated = await mapInSlices(found, (one) => ({ one, at: dayAfter(days, one.match.person.contact.birthday) }))
  const sorted = await sortedInSlices(dated, (a, b) => a.one.rank - b.one.rank || a.at - b.at)
  return mapInSlices(sorted, ({ one }) => one)
}

function findsOf({ isSmallTalk }: Question, [best]: readonly Found[], left: Budget): Look['finds'] {
  if (best) return best.match.isUnlikely ? 'unlikely' : 'somebody'
  // After “thanks” nobody wants to wait for Outlook, nor for the same long search again.
  return isSmallTalk || isUsedUp(left) ? 'nothing_sought' : 'nobody'
}

/** `isNarrowed`: the same query after “find” would find more people. `mistyped`: the command that may be meant if nobody matches. */
type Answer = {
  command: CommandOf<'find'>
  question: Question
  found: readonly Found[]
  left: Budget
  isNarrowed?: boolean
  mistyped?: Mistyped | undefined
}

/** The reply about the people who were found. */
export async function replyOf(answer: Answer, book: Pick<OpenBook, 'suggest' | 'size' | 'find'>): Promise<Reply> {
  const { command, question, found, left } = answer
  const [best, ...rest] = found
  if (!best) return nobodyFor(answer, book)
  if (!isShownInFull(answer)) {
    const nameSharers = best.match.isUnlikely ? await nameSharersOf(question.about, book, 0, left) : undefined
    return {
      ...listOf(answer),
      ...(nameSharers && { nameSharers: { part: nameSharers.part, total: nameSharers.total } }),
    }
  }
  const { match, facts } = best
  const people = rest.slice(0, MOST_OTHERS).map(listed)
  const others =
    rest.length > 0 ? { ...listedBy(answer), people, total: rest.length, facts: question.facts } : undefined
  return {
    kind: 'contact',
    person: match.person,
    back: undefined,
    because: match.because,
    note: match.note,
    others,
    facts,
    ...ofDigits(command),
    ...ofShort(left),
  }
}

async function nobodyFor(
  { command, question, left, mistyped }: Answer,
  book: Pick<OpenBook, 'suggest' | 'size' | 'find'>,
): Promise<Reply> {
  const { about, isClear, isSmallTalk } = question
  if (isSmallTalk) return { kind: 'help' }
  // Only a complete search may say that nobody matches.
  if (isUsedUp(left)) return { kind: 'search_too_long' }
  const searched = await book.size()
  if (question.days !== undefined)
    return { kind: 'nobody', query: about, searched, suggestions: [], birthday: 'on_days' }
  const similar = await similarTo(about, book, left)
  const meant = mistyped && (await isMeant(mistyped, book, left)) ? { meant: mistyped.meant } : undefined
  if (command.typed === 'text' && !isClear && !similar.nameSharers) {
    if (command.isReply === true) return { kind: 'unclear_answer' }
    return { kind: 'not_understood', query: about, suggestions: similar.suggestions, ...meant }
  }
  const isBirthday = question.facts.includes('birthday')
  return {
    kind: 'nobody',
    query: about,
    searched,
    ...similar,
    ...meant,
    ...(isBirthday && { birthday: 'somebodys' }),
    ...ofDigits(command),
  }
}

/** Whether a misspelled command may be offered: nobody has the misspelled word in their name or company, and somebody has the name
 *  that the command is about. */
async function isMeant({ word, name }: Mistyped, book: Pick<OpenBook, 'find'>, left: Budget): Promise<boolean> {
  const having = await book.find(`"${word}"`, [], left)
  if (having.some(({ isWhole, because }) => isWhole && !NOT_THEIRS.has(because))) return false
  return name === undefined || (await book.find(name, [], left)).some(isSure)
}

/** Names that are similar to a name that nobody has; if there are none, the names of people who have a part of it. */
export async function similarTo(
  name: string,
  book: Pick<OpenBook, 'suggest' | 'find'>,
  left: Budget,
): Promise<Pick<Reply & { kind: 'nobody' }, 'suggestions' | 'nameSharers'>> {
  const suggestions = await book.suggest(name, MOST_SUGGESTIONS, left)
  const nameSharers = suggestions.length > 0 ? undefined : await nameSharersOf(name, book, MOST_SUGGESTIONS, left)
  if (!nameSharers) return { suggestions }
  const { part, total, names } = nameSharers
  return { suggestions: names, nameSharers: { part, total } }
}

function ofDigits({ typed }: CommandOf<'find'>): { isForDigits?: boolean } {
  return typed === 'digits' ? { isForDigits: true } : {}
}

function listed({ match: { person, because, note } }: Found): Listed {
  return { person, because, note }
}

function ofShort(left: Budget): { isCutShort?: boolean } {
  return isUsedUp(left) ? { isCutShort: true } : {}
}

function listedBy({ command: { query }, isNarrowed }: Answer): ListedBy {
  return { query, ...(isNarrowed && { typed: 'text' }) }
}

function listOf(answer: Answer): Reply & { kind: 'contacts' } {
  const { command, question, found, left } = answer
  const { offset } = command
  return {
    kind: 'contacts',
    ...listedBy(answer),
    page: found.slice(offset, offset + PAGE).map(listed),
    offset,
    total: found.length,
    about: partIn(question.about),
    isForEveryone: question.isForEveryone,
    isForBirthdays: question.days !== undefined,
    facts: question.facts,
    ...ofDigits(command),
    ...ofShort(left),
  }
}

/** Whether the first match is shown in full, with the others below it. */
function isShownInFull({ command, question, found }: Answer): boolean {
  const isListWanted = question.isForEveryone || command.list === true
  return isFirstMeant(found) && (found.length === 1 || !isListWanted)
}
