import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { signInUrl } from '../../emulator/channel/actions.ts'
import { alex, megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { said, signInWith, startWorld, type World } from '../world.ts'
import { storedKeys } from './stored.ts'

let world: World
let chat: Chat
beforeAll(async () => {
  world = await startWorld({ OAUTH_TENANT: 'organizations' })
  chat = world.emulator.channel.personal(megan)
  const mailbox = world.emulator.graph.mailbox(megan.oid)
  mailbox.add({
    displayName: 'Zora Zimmer',
    emailAddresses: [{ address: 'zora.zimmer@fabrikam.example', name: 'Zora' }],
    mobilePhone: '+44 7700 900123',
  })
  mailbox.add({ displayName: "Miles O'Brien" })
  mailbox.add({ displayName: 'علی\u200cرضا' })
  await world.connect(megan)
  await chat.settled()
})
afterAll(() => world.close())

const last = (of: Chat = chat) => said(of).at(-1) ?? ''

async function answerTo(message: object): Promise<string> {
  expect((await chat.send('', { attachments: undefined, ...message })).status).toBe(200)
  await chat.settled()
  return last()
}

const html = (content: string) => [{ contentType: 'text/html', content }]

test.each([
  ['C10: a number between direction marks', 'find contact \u202a+44 7700 900123\u202c'],
  ['C10: a number with a mark behind it', 'find contact 900123\u200b'],
  ['C12: full-width letters and digits', 'ｆｉｎｄ ９００１２３'],
  ['C12: Arabic digits', 'find contact ٩٠٠١٢٣'],
  ['C11: a mark in front of the command', '\u200bfind contact Zora'],
  ['C11: a mark inside the command', 'find contact\u200b Zora'],
  ['a soft hyphen inside the name', 'find contact Zo\u00adra'],
  ['C14: an address in angle brackets', 'find contact <zora.zimmer@fabrikam.example>'],
  ['C14: an address of Outlook’s with its name', 'find contact Zora Zimmer <zora.zimmer@fabrikam.example>'],
  ['C17: a no-break space written as an entity', 'find contact&#160;Zora'],
])('%s finds the person', async (_what, text) => {
  expect(await answerTo({ text })).toContain('Zora Zimmer')
})

test.each<[string, object, string]>([
  [
    'C15: a message that is only an attachment',
    { text: '', attachments: html('<div>find contact Zora</div>') },
    'Zora Zimmer',
  ],
  [
    'C14: a text without the address that its attachment has',
    { text: 'find contact ', attachments: html('<p>find contact &lt;zora.zimmer@fabrikam.example&gt;</p>') },
    'Zora Zimmer',
  ],
  ['C17: an apostrophe written as an entity', { text: 'find contact O&apos;Brien' }, 'Miles O'],
  ['a name with its non-joiner', { text: 'find contact علی\u200cرضا' }, 'علی'],
])('%s is read', async (_what, message, name) => {
  expect(await answerTo(message)).toContain(name)
})

test.each(['/status', 'status,', 'status\u200b', '"status"', 'ｓｔａｔｕｓ'])(
  'C30: %j shows the status',
  async (text) => {
    expect(await answerTo({ text })).toContain(en.status.title)
  },
)

test.each(['log in', 'sign-in', '/connect', 'Connect:'])('C30: %j connects', async (text) => {
  expect(await answerTo({ text })).toContain('You’re already connected')
})

describe('C29: after “Who are you looking for?”', () => {
  test('the next text is the name, and only the next', async () => {
    await chat.ask('find contact ')
    expect(last()).toBe(en.whichName)
    await chat.ask('what a Zaphod')
    expect(last()).toContain(en.nobody('what a Zaphod'))
    expect(last()).not.toContain(en.help.unknown)
    await chat.ask('not that Zaphod')
    expect(last()).toContain(en.help.unknown)
  })

  test.each(['Zora', 'zora please', 'Zora’s number', 'I’m looking for Zora Zimmer'])('%j is the name', async (text) => {
    await chat.ask('find')
    await chat.ask(text)
    expect(last()).toContain('Zora Zimmer')
  })

  /** Whether a text that matches nobody is taken for a name. */
  const isNameWanted = async () => {
    await chat.ask('Zaphod')
    expect(last()).toContain(en.nobody('Zaphod'))
    return !last().includes(en.help.unknown)
  }

  test('a no is not taken as the name; it ends the question, but no earlier form', async () => {
    await chat.ask('add contact Nora Quill')
    await chat.ask('find')
    await chat.ask('No, thanks!')
    expect(last()).toBe(en.nothingWaits)
    expect(await isNameWanted()).toBe(false)
    await chat.ask('no')
    expect(last()).toBe(en.form.cancelled)
  })

  test('“cancel” ends the question, but no earlier form', async () => {
    await chat.ask('add contact Nora Quill')
    await chat.ask('find')
    await chat.ask('cancel')
    expect(last()).toBe(en.nothingToCancel)
    expect(await isNameWanted()).toBe(false)
    await chat.ask('cancel')
    expect(last()).toBe(en.form.cancelled)
  })

  test('a command is a command, and ends the question', async () => {
    await chat.ask('find')
    await chat.ask('status')
    expect(last()).toContain(en.status.title)
    expect(await isNameWanted()).toBe(false)
  })

  test.each(['connect', 'cancel', 'please cancel', 'find contact Miles'])(
    '%s in between ends the question',
    async (command) => {
      await chat.ask('find')
      await chat.ask(command)
      expect(await isNameWanted()).toBe(false)
    },
  )

  test('a pressed button in between ends it, and help does not', async () => {
    const [list] = await chat.ask('find contact a')
    await chat.ask('find')
    await chat.ask('help')
    expect(await isNameWanted()).toBe(true)
    await chat.ask('find')
    await chat.press(list!, 0)
    await chat.settled()
    expect(await isNameWanted()).toBe(false)
  })

  test('a number is a name, also one of six digits', async () => {
    await chat.ask('find contact')
    await chat.ask('900123')
    expect(last()).toContain('Zora Zimmer')
    await chat.ask('find contact')
    await chat.ask('900124')
    expect(last()).toContain(en.nobody('900124'))
    expect(last()).not.toContain(en.digitsSearched)
  })

  test('the same message delivered again is the name again', async () => {
    await chat.ask('find contact')
    const name = chat.compose('Zora')
    for (const id of [name.id, `${name.id}0`]) {
      await chat.redeliver({ ...name, id })
      await chat.settled()
      expect(last()).toContain('Zora Zimmer')
    }
  })

  test('somebody who is not connected signs in first, and `disconnect` deletes the question', async () => {
    const alexs = world.emulator.channel.personal(alex)
    await alexs.ask('find contact')
    await alexs.ask('Zora')
    expect(signInUrl(alexs.messages.at(-1)!)).toBeDefined()
    expect(await storedKeys(world, 'which-name/')).not.toEqual([])
    await alexs.ask('disconnect')
    await chat.ask('disconnect')
    expect(await storedKeys(world, 'which-name/')).toEqual([])
  })
})

describe('C13: if a code is waited for', () => {
  let web: Chat
  let code: string
  /** A sign-in up to its code, in a separate conversation. */
  async function begin(): Promise<void> {
    const locale = `en-${crypto.randomUUID().slice(0, 4)}`
    web = world.emulator.channel.personal(megan, {
      channelId: 'webchat',
      aadObjectId: undefined,
      tenantId: undefined,
      locale,
    })
    const page = await signInWith((await web.ask('connect')).at(-1), megan)
    await web.settled()
    code = /data-result="(\d{6})"/.exec(page.html)?.[1] ?? ''
  }

  const in3 = (text: string, by: string) => `${text.slice(0, 3)}${by}${text.slice(3)}`
  const inScript = (zero: number) => Array.from(code, (digit) => String.fromCodePoint(zero + Number(digit))).join('')

  test.each<[string, () => string]>([
    ['in full-width digits', () => inScript(0xff10)],
    ['in Persian digits', () => inScript(0x06f0)],
    ['with a mark inside', () => in3(code, '\u200b')],
    ['with a mark behind it', () => `${code}\u200b`],
    ['with a dash', () => in3(code, '–')],
    ['in quotes', () => `"${code}"`],
    ['after a word', () => `code ${code}`],
    ['in a sentence', () => `my code is ${in3(code, ' ')}, thanks`],
    ['in two lines', () => `Code:\n${code}`],
    ['digit by digit', () => Array.from(code).join(' ')],
    ['in circled digits', () => Array.from(code, (digit) => '⓪①②③④⑤⑥⑦⑧⑨'[Number(digit)]).join('')],
    ['twice', () => `${code} ${code}`],
    ['beside a year', () => `${code}, sent in 2026`],
  ])('it counts %s', async (_how, typed) => {
    await begin()
    await web.ask(typed())
    expect(last(web)).toContain(en.connected(megan.username))
  })

  test('digits that are not six use up no try, and the bot says how many are wanted', async () => {
    await begin()
    for (const text of ['12345', '1234567', 'my code is 123', '123456 or 654321', '٣٤']) {
      await web.ask(text)
      expect(last(web)).toBe(en.codeIncomplete(6))
    }
    for (const text of ['no digits at all', 'where is my code?', 'Zora']) {
      await web.ask(text)
      expect(last(web)).toBe(en.typeCode(6))
    }
    await web.ask('find contact 123456')
    expect(signInUrl(web.messages.at(-1)!)).toBeUndefined()
    await web.ask(code)
    expect(said(web).join('\n')).not.toContain('left.')
    expect(await storedKeys(world, 'connection/')).not.toEqual([])
  })

  test('a wrong code in a sentence is a try', async () => {
    await begin()
    await web.ask(`is it ${String((Number(code) + 1) % 1_000_000).padStart(6, '0')}?`)
    expect(last(web)).toBe(en.wrongCode(2))
  })
})

describe('if no code is waited for', () => {
  test('six digits are looked for, and the answer says why', async () => {
    await world.connect(megan)
    await chat.settled()
    for (const digits of ['900123', '900 123', '#900123']) {
      await chat.ask(digits)
      expect(last()).toContain('Zora Zimmer')
      expect(last()).toContain(en.digitsSearched)
    }
    await chat.ask('900124')
    expect(last()).toContain(en.nobody('900124'))
    expect(last()).toContain(en.digitsSearched)
  })

  test('a person who is not connected is told that no sign-in is waiting', async () => {
    const alexs = world.emulator.channel.personal(alex)
    await alexs.ask('disconnect')
    await alexs.ask('900123')
    expect(last(alexs)).toContain(en.noCodeWanted)
  })

  test('digits beside a name are those of a number', async () => {
    await chat.ask('meet Zora at 900123')
    expect(last()).toContain('Zora Zimmer')
    await chat.ask('meet us at 123456')
    expect(last()).toContain('+7 495 123-45-67')
    await chat.ask('meet us at 900124')
    expect(last()).toContain(en.nobody('900124'))
  })
})

describe('somebody who is not connected', () => {
  let alexs: Chat
  const offersSignIn = () => signInUrl(alexs.messages.at(-1)!) !== undefined
  beforeAll(() => {
    alexs = world.emulator.channel.personal(alex)
  })

  test.each([
    'Zora',
    'Zora’s number?',
    'who is Zora Zimmer',
    'when is the birthday of that Zora of ours, the tall one?',
  ])('signs in for %j', async (text) => {
    await alexs.ask(text)
    expect(offersSignIn()).toBe(true)
  })

  test.each(['hello', 'Good morning!', 'thanks a lot', 'who are you?', 'please'])(
    'gets the help for %j, and no sign-in card',
    async (text) => {
      await alexs.ask(text)
      expect(offersSignIn()).toBe(false)
      expect(last(alexs)).toContain(en.help.title)
      expect(last(alexs)).not.toContain(en.help.unknown)
    },
  )

  test('is not asked to sign in for a long text that asks for nobody', async () => {
    await alexs.ask('lovely weather today and no clouds anywhere')
    expect(offersSignIn()).toBe(false)
    expect(last(alexs)).toContain(en.help.unknown)
  })
})
