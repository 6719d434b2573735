// Requests for changes as people type them: “delete alice”.
import { describe, expect } from 'vitest'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { alex } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { inputsOf, pressForm } from '../forms.ts'
import { readable, signInWith } from '../world.ts'
import { type Talk, test } from './talk.ts'

const QUESTION = en.changing.question('Alice Admin')
const FORM = en.form.edit('Alice Admin')

const titlesOf = (message: Message) => actionsOf(message).map(({ title }) => title)
const names = ({ mailbox }: Talk) =>
  mailbox.folders.flatMap(({ id }) => mailbox.contacts(id)).map(({ displayName }) => displayName)

const answers = async ({ ask }: Talk, texts: readonly string[], says: string): Promise<void> => {
  for (const text of texts) expect(`${text}: ${readable(await ask(text))}`).toContain(says)
}

describe('without the word “contact”', () => {
  test('a deletion is asked for, and asks first', async ({ open }) => {
    const talk = await open()
    await answers(
      talk,
      [
        'delete alice',
        'Remove Alice Admin!',
        'get rid of alice',
        'throw out alice',
        'please delete alice from my contacts',
        'Could you erase my contact Alice, please?',
        'I want to delete alice admin',
        'delete aadmin@contoso.example',
      ],
      QUESTION,
    )
    await answers(talk, ['delete smith', 'delete everyone'], en.changing.which.delete(2))
    await answers(talk, ['delete', 'how do I delete a contact?', 'Remove, please'], en.changing.nobodyNamed.delete)
    await answers(talk, ['delete zaphod'], en.nobody('zaphod'))
    await answers(await open(), ['remove him', 'delete it'], en.changing.nobodyNamed.delete)
  })

  test('a change is asked for, also of one value', async ({ open }) => {
    const talk = await open()
    await answers(
      talk,
      [
        'edit alice',
        'change Alice’s number',
        'update alices email',
        'change alice admin’s phone number to +44 20 7946 0000',
        'rename alice',
        'rename alice to Bob',
        'change contact Alice to Bob',
        'edit contact Alice’s number to +44 20 7946 0000',
        'change alice admin into Alicia Admin',
        'add a phone number for alice',
        'add a birthday to alice',
        'add a second email to alice',
        'add another number to alice',
        'add an extra phone number for alice',
        'add new home phone to alice',
        'add alice’s second email',
        'add a picture to alice',
        'add to alice a second number',
        'add +44 20 7946 0000 to alice',
        'add the email address alice@mail.example to alice',
        'remove alice’s other number',
        'set alice’s number to +44 20 7946 0000',
        'set the birthday of alice to May 1',
        'delete alice’s birthday',
        'remove alice’s picture',
      ],
      FORM,
    )
    await answers(
      talk,
      ['edit', 'update my contacts', 'edit it', 'edit her number', 'delete her number', 'add his birthday'],
      en.changing.nobodyNamed.edit,
    )
    await answers(talk, ['change zaphod’s number', 'rename zaphod to Bob'], en.nobody('zaphod'))
    talk.mailbox.add({ displayName: 'Mai To Quill' })
    talk.world.age(61_000)
    await answers(talk, ['edit Mai To Quill', 'edit mai to qui'], en.form.edit('Mai To Quill'))
  })

  test('a new contact is asked for, with everything behind the verb', async ({ open }) => {
    const talk = await open()
    expect(inputsOf(await talk.ask('add bob@contoso.com'))).toMatchObject({ email1: 'bob@contoso.com' })
    expect(inputsOf(await talk.ask('please add Bob Stone to my contacts'))).toMatchObject({
      givenName: 'Bob',
      surname: 'Stone',
    })
    const pasted = `add\nBob Stone\nHead of Sales\n${'Contoso '.repeat(6)}Ltd\n1 Contoso Way, Truro\n+44 20 7946 0000\n+44 7700 900123\nbob.stone@contoso.example\nbob.stone@mail.example\nThe quick brown fox jumps over the lazy dog.`
    expect(inputsOf(await talk.ask(pasted))).toMatchObject({
      surname: 'Stone',
      notes: expect.stringContaining('lazy dog'),
    })
    expect(readable(await talk.ask('add'))).toContain(en.form.add)
    expect(inputsOf(await talk.ask('add another contact'))).toMatchObject({ givenName: '', surname: '' })
    for (const typed of ['add a second contact for Bob Stone', 'add Bob Stone to contacts'])
      expect(inputsOf(await talk.ask(typed))).toMatchObject({ givenName: 'Bob', surname: 'Stone' })
    expect(inputsOf(await talk.ask('add New Address Ltd'))).toMatchObject({ surname: 'Ltd' })
  })

  test('entries are merged', async ({ open }) => {
    const talk = await open()
    for (const companyName of ['Contoso', 'Fabrikam']) talk.mailbox.add({ displayName: 'Nora Quist', companyName })
    talk.world.age(61_000)
    await answers(talk, ['merge nora quist', 'Combine Nora Quist, please', 'join quist nora'], en.changing.mergeTitle)
    await answers(talk, ['merge', 'merge them', 'merge my duplicates'], en.changing.nobodyNamed.merge)
  })

  test('only entries that carry the name are offered for a merge', async ({ open }) => {
    const talk = await open()
    const add = (displayName: string, companyName: string, address: string) =>
      talk.mailbox.add({ displayName, companyName, emailAddresses: [{ address }] })
    add('Nora Quist', 'Contoso', 'nora@contoso.example')
    add('Nora Quill', 'Quistgaard', 'nora.quill@quist.example')
    add('Nora Quistgaard', 'Contoso', 'nq@contoso.example')
    talk.world.age(61_000)
    await answers(talk, ['merge nora quist'], en.changing.mergeAlone('nora quist'))
    await answers(talk, ['merge quistgaard'], en.changing.mergeAlone('quistgaard'))
    await answers(talk, ['merge quist.example'], en.changing.mergeAlone('quist.example'))
    add('Nora Quist', 'Fabrikam', 'nora@fabrikam.example')
    add('William Quint', 'Fabrikam', 'will@fabrikam.example')
    add('Bill Quint', 'Contoso', 'will@contoso.example')
    add('Rosa Quinn', 'Contoso', 'office@quinn.example')
    add('Max Quinn', 'Fabrikam', 'office@quinn.example')
    talk.world.age(61_000)
    for (const typed of ['merge nora quist', 'merge nora quits']) {
      const card = readable(await talk.ask(typed))
      expect(card).toContain(en.changing.mergeTitle)
      expect(card).not.toMatch(/Quill|Quistgaard/)
    }
    // Another form of the name, an address that both have, and a company beside the name.
    await answers(talk, ['merge bill quint'], en.changing.mergeTitle)
    expect(readable(await talk.ask('merge office@quinn.example'))).toMatch(
      /Rosa Quinn[^]*Max Quinn|Max Quinn[^]*Rosa Quinn/,
    )
    expect(readable(await talk.ask('merge nora contoso'))).toContain('Nora Quist')
  })

  test('an entry with another spelling of the name is offered, if only one has it as it was typed', async ({
    open,
  }) => {
    const talk = await open()
    const names = [
      'Anna Müller',
      'Anna Mueller',
      'Алиса Квист',
      'Alisa Kvist',
      'John Quill',
      'Jon Quill',
      'John Quillon',
    ]
    for (const displayName of names) talk.mailbox.add({ displayName })
    talk.world.age(61_000)
    await answers(
      talk,
      ['merge anna mueller', 'merge Алиса Квист', 'merge alisa kvist', 'merge john quill'],
      en.changing.mergeTitle,
    )
    talk.mailbox.add({ displayName: 'John Quill', companyName: 'Contoso' })
    talk.world.age(61_000)
    const two = readable(await talk.ask('merge john quill'))
    expect(two).toContain(en.changing.mergeTitle)
    expect(two).not.toContain('Jon Quill')
  })

  test('two people are not merged', async ({ open }) => {
    const talk = await open()
    for (const typed of [
      'combine alice with bob',
      'merge Alice Admin and Ada Smith',
      'please join ada with alice',
      'unify alice & bob',
    ]) {
      const names = typed.replace(/^(please )?\w+ /, '')
      expect(readable(await talk.ask(typed))).toBe(en.changing.mergeTwoPeople(names))
    }
    talk.mailbox.add({ displayName: 'Quill & Quist' })
    talk.world.age(61_000)
    expect(readable(await talk.ask('merge quill & quist'))).not.toContain('I found nobody')
    for (const companyName of ['Contoso', 'Fabrikam']) talk.mailbox.add({ displayName: 'Day and Knight', companyName })
    talk.world.age(61_000)
    await answers(talk, ['merge Day and Knight'], en.changing.mergeTitle)
  })
})

