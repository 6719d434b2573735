import { describe, expect, it } from 'vitest'
import { buttonData, type Command, commandFromButton } from '../../src/commands/command.ts'
import { MAX_QUERY } from '../../src/commands/button-values.ts'
import { parseCommand } from '../../src/commands/parsing/parse-command.ts'
import { en } from '../../src/text/en.ts'
import { cpuMs } from '../timing.ts'

const find = (query: string): Command => ({ type: 'find', query, offset: 0 })
const text = (typed: string): Command => ({ type: 'text', typed })
const FAMILY = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}'

describe('typed text', () => {
  it.each<[string, Command]>([
    ['connect', { type: 'connect' }],
    ['  CoNNeCT  ', { type: 'connect' }],
    ['connect.', { type: 'connect' }],
    ['connect ?', { type: 'connect' }],
    ['sign   in', { type: 'connect' }],
    ['disconnect', { type: 'disconnect' }],
    ['DISCONNECT.', { type: 'disconnect' }],
    ['status', { type: 'status' }],
    ['Status?', { type: 'status' }],
    ['cancel', { type: 'cancel' }],
    ['Stop!', { type: 'cancel' }],
    ['please cancel', { type: 'cancel' }],
    ['Cancel that, please!', { type: 'cancel' }],
    ['ok, forget it', { type: 'cancel' }],
    ['could you help me please', { type: 'help' }],
    ['HELP, PLEASE', { type: 'help' }],
    ['undo again', { type: 'undo' }],
    ['status please', { type: 'status' }],
    ['connect, please', { type: 'connect' }],
    ['could you sign me in again', { type: 'connect' }],
    ['please export my contacts', { type: 'export' }],
    ['recently added please', { type: 'list', offset: 0, of: 'recent' }],
    ['please disconnect', { type: 'disconnect' }],
    ['Log me out now, please.', { type: 'disconnect' }],
    ['list', { type: 'list', offset: 0 }],
    ['my contact list', { type: 'list', offset: 0 }],
    ['contacts list', { type: 'list', offset: 0 }],
    ['list contacts please', { type: 'list', offset: 0 }],
    ['could you list my contacts for me', { type: 'list', offset: 0 }],
    ['please list contacts in Press, thanks', { type: 'list', offset: 0, of: 'named:Press' }],
    ['list contacts in now', { type: 'list', offset: 0, of: 'named:now' }],
    ['list smith', { type: 'text', typed: 'list smith' }],
    ['how many contacts do I have?', { type: 'status' }],
    ['count my contacts', { type: 'status' }],
    ['create a new contact', { type: 'add' }],
    ['add contact please', { type: 'add' }],
    ['Please Cancel Ahmed', { type: 'text', typed: 'Please Cancel Ahmed' }],
    ['delete me from my contacts', { type: 'text', typed: 'delete me from my contacts' }],
    ['never mind', { type: 'cancel' }],
    ['undo', { type: 'undo' }],
    ['Undo that!', { type: 'undo' }],
    ['undo delete', { type: 'undo' }],
    ['log out', { type: 'disconnect' }],
    ['sign-out', { type: 'disconnect' }],
    ['Log me out.', { type: 'disconnect' }],
    ['/logoff', { type: 'disconnect' }],
    ['delete my data', { type: 'disconnect' }],
    ['delete my account', { type: 'disconnect' }],
    ['Forget me', { type: 'disconnect' }],
    ['remove me', { type: 'disconnect' }],
    ['log-in', { type: 'connect' }],
    ['thanks', { type: 'thanks' }],
    ['Thank you!', { type: 'thanks' }],
    ['what code?', { type: 'whatCode' }],
    ['Where is the code?', { type: 'whatCode' }],
    ['who am I?', { type: 'status' }],
    ['status details', { type: 'status', details: true }],
    ['help', { type: 'help' }],
    ['Hi', { type: 'help' }],
    ['hello.', { type: 'help' }],
    ['\u00A0\nhelp\t', { type: 'help' }],
    ['', { type: 'help' }],
    ['   ', { type: 'help' }],
    ['???', { type: 'help' }],
  ])('%j is a command', (text, command) => {
    expect(parseCommand(text)).toEqual(command)
  })

  it.each<[string, Command]>([
    ['find contact Alice', find('Alice')],
    ['FIND CONTACT Alice', find('Alice')],
    ['find   contact \n Alice   Adams ', find('Alice Adams')],
    ['find contacts Alice', find('Alice')],
    ['find Alice', find('Alice')],
    ['contact Alice', find('Alice')],
    ['contacts Alice', find('Alice')],
    ['find contact Alice.', find('Alice')],
    ['find contact Alice?', find('Alice')],
    ['find contact J. R. R. Tolkien', find('J. R. R. Tolkien')],
    ['find', find('')],
    ['find contact', find('')],
    ['find contact ?', find('')],
    ['contact', find('')],
    ['find connect', find('connect')],
    ['find contact undo', find('undo')],
    ['find contact 123456', find('123456')],
    ['find O’Brien-Łukasz', find('O’Brien-Łukasz')],
    [`find ${FAMILY}`, find(FAMILY)],
    ['find contact שרה كوهين', find('שרה كوهين')],
    ['find \u202Ealice', find('alice')],
    ['find <img src=x onerror=alert(1)>', find('<img src=x onerror=alert(1)>')],
  ])('%j searches for a name', (text, command) => {
    expect(parseCommand(text)).toEqual(command)
  })

  it.each(
    [
      '123456',
      ' 123456 ',
      '123 456',
      '12 34 56',
      '1 2 3 4 5 6',
      '123-456',
      '123456.',
      '١٢٣٤٥٦',
      '१२३४५६',
      '１２３４５６',
    ].concat([
      '123\u200b456',
      '123456\u200b',
      '123–456',
      '"123456"',
      '“123456”',
      '(123456)',
      '1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣',
      '𝟏𝟐𝟑𝟒𝟓𝟔',
      '#123456',
    ]),
  )('%j is a code', (text) => {
    expect(parseCommand(text)).toEqual({ type: 'code', code: '123456' })
  })

  it.each([
    ['code 123456', '123456'],
    ['my code is 123 456, thanks', '123456'],
    ['123456 in 10 minutes', '123456'],
    ['it says 123.456 on page 2', '123456'],
    ['Code: ١٢٣٤٥٦', '123456'],
    ['12345', ''],
    ['1234567', ''],
    ['12345a', ''],
    ['my code is 123', ''],
    ['123456 or 654321', ''],
    ['+44 7700 900 123', ''],
  ])('%j has the digits %j, which count if a code is waited for', (text, digits) => {
    expect(parseCommand(text)).toMatchObject({ type: 'text', digits })
  })

  it.each<[Command['type'], string[]]>([
    [
      'connect',
      [
        'log in',
        'Log-in',
        'sign-in',
        'signin',
        'Sign – in!',
        '/connect',
        '"connect"',
        'connect:',
        '\u200bconnect',
        'con\u00ADnect',
      ],
    ],
    ['disconnect', ['log out', 'log-out', 'sign-out', 'dis-connect', '/ disconnect', '«disconnect»']],
    [
      'status',
      [
        '/status',
        'status,',
        'status:',
        'status…',
        '`status`',
        '(status)',
        'status\u200b',
        'ｓｔａｔｕｓ',
        'status、',
        '‘status’.',
      ],
    ],
    ['undo', ['restore it', 'bring her back!', 'no, undo', 'oops, undo', 'undo please', 'restore contact']],
    ['cancel', ['cancel the deletion', 'cancel form', 'cancel everything', 'close the form']],
    ['help', ['hi!', 'Hello,', '/help', 'hi 👋', '¿help?', '\u2066help\u2069']],
    ['cancel', ['/cancel', 'cancel;', '"Cancel."']],
  ])('%s is said in many ways', (type, texts) => {
    for (const text of texts) expect(parseCommand(text)).toEqual({ type })
  })

  it.each<[string, string]>([
    ['find contact: Alice', 'Alice'],
    ['find, Alice', 'Alice'],
    ['find contact – Alice', 'Alice'],
    ['find-contact Alice', 'Alice'],
    ['/find Alice', 'Alice'],
    ['“find contact Alice”', 'Alice'],
    ['"find contact Alice."', 'Alice'],
    ['find contact Alice,', 'Alice'],
    ['find contact\u200b Bob', 'Bob'],
    ['\u202afind contact Alice\u202c', 'Alice'],
    ['\u200bfind contact Alice', 'Alice'],
    ['find contact \u202a+44 7700 900123\u202c', '+44 7700 900123'],
    ['find contact 900123\u200b', '900123'],
    ['ｆｉｎｄ　Alice', 'Alice'],
    ['find contact ９００１２３', '900123'],
    ['find contact ٩٠٠١٢٣', '900123'],
    ['find contact Al\u00ADice', 'Alice'],
    ['find contact O´Brien', 'O’Brien'],
    ['find contact C#', 'C#'],
    ['find contact Alice (HR)', 'Alice (HR)'],
    ['find contact محمد\u200cعلی', 'محمد\u200cعلی'],
    ['find contact क्\u200dष', 'क्\u200dष'],
  ])('%j looks for %j', (text, query) => {
    expect(parseCommand(text)).toEqual(find(query))
  })

  it.each([
    ['findAlice', 'findAlice'],
    ['finder Alice', 'finder Alice'],
    ['contactless', 'contactless'],
    ['connect me please', 'connect me please'],
    ['Alice', 'Alice'],
    ['who is Alice', 'who is Alice'],
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
    ['toString', 'toString'],
    ['hasOwnProperty', 'hasOwnProperty'],
  ])('%j is no command, but a text to look for', (said, typed) => {
    expect(parseCommand(said)).toEqual(text(typed))
  })

  it.each([
    'yes?',
    'yes ?!',
    '“yes?”',
    '¿yes',
    'yes？',
    'yes؟',
    'yes;',
    'yes\u037E.',
    'yes՞',
    'yes‽',
    'yes\u200B?',
    'yes ❓',
  ])('%j asks', (said) => expect(parseCommand(said)).toMatchObject({ type: 'text', isAsking: true }))

  it.each(['yes', 'yes!', 'yes; delete it', 'yes؛', 'yes:'])('%j does not ask', (said) => {
    expect(parseCommand(said)).not.toHaveProperty('isAsking')
  })

  it.each(['find contact ', ''])('%j and 10,000 characters after it are cut quickly', (start) => {
    for (const filling of ['a', '. ', ' ?', '1 ', '\u{1F600}', '<'])
      expect(cpuMs(() => parseCommand(`${start}${filling.repeat(100_000)}b`))).toBeLessThan(1_000)
    const command = parseCommand(`${start}${'a'.repeat(10_000)}`)
    expect(command).toEqual(start === '' ? text('a'.repeat(MAX_QUERY)) : find('a'.repeat(MAX_QUERY)))
  })
})

