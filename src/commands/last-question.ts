import { type ChatUser, userKey } from '../connection/chat-user.ts'
import { hashOf, secret } from '../secrets.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { Versioned } from '../store/update.ts'
import type { Asked } from './asked.ts'
import type { Command } from './command.ts'
import { storedCommand } from './stored-command.ts'

/** Our last question to a person: for a name, or a question that `yes` answers. `answer`: the hash of the text that was taken as
 *  the name. `yes`: the command of a yes. `askedBy`: when the message that led to this question was sent, by the channel's
 *  clock. `asking`: the mark of a question for a yes while it is shown. `isChoice`: it asks which contact, so a no answers it, but
 *  a yes does not. `choices`: see `Choices`. */
type Question = {
  answer?: string
  yes?: unknown
  askedBy?: number | undefined
  asking?: string
  isChoice?: true | undefined
  choices?: { commands: unknown[]; hasMore: boolean } | undefined
}

/** What the person can choose from. `commands`: of the choices, in the order in which they are shown. `hasMore`: whether there
 *  are more that are not shown. */
export type Choices = { commands: Command[]; hasMore: boolean }

/** The question that a person was asked last. */
export type OurQuestion = Versioned<Question> | 'none'

const FORMAT = 1

/** After this time a person has probably moved on to something else. */
const QUESTION_KEPT_MS = 5 * 60_000

/** The command of a yes to this question; undefined if a yes does not answer it. */
export function yesTo(asked: OurQuestion): Command | undefined {
  return asked === 'none' ? undefined : storedCommand(asked.value.yes)
}

/** Whether the question asks which contact is meant. */
export function asksWhich(asked: OurQuestion): boolean {
  return asked !== 'none' && asked.value.isChoice === true
}

/** What the person can choose from; undefined if the question asks for something else. */
export function choicesOf(asked: OurQuestion): Choices | undefined {
  return asked === 'none' ? undefined : choicesIn(asked.value)
}

function choicesIn({ choices }: Question): Choices | undefined {
  if (!choices) return undefined
  const commands = choices.commands.map(storedCommand)
  // This version may not know a command that another one has stored. Without it, the others would be counted wrongly.
  return commands.every((command) => command !== undefined) ? { ...choices, commands } : undefined
}

/** Whether the question asks for a name. @param typed the possible answer; the result is also true if the same text was taken as
 *  the name before */
export function asksName(asked: OurQuestion, typed?: string): boolean {
  if (asked === 'none' || isForYes(asked.value)) return false
  const { answer } = asked.value
  return answer === undefined || (typed !== undefined && answer === hashOf(typed))
}

/** With this an older instance that finds a question for a yes does not take a text as a name. */
const NO_NAME = ''

export type LastQuestions = ReturnType<typeof lastQuestions>

/** The question that the next text of a person may answer. Any instance may get the answer, so the question is in the store. */
export function lastQuestions(store: Store) {
  const questions = records<Question>(store, FORMAT)
  const keyOf = (user: ChatUser) => `which-name/${userKey(user)}`
  const read = async (user: ChatUser): Promise<OurQuestion> => (await questions.get(keyOf(user))) ?? 'none'
  return {
    read,

    askName: (user: ChatUser): Promise<void> => questions.put(keyOf(user), {}, QUESTION_KEPT_MS),

    /** Shows a question. If the person asks something else, or gets another question, before the channel has accepted this one,
     *  it is unknown which of the two they read last: then a yes answers neither.
     *  @param yes what a yes gives. @param isCurrent whether the person is still there; they may have disconnected in the
     *  meantime. @param choices what the person can choose from */
    async ask(
      { user, sentAt, hasSignedIn }: Pick<Asked, 'user' | 'sentAt' | 'hasSignedIn'>,
      yes: Command | undefined,
      {
        isCurrent,
        show,
        choices,
      }: { isCurrent: () => Promise<boolean>; show: () => Promise<void>; choices?: Choices | undefined },
    ): Promise<void> {
      // After a sign-in there is no such message, only our own clock.
      const askedBy = hasSignedIn ? undefined : sentAt
      const asking = secret()
      const answered = yes ? { yes } : { isChoice: true as const }
      await questions.put(keyOf(user), { answer: NO_NAME, asking }, QUESTION_KEPT_MS)
      await show()
      await questions.update(keyOf(user), (found) =>
        found?.asking === asking
          ? { value: { answer: NO_NAME, askedBy, ...answered, choices }, ttlMs: QUESTION_KEPT_MS }
          : 'delete',
      )
      if (!(await isCurrent())) await questions.delete(keyOf(user))
    },

    /** Takes the command of a yes, only once, so that a later yes answers nothing. The channel may deliver a message late: a
     *  message that was sent before the question does not answer it. @param agrees whether the typed text is a yes to that
     *  command */
    async takeYes(
      { user, sentAt }: Pick<Asked, 'user' | 'sentAt'>,
      agrees: (yes: Command) => boolean,
    ): Promise<Command | undefined> {
      const given = (found: Question | undefined) => {
        const { yes: stored, askedBy = -Infinity } = found ?? {}
        const yes = storedCommand(stored)
        return yes && sentAt > askedBy && agrees(yes) ? yes : undefined
      }
      const { before, isChanged } = await questions.update(keyOf(user), (found) => (given(found) ? 'delete' : 'leave'))
      return isChanged ? given(before?.value) : undefined
    },

    /** Takes the command of a choice, only once. As for `takeYes`, a message that was sent before the question chooses nothing. */
    async takeChoice(
      { user, sentAt }: Pick<Asked, 'user' | 'sentAt'>,
      choose: (choices: Choices) => Command | undefined,
    ): Promise<Command | undefined> {
      const chosen = (found: Question | undefined) => {
        const choices = found && choicesIn(found)
        return choices && sentAt > (found.askedBy ?? -Infinity) ? choose(choices) : undefined
      }
      const { before, isChanged } = await questions.update(keyOf(user), (found) => (chosen(found) ? 'delete' : 'leave'))
      return isChanged ? chosen(before?.value) : undefined
    },

    /** Whether `typed` is the name that the person was asked for: the first text after the question. The same text counts
     *  again, because the channel may deliver it twice. Any other question is over.
     *  @param asked what `read` has found just now, if that was asked */
    async isName(user: ChatUser, typed: string, asked?: OurQuestion): Promise<boolean> {
      const answer = hashOf(typed)
      const { before, isChanged } = await questions.update(
        keyOf(user),
        (found) => {
          if (isForYes(found)) return 'delete'
          return found && found.answer === undefined ? { value: { answer }, ttlMs: QUESTION_KEPT_MS } : 'leave'
        },
        asked,
      )
      if (isForYes(before?.value)) return false
      return isChanged || before?.value.answer === answer
    },

    /** Ends a question for a yes: the person was told something else since. @param asked as in `isName`
     *  @returns what a yes would have given */
    async endYes(user: ChatUser, asked?: OurQuestion): Promise<Command | undefined> {
      const { before } = await questions.update(keyOf(user), (found) => (isForYes(found) ? 'delete' : 'leave'), asked)
      return before && yesTo(before)
    },

    /** Ends whatever we have asked. */
    forget: (user: ChatUser): Promise<void> => questions.delete(keyOf(user)),
  }
}

function isForYes(found: Question | undefined): boolean {
  return found?.yes !== undefined || found?.asking !== undefined || found?.isChoice === true
}
