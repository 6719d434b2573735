import type { OpenBook } from '../book/open-book.ts'
import type { Person } from '../book/people.ts'
import { nameOf } from '../graph/contact.ts'
import { askBook } from './ask-book.ts'
import { answerEditing } from './editing-answers.ts'
import type { Command } from './command.ts'
import type { Look } from './from-book.ts'
import type { Exchange } from './exchange.ts'
import { type Found, isFirstMeant, matchesOf } from './matches.ts'
import { nameSharersOf, partIn } from './partial-names.ts'
import type { CommandOf, Services } from './services.ts'
import { type Question, questionOf } from './parsing/question.ts'
import { isAnswer, isPartOf } from './parsing/typed-answer.ts'
import { type Listed, PAGE, type Reply } from './reply.ts'
import { type Budget, dayAfter, isUsedUp } from '../search/search.ts'
import { mapInSlices, sortedInSlices } from '../slices.ts'
import { dayAt } from '../text/format.ts'
import { wantedChange } from './wanted-change.ts'

const MOST_OTHERS = 3
/** Names that are offered where nobody is found. */
const MOST_SUGGESTIONS = 3

/** `find contact NAME`, and every question for somebody: one clear winner with the other matches below it, or a list. */
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
  const asked = questionOf(command.query, exchange.words, () => dayAt(Date.now(), exchange.timeZone))
  const isText = command.typed === 'text'
  const question = { ...asked, isSmallTalk: asked.isSmallTalk && isText }
  const isBareAnswer = isText && !asked.isSmallTalk && isAnswer(command.query, exchange.words)
  await askBook(command, exchange, services, async (book, recent) => {
    const left = services.budget()
    const matches = await matchesOf(question, book, recent, left)
    const meant = isBareAnswer ? matches.filter(({ match }) => isCalled(command.query, match.person)) : matches
    if (isBareAnswer && meant.length === 0) return { reply: { kind: 'nothing_waits' }, finds: 'nobody' }
    const found = await inDays(meant, question)
    return { reply: await replyOf({ command, question, found, left }, book), finds: findsOf(question, found, left) }
  })
}

/** Whether each word of a text is a word of the person's own names. */
function isCalled(text: string, { contact, also = [] }: Person): boolean {
  const names = [contact, ...also].flatMap((one) => [nameOf(one), one.givenName, one.surname, one.nickName])
  return isPartOf(text, names.filter(Boolean).join(' '))
}

/** Birthdays in the order of the days that were asked for; who was found by something else stays in front. */
async function inDays(found: Found[], { days }: Question): Promise<readonly Found[]> {
  if (days === undefined) return found
  const dated = await mapInSlices(found, (one) => ({ one, at: dayAfter(days, one.match.person.contact.birthday) }))
  const sorted = await sortedInSlices(dated, (a, b) => a.one.rank - b.one.rank || a.at - b.at)
  return mapInSlices(sorted, ({ one }) => one)
}

function findsOf({ isSmallTalk }: Question, [best]: readonly Found[], left: Budget): Look['finds'] {
  if (best) return best.match.isUnlikely ? 'unlikely' : 'somebody'
  // Nobody waits for Outlook after “thanks”, nor for the same long search once more.
  return isSmallTalk || isUsedUp(left) ? 'nothing_sought' : 'nobody'
}

type Answer = { command: CommandOf<'find'>; question: Question; found: readonly Found[]; left: Budget }

/** What is said about those who were found. */
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
  const { query } = command
  const { match, facts } = best
  const people = rest.slice(0, MOST_OTHERS).map(listed)
  const others = rest.length > 0 ? { query, people, total: rest.length, facts: question.facts } : undefined
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
  { command, question, left }: Answer,
  book: Pick<OpenBook, 'suggest' | 'size' | 'find'>,
): Promise<Reply> {
  const { about, isClear, isSmallTalk } = question
  if (isSmallTalk) return { kind: 'help' }
  // Only a search that has looked everywhere may say that nobody matches.
  if (isUsedUp(left)) return { kind: 'search_too_long' }
  const searched = await book.size()
  if (question.days !== undefined)
    return { kind: 'nobody', query: about, searched, suggestions: [], birthday: 'on_days' }
  const similar = await similarTo(about, book, left)
  if (command.typed === 'text' && !isClear && !similar.nameSharers)
    return { kind: 'not_understood', query: about, suggestions: similar.suggestions }
  const isBirthday = question.facts.includes('birthday')
  return {
    kind: 'nobody',
    query: about,
    searched,
    ...similar,
    ...(isBirthday && { birthday: 'somebodys' }),
    ...ofDigits(command),
  }
}

/** Names that are similar to one that nobody has; where there are none, of people who have a part of it. */
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

function listOf({ command, question, found, left }: Answer): Reply & { kind: 'contacts' } {
  const { query, offset } = command
  return {
    kind: 'contacts',
    query,
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