describe('somebody whose name has the verb', () => {
  const open = async (talk: Talk): Promise<Talk> => {
    talk.mailbox.add({ displayName: 'Delete Smith', givenName: 'Delete', surname: 'Smith' })
    talk.mailbox.add({ displayName: 'Add Bakshi', companyName: 'Change Healthcare' })
    talk.mailbox.add({ displayName: 'Ed Itson' })
    talk.mailbox.add({
      displayName: 'Edith Quist',
      personalNotes: 'Merge with Nora, or delete.',
      categories: ['Remove'],
    })
    talk.world.age(61_000)
    return talk
  }

  test('is found, by the text alone and behind “find”', async ({ open: start }) => {
    const talk = await open(await start())
    for (const find of ['', 'find ']) {
      await answers(talk, [`${find}delete smith`, `${find}Delete Smith’s number`], 'Delete Smith')
      await answers(talk, [`${find}add bakshi`, `${find}change healthcare`, `${find}change heal`], 'Add Bakshi')
      await answers(talk, [`${find}ed itson`], 'Ed Itson')
    }
    for (const typed of ['no, delete smith', 'yes please, Delete Smith'])
      expect(readable(await talk.ask(typed))).toMatch(/^DS\nDelete Smith\n/)
    await answers(talk, ['find delete alice'], en.nobody('delete alice'))
    await answers(talk, ['delete delete smith'], en.changing.question('Delete Smith'))
  })

  test('is found in an older copy while Outlook is down', async ({ open: start }) => {
    const talk = await open(await start())
    await talk.ask('alice')
    talk.world.age(3_600_000)
    talk.faults.add({ match: 'graph', status: 503, headers: { 'retry-after': '0' } })
    await answers(talk, ['add bakshi'], 'Change Healthcare')
    await answers(talk, ['delete smith'], 'Delete Smith')
    await answers(talk, ['delete alice'], en.trouble.contacts_down)
  })

  test('is not confused with somebody whose notes have the verb, or whose name begins with it', async ({
    open: start,
  }) => {
    const talk = await open(await start())
    await answers(talk, ['delete quist', 'remove edith quist'], en.changing.question('Edith Quist'))
    await answers(talk, ['edit quist'], en.form.edit('Edith Quist'))
  })

  test('can be changed like everybody else', async ({ open: start }) => {
    const talk = await open(await start())
    talk.mailbox.add({ displayName: 'Edit Szabó' })
    talk.world.age(61_000)
    await answers(talk, ['Edit Szabó', 'szabó edit', 'edit szabo please'], 'Edit Szabó')
    await answers(
      talk,
      ['edit my contact szabó', 'edit the contact Edit Szabó', 'change szabó'],
      en.form.edit('Edit Szabó'),
    )
    await answers(talk, ['delete my contact smith'], en.changing.which.delete(2))
    await answers(talk, ['how do I delete a contact?', 'delete a contact'], en.changing.nobodyNamed.delete)
    await answers(talk, ['edit it', 'how do I edit a contact?'], en.changing.nobodyNamed.edit)
  })
})

