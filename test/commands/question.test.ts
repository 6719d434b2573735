import { describe, expect, it } from 'vitest'
import { MAX_QUERY } from '../../src/commands/button-values.ts'
import { parseCommand } from '../../src/commands/parsing/parse-command.ts'
import { type Question, questionOf } from '../../src/commands/parsing/question.ts'
import type { CommandWords } from '../../src/text/catalogue.ts'
import { en } from '../../src/text/en.ts'
import { FACTS, type Fact, type QuestionWords } from '../../src/text/question-words.ts'
import { pseudo } from '../endings/pseudo-locale.ts'
import { cpuMs } from '../timing.ts'

/** A typed text, read as the bot reads it. */
function asked(text: string, words: CommandWords = en.commands): Question {
  const command = parseCommand(text, words)
  const query = command.type === 'find' ? command.query : command.type === 'text' ? command.typed : undefined
  if (query === undefined) throw new Error(`“${text}” is a command: ${command.type}`)
  return questionOf(query, words)
}

const meantBy = (text: string, words?: CommandWords) =>
  asked(text, words).meanings.map(({ names, facts }) => [names, facts])

describe('a question for a fact', () => {
  it.each<[string, string, Fact[]]>([
    ['alice’s phone number', 'alice', ['phone']],
    ["Alice Archer's phone number?", 'Alice Archer', ['phone']],
    ['aliceʼs phone', 'alice', ['phone']],
    ['ALICE´S PHONE NUMBER!!', 'ALICE', ['phone']],
    ['phone alice', 'alice', ['phone']],
    ['call alice archer', 'alice archer', ['phone']],
    ['number of alice archer', 'alice archer', ['phone']],
    ['the number for Alice, please', 'Alice', ['phone']],
    ['alice phone', 'alice', ['phone']],
    ['alice: phone', 'alice', ['phone']],
    ['James’ phone', 'James', ['phone']],
    ['O’Brien’s phone', 'O’Brien', ['phone']],
    ['can you give me alice’s phone number, please?', 'alice', ['phone']],
    ['Hi, could you please tell me the phone number of Alice Archer? Thanks!', 'Alice Archer', ['phone']],
    ['what number does alice have', 'alice', ['phone']],
    ['what’s the best number to reach alice', 'alice', ['phone']],
    ['do you have a number for alice?', 'alice', ['phone']],
    ['how can I reach alice', 'alice', ['phone']],
    ['I want to call alice', 'alice', ['phone']],
    ['give alice a call', 'alice', ['phone']],
    ['alice’s mobile', 'alice', ['mobile']],
    ['cell phone number of alice', 'alice', ['mobile']],
    ['text alice', 'alice', ['mobile']],
    ['alice’s work phone', 'alice', ['work_phone']],
    ['home number of alice', 'alice', ['home_phone']],
    ['what is bob’s email', 'bob', ['email']],
    ['WHATS BOB’S E-MAIL ADDRESS', 'BOB', ['email']],
    ['email for bob', 'bob', ['email']],
    ['which email does bob use', 'bob', ['email']],
    ['send bob an email', 'bob', ['email']],
    ['is there an email for bob', 'bob', ['email']],
    ['when is carol’s birthday', 'carol', ['birthday']],
    ['when was carol born?', 'carol', ['birthday']],
    ['how old is carol', 'carol', ['birthday']],
    ['remind me when carol’s b-day is', 'carol', ['birthday']],
    ['date of birth of carol', 'carol', ['birthday']],
    ['where does dave work', 'dave', ['work']],
    ['who does dave work for?', 'dave', ['work']],
    ['tell me where dave works', 'dave', ['work']],
    ['dave’s company', 'dave', ['work']],
    ['what does dave do', 'dave', ['job']],
    ['job title of dave', 'dave', ['job']],
    ['which department is dave in', 'dave', ['department']],
    ['dave’s office', 'dave', ['office']],
    ['where does dave live', 'dave', ['address']],
    ['dave’s home address', 'dave', ['home_address']],
    ['notes on dave', 'dave', ['notes']],
    ['any idea what alice’s number is?', 'alice', ['phone']],
    ['got a number for alice', 'alice', ['phone']],
    ['phone no. of alice', 'alice', ['phone']],
    ['alice, what’s her number?', 'alice', ['phone']],
    ['i lost bob’s email', 'bob', ['email']],
    ['need to email bob', 'bob', ['email']],
    ['carol’s birthday is when?', 'carol', ['birthday']],
    ['on what day was carol born', 'carol', ['birthday']],
    ['is it carol’s birthday soon?', 'carol', ['birthday']],
    ['where’s dave working these days', 'dave', ['work']],
    ['for whom does dave work', 'dave', ['work']],
    ['at which company is dave', 'dave', ['work']],
    ['where is dave’s office', 'dave', ['office']],
    ['who’s dave’s boss', 'dave', ['manager']],
    ['dave’s website', 'dave', ['website']],
    ['alice’s phone and email', 'alice', ['phone', 'email']],
    ['phone number & e-mail of alice', 'alice', ['phone', 'email']],
    ['the email of someone at contoso', 'contoso', ['email']],
    ['where does will work', 'will', ['work']],
    ['May Birthday’s birthday', 'May Birthday', ['birthday']],
  ])('%j asks for %j: %j', (text, name, facts) => {
    expect(meantBy(text)).toEqual([[[name], facts]])
  })

  it.each<[string, string[], Fact]>([
    ['alices phone number', ['alices', 'alice'], 'phone'],
    ['whats bobs email', ['bobs', 'bob'], 'email'],
    ['james phone', ['james', 'jame'], 'phone'],
    ['an nguyen’s phone', ['an nguyen', 'nguyen'], 'phone'],
    ['phone of alice at contoso', ['alice at contoso', 'alice contoso'], 'phone'],
  ])('%j may ask for one of %j', (text, names, fact) => {
    expect(meantBy(text)).toEqual([[names, [fact]]])
  })

  it('may have its fact in front or behind', () => {
    expect(meantBy('phone will work')).toEqual([
      [['phone will'], ['work']],
      [['will work', 'will'], ['phone']],
    ])
  })

  it.each(['May Birthday', 'Will Work', 'Alice Phone', 'Mail Marie', 'An Nguyen', 'So Yamada', 'find me alice'])(
    '%j is looked for as it is, too',
    (text) => {
      expect(asked(text).typed).toContain(text.replace(/^find /, ''))
    },
  )
})

