import type { Draft } from '../editing/drafts.ts'
import type { Command } from './command.ts'
import { ending, goOn, newestToEnd } from './cancel.ts'
import { chosenBy } from './chosen.ts'
import { confirm } from './typed-code.ts'
import { answerEditing, type EditingCommand, isEditing } from './editing-answers.ts'
import type { Exchange } from './exchange.ts'
import { find } from './find.ts'
import { asksName, asksWhich, choicesOf, type OurQuestion, yesTo } from './last-question.ts'
import { newestOpen, openQuestion, questionAbout } from './unanswered-draft.ts'
import type { CommandOf, Services } from './services.ts'
import { questionOf } from './parsing/question.ts'
import { changeIn, undoneIn } from './parsing/typed-change.ts'
import {
  agreedToDelete,
  agreesTo,
  isAnswer,
  isKeep,
  isNo,
  isPartOf,
  isVerbAlone,
  isYes,
  keptName,
} from './parsing/typed-answer.ts'
import { latestDeletion } from './undoable.ts'
import { isConnected } from './without-sign-in.ts'

/** Somebody who is not connected is asked to sign in after a text of at most this many words, because a longer text is hardly a
 *  name. */
const MOST_WORDS = 4

/** A text that is not a command: the code that a sign-in waits for, the name that we asked for, or a search. */
export async function plainText(
  { typed, digits, isAsking = false }: CommandOf<'text'>,
  exchange: Exchange,
  services: Services,
): Promise<Command | void> {
  const { user, words, opening } = exchange
  const isCodeWanted = await (opening?.isCodeWanted?.take() ?? services.signIn.waitsForCode(user))
  if (isCodeWanted && digits !== undefined) {
    await services.lastQuestions.endYes(user, await opening?.ourQuestion?.take())
    if (digits === '') return exchange.say({ kind: 'code_incomplete' })
    return confirm({ type: 'code', code: digits }, exchange, services)
  }
  // “Yes?” is a question and not a yes.
  const agreed = services.edits && !isAsking ? await agreedTo(typed, exchange, services) : undefined
  if (agreed) return answerEditing(agreed, exchange, services)
  const asked = await (opening?.ourQuestion?.take() ?? services.lastQuestions.read(user))
  const chosen = services.edits && !isAsking ? await chosenBy(typed, asked, exchange, services) : undefined
  if (chosen === 'told') return
  if (chosen) return answerEditing(chosen, exchange, services)
  const undone = services.edits ? await undoneBy(typed, exchange, services) : undefined
  if (undone) return answerEditing(undone, exchange, services)
  const isAgreeing = services.edits && isYes(typed, words) && !isVerbAlone(typed, words)
  const asksChange = () => services.edits && changeIn(typed, words) !== undefined
  // “No thanks” is hardly a name.
  const isKept = isKeep(typed, words) || keptName(typed, words) !== undefined
  if (!isAgreeing && (isNo(typed, words) || (isKept && !asksName(asked, typed)))) {
    const end = ending(exchange, services)
    const next = await endedByNo(typed, asked, end, exchange, services)
    if (next?.type !== 'find') return goOn(next, exchange, services, end)
  } else if ((await services.lastQuestions.isName(user, typed, asked)) && !asksChange())
    return find({ type: 'find', query: typed, offset: 0 }, exchange, services)
  const isDoubted = asksWhich(asked) || (isAsking && yesTo(asked) !== undefined)
  if (isAgreeing && (isDoubted || (await isAnythingOpen(typed, exchange, services))))
    return exchange.say({ kind: 'unclear_answer' })
  if (!(await isConnected(user, services, opening?.connection?.look()))) {
    const { isClear, isSmallTalk } = questionOf(typed, words)
    if (isSmallTalk) return exchange.say({ kind: 'help', keepMs: services.keepMs })
    // The question to answer is still the one from before the sign-in.
    if (isCodeWanted && !isClear) return exchange.say({ kind: 'type_code' })
    if (isAnswer(typed, words)) return exchange.say({ kind: 'nothing_waits' })
    if (!isClear && !asksChange() && typed.split(/\s+/).length > MOST_WORDS)
      return exchange.say({ kind: 'help', typed, keepMs: services.keepMs })
  }
  const isReply = yesTo(asked) !== undefined || asksWhich(asked)
  const lookedFor = { type: 'find', query: typed, offset: 0, typed: 'text' } as const
  return find({ ...lookedFor, ...(isReply && { isReply }) }, exchange, services)
}

