// A typed yes or no. English ones are understood in every language.
import type { CommandWords } from '../../text/catalogue.ts'
import { en } from '../../text/en.ts'
import type { Command } from '../command.ts'

type Answers = 'no' | 'yes' | 'yesDelete' | 'yesImport'

export function isNo(typed: string, words: CommandWords): boolean {
  return isOneOf(['no'], typed, words)
}

/** Whether it is a yes to any of our questions. */
export function isYes(typed: string, words: CommandWords): boolean {
  return isOneOf(['yes', 'yesDelete', 'yesImport'], typed, words)
}

/** Whether it is a yes to the question that gives such a command. */
export function agreesTo({ type }: Pick<Command, 'type'>, typed: string, words: CommandWords): boolean {
  if (type === 'confirm_delete') return isOneOf(['yes', 'yesDelete'], typed, words)
  return isOneOf(type === 'import' ? ['yes', 'yesImport'] : ['yes'], typed, words)
}

function isOneOf(answers: readonly Answers[], typed: string, words: CommandWords): boolean {
  const said = typed
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim()
  return [words, en.commands].some((language) => answers.some((answer) => language[answer].includes(said)))
}
