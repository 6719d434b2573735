import type { CommandWords } from '../../text/catalogue.ts'
import { en } from '../../text/en.ts'
import { foldTyped } from '../../text/fold.ts'
import { type Command, isCode } from '../command.ts'
import { MAX_QUERY } from '../button-values.ts'
import { NAMED, RECENT } from '../part-ids.ts'
import { withoutPlea } from './frame.ts'
import { grammarOf } from './grammar.ts'
import { shortened } from './addresses-and-numbers.ts'
import { escaped } from './phrases.ts'

/** Reads a command from typed text, without a mention of the bot. The words of the person's language come first; English words
 *  are commands in every language. Case, spaces, hyphens and punctuation around the words do not matter. Any other text is a
 *  question, or nothing that we understand; the address book decides. @param edits whether contacts can be changed */
export function parseCommand(text: string, words: CommandWords = en.commands, edits = true): Command {
  const spoken = words === en.commands ? [words] : [words, en.commands]
  const vcardsAt = edits ? text.search(VCARD) : -1
  if (vcardsAt !== -1) return { type: 'vcards', text: text.slice(vcardsAt) }
  const add = edits ? first(spoken, (some) => added(text, some)) : undefined
  if (add) return add
  const lines = text
    .slice(0, MAX_QUERY * 10)
    .split(/[\r\n]+/)
    .map(foldTyped)
    .filter((line) => line !== '')
  // Only pasted text has many lines.
  const typed = unquoted(lines.join(lines.length > 2 ? '\n' : ' '))
  const command = first(spoken, (some) => inWords(typed, some, edits))
  if (command) return command
  const bare = lettersOf(typed)
  if (isCode(bare)) return { type: 'code', code: bare }
  const plain = shortened(typed.replace(AT_END, ''), MAX_QUERY)
  if (lettersOf(plain) === '' && !/[\p{S}*]/u.test(plain)) return { type: 'help' }
  const digits = digitsIn(plain)
  return {
    type: 'text',
    typed: plain,
    ...(digits !== undefined && { digits }),
    ...(ASKS.test(lines.join(' ')) && { isAsking: true }),
  }
}

/** The first line of a vCard. */
const VCARD = /\bBEGIN[\t ]*:[\t ]*VCARD[\t ]*[\r\n]/i

/** The first command that is found in the words of one language after the other. */
function first(languages: CommandWords[], find: (words: CommandWords) => Command | undefined): Command | undefined {
  for (const words of languages) {
    const found = find(words)
    if (found) return found
  }
  return undefined
}

/** Punctuation that ends a sentence in one script or another. It is only looked for where such punctuation begins, so that the
 *  time grows only with the length of the text. */
const AT_END =
  /(?<![\s.,:;?!\u037E\u055C\u055E\u0589\u060C\u061B\u061F\u06D4\u0964\u0965\u3001\u3002\u30FB\u2026])[\s.,:;?!\u037E\u055C\u055E\u0589\u060C\u061B\u061F\u06D4\u0964\u0965\u3001\u3002\u30FB\u2026]+$/

/** A question mark of any script, wherever it is. At the end, Greek keyboards write it as a semicolon. */
const ASKS =
  /[?¿\u055E\u061F\u1367\u1945\u203D\u2753\u2754\u2CFA\u2CFB\u2E18\u2E2E\u2E54\uA60F\uA6F7\u{11143}]|;[\s\p{P}]*$/u

/** Punctuation before a command, for example after a mention: `@Contacts, find Bob`. */
const AT_START = /^[\s.,:;!?¡¿…>*•\u060C\u061B\u3001\u3002\p{Pd}]+(?=[^\s.,:;!?¡¿…>*•\u060C\u061B\u3001\u3002\p{Pd}])/u

const QUOTED = /^(?:"([^"]*)"|'([^']*)'|`([^`]*)`|“([^”]*)”|„([^“”]*)[“”]|‘([^’]*)’|«([^»]*)»|‹([^›]*)›|「([^」]*)」)$/

/** The text without quotes around it, and without a slash in front, which command menus of other programs add. */
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

/** As long as a pasted mail signature may be. */
const MOST_PASTED = 4_000
/** No words of a command are longer. */
const MOST_WORDS = 60

/** A new contact may be pasted with several lines. */
function added(text: string, words: CommandWords): Command | undefined {
  const begins = text.trimStart()
  const add = patternOfAdd(begins, words)
  if (!add) return undefined
  const [first = '', ...others] = begins
    .slice(0, MOST_PASTED)
    .split(/[\r\n]+/)
    .map(foldTyped)
    .filter((line) => line !== '')
  const line = unquoted(first)
  const isAlone = others.length === 0 && line.length <= MAX_QUERY
  if (isAlone && add.exec(withoutPlea(line, grammarOf(words.questions)))?.[1] === '') return { type: 'add' }
  const behind = add.exec(line)?.[1] ?? ''
  const typed = [behind.trim(), ...others].filter(Boolean).join('\n')
  return typed.replace(AT_END, '') === '' ? { type: 'add' } : { type: 'add', typed }
}

/** The pattern for the words after `add contact`; in a text that is too long for a search, also for the words after `add` alone. */
function patternOfAdd(text: string, words: CommandWords): RegExp | undefined {
  const begins = unquoted(foldTyped(text.slice(0, MOST_WORDS)))
  const alone = text.length > MAX_QUERY ? grammarOf(words.questions).changes : []
  const patterns = alone.flatMap(({ pattern, change }) => (change === 'add' ? [pattern] : []))
  return [patternsOf(words).behind.add, ...patterns].find((pattern) => pattern.test(begins))
}