/** Ends what the no answers: our last question, or whatever `cancel` ends. The decision is stored with the turn, so a second
 *  delivery ends the same.
 *  @returns the next step; `find` if nothing waits for an answer */
async function endedByNo(
  typed: string,
  asked: OurQuestion,
  end: ReturnType<typeof ending>,
  exchange: Exchange,
  services: Services,
): Promise<Command | void> {
  const { words } = exchange
  const lookedFor: Command = { type: 'find', query: typed, offset: 0, typed: 'text' }
  return exchange.once(async () => {
    if (asksName(asked)) return { steps: [], next: lookedFor }
    const name = keptName(typed, words)
    const named = name === undefined ? undefined : await questionAbout(name, exchange, services)
    if (named) return { steps: [], next: named }
    if (isKeep(typed, words)) return { steps: [], next: (await openQuestion(exchange, services)) ?? lookedFor }
    if (!isNo(typed, words)) return { steps: [], next: lookedFor }
    return (await newestToEnd(asked, exchange, services)) ?? { steps: [], next: lookedFor }
  }, end)
}

/** The command that undoes the deletion of the contact that the text names: “undo deleting Alice”. Undefined if the text names none
 *  that can be restored. */
async function undoneBy(typed: string, exchange: Exchange, services: Services): Promise<CommandOf<'undo'> | undefined> {
  const name = undoneIn(typed, exchange.words)
  if (!name) return undefined
  const next = await exchange.once(async () => {
    const found = await latestDeletion(exchange, services, name)
    return { steps: [], next: found && { type: 'undo', id: found.id } }
  })
  if (next?.type !== 'undo') return undefined
  await services.lastQuestions.forget(exchange.user)
  return next
}

/** The command of a yes to our last question; undefined if we have asked nothing, or the person has asked something since. A yes
 *  that names somebody only agrees to the deletion of that contact. The decision is stored with the turn, so a second delivery
 *  answers the same question. */
async function agreedTo(typed: string, exchange: Exchange, services: Services): Promise<EditingCommand | undefined> {
  const { words } = exchange
  const name = agreedToDelete(typed, words)
  if (name === undefined && !isYes(typed, words)) return undefined
  const asked = await (exchange.opening?.ourQuestion?.look() ?? services.lastQuestions.read(exchange.user))
  // “Yes, delete the second one” chooses a contact.
  if (name !== undefined && choicesOf(asked)) return undefined
  const agrees = (command: Command) => isEditing(command) && agreesTo(command, typed, words)
  const next = await exchange.once(async () => {
    if (name === undefined) return { steps: [], next: await services.lastQuestions.takeYes(exchange, agrees) }
    const id = await askedAbout(name, asked, exchange, services)
    const isMeant = (command: Command) => command.type === 'confirm_delete' && command.id === id
    return { steps: [], next: await services.lastQuestions.takeYes(exchange, isMeant) }
  })
  return next && isEditing(next) ? next : undefined
}

/** The id of our last question, if it asks whether to delete a contact with this name. */
async function askedAbout(
  name: string,
  asked: OurQuestion,
  { user }: Exchange,
  { editing }: Services,
): Promise<string | undefined> {
  const yes = yesTo(asked)
  if (yes?.type !== 'confirm_delete') return undefined
  const draft = await editing.drafts.get(user, yes.id)
  return draft?.purpose === 'delete' && isPartOf(name, draft.name) ? yes.id : undefined
}

/** Whether a card waits for an answer that a yes may be meant for. */
async function isAnythingOpen(typed: string, exchange: Exchange, services: Services): Promise<boolean> {
  const isMeant = (draft: Draft) =>
    agreesTo({ type: draft.purpose === 'delete' ? 'confirm_delete' : 'edit' }, typed, exchange.words)
  return (await newestOpen(exchange, services, isMeant)) !== undefined
}