describe('a question for a person', () => {
  it.each([
    ['who is alice archer', 'alice archer'],
    ['Who’s Alice Archer?', 'Alice Archer'],
    ['whos alice', 'alice'],
    ['search alice', 'alice'],
    ['look up alice, please', 'alice'],
    ['show me alice', 'alice'],
    ['can you find alice for me?', 'alice'],
    ['I’m looking for alice', 'alice'],
    ['do you know alice', 'alice'],
    ['tell me about alice', 'alice'],
    ['what about alice?', 'alice'],
    ['who is the cfo of contoso', 'cfo of contoso'],
    ['details of alice', 'alice'],
    ['who exactly is alice', 'alice'],
    ['is alice in my contacts?', 'alice'],
    ['do I have alice archer', 'alice archer'],
    ['message alice', 'alice'],
  ])('%j asks for %j', (text, name) => {
    const { typed, meanings, isClear } = asked(text)
    expect({ last: typed.at(-1), meanings, isClear }).toEqual({ last: name, meanings: [], isClear: true })
  })

  it.each([
    ['someone at contoso in oslo', 'contoso oslo'],
    ['anybody from contoso?', 'contoso'],
    ['who works at contoso', 'contoso'],
    ['who do I know at contoso in oslo', 'contoso oslo'],
    ['people in oslo', 'oslo'],
    ['find someone who works for contoso', 'contoso'],
    ['list everyone at contoso', 'contoso'],
    ['is anyone from oslo in my contacts?', 'oslo'],
    ['who at contoso is in oslo', 'contoso oslo'],
    ['who among my contacts works at contoso', 'contoso'],
    ['do I have any contacts at contoso?', 'contoso'],
    ['all contoso people', 'contoso'],
    ['contoso employees in oslo', 'contoso oslo'],
  ])('%j asks for anybody who has %j', (text, name) => {
    expect(meantBy(text)).toEqual([[[name], []]])
  })

  it.each(['find all', 'find *', '*', 'find everyone', 'everybody', 'show all contacts', 'list all my contacts'])(
    '%j asks for everybody',
    (text) => {
      expect(asked(text).isForEveryone).toBe(true)
    },
  )

  it.each(['thanks again', 'Thank you for your help!', 'good morning', 'hello there', 'OK'])(
    '%j asks for nobody',
    (text) => {
      expect(asked(text)).toMatchObject({ isSmallTalk: true, isClear: false, meanings: [] })
    },
  )

  it.each(['what is the weather like', 'lol', 'alice', 'alice please', 'let’s go home', 'the quick brown fox'])(
    '%j is no clear question',
    (text) => {
      expect(asked(text).isClear).toBe(false)
    },
  )
})