it('refuses a language in which a command has a word without letters', () => {
  const words = { ...en.commands, help: ['help', '👋'] as const }
  expect(() => parseCommand('*', words)).toThrow('“👋” cannot be a word of a command: it has no letters')
})

describe('a button', () => {
  it.each<[unknown, Command]>([
    [
      { command: 'find', query: 'Alice', offset: 8 },
      { type: 'find', query: 'Alice', offset: 8 },
    ],
    [{ command: 'find', query: 'Alice' }, find('Alice')],
    [
      { command: 'find', query: 'Alice', offset: 8, list: true },
      { type: 'find', query: 'Alice', offset: 8, list: true },
    ],
    [
      { command: 'show', contactId: 'AAMk=' },
      { type: 'show', contactId: 'AAMk=', back: undefined },
    ],
    [
      { command: 'show', contactId: 'AAMk=', query: 'Alice', offset: 16 },
      { type: 'show', contactId: 'AAMk=', back: { query: 'Alice', offset: 16 } },
    ],
    [{ command: 'connect' }, { type: 'connect' }],
    [{ command: 'disconnect' }, { type: 'disconnect' }],
    [{ command: 'status' }, { type: 'status' }],
    [{ command: 'help' }, { type: 'help' }],
  ])('sends %j, which is read as its command', (data, command) => {
    expect(commandFromButton(data)).toEqual(command)
    expect(commandFromButton(buttonData(command))).toEqual(command)
  })

  it.each([-1, 1.5, Number.NaN, Infinity, 1e9, '8', null, [], {}])('has an offset of %j read as 0', (offset) => {
    expect(commandFromButton({ command: 'find', query: 'Alice', offset })).toEqual(find('Alice'))
  })

  it.each([false, 'true', 1, null, [], {}])('has a list of %j ignored', (list) => {
    expect(commandFromButton({ command: 'find', query: 'Alice', list })).toStrictEqual(find('Alice'))
  })

  it('cannot say whose contacts to use', () => {
    const forged = { command: 'show', contactId: 'AAMk=', user: 'b', owner: 'b', page: 3, mailbox: 'b', token: 't' }
    expect(commandFromButton(forged)).toEqual({ type: 'show', contactId: 'AAMk=', back: undefined })
  })

  it('has a query cut that nobody could have typed', () => {
    expect(commandFromButton({ command: 'find', query: 'a'.repeat(10_000) })).toEqual(find('a'.repeat(MAX_QUERY)))
  })

  it.each([
    undefined,
    null,
    '',
    'find',
    7,
    true,
    [],
    ['find'],
    {},
    { command: 7 },
    { command: ['find'] },
    { command: 'FIND', query: 'Alice' },
    { command: 'code', code: '123456' },
    { command: 'cancel!' },
    { command: 'constructor' },
    { command: '__proto__' },
    { command: 'find' },
    { command: 'find', query: 7 },
    { command: 'find', query: { toString: 'x' } },
    { command: 'show' },
    { command: 'show', contactId: '' },
    { command: 'show', contactId: 7 },
    { command: 'show', contactId: ['AAMk='] },
    { command: 'show', contactId: 'a'.repeat(1_001) },
    { command: 'show', contactId: '\uD800' },
    { type: 'find', query: 'Alice' },
  ])('%j is not a command', (data) => {
    expect(commandFromButton(data)).toBeUndefined()
  })
})
