// A typed yes or no. English ones are understood in every language.
import type { CommandWords } from '../../text/catalogue.ts'
import { en } from '../../text/en.ts'
import type { Command } from '../command.ts'
import { changeAgreedTo, changeForbidden, changeIn, keptIn } from './typed-change.ts'
import { distance } from '../../search/distance.ts'
import { withoutPoliteness } from './frame.ts'
import { grammarOf } from './grammar.ts'

type Answers = 'no' | 'keep' | 'regret' | 'yes' | 'yesDelete' | 'yesImport'

/** Whether it is a no to whatever waits for an answer. Mistyped ones count: “nooo”, “cancle”. */
export function isNo(typed: string, words: CommandWords): boolean {
  return isNoIn(typed, words, shortOf) || isNearlyCancel(typed, words)
}

function isNoIn(typed: string, words: CommandWords, read: Reading): boolean {
  if (isOneOf(['no'], typed, words, read)) return true
  const languages = [...new Set([words, en.commands])]
  return languages.some(({ questions }) => isOneOf(['no'], withoutPoliteness(typed, grammarOf(questions)), words, read))
}

/** A shorter word with another letter is often another word. */
const LEAST_MISTYPED = 6

/** Whether it is `cancel` with two letters swapped, or with one too many or too few. “Cancer” is another word. */
function isNearlyCancel(typed: string, words: CommandWords): boolean {
  const said = bare(typed)
  return [...new Set([words, en.commands])].some(({ cancel }) =>
    cancel.some(
      (word) =>
        word.length >= LEAST_MISTYPED &&
        distance(bare(word), said, 1) === 1 &&
        (word.length !== said.length || lettersOf(word) === lettersOf(said)),
    ),
  )
}

/** Whether it is a no to the question whether to delete a contact, and to nothing else. */
export function isKeep(typed: string, words: CommandWords): boolean {
  return isOneOf(['keep'], typed, words) || forbidsDeletion(typed, words)
}

function forbidsDeletion(typed: string, words: CommandWords): boolean {
  return changeForbidden(typed, words)?.change === 'delete'
}

/** The name in “no, don’t delete Alice” or “keep Alice”; undefined if such an answer has none. */
export function keptName(typed: string, words: CommandWords): string | undefined {
  const forbidden = changeForbidden(typed, words)
  return (forbidden?.change === 'delete' ? forbidden.name : keptIn(typed, words)) || undefined
}

/** Whether it may be a no to something that was already done. */
export function isRegret(typed: string, words: CommandWords): boolean {
  return isOneOf(['regret'], typed, words) || isNo(typed, words) || isKeep(typed, words)
}

/** Whether it is a yes to any of our questions. */
export function isYes(typed: string, words: CommandWords): boolean {
  return isOneOf(['yes', 'yesDelete', 'yesImport'], typed, words) || changeOfIt(typed, words) !== undefined
}

/** Whether it is a verb alone: “delete” answers our last question, and otherwise asks for a change of nobody. */
export function isVerbAlone(typed: string, words: CommandWords): boolean {
  const said = withoutPoliteness(typed, grammarOf(words.questions))
  return wordsOf(said).length === 1 && changeIn(said, words) !== undefined
}

/** Whether the text is only an answer to a question and nothing else. “Noo” is not, as it may be the beginning of a name. */
export function isAnswer(typed: string, words: CommandWords): boolean {
  return isOneOf(['yes', 'keep'], typed, words, bare) || isNoIn(typed, words, bare) || forbidsDeletion(typed, words)
}

/** Whether it is a yes to the question that gives such a command. */
export function agreesTo({ type }: Pick<Command, 'type'>, typed: string, words: CommandWords): boolean {
  if (isOneOf(['yes'], typed, words)) return true
  if (type === 'import') return isOneOf(['yesImport'], typed, words)
  const change = changeOfIt(typed, words)
  if (type === 'edit') return change === 'edit'
  return (
    (type === 'confirm_delete' || type === 'delete') && (change === 'delete' || isOneOf(['yesDelete'], typed, words))
  )
}

/** The name in “yes, delete Alice”. */
export function agreedToDelete(typed: string, words: CommandWords): string | undefined {
  const agreed = changeAgreedTo(typed, words)
  return agreed?.change === 'delete' && agreed.name !== '' ? agreed.name : undefined
}

/** Whether each word of `name` is a word of the name `whole`. */
export function isPartOf(name: string, whole: string): boolean {
  const has = new Set(wordsOf(whole))
  const named = wordsOf(name)
  return named.length > 0 && named.every((word) => has.has(word))
}

/** The change in “yes, delete it”. */
function changeOfIt(typed: string, words: CommandWords) {
  const agreed = changeAgreedTo(typed, words)
  return agreed?.name === '' ? agreed.change : undefined
}

/** How an answer is read before it is compared. */
type Reading = typeof bare

function isOneOf(answers: readonly Answers[], typed: string, words: CommandWords, read: Reading = shortOf): boolean {
  const said = read(typed)
  return [...new Set([words, en.commands])].some((language) =>
    answers.some((answer) => answersIn(language, read)[answer].has(said)),
  )
}

type Read = Record<Answers, ReadonlySet<string>>

const known = new Map<Reading, WeakMap<CommandWords, Read>>()

/** The answers of a language, prepared once. */
function answersIn(language: CommandWords, read: Reading): Read {
  const languages = known.get(read) ?? new WeakMap<CommandWords, Read>()
  known.set(read, languages)
  const setOf = (answer: Answers) => new Set(language[answer].map(read))
  const answers = languages.get(language) ?? {
    no: setOf('no'),
    keep: setOf('keep'),
    regret: setOf('regret'),
    yes: setOf('yes'),
    yesDelete: setOf('yesDelete'),
    yesImport: setOf('yesImport'),
  }
  languages.set(language, answers)
  return answers
}

/** As `bare`, with each letter once where it is repeated: “yesss” is a yes. */
function shortOf(text: string): string {
  return bare(text).replace(/(\p{L})\1+/gu, '$1')
}

/** The letters of a word, in alphabetical order. */
export function lettersOf(word: string): string {
  return word.split('').toSorted().join('')
}

/** The words alone, without punctuation and apostrophes. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/['’‘‛`´′]|\p{Emoji_Modifier}|\uFE0F/gu, '')
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim()
}

/** The words of a text, in lower case and without accents. Vowel signs, such as those of Hindi, are not accents. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFD')
    .replace(/[\u0300-\u036F]/g, '')
    .toLowerCase()
  return plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
}