describe('addresses and numbers in a text', () => {
  const partsIn = (text: string) => asked(text).parts.map(({ names }) => names)

  it.each([
    ['mailto:alice@contoso.example', 'alice@contoso.example'],
    ['mailto:alice%2Barcher@contoso.example?subject=Hello%20there', 'alice+archer@contoso.example'],
    ['find mailto:alice@contoso.example', 'alice@contoso.example'],
    ['tel:+44-7700-900123', '+44-7700-900123'],
    ['<tel:+447700900123>', '<+447700900123>'],
    ['sip:alice@contoso.example', 'alice@contoso.example'],
    ['mailto:100%@contoso.example', '100%@contoso.example'],
  ])('%j is %j', (text, target) => {
    expect(asked(text).typed).toEqual([target])
  })

  it.each([
    ['alice 0123', [['alice'], ['0123']]],
    ['Alice Archer +44 7700 900123', [['Alice Archer'], ['+44 7700 900123']]],
    ['+44 (0)7700 900123 Alice', [['Alice'], ['+44 (0)7700 900123']]],
    ['Alice Archer <alice@contoso.example>', [['Alice Archer'], ['alice@contoso.example']]],
    ['Alice, T: 020 7946 0018 x12, M: 07700 900123', [['Alice'], ['020 7946 0018 x12'], ['07700 900123']]],
    ['whose number is 07700 900123?', [['07700 900123']]],
    ['Alice 2020-01-01', []],
    ['Alice (2020-01-01)', []],
    ['please forward it to alice@contoso.example before you all go home today', [['alice@contoso.example']]],
  ])('%j has the parts %j', (text, parts) => {
    expect(partsIn(text)).toEqual(parts)
  })

  it('stand in a pasted signature with its name', () => {
    const signature = [
      'Best regards,',
      '',
      'Alice Archer',
      'Head of Administration | Contoso Ltd',
      'T: +44 20 7946 0018 | M: +44 7700 900123',
      'alice.archer@contoso.example',
      'Sent from my phone',
    ]
    for (const end of ['\n', '\r\n'])
      expect(partsIn(signature.join(end))).toEqual([
        ['Alice Archer', 'Head of Administration', 'Contoso Ltd'],
        ['alice.archer@contoso.example'],
        ['+44 20 7946 0018'],
        ['+44 7700 900123'],
      ])
  })

  it('are kept of a signature that is longer than any question', () => {
    const long = `Alice Archer\n${'A sentence about our company. '.repeat(10)}\n+44 7700 900123\n${'x'.repeat(500)}\nalice@contoso.example`
    const command = parseCommand(long)
    expect(command.type === 'text' && command.typed.length).toBeLessThanOrEqual(MAX_QUERY)
    expect(partsIn(long)).toEqual([['Alice Archer'], ['alice@contoso.example'], ['+44 7700 900123']])
  })

  it('are none if somebody’s street is typed', () => {
    expect(asked('14 Mill Lane, TR1 2AB Truro, United Kingdom').parts).toEqual([])
  })
})