describe('a misspelled verb', () => {
  async function withBob(start: () => Promise<Talk>): Promise<Talk> {
    const talk = await start()
    talk.mailbox.add({ displayName: 'Bob Baker' })
    talk.world.age(61_000)
    return talk
  }

  test.for([
    ['delte bob', 'delete bob', en.changing.question('Bob Baker')],
    ['please remvoe Bob Baker!', 'remove Bob Baker', en.changing.question('Bob Baker')],
    ['no, delte contact bob', 'delete contact bob', en.changing.question('Bob Baker')],
    ['edti bob', 'edit bob', en.form.edit('Bob Baker')],
    ['edti bob’s number', 'edit bob’s number', en.form.edit('Bob Baker')],
    ['ad contact Zed Stone', 'add contact Zed Stone', en.form.add],
    ['lsit contacts', 'list contacts', en.list.everybody(3)],
    ['cnacel', 'cancel', en.nothingToCancel],
  ] as const)('%s offers %s, and does nothing by itself', async ([text, meant, leadsTo], { open }) => {
    const talk = await withBob(open)
    const answer = await talk.ask(text)
    expect(readable(answer)).toContain(en.didYouMean)
    expect(readable(answer)).not.toContain(leadsTo)
    await talk.ask('yes')
    expect(names(talk)).toContain('Bob Baker')
    await pressForm(talk.chat, answer, meant)
    expect(readable(talk.chat.messages.at(-1) as Message)).toContain(leadsTo)
    expect(names(talk)).toContain('Bob Baker')
  })

  test.for(['delte zaphod', 'Edi Rama', 'Mergen', 'Addi Zed', 'Eddi Bob', 'deleted items'])(
    '%s offers no command',
    async (text, { open }) => {
      const talk = await withBob(open)
      expect(titlesOf(await talk.ask(text)).filter((title) => /^(delete|edit|merge|add) /.test(title))).toEqual([])
    },
  )

  test('is a name if somebody has it, and is looked for first', async ({ open }) => {
    const talk = await withBob(open)
    talk.mailbox.add({ displayName: 'Edti Quill' })
    talk.mailbox.add({ displayName: 'Nora Quist', companyName: 'Delte' })
    talk.world.age(61_000)
    expect(readable(await talk.ask('edti quill'))).toContain('Edti Quill')
    expect(readable(await talk.ask('delte nora'))).toContain('Nora Quist')
    for (const text of ['edti bob', 'delte bob'])
      expect(titlesOf(await talk.ask(text)).filter((title) => title.endsWith(' bob'))).toEqual([])
  })

  test('is not offered with CONTACTS_EDIT=false', async ({ open }) => {
    const talk = await withBob(() => open({ CONTACTS_EDIT: 'false' }))
    expect(titlesOf(await talk.ask('delte bob'))).not.toContain('delete bob')
  })
})

