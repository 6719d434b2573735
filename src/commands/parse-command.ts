import type { CommandWords } from '../text/catalogue.ts'
import { en } from '../text/en.ts'
import { foldTyped } from '../text/fold.ts'
import { type Command, isCode, MAX_QUERY } from './command.ts'
import { shortened } from './marks.ts'
import { escaped } from './phrases.ts'

/** Reads a command from typed text, without a mention of the bot. The words of the person's language come first; English words
 *  are commands in every language. Case, spaces, hyphens and punctuation around the words do not matter. Any other text is a
 *  question, or nothing that we understand; the address book decides. */
export function parseCommand(text: string, words: CommandWords = en.commands): Command {
  const lines = text
    .slice(0, MAX_QUERY * 10)
    .split(/[\r\n]+/)
    .map(foldTyped)
    .filter((line) => line !== '')
  // Only what is pasted has many lines.
  const typed = unquoted(lines.join(lines.length > 2 ? '\n' : ' '))
  const command = inWords(typed, words) ?? inWords(typed, en.commands)
  if (command) return command
  const bare = lettersOf(typed)
  if (isCode(bare)) return { type: 'code', code: bare }
  const plain = shortened(typed.replace(AT_END, ''), MAX_QUERY)
  if (lettersOf(plain) === '' && !/[\p{S}*]/u.test(plain)) return { type: 'help' }
  const digits = digitsIn(plain)
  return digits === undefined ? { type: 'text', typed: plain } : { type: 'text', typed: plain, digits }
}

/** Punctuation that ends a sentence in one script or another. */
const AT_END = /[\s.,:;?!\u037E\u055C\u055E\u0589\u060C\u061B\u061F\u06D4\u0964\u0965\u3001\u3002\u30FB\u2026]+$/

/** Punctuation in front of a command, as behind a mention: `@Contacts, find Bob`. */
const AT_START = /^[\s.,:;!?¡¿…>*•\u060C\u061B\u3001\u3002\p{Pd}]+(?=[^\s.,:;!?¡¿…>*•\u060C\u061B\u3001\u3002\p{Pd}])/u

const QUOTED = /^(?:"([^"]*)"|'([^']*)'|`([^`]*)`|“([^”]*)”|„([^“”]*)[“”]|‘([^’]*)’|«([^»]*)»|‹([^›]*)›|「([^」]*)」)$/

/** The text without quotes around all of it, and without a slash in front, as command menus of other programs write it. */
function unquoted(typed: string): string {
  const begun = typed.replace(AT_START, '')
  const inside = QUOTED.exec(begun.replace(AT_END, ''))
    ?.slice(1)
    .find((text) => text !== undefined)
  return (inside ?? begun).trim().replace(/^\/\s*(?=\S)/, '')
}

/** The text's letters and digits, in lower case. */
function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[\s\p{P}\p{S}]+/gu, '')
}

const BARE = [
  'connect',
  'disconnect',
  'status',
  'statusDetails',
  'cancel',
  'help',
  'thanks',
  'whatCode',
  'export',
] as const

function inWords(typed: string, words: CommandWords): Command | undefined {
  const { bare, find } = patternsOf(words)
  const type = bare.get(lettersOf(typed))
  if (type) return type === 'statusDetails' ? { type: 'status', details: true } : { type }
  const query = find.exec(typed)?.[1]
  if (query === undefined) return undefined
  return { type: 'find', query: shortened(query.replace(AT_END, ''), MAX_QUERY), offset: 0 }
}

type Patterns = { bare: Map<string, (typeof BARE)[number]>; find: RegExp }

const known = new WeakMap<CommandWords, Patterns>()

function patternsOf(words: CommandWords): Patterns {
  const patterns = known.get(words) ?? made(words)
  known.set(words, patterns)
  return patterns
}

function made(words: CommandWords): Patterns {
  const bare = BARE.flatMap((type) => words[type].map((word) => [lettersOf(foldTyped(word)), type] as const))
  // The longest first: `find contact Alice` looks for Alice, not for "contact Alice".
  const verbs = words.find
    .toSorted((a, b) => b.length - a.length)
    .map((word) =>
      foldTyped(word)
        .split(/[\s-]+/)
        .map(escaped)
        .join('[\\s\\p{Pd}_]*'),
    )
  return {
    bare: new Map(bare),
    find: new RegExp(`^(?:${verbs.join('|')})(?:\\s*[:,;]|\\s+\\p{Pd}(?=\\s)|(?=\\s|[?.!]|$))\\s*(.*)$`, 'isu'),
  }
}

/** The six digits in a text that could be a code. Empty where it has digits and nobody can say which six are meant; undefined
 *  where it has none. */
function digitsIn(text: string): string | undefined {
  const groups = text.match(/\d+/g)
  if (!groups) return undefined
  const all = groups.join('')
  if (isCode(all)) return all
  const codes = groups.filter(isCode)
  const halves = [...text.matchAll(/(?<!\d[\s\p{Pd}.]?)(\d{3})[\s\p{Pd}.](\d{3})(?![\s\p{Pd}.]?\d)/gu)].map(
    ([, one, two]) => `${one}${two}`,
  )
  // Some type it twice.
  const [found, ...others] = new Set(codes.length > 0 ? codes : halves)
  return found !== undefined && others.length === 0 ? found : ''
}
