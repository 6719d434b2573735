// “No, Alice”: a text that begins with a yes or no. The yes or no may also be part of a name, such as No Doubt or Yes Bank.
import type { Match } from '../book/people-found.ts'
import { type Found, isGuess, NOT_THEIRS } from './matches.ts'
import type { Question } from './parsing/question.ts'
import { isPartOf } from './parsing/typed-answer.ts'

/** `answer`: the yes or no. `rest`: the text after it. `question`: what the rest asks. `having`: the people who have the yes or
 *  no itself in their name or company. */
type Behind = { answer: string; rest: string; question: Question; having: readonly Match[] }

/** `isRest`: only the text after the answer is searched for. */
type Meant = { isRest: boolean; question: Question; found: Found[] }

/** The people that such a text means: people who have the yes or no in their name or company. If there are none, the text after
 *  the yes or no is the question.
 *  @param whole what the text asks as a whole */
export async function meantBehind(
  whole: Question,
  { answer, rest, question, having }: Behind,
  search: (question: Question) => Promise<Found[]>,
): Promise<Meant> {
  // “No number” is hardly the number of somebody called Nora, or at the company No Limits.
  const isOfAnswer = whole.meanings.some(({ names }) => names.every((name) => isPartOf(name, answer)))
  const called = new Set(having.flatMap(({ id, because }) => (because === undefined ? [id] : [])))
  const asWhole = (await search(whole)).filter(
    ({ match, facts }) => !isOfAnswer || facts.length === 0 || called.has(match.id),
  )
  const ids = new Set(having.map(({ id }) => id))
  const named = asWhole.filter(({ match }) => ids.has(match.id) && !NOT_THEIRS.has(match.because))
  // “No, +44 20 7946 0000” is the number of anybody.
  const isMark = question.parts.some(({ isSure }) => isSure)
  if (named.length > 0 && !isMark) return { isRest: false, question: whole, found: named }
  const found = (await search(question)).filter(({ match }) => !isOfAnswer || !isGuess(match))
  // “No birthday” asks for nobody's.
  const isQuestion = question.isClear && /\s/.test(rest)
  if (found.length > 0 || isQuestion) return { isRest: true, question, found }
  return { isRest: false, question: { ...whole, isClear: false }, found: asWhole }
}