test('“delete” alone is a yes to the question that was asked last', async ({ open }) => {
  const talk = await open()
  await talk.ask('delete alice')
  expect(readable(await talk.ask('Delete!'))).toContain(en.signIn.toChange)
})

test('a change that is asked for after “Who are you looking for?” is no name', async ({ open }) => {
  const talk = await open()
  talk.mailbox.add({ displayName: 'Zelda Quick' })
  talk.mailbox.add({ displayName: 'Delete Smith', jobTitle: 'Cook' })
  talk.world.age(61_000)
  await talk.ask('find')
  expect(readable(await talk.ask('delete zelda'))).toContain(en.changing.question('Zelda Quick'))
  await talk.ask('find')
  expect(readable(await talk.ask('delete smith'))).toContain('Cook')
})

test('with CONTACTS_EDIT=false the text is looked for', async ({ open }) => {
  const talk = await open({ CONTACTS_EDIT: 'false' })
  await answers(talk, ['delete alice'], en.nobody('delete alice'))
})

test('after the sign-in that it led to, the question is asked', async ({ open }) => {
  const { world } = await open()
  const chat = world.emulator.channel.personal(alex)
  world.emulator.graph.mailbox(alex.oid).add({ displayName: 'Nora Quist' })
  const [card] = await chat.ask('please delete nora quist from my contacts')
  await signInWith(card, alex)
  await chat.settled()
  expect(readable(chat.messages.at(-1) as Message)).toContain(en.changing.question('Nora Quist'))
})

test('a text with a verb counts once towards the limit of questions', async ({ open }) => {
  const { chat } = await open()
  // If they counted twice, they would exceed the limit together with what it allows again meanwhile.
  for (let turn = 0; turn < 5; turn += 1) {
    await Promise.all(Array.from({ length: 20 }, () => chat.send('delete zaphod')))
    await chat.settled()
  }
  const answers = chat.messages.map(readable)
  expect(answers.filter((answer) => answer.includes(en.nobody('zaphod')))).toHaveLength(100)
  expect(answers).not.toContain(en.tooManyQuestions)
})
