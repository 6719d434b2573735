import { expect, test } from 'vitest'
import { typedText } from '../../src/chat/typed-text.ts'
import { commandFromButton } from '../../src/commands/command.ts'
import { parseCommand } from '../../src/commands/parsing/parse-command.ts'
import { changedProperties, conflictsIn, newProperties } from '../../src/editing/form-changes.ts'
import { checked } from '../../src/editing/check.ts'
import { displayNameAfter } from '../../src/editing/display-name.ts'
import { differencesOf, mergedProperties } from '../../src/editing/merge-rules.ts'
import { readContact } from '../../src/editing/read-text.ts'
import { INPUTS, noValues, type Values, valuesOf } from '../../src/editing/inputs.ts'
import { fromGraph } from '../../src/graph/contact.ts'
import { en } from '../../src/text/en.ts'
import { readVCards } from '../../src/vcard/read.ts'
import { writeVCards } from '../../src/vcard/write.ts'
import { cpuMs, cpuMsMeanwhile } from '../timing.ts'

/** Texts with which a pattern may begin, repeated many times. */
const PIECES = [
  ' |\t|\u00A0|,|;|.|@|<|#|(|-|"|\\|=|1|a|é|中|\u0301|a.|a@|@a.|< |<a |</|<!--|1 |1-| - |=4|+1 (| ext| van ',
  'www.|[a](|http://|mailto:1|&amp|\\;|\\n |smtp:|ext=|A b',
].flatMap((some) => some.split('|'))
/** Texts at the end that make the pattern fail. */
const ENDS = ['', ' x', '!', '1']

/** To look at each character once takes a few milliseconds; to look at each pair of characters takes at least half a second. */
const MOST_MS = 250

function texts(length: number): string[] {
  const fillings = PIECES.map((piece) => piece.repeat(length / piece.length))
  return fillings.flatMap((filling) => ENDS.map((end) => filling + end))
}

const everywhere = (text: string): Values => ({
  ...noValues(),
  ...Object.fromEntries(INPUTS.map((input) => [input, text])),
})

function properties(text: string) {
  const names = ['displayName', 'givenName', 'surname', 'middleName', 'businessHomePage', 'personalNotes', 'birthday']
  return {
    id: '1',
    ...Object.fromEntries([...names, 'companyName', 'mobilePhone'].map((name) => [name, text])),
    emailAddresses: [{ address: text, name: text }],
    businessPhones: [text],
    homePhones: [text],
    imAddresses: [text],
    categories: [text],
  }
}

function edited(text: string): void {
  const [seen, now] = [properties(text), properties(`${text}z`)]
  const typed = valuesOf(seen)
  newProperties(typed)
  conflictsIn(typed, noValues(), valuesOf(now))
  changedProperties(typed, noValues(), now)
  displayNameAfter(text, { givenName: text, surname: text }, { givenName: 'a', surname: text })
  differencesOf([seen, now])
  mergedProperties([seen, now], {}, 0)
}

const recipient = { id: 'bot' }
const html = (content: string) => [{ contentType: 'text/html', content }]

const READERS: [what: string, length: number, read: (text: string) => unknown][] = [
  ['the check of a form', 60_000, (text) => checked(everywhere(text))],
  ['a form that is pressed', 60_000, (text) => commandFromButton({ command: 'save', id: ID, ...everywhere(text) })],
  ['a button', 60_000, (text) => commandFromButton({ command: 'list', part: text, query: text, contactId: text })],
  ['changes and merges', 30_000, edited],
  ['a contact of Outlook', 30_000, (text) => fromGraph(properties(text))],
  ['what was typed', 100_000, (text) => typedText({ text, entities: [], recipient })],
  ['what was pasted', 100_000, (text) => typedText({ text: '', attachments: html(text), entities: [], recipient })],
]
const ID = 'a'.repeat(43)

test.each(READERS)('the time to read %s grows only with its length', (_, length, read) => {
  const slow = texts(length).filter((text) => cpuMs(() => read(text)) > MOST_MS)
  expect(slow.map((text) => [text.slice(0, 12), text.slice(-2)])).toEqual([])
})

test('S62 one question holds up nobody: a message may mention the bot thousands of times', () => {
  const mention = { type: 'mention', mentioned: { id: recipient.id, name: 'x' } }
  // As many characters as fit into the largest activity.
  const entities = Array.from({ length: 4_300 }, () => mention)
  const text = 'İ'.repeat(100_000)
  for (const message of [{ text }, { text: '', attachments: html(text) }])
    expect(cpuMs(() => typedText({ ...message, entities, recipient }))).toBeLessThan(MOST_MS)
})

/** Long values are cut at 30,000 characters. */
const IN_VALUE = 29_990
const NAMES = ['FN', 'N', 'EMAIL', 'TEL', 'URL', 'BDAY', 'ADR', 'ORG', 'NOTE', 'CATEGORIES', 'IMPP', 'VERSION']

test.each(['2.1', '3.0', '4.0'])('the time to read a file of vCards %s grows only with its length', async (version) => {
  const slow: unknown[] = []
  for (const text of texts(IN_VALUE)) {
    const cards = NAMES.map((name) => `BEGIN:VCARD\r\nVERSION:${version}\r\nFN:A\r\n${name}:${text}\r\nEND:VCARD\r\n`)
    const bytes = Buffer.from(cards.join(''))
    if ((await cpuMsMeanwhile(() => readVCards(bytes))) > MOST_MS) slow.push([text.slice(0, 12), text.slice(-2)])
  }
  expect(slow).toEqual([])
})

test('the time to write a vCard grows only with its length', async () => {
  const slow: unknown[] = []
  for (const text of texts(IN_VALUE)) {
    const contact = { ...properties(text), birthday: '1990-12-31' }
    if ((await cpuMsMeanwhile(() => writeVCards([contact]))) > MOST_MS) slow.push([text.slice(0, 12), text.slice(-2)])
  }
  expect(slow).toEqual([])
})

test('a line of text that becomes a contact is short, and read at once', () => {
  // A text from a chat is never longer.
  for (const text of texts(4_000)) expect(cpuMs(() => readContact(text, en.commands.contact))).toBeLessThan(50)
})

const BEGINS = ['add contact ', 'edit contact ', 'list contacts in ', '']

test('a text is read as a command at once, whatever punctuation follows the command', () => {
  // The patterns are compiled before the first message.
  for (const begin of BEGINS) parseCommand(`${begin}a. b`)
  for (const piece of ['.', '…', '?!', ' .', ' ', 'a.']) {
    const text = piece.repeat(4_000 / piece.length)
    for (const begin of BEGINS)
      for (const end of ENDS) expect(cpuMs(() => parseCommand(`${begin}${text}${end}`))).toBeLessThan(50)
  }
})

test('a name and notes that are far too long are kept, and reported as too long', () => {
  const command = commandFromButton({
    command: 'save',
    id: ID,
    givenName: 'x'.repeat(10_000),
    notes: 'y'.repeat(90_000),
  })
  const typed = command?.type === 'save' ? (command.typed ?? {}) : {}
  expect([typed.givenName?.length, typed.notes?.length]).toEqual([10_000, 16_000])
  expect(checked({ ...noValues(), ...typed }).faults).toEqual({ givenName: 'too_long', notes: 'too_long' })
})