describe('another language', () => {
  const none = { words: [] }
  const german: QuestionWords = {
    politeBefore: ['bitte', '(kannst|könntest) du[ mir][ bitte]'],
    politeAfter: ['bitte', 'sagen', 'geben'],
    placeAfter: ['in (meinen|den) kontakten'],
    asking: ['wer ist', '(suche|such|zeig mir)'],
    opening: ['wie (ist|lautet)[ (die|der)]', 'wo', 'wann', '(die|der)'],
    ofName: ['{fact} von {name}', '{name}s {fact}', '{name} {fact}'],
    somebody: ['(jemand|jemanden) (bei|in|aus) {name}'],
    between: ['bei', 'in', 'aus'],
    wishing: ['ich (möchte|will)'],
    agreeing: ['ja'],
    declining: ['nein'],
    forbidding: ['nicht'],
    keeping: ['{name} behalten'],
    undoing: ['{name} wiederherstellen'],
    changes: { add: ['{name} hinzufügen'], edit: ['{name} ändern'], delete: ['{name} löschen'], merge: [] },
    becoming: ['in'],
    joining: ['(mit|und)'],
    choosing: ['{place}'],
    places: { erste: 1 },
    theOne: ['bei {name}'],
    when: { ...en.commands.questions.when, today: ['heute'], this_month: ['diesen monat'] },
    within: { days: ['die nächsten {count} Tage'], weeks: [], months: [], years: [] },
    numbers: { zwei: 2 },
    during: ['in'],
    and: ['und'],
    everyone: ['(alle|jeder)'],
    closings: ['mit freundlichen grüßen'],
    everything: ['kontaktdaten'],
    facts: {
      ...(Object.fromEntries(FACTS.map((fact) => [fact, none])) as unknown as QuestionWords['facts']),
      phone: { words: ['telefonnummer', 'nummer'] },
      birthday: { words: ['geburtstag'], questions: ['wann hat {name} geburtstag'] },
      work: { words: ['firma'], questions: ['wo arbeitet {name}', '{name} arbeitet wo'] },
    },
  }
  const inGerman: CommandWords = { ...en.commands, questions: german }

  it.each<[string, string[], Fact[]]>([
    ['Wie lautet die Telefonnummer von Jürgen Müller?', ['Jürgen Müller'], ['phone']],
    ['Kannst du mir bitte Jürgens Nummer geben', ['Jürgen'], ['phone']],
    ['Wann hat Jürgen Geburtstag?', ['Jürgen'], ['birthday']],
    ['Wo arbeitet Jürgen', ['Jürgen'], ['work']],
    ['Nummer und Geburtstag von Jürgen', ['Jürgen'], ['phone', 'birthday']],
    ['Suche jemanden bei Contoso in Oslo', ['Contoso Oslo'], []],
    ['what is Jürgen’s email', ['Jürgen'], ['email']],
  ])('brings its own phrases: %j asks for %j: %j', (text, names, facts) => {
    expect(meantBy(text, inGerman)).toEqual([[names, facts]])
  })

  it('may write without blanks between words', () => {
    const japanese: QuestionWords = {
      ...german,
      politeAfter: ['を教えて(ください)?', 'は'],
      ofName: ['{name}の{fact}'],
      facts: { ...german.facts, phone: { words: ['電話番号'] } },
    }
    expect(meantBy('田中さんの電話番号は？', { ...en.commands, questions: japanese })).toEqual([
      [['田中さん'], ['phone']],
    ])
  })

  it('is understood even if it is made up, and so is English', () => {
    for (const text of ['ŵĥåţ îš Alice’š þĥöñé ñûɱƀéŕ', 'what is Alice’s phone number'])
      expect(meantBy(text, pseudo.commands)).toEqual([[['Alice'], ['phone']]])
    expect(asked('ŵĥö îš Alice', pseudo.commands).typed.at(-1)).toBe('Alice')
    expect(meantBy('ŵĥåţ îš Alice’š þĥöñé ñûɱƀéŕ')).toEqual([])
  })
})

it.each(['a ', 'what is ', 'phone ', 'alice’s ', 'x- ', '1 ', 'a@', 'please ', 'tel:', '|', 'A. '])(
  'the longest text of %j is read quickly',
  (part) => {
    const text = part.repeat(MAX_QUERY).slice(0, MAX_QUERY)
    asked(text)
    expect(cpuMs(() => asked(text))).toBeLessThan(50)
    const lines = part.repeat(MAX_QUERY * 10).replaceAll(' ', '\n')
    expect(cpuMs(() => asked(lines))).toBeLessThan(50)
  },
)