const BARE = [
  'connect',
  'disconnect',
  'status',
  'statusDetails',
  'cancel',
  'undo',
  'help',
  'thanks',
  'whatCode',
  'export',
  'recent',
  'listAll',
] as const

/** Commands that are followed by something, besides `find`. */
const WITH_MORE = ['add', 'edit', 'delete', 'merge', 'list'] as const

function inWords(typed: string, words: CommandWords, edits: boolean): Command | undefined {
  const { bare, find, behind } = patternsOf(words)
  const type = bare.get(lettersOf(typed)) ?? askedPolitely(typed, words)
  if (type === 'listAll') return { type: 'list', offset: 0 }
  if (type === 'recent') return { type: 'list', offset: 0, of: RECENT }
  if (type) return type === 'statusDetails' ? { type: 'status', details: true } : { type }
  const listed = listedIn(typed, words)
  if (listed) return listed
  const [named, rest] = WITH_MORE.flatMap((one) => {
    const more = one === 'add' ? undefined : behind[one].exec(typed)?.[1]
    return more === undefined ? [] : [one, shortened(more.replace(AT_END, ''), MAX_QUERY)]
  })
  if (edits && (named === 'edit' || named === 'delete' || named === 'merge')) return { type: named, query: rest ?? '' }
  const query = find.exec(typed)?.[1]
  if (query === undefined) return undefined
  return { type: 'find', query: shortened(query.replace(AT_END, ''), MAX_QUERY), offset: 0 }
}

/** “Could you help me please”. */
function askedPolitely(typed: string, words: CommandWords): (typeof BARE)[number] | undefined {
  if (typed.length > MOST_WORDS) return undefined
  return patternsOf(words).bare.get(lettersOf(withoutPlea(typed, grammarOf(words.questions))))
}

/** The list of all contacts, or of the folder or category that is named after `list`. “Please” is only a name after a word such as
 *  “in”. */
function listedIn(typed: string, words: CommandWords): Command | undefined {
  const { list } = patternsOf(words).behind
  const behind = [withoutPlea(shortened(typed, MAX_QUERY), grammarOf(words.questions)), typed]
    .map((text) => list.exec(text)?.[1]?.replace(AT_END, ''))
    .filter((text) => text !== undefined)
  if (behind.length === 0) return undefined
  const named = partNamed(behind.find((text) => text === '' || partNamed(text, words) !== '') ?? '', words)
  return { type: 'list', offset: 0, ...(named !== '' && { of: `${NAMED}${named}` }) }
}

function partNamed(typed: string, { listIn }: CommandWords): string {
  const said = shortened(typed, MAX_QUERY).split(' ')
  while (said[0] !== undefined && listIn.includes(said[0].toLowerCase())) said.shift()
  return said.join(' ')
}

type Patterns = {
  bare: Map<string, (typeof BARE)[number]>
  find: RegExp
  behind: Record<(typeof WITH_MORE)[number], RegExp>
}

const known = new WeakMap<CommandWords, Patterns>()

function patternsOf(words: CommandWords): Patterns {
  const patterns = known.get(words) ?? made(words)
  known.set(words, patterns)
  return patterns
}

function made(words: CommandWords): Patterns {
  const bare = BARE.flatMap((type) => words[type].map((word) => [keyOf(word), type] as const))
  const behind = Object.fromEntries(WITH_MORE.map((type) => [type, before(words[type])])) as Patterns['behind']
  return { bare: new Map(bare), find: before(words.find), behind }
}

/** @throws {TypeError} if the word has no letter and no digit, because then every text without them would be that command. */
function keyOf(word: string): string {
  const key = lettersOf(foldTyped(word))
  if (key === '') throw new TypeError(`“${word}” cannot be a word of a command: it has no letters`)
  return key
}

/** Finds the text after one of these words. The longest word comes first: `find contact Alice` searches for Alice, not for
 *  "contact Alice". */
function before(words: readonly string[]): RegExp {
  const verbs = words
    .toSorted((a, b) => b.length - a.length)
    .map((word) =>
      foldTyped(word)
        .split(/[\s-]+/)
        .map(escaped)
        .join('[\\s\\p{Pd}_]*'),
    )
  return new RegExp(`^(?:${verbs.join('|')})(?:\\s*[:,;]|\\s+\\p{Pd}(?=\\s)|(?=\\s|[?.!]|$))\\s*(.*)$`, 'isu')
}

/** The six digits in a text that could be a code. Empty if it has digits but it is not clear which six are meant; undefined if
 *  it has none. */
function digitsIn(text: string): string | undefined {
  const groups = text.match(/\d+/g)
  if (!groups) return undefined
  const all = groups.join('')
  if (isCode(all)) return all
  const codes = groups.filter(isCode)
  const halves = [...text.matchAll(/(?<!\d[\s\p{Pd}.]?)(\d{3})[\s\p{Pd}.](\d{3})(?![\s\p{Pd}.]?\d)/gu)].map(
    ([, one, two]) => `${one}${two}`,
  )
  // Some people type it twice.
  const [found, ...others] = new Set(codes.length > 0 ? codes : halves)
  return found !== undefined && others.length === 0 ? found : ''
}
