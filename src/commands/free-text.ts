import type { Draft } from '../editing/drafts.ts'
import type { Command } from './command.ts'
import { confirm } from './typed-code.ts'
import { answerEditing, type EditingCommand, isEditing } from './editing-answers.ts'
import type { Exchange } from './exchange.ts'
import { find } from './find.ts'
import { isOpen, openQuestion } from './unanswered-draft.ts'
import type { CommandOf, Services } from './services.ts'
import { questionOf } from './parsing/question.ts'
import { show } from './show.ts'
import { changeIn } from './parsing/typed-change.ts'
import { agreesTo, isNo, isYes } from './parsing/typed-answer.ts'
import { isConnected } from './without-sign-in.ts'

/** Somebody who is not connected is asked to sign in for a text of so many words: a longer one is hardly a name. */
const MOST_WORDS = 4

/** A text that is no command: the code that a sign-in waits for, the name that we asked for, or whom to look for. */
export async function plainText(
  { typed, digits }: CommandOf<'text'>,
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
  const isAgreed = services.edits && isYes(typed, words)
  const agreed = isAgreed ? await agreedTo(typed, exchange, services) : undefined
  if (agreed) return answerEditing(agreed, exchange, services)
  const asked = await (opening?.ourQuestion?.take() ?? services.lastQuestions.read(user))
  if (await services.lastQuestions.isName(user, typed, asked))
    return find({ type: 'find', query: typed, offset: 0 }, exchange, services)
  if (isAgreed && (await isAnythingOpen(typed, exchange, services))) return exchange.say({ kind: 'unclear_yes' })
  const kept = isNo(typed, words) ? await keepAsked(exchange, services) : undefined
  if (kept) return show(kept, exchange, services)
  if (!(await isConnected(user, services, opening?.connection?.look()))) {
    const { isClear, isSmallTalk } = questionOf(typed, words)
    if (isSmallTalk) return exchange.say({ kind: 'help', keepMs: services.keepMs })
    // The question from before the sign-in is still the one to answer.
    if (isCodeWanted && !isClear) return exchange.say({ kind: 'type_code' })
    const isChange = services.edits && changeIn(typed, words) !== undefined
    if (!isClear && !isChange && typed.split(/\s+/).length > MOST_WORDS)
      return exchange.say({ kind: 'help', typed, keepMs: services.keepMs })
  }
  return find({ type: 'find', query: typed, offset: 0, typed: 'text' }, exchange, services)
}

/** The contact that is kept by a no. It is noted with the turn: at a second delivery the question is closed. */
async function keepAsked(exchange: Exchange, services: Services): Promise<CommandOf<'show'> | undefined> {
  const next = await exchange.once(async () => ({ steps: [], next: await openQuestion(exchange, services) }))
  return next?.type === 'show' ? next : undefined
}

/** What a yes to our last question gives; undefined where we have asked nothing, or the person has asked something since. It is
 *  noted with the turn: at a second delivery the question is answered. */
async function agreedTo(typed: string, exchange: Exchange, services: Services): Promise<EditingCommand | undefined> {
  const { user, words } = exchange
  const agrees = (command: Command) => isEditing(command) && agreesTo(command, typed, words)
  const next = await exchange.once(async () => ({
    steps: [],
    next: await services.lastQuestions.takeYes(user, agrees),
  }))
  return next && isEditing(next) ? next : undefined
}

/** Whether a card waits for an answer that a yes may be meant for. */
async function isAnythingOpen(typed: string, { user, words }: Exchange, { editing }: Services): Promise<boolean> {
  const isMeant = (draft: Draft) =>
    isOpen(draft) && agreesTo({ type: draft.purpose === 'delete' ? 'confirm_delete' : 'edit' }, typed, words)
  return (await editing.drafts.newest(user, isMeant)) !== undefined
}
