// “delte bob”: a text that would be a command if one letter of its first word were different. It is only offered: nothing is done
// by a guess.
import { distance } from '../../search/distance.ts'
import type { CommandWords } from '../../text/catalogue.ts'
import { en } from '../../text/en.ts'
import { withoutPoliteness } from './frame.ts'
import { grammarOf } from './grammar.ts'
import { parseCommand } from './parse-command.ts'
import { lettersOf } from './typed-answer.ts'
import { changeIn, ownerIn } from './typed-change.ts'

/** `word`: the mistyped word. `meant`: the text with the right word. `name`: the contact that it is about, if it names one that
 *  has to exist. */
export type Mistyped = { word: string; meant: string; name?: string | undefined }

/** Commands that one word gives, and commands that are followed by something. */
const ALONE = ['connect', 'disconnect', 'status', 'cancel', 'undo', 'help', 'export'] as const
const WITH_MORE = ['find', 'add', 'edit', 'delete', 'merge', 'list'] as const

/** A shorter word that is nearly a word of a command may be a name: Ad, Edi, Addi. */
const LEAST_LETTERS = 4
/** In a shorter word another letter usually makes another word: “Lisa” is not “list”. */
const LEAST_REPLACED = 6

/** The command that was probably meant; undefined if there is none, or if there are several. */
export function mistypedIn(typed: string, words: CommandWords, edits: boolean): Mistyped | undefined {
  const text = withoutPoliteness(typed, grammarOf(words.questions))
  const { word = '', rest = '' } = /^(?<word>\p{L}+)(?<rest>.*)$/su.exec(text)?.groups ?? {}
  const said = word.toLowerCase()
  const known = firstWords(words)
  if (said === '' || known.has(said)) return undefined
  const [right, ...others] = [...known].filter((one) => isNearly(said, one))
  if (right === undefined || others.length > 0) return undefined
  const meant = `${right}${rest}`
  const about = whomIn(meant, right.length < LEAST_LETTERS, words, edits)
  return about && { word, meant, ...about }
}

/** The first word of each command, in the person's language and in English. */
function firstWords(words: CommandWords): ReadonlySet<string> {
  const phrases = [words, en.commands].flatMap((some) => [
    ...ALONE.map((type) => some[type][0]),
    ...WITH_MORE.flatMap((type) => some[type]),
  ])
  return new Set(phrases.flatMap((phrase) => phrase.split(' ')[0] ?? []))
}

function isNearly(said: string, word: string): boolean {
  if (distance(said, word, 1) !== 1) return false
  return said.length !== word.length || lettersOf(said) === lettersOf(word) || word.length >= LEAST_REPLACED
}

/** Whom the corrected text is about; undefined if it is no command. @param isShort whether its first word is so short that it is only
 *  clear beside a word such as “contact” */
function whomIn(
  meant: string,
  isShort: boolean,
  words: CommandWords,
  edits: boolean,
): Pick<Mistyped, 'name'> | undefined {
  const command = parseCommand(meant, words, edits)
  if (command.type === 'undo' && !edits) return undefined
  if (command.type === 'text') {
    const change = edits && !isShort ? changeIn(meant, words) : undefined
    return change && change.name !== '' ? { name: ownerIn(change.name, words) } : undefined
  }
  if (command.type === 'find') return { name: command.query }
  return 'query' in command && command.query ? { name: ownerIn(command.query, words) } : {}
}
