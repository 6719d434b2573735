import { describe, expect, inject } from 'vitest'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { alex, contoso, megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { inputsOf, nowIn, pressForm } from '../forms.ts'
import { start } from '../visit.ts'
import { readable, signInWith, startUrl, startWorld } from '../world.ts'
import { storedKeys, withoutStored } from './stored.ts'
import { type Talk, test } from './talk.ts'

const LINE = 'add contact Alice Archer, Contoso, alice@contoso.example, +44 20 7946 0000'

const press = ({ chat }: Talk, message: Message, title: string, typed?: Record<string, unknown>) =>
  pressForm(chat, message, title, typed)

/** Allows changes in the second sign-in. @returns the bot's messages after it */
async function allow(talk: Talk, card: Message): Promise<Message> {
  const before = talk.chat.messages.length
  await signInWith(nowIn(talk.chat, card), megan)
  await talk.chat.settled()
  expect(talk.chat.messages.length).toBe(before + 1)
  return talk.chat.messages.at(-1) as Message
}

/** A chat with a person who has allowed changes. */
async function allowed(talk: Talk): Promise<Talk> {
  const form = await talk.ask('add contact Paula Permission')
  await allow(talk, await press(talk, form, en.form.save))
  return talk
}

const titles = (message: Message) => actionsOf(message).map(({ title }) => title)
const named = ({ mailbox }: Talk, name: string) =>
  mailbox.folders.flatMap(({ id }) => mailbox.contacts(id)).filter(({ displayName }) => displayName === name)

describe('adding', () => {
  test('one line fills the form; the second sign-in makes the contact without another press', async ({ open }) => {
    const talk = await open()
    const { emulator } = talk.world
    const form = await talk.ask(LINE)
    expect(inputsOf(form)).toMatchObject({
      givenName: 'Alice',
      surname: 'Archer',
      companyName: 'Contoso',
      email1: 'alice@contoso.example',
      businessPhone1: '+44 20 7946 0000',
    })
    expect(emulator.entra.calls.some(({ params }) => params['scope']?.includes('ReadWrite'))).toBe(false)
    const card = await press(talk, form, en.form.save, { jobTitle: 'Pilot' })
    expect(readable(card)).toContain(en.signIn.toChange)
    expect(named(talk, 'Alice Archer')).toEqual([])
    const told = await allow(talk, card)
    expect(readable(told)).toContain(en.news.added)
    expect(named(talk, 'Alice Archer')).toMatchObject([
      {
        jobTitle: 'Pilot',
        companyName: 'Contoso',
        emailAddresses: [{ address: 'alice@contoso.example' }],
        businessPhones: ['+44 20 7946 0000'],
      },
    ])
    expect(readable(await talk.ask('status'))).toContain(en.status.allowed)
    expect(readable(await talk.ask('find contact Archer'))).toContain('Pilot')
  })

  test('a form that is pressed and delivered again makes one contact, and is a change after that', async ({ open }) => {
    const talk = await allowed(await open())
    const form = await talk.ask('add contact Nora Quist')
    const data = inputsOf(form)
    await Promise.all([1, 2, 3].map(() => talk.chat.press(form, en.form.save, { inputs: data })))
    await talk.chat.settled()
    await talk.chat.press(form, en.form.save, { inputs: data })
    expect(named(talk, 'Nora Quist')).toHaveLength(1)
    await talk.chat.press(form, en.form.save, { inputs: { ...data, jobTitle: 'Cook' } })
    expect(named(talk, 'Nora Quist')).toMatchObject([{ jobTitle: 'Cook' }])
  })

  test('an answer that was lost makes no second contact', async ({ open }) => {
    const talk = await allowed(await open())
    talk.world.emulator.untidy.add('answers-lost')
    const form = await talk.ask('add contact Nora Quist')
    const card = await press(talk, form, en.form.save)
    expect(readable(card)).toContain(en.news.added)
    expect(named(talk, 'Nora Quist')).toHaveLength(1)
  })

  test('faults are shown beside their fields, and no typed value is lost', async ({ open }) => {
    const talk = await allowed(await open())
    const form = await talk.ask('add contact')
    const typed = {
      givenName: 'A'.repeat(10_000),
      companyName: '<b>Contoso</b>',
      email1: 'no address',
      mobilePhone: 'call me',
      birthday: '31.12.1990',
    }
    const again = await press(talk, form, en.form.save, typed)
    const { faults } = en.form
    for (const says of [faults.too_long(255), faults.markup, faults.no_address, faults.no_number, faults.no_date])
      expect(readable(again)).toContain(says)
    expect(inputsOf(again)).toMatchObject(typed)
    const done = await press(talk, again, en.form.save, {
      givenName: 'Nora',
      companyName: 'Contoso',
      email1: 'nora@contoso.example',
      mobilePhone: '+44 7700 900123',
      birthday: '1990-12-31',
    })
    expect(readable(done)).toContain(en.news.added)
    expect(named(talk, 'Nora')).toMatchObject([{ birthday: '1990-12-31T11:59:00Z', mobilePhone: '+44 7700 900123' }])
  })

  test('an existing contact that seems to be the same is shown first', async ({ open }) => {
    const talk = await allowed(await open())
    const form = await talk.ask('add contact Alicia, aadmin@contoso.example')
    const card = await press(talk, form, en.form.save)
    expect(readable(card)).toContain(en.changing.duplicate('Alicia'))
    expect(readable(card)).toContain('Alice Admin')
    expect(named(talk, 'Alicia')).toEqual([])
    expect(readable(await press(talk, card, en.changing.addAnyway))).toContain(en.news.added)
    expect(named(talk, 'Alicia')).toHaveLength(1)
  })
})

describe('permission', () => {
  test('declining keeps everything, and the form with what was typed', async ({ open }) => {
    const talk = await open()
    const card = await press(talk, await talk.ask('add contact Nora Quist'), en.form.save)
    await signInWith(card, megan, 'cancel')
    await talk.chat.settled()
    const said = nowIn(talk.chat, card)
    expect(readable(said)).toContain(en.changesFailed.cancelled)
    expect(readable(await talk.ask('find contact Alice'))).toContain('aadmin@contoso.example')
    expect(inputsOf(await press(talk, said, en.form.back))).toMatchObject({ givenName: 'Nora', surname: 'Quist' })
    expect(readable(await talk.ask('status'))).toContain(en.status.notYet)
  })

  test('an administrator’s approval is waited for, and one more sign-in makes the change', async ({ open }) => {
    const talk = await open({}, { needsApproval: ['Contacts.ReadWrite'] })
    const card = await press(talk, await talk.ask('add contact Nora Quist'), en.form.save)
    await signInWith(card, megan)
    await talk.chat.settled()
    const waiting = nowIn(talk.chat, card)
    expect(readable(waiting)).toContain(en.changesFailed.admin_approval)
    expect(readable(await talk.ask('status'))).toContain(en.status.awaitsAdmin)
    expect(readable(await talk.ask('find contact Alice'))).toContain('aadmin@contoso.example')
    const url = actionsOf(waiting).find(({ title }) => title === en.adminLink)?.url ?? ''
    expect(url).toContain('Contacts.ReadWrite')
    const { browser } = await import('../../emulator/browser.ts')
    const admin = browser()
    await admin.submit(await admin.open(url), 'consent', { decision: 'accept' })
    expect(readable(await allow(talk, waiting))).toContain(en.news.added)
    expect(readable(await talk.ask('status'))).toContain(en.status.allowed)
  })

  test('stays through refreshes, and reading stays if it is withdrawn', async ({ open }) => {
    const talk = await allowed(await open())
    talk.world.emulator.entra.expireAccessTokens()
    const form = await talk.ask('add contact Nora Quist')
    expect(readable(await press(talk, form, en.form.save))).toContain(en.news.added)
  })

  test('with CONTACTS_EDIT=false no changes are offered', async ({ open }) => {
    const talk = await open({ CONTACTS_EDIT: 'false' })
    expect(readable(await talk.ask('help'))).not.toContain(en.commands.add[0])
    expect(titles(await talk.ask('find contact Alice'))).not.toContain(en.changing.edit)
    expect(inputsOf(await talk.ask('add contact Nora Quist'))).toEqual({})
    expect(readable(await talk.ask('status'))).not.toContain(en.status.changes)
  })
})

describe('editing', () => {
  test('sends only what changed, and the display name follows the names', async ({ open }) => {
    const talk = await allowed(await open())
    const { id } = talk.mailbox.add({
      displayName: 'Nora Quist',
      givenName: 'Nora',
      surname: 'Quist',
      mobilePhone: '+44 7700 900123',
    })
    talk.world.age(61_000)
    const form = await talk.ask('edit contact Nora Quist')
    expect(inputsOf(form)).toMatchObject({ givenName: 'Nora', mobilePhone: '+44 7700 900123' })
    talk.mailbox.change(id, { jobTitle: 'Cook' })
    const card = await press(talk, form, en.form.save, { surname: 'Quill' })
    expect(readable(card)).toContain(en.news.changed)
    expect(talk.mailbox.contact(id)).toMatchObject({
      displayName: 'Nora Quill',
      surname: 'Quill',
      jobTitle: 'Cook',
      mobilePhone: '+44 7700 900123',
    })
  })

  test('a form can be left again, and nothing is changed', async ({ open }) => {
    const talk = await allowed(await open())
    const { id } = talk.mailbox.add({ displayName: 'Nora Quist', jobTitle: 'Cook' })
    talk.world.age(61_000)
    const form = await talk.ask('edit contact Nora Quist')
    const card = await press(talk, form, en.page.start.cancel, { jobTitle: 'Tailor' })
    expect(titles(card)).toContain(en.changing.edit)
    expect(talk.mailbox.contact(id)?.jobTitle).toBe('Cook')
  })

  test('a conflict shows both, and the person chooses', async ({ open }) => {
    const talk = await allowed(await open())
    const { id } = talk.mailbox.add({
      displayName: 'Nora Quist',
      mobilePhone: '+44 7700 900001',
      companyName: 'Contoso',
    })
    talk.world.age(61_000)
    const form = await talk.ask('edit contact Nora Quist')
    talk.mailbox.change(id, { mobilePhone: '+44 7700 900002' })
    const card = await press(talk, form, en.form.save, { mobilePhone: '+44 7700 900003', companyName: 'Fabrikam' })
    expect(readable(card)).toContain('+44 7700 900002')
    expect(readable(card)).toContain('+44 7700 900003')
    expect(talk.mailbox.contact(id)?.mobilePhone).toBe('+44 7700 900002')
    const looked = await press(talk, card, en.changing.look)
    expect(inputsOf(looked)).toMatchObject({ mobilePhone: '+44 7700 900002', companyName: 'Fabrikam' })
    expect(readable(looked)).toContain(en.form.instead('+44 7700 900003'))
    talk.mailbox.change(id, { mobilePhone: '+44 7700 900004' })
    const second = await press(talk, looked, en.form.save, { mobilePhone: '+44 7700 900005' })
    talk.mailbox.change(id, { mobilePhone: '+44 7700 900006' })
    const third = await press(talk, second, en.changing.overwrite)
    expect(readable(third)).toContain('+44 7700 900006')
    const done = await press(talk, third, en.changing.overwrite)
    expect(readable(done)).toContain(en.news.changed)
    expect(talk.mailbox.contact(id)).toMatchObject({ mobilePhone: '+44 7700 900005', companyName: 'Fabrikam' })
  })

  test('odd versions from Exchange are no conflict', async ({ open }) => {
    const talk = await allowed(await open())
    for (const one of ['conflict-without-precondition', 'answers-lost', 'key-moves'] as const)
      talk.world.emulator.untidy.add(one)
    const { id } = talk.mailbox.add({ displayName: 'Nora Quist' })
    talk.world.age(61_000)
    const card = await press(talk, await talk.ask('edit contact Nora Quist'), en.form.save, { jobTitle: 'Cook' })
    expect(readable(card)).toContain(en.news.changed)
    expect(talk.mailbox.contact(id)).toMatchObject({ jobTitle: 'Cook', displayName: 'Nora Quist' })
  })

  test('long notes that are shortened by the person stay short, and those that a card could not show stay whole', async ({
    open,
  }) => {
    const talk = await allowed(await open())
    const notes = 'Prefers calls in the morning. '.repeat(60).trim()
    const { id } = talk.mailbox.add({ displayName: 'Nora Quist', personalNotes: notes })
    talk.world.age(61_000)
    const form = await talk.ask('edit contact Nora Quist')
    expect(inputsOf(form)).toMatchObject({ notes })
    await press(talk, form, en.form.save, { notes: notes.slice(0, 900).trim() })
    expect(talk.mailbox.contact(id)?.personalNotes).toBe(notes.slice(0, 900).trim())
    const long = await press(talk, await talk.ask('add contact'), en.form.save, { givenName: '名'.repeat(10_000) })
    expect(String(inputsOf(long)['givenName']).length).toBeLessThan(10_000)
    expect(JSON.stringify(long.attachments[0]?.content).length).toBeLessThan(28_000)
    const again = await press(talk, long, en.form.save, { surname: 'Quist' })
    expect(readable(again)).toContain(en.form.faults.too_long(255))
  })

  test('a form that was asked for before connecting is shown after the sign-in', async ({ open }) => {
    const talk = await open()
    await talk.chat.ask('disconnect')
    const [card] = await talk.chat.ask('add contact Nora Quist')
    await signInWith(card, megan)
    await talk.chat.settled()
    expect(inputsOf(talk.chat.messages.at(-1) as Message)).toMatchObject({ givenName: 'Nora', surname: 'Quist' })
  })

  test('a contact that was deleted meanwhile can be added again', async ({ open }) => {
    const talk = await allowed(await open())
    const { id } = talk.mailbox.add({ displayName: 'Nora Quist', companyName: 'Contoso' })
    talk.world.age(61_000)
    const form = await talk.ask('edit contact Nora Quist')
    talk.mailbox.remove(id)
    const again = await press(talk, form, en.form.save, { jobTitle: 'Cook' })
    expect(readable(again)).toContain(en.form.notices.deleted)
    expect(readable(await press(talk, again, en.form.save))).toContain(en.news.added)
    expect(named(talk, 'Nora Quist')).toMatchObject([{ jobTitle: 'Cook', companyName: 'Contoso' }])
  })
})

describe('deleting', () => {
  test('asks first; undo brings everything back, once', async ({ open }) => {
    const talk = await allowed(await open())
    const [folder] = talk.mailbox.folders.filter(({ isDefault }) => !isDefault)
    const { id } = talk.mailbox.add(
      {
        displayName: 'Nora Quist',
        categories: ['Golf'],
        homeAddress: { city: 'Ystad' },
        birthday: '1990-12-31T11:59:00Z',
        personalNotes: 'x'.repeat(3_000),
      },
      folder?.id,
    )
    const photo = Buffer.from([0xff, 0xd8, 0xff, 0x80])
    talk.mailbox.hide(id, { extended: { 'String 0x3A24': '+44 1' }, photo })
    const {
      id: _,
      changeKey: _k,
      createdDateTime: _c,
      lastModifiedDateTime: _l,
      ...before
    } = talk.mailbox.contact(id) ?? {}
    talk.world.age(61_000)
    const question = await talk.ask('delete contact Nora Quist')
    expect(readable(question)).toContain(en.changing.question('Nora Quist'))
    expect(talk.mailbox.contact(id)).toBeDefined()
    const deleted = await press(talk, question, en.changing.confirm)
    expect(readable(deleted)).toContain(en.changing.deleted('Nora Quist'))
    expect(talk.mailbox.contact(id)).toBeUndefined()
    expect(readable(await talk.ask('find contact Nora Quist'))).toContain(en.nobody('Nora Quist'))
    await Promise.all([1, 2].map(() => talk.chat.press(deleted, en.changing.undo)))
    await talk.chat.settled()
    const [back, ...more] = named(talk, 'Nora Quist')
    expect(more).toEqual([])
    expect(back).toMatchObject(before)
    const { extended, photo: seen } = talk.mailbox.hidden(back?.id ?? '')
    expect(extended['String 0x3A24']).toBe('+44 1')
    expect(seen).toEqual(photo)
    expect(readable(nowIn(talk.chat, deleted))).toContain(en.news.restored)
  })

  test('asks again after the sign-in that it needs', async ({ open }) => {
    const talk = await open()
    const { id } = talk.mailbox.add({ displayName: 'Nora Quist' })
    talk.world.age(61_000)
    const card = await press(talk, await talk.ask('delete contact Nora Quist'), en.changing.confirm)
    const question = await allow(talk, card)
    expect(readable(question)).toContain(en.changing.question('Nora Quist'))
    expect(talk.mailbox.contact(id)).toBeDefined()
    await press(talk, question, en.changing.confirm)
    expect(talk.mailbox.contact(id)).toBeUndefined()
  })
})

describe('a typed no', () => {
  async function asked(talk: Talk): Promise<Message> {
    talk.mailbox.add({ displayName: 'Zelda Quick', jobTitle: 'Cook' })
    talk.world.age(61_000)
    return talk.ask('delete contact Zelda Quick')
  }

  test.for([
    'no',
    'No, keep.',
    'cancel',
    'keep him',
    'Don’t delete Zelda!',
    'no, don’t',
    'do not delete her please',
    'cancle',
  ])('%s keeps the contact and closes the question', async (word, { open }) => {
    const talk = await allowed(await open())
    const question = await asked(talk)
    const answer = readable(await talk.ask(word))
    expect(answer).toContain(en.news.kept)
    expect(answer).toContain('Cook')
    expect(readable(await talk.ask('cancel'))).toBe(en.nothingToCancel)
    expect(readable(await press(talk, question, en.changing.confirm))).toContain(en.changing.questionOver)
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
  })

  test('finds no question about a contact that a later answer was about', async ({ open }) => {
    const talk = await allowed(await open())
    await asked(talk)
    await talk.ask('delete contact Zelda Quick')
    expect(readable(await talk.ask('no'))).toContain(en.news.kept)
    expect(readable(await talk.ask('no'))).toBe(en.nothingWaits)
    await talk.ask('delete contact Zelda Quick')
    await talk.ask('yes')
    expect(readable(await talk.ask('cancel'))).toContain(en.changing.mayUndo('Zelda Quick'))
    expect(readable(await talk.ask('yes'))).toBe(en.nothingWaits)
  })

  test('with a name is a no to the question about that contact', async ({ open }) => {
    const talk = await allowed(await open())
    await asked(talk)
    talk.mailbox.add({ displayName: 'Nora Quist', jobTitle: 'Pilot' })
    talk.world.age(61_000)
    await talk.ask('delete contact Nora Quist')
    expect(readable(await talk.ask('no, don’t delete zelda'))).toContain('Cook')
    expect(readable(await talk.ask('don’t delete anybody'))).toContain('Pilot')
    expect(readable(await talk.ask('cancel'))).toBe(en.nothingToCancel)
  })

  test.for(['keep zelda', 'No, keep Zelda Quick!', 'please keep contact zelda', 'leave Zelda alone', 'no, not zelda'])(
    '%s is a no to the question about that contact',
    async (word, { open }) => {
      const talk = await allowed(await open())
      const question = await asked(talk)
      await talk.ask('add contact Nora Quill')
      const answer = readable(await talk.ask(word))
      expect(answer).toContain(en.news.kept)
      expect(answer).toContain('Cook')
      expect(readable(await press(talk, question, en.changing.confirm))).toContain(en.changing.questionOver)
      expect(readable(await talk.ask('cancel'))).toBe(en.form.cancelled)
      expect(readable(await talk.ask(word))).not.toContain(en.news.kept)
    },
  )

  test('that keeps somebody else is a search, and a yes after it deletes nobody', async ({ open }) => {
    const talk = await allowed(await open())
    await asked(talk)
    talk.mailbox.add({ displayName: 'Nora Keep', jobTitle: 'Pilot' })
    talk.world.age(61_000)
    expect(readable(await talk.ask('keep nora'))).toContain('Pilot')
    await talk.ask('yes')
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
  })

  test('is no answer to a question that the button has answered, nor if a form is newer', async ({ open }) => {
    const talk = await allowed(await open())
    expect(readable(await press(talk, await asked(talk), en.changing.keep))).toContain(en.news.kept)
    expect(readable(await talk.ask('cancel'))).toBe(en.nothingToCancel)
    await talk.ask('delete contact Zelda Quick')
    await talk.ask('add contact Nora Quill')
    expect(readable(await talk.ask('cancel'))).toBe(en.form.cancelled)
    expect(readable(await talk.ask('cancel'))).toContain('Cook')
    expect(readable(await talk.ask('cancel'))).toBe(en.nothingToCancel)
  })

  test.for(['no', 'No thanks!', 'nope', 'no, please', 'Sorry, no', 'NO.'])(
    '%s closes the newest form, and looks for nobody',
    async (word, { open }) => {
      const talk = await allowed(await open())
      await press(talk, await asked(talk), en.changing.keep)
      await talk.ask('edit contact Zelda Quick')
      await talk.ask('add contact Nora Quill')
      for (const _form of [1, 2]) expect(readable(await talk.ask(word))).toBe(en.form.cancelled)
      expect(readable(await talk.ask(word))).toBe(en.nothingWaits)
    },
  )

  test('that asks to keep something closes no form', async ({ open }) => {
    const talk = await allowed(await open())
    await talk.ask('add contact Nora Quill')
    expect(readable(await talk.ask('keep it'))).toBe(en.nothingWaits)
    expect(readable(await talk.ask('no'))).toBe(en.form.cancelled)
  })

  test('without an open question is a search if somebody has that name', async ({ open }) => {
    const talk = await allowed(await open())
    talk.mailbox.add({ displayName: 'Norah Quist' })
    talk.world.age(61_000)
    for (const word of ['no', 'Nope', 'yes', 'y', 'keep'])
      expect(`${word}: ${readable(await talk.ask(word))}`).toBe(`${word}: ${en.nothingWaits}`)
    talk.mailbox.add({ displayName: 'Eun-ji No' })
    talk.mailbox.add({ displayName: 'Yes Man' })
    talk.world.age(61_000)
    expect(readable(await talk.ask('No'))).toContain('Eun-ji No')
    expect(readable(await talk.ask('yes'))).toContain('Yes Man')
    await talk.ask('add contact Nora Quill')
    expect(readable(await talk.ask('no'))).toBe(en.form.cancelled)
    expect(readable(await talk.ask('no'))).toContain('Eun-ji No')
  })

  test.for(['노 은지', 'Но Иван', 'Nø Hansen', 'Ñó Pérez'])(
    'without an open question is a search if somebody is called %s',
    async (displayName, { open }) => {
      const talk = await allowed(await open())
      talk.mailbox.add({ displayName, jobTitle: 'Cook' })
      talk.mailbox.add({ displayName: 'Norah Quist' })
      talk.world.age(61_000)
      const answer = readable(await talk.ask('no'))
      expect(answer).toContain(displayName)
      expect(answer).not.toContain('Norah')
      expect(readable(await talk.ask('noo'))).not.toBe(en.nothingWaits)
      for (const word of ['no thanks', 'nope']) expect(readable(await talk.ask(word))).toBe(en.nothingWaits)
    },
  )

  test.for(['no', 'cancel', 'nope'])(
    '%s answers “Which one do you want to delete?”, and closes no form',
    async (word, { open }) => {
      const talk = await allowed(await open())
      for (const jobTitle of ['Cook', 'Pilot'])
        talk.mailbox.add({ displayName: 'Tom Twin', jobTitle, mobilePhone: '+1 206 555 0100' })
      for (const surname of ['Quick', 'Quist']) talk.mailbox.add({ displayName: `Zelda ${surname}` })
      talk.world.age(61_000)
      await talk.ask('add contact Nora Quill')
      for (const name of ['Tom Twin', 'Zelda']) {
        for (const to of ['edit', 'delete'] as const) {
          const card = readable(await talk.ask(`${to} contact ${name}`))
          expect([en.changing.whichEntry[to](2), en.changing.which[to](2)].some((asks) => card.includes(asks))).toBe(
            true,
          )
          expect(readable(await talk.ask('yes'))).toBe(en.changing.unclearAnswer)
          await talk.ask(`${to} contact ${name}`)
          expect(readable(await talk.ask(word))).toBe(en.form.cancelled)
        }
      }
      await talk.ask('delete contact Zelda')
      await talk.ask('find contact Alice')
      expect(readable(await talk.ask('cancel'))).toBe(en.form.cancelled)
      expect(readable(await talk.ask('cancel'))).toBe(en.nothingToCancel)
    },
  )

  test('lists the people with that name on every page, and after opening one of them', async ({ open }) => {
    const talk = await allowed(await open())
    for (const given of 'ABCDEFGHIJ') talk.mailbox.add({ displayName: `${given}a No` })
    for (const given of 'KLM') talk.mailbox.add({ displayName: `${given}a Nox` })
    talk.world.age(61_000)
    for (const word of ['no', 'No, no']) {
      const list = await talk.ask(word)
      expect(readable(list)).toMatch(/^10 people .* 1–8\n/)
      const next = await press(talk, list, en.contacts.next)
      expect(readable(next)).toMatch(/^10 people .* 9–10\n/)
      expect(readable(next)).not.toContain('Nox')
      const [row] = actionsOf(next).filter(({ verb }) => verb === 'show')
      const shown = await press(talk, next, row?.title ?? '')
      expect(readable(await press(talk, shown, en.contact.back))).toMatch(/^10 people .* 9–10\n/)
    }
  })

  test('ends a question for another contact than the one that was asked for', async ({ open }) => {
    const talk = await allowed(await open())
    talk.mailbox.add({ displayName: 'Al Bradman' })
    talk.world.age(61_000)
    expect(readable(await talk.ask('delete Don Bradman'))).toContain(en.changing.which.delete(1))
    expect(readable(await talk.ask('no'))).toBe(en.form.cancelled)
    expect(readable(await talk.ask('yes'))).toBe(en.nothingWaits)
  })

  test('that is delivered again shows the same contact', async ({ open }) => {
    const talk = await allowed(await open())
    await asked(talk)
    const activity = talk.chat.compose('no')
    talk.faults.add({ match: /^(POST|PUT) \/teams\/v3\//, status: 500 })
    expect((await talk.chat.redeliver(activity)).status).toBe(502)
    talk.faults.clear()
    await talk.chat.redeliver(activity)
    await talk.chat.settled()
    expect(readable(talk.chat.messages.at(-1) as Message)).toContain('Cook')
  })
})

describe('“Cancel” on a form', () => {
  test('leaves a new contact, even if it was typed; an older card can still be saved', async ({ open }) => {
    const talk = await allowed(await open())
    const form = await talk.ask('add contact Nora Quist')
    expect(readable(await press(talk, form, en.page.start.cancel))).toBe(en.form.cancelled)
    expect(readable(await talk.ask('cancel'))).toBe(en.nothingToCancel)
    await talk.ask('add contact Nora Quill')
    expect(readable(await talk.ask('cancel'))).toBe(en.form.cancelled)
    expect(readable(await talk.ask('cancel'))).toBe(en.nothingToCancel)
    expect([named(talk, 'Nora Quist'), named(talk, 'Nora Quill')]).toEqual([[], []])
    expect(readable(await press(talk, form, en.form.save))).toContain(en.news.added)
  })

  test('leaves a merge, and the contact that was to be edited', async ({ open }) => {
    const talk = await allowed(await open())
    for (const companyName of ['Contoso', 'Fabrikam', 'Litware'])
      talk.mailbox.add({ displayName: 'Nora Quist', companyName })
    talk.world.age(61_000)
    const which = await talk.ask('merge contacts Nora Quist')
    const merge = await press(talk, which, en.changing.mergeNext, { entries: '0,2' })
    expect(readable(await press(talk, merge, en.page.start.cancel))).toBe(en.form.cancelled)
    expect(readable(await press(talk, await talk.ask('merge Nora Quist'), en.page.start.cancel))).toBe(
      en.form.cancelled,
    )
    expect(named(talk, 'Nora Quist')).toHaveLength(3)
    await press(talk, await talk.ask('edit contact Alice'), en.page.start.cancel)
    expect(readable(await talk.ask('cancel'))).toBe(en.nothingToCancel)
  })
})

describe('S80 a late answer changes nothing: a form that was cancelled', () => {
  test('is not saved by the sign-in that it waited for, but by its button', async ({ open }) => {
    const talk = await open()
    const form = await talk.ask('add contact Nora Quist')
    const card = await press(talk, form, en.form.save)
    await press(talk, form, en.page.start.cancel)
    const before = talk.chat.messages.length
    await signInWith(card, megan)
    await talk.chat.settled()
    expect(readable(talk.chat.messages.at(-1) as Message)).toBe(en.form.cancelled)
    expect(talk.chat.messages.length).toBe(before + 1)
    expect(named(talk, 'Nora Quist')).toEqual([])
    expect(readable(await press(talk, form, en.form.save))).toContain(en.news.added)
  })

  test('is open again once its button is pressed', async ({ open }) => {
    const talk = await open()
    const form = await talk.ask('add contact Nora Quist')
    await press(talk, form, en.page.start.cancel)
    const card = await press(talk, form, en.form.save)
    expect(readable(card)).toContain(en.signIn.toChange)
    expect(readable(await allow(talk, card))).toContain(en.news.added)
  })

  test('is not merged by the sign-in that it waited for, but by its button', async ({ open }) => {
    const talk = await open()
    for (const companyName of ['Contoso', 'Fabrikam']) talk.mailbox.add({ displayName: 'Nora Quist', companyName })
    talk.world.age(61_000)
    const merge = await talk.ask('merge contacts Nora Quist')
    const card = await press(talk, merge, en.changing.mergeButton)
    await press(talk, merge, en.page.start.cancel)
    await signInWith(card, megan)
    await talk.chat.settled()
    expect(readable(talk.chat.messages.at(-1) as Message)).toBe(en.form.cancelled)
    expect(named(talk, 'Nora Quist')).toHaveLength(2)
    await press(talk, merge, en.changing.mergeButton)
    expect(named(talk, 'Nora Quist')).toHaveLength(1)
  })

  test('cannot be cancelled after it was saved, and the answer says so', async ({ open }) => {
    const talk = await allowed(await open())
    const form = await talk.ask('add contact Nora Quist')
    await press(talk, form, en.form.save)
    expect(readable(await press(talk, form, en.page.start.cancel))).toBe(en.nothingToCancel)
    expect(readable(nowIn(talk.chat, form))).toContain(en.news.added)
  })
})

describe('what `cancel` ends first', () => {
  /** The last message. Before it, the card of a sign-in is replaced. */
  const told = async ({ chat }: Talk, text: string) => readable((await chat.ask(text)).at(-1))

  test('“cancel” closes a form that was opened after a sign-in began, and then ends the sign-in', async ({ open }) => {
    const talk = await allowed(await open({ OAUTH_OTHER_ACCOUNTS: 'true' }))
    await press(talk, await talk.ask('connect'), en.signIn.another)
    await talk.ask('add contact Nora Quist')
    expect(await told(talk, 'cancel')).toBe(en.form.cancelled)
    expect(await told(talk, 'cancel')).toBe(en.cancelled)
    expect(await told(talk, 'cancel')).toBe(en.nothingToCancel)
  })

  test('“cancel” ends a sign-in that began after a form was opened, and then closes the form', async ({ open }) => {
    const talk = await allowed(await open({ OAUTH_OTHER_ACCOUNTS: 'true' }))
    const connected = await talk.ask('connect')
    await talk.ask('add contact Nora Quist')
    await press(talk, connected, en.signIn.another)
    expect(await told(talk, 'cancel')).toBe(en.cancelled)
    expect(await told(talk, 'cancel')).toBe(en.form.cancelled)
    expect(await told(talk, 'cancel')).toBe(en.nothingToCancel)
  })

  test.for(['cancel', 'no thanks'])(
    '“%s” ends a form together with the sign-in that it waits for',
    async (word, { open }) => {
      const talk = await open()
      const card = await press(talk, await talk.ask('add contact Nora Quist'), en.form.save)
      expect(readable(card)).toContain(en.signIn.toChange)
      expect(await told(talk, word)).toBe(en.form.cancelled)
      expect(readable(nowIn(talk.chat, card))).toBe(en.form.cancelled)
      expect(await told(talk, 'cancel')).toBe(en.nothingToCancel)
      expect(await storedKeys(talk.world, 'pending/')).toEqual([])
    },
  )

  test.for(['no', 'cancel'])(
    '“%s” answers the question that was asked last, even if a sign-in goes on in the browser',
    async (word, { open }) => {
      const talk = await allowed(await open({ OAUTH_OTHER_ACCOUNTS: 'true' }))
      talk.mailbox.add({ displayName: 'Zelda Quick', jobTitle: 'Cook' })
      talk.world.age(61_000)
      const card = await press(talk, await talk.ask('connect'), en.signIn.another)
      await talk.ask('delete contact Zelda Quick')
      await start(startUrl(card))
      expect(await told(talk, word)).toContain('Cook')
      expect(await told(talk, 'cancel')).toBe(en.cancelled)
    },
  )

  test('“cancel” keeps a contact whose deletion waits for a sign-in', async ({ open }) => {
    const talk = await open()
    talk.mailbox.add({ displayName: 'Zelda Quick', jobTitle: 'Cook' })
    talk.world.age(61_000)
    await press(talk, await talk.ask('delete contact Zelda Quick'), en.changing.confirm)
    expect(await told(talk, 'cancel')).toContain('Cook')
    expect(await told(talk, 'cancel')).toBe(en.nothingToCancel)
  })

  test('“cancel” closes a form that is newer than one that waits for a sign-in, and then both of these', async ({
    open,
  }) => {
    const talk = await open()
    await press(talk, await talk.ask('add contact Nora Quist'), en.form.save)
    await talk.ask('add contact Nora Quill')
    expect(await told(talk, 'cancel')).toBe(en.form.cancelled)
    expect(await storedKeys(talk.world, 'pending/')).toHaveLength(1)
    expect(await told(talk, 'cancel')).toBe(en.form.cancelled)
    expect(await storedKeys(talk.world, 'pending/')).toEqual([])
    expect(await told(talk, 'cancel')).toBe(en.nothingToCancel)
  })
})

describe('S80 a late answer changes nothing: a typed yes', () => {
  async function asked(talk: Talk, displayName = 'Zelda Quick'): Promise<Message> {
    talk.mailbox.add({ displayName, jobTitle: 'Cook' })
    talk.world.age(61_000)
    return talk.ask(`delete contact ${displayName}`)
  }

  test.for(['yes', 'Yes, delete!', 'delete it', 'ok', '👍'])('%s deletes, and once', async (word, { open }) => {
    const talk = await allowed(await open())
    const question = await asked(talk)
    expect(readable(await talk.ask(word))).toContain(en.changing.deleted('Zelda Quick'))
    expect(named(talk, 'Zelda Quick')).toEqual([])
    expect(readable(await talk.ask('undo'))).toContain(en.news.restored)
    await talk.ask('yes')
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
    expect(readable(await press(talk, question, en.changing.confirm))).toContain(en.changing.deleted('Zelda Quick'))
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
  })

  test.for([
    'Yes, delete Zelda!',
    'yes please delete it',
    'YES! DELETE ZELDA QUICK, PLEASE.',
    'yep remove her from my contacts',
    'Ok, delete my contact Quick, Zelda',
    'yes, please erase this contact',
    'Yes, I want to delete her.',
    'ok, could you delete zelda please',
    'please delete it',
    'Yesss!',
    'Remove him, please',
  ])('%s deletes', async (word, { open }) => {
    const talk = await allowed(await open())
    await asked(talk)
    expect(readable(await talk.ask(word))).toContain(en.changing.deleted('Zelda Quick'))
    expect(named(talk, 'Zelda Quick')).toEqual([])
  })

  test.for([
    'yes, delete nora',
    'yes, delete zelda and nora',
    'yes, delete all',
    'yes, how do I delete her?',
    'ok, is it possible to delete it?',
    'of course not',
    'ok thanks',
    'yes, delete him and her',
    'yes, don’t delete zelda',
    'yes, delete zelda’s number',
    'yes, delete zel',
    'yes, edit zelda',
    'yes, delete it tomorrow',
    'delete zelda',
    'please delete zelda',
    'yes cancel',
    'no, delete zelda',
    'no, delete it',
    'yes or no',
    'Yes Man',
  ])('%s deletes nobody, and ends the question', async (word, { open }) => {
    const talk = await allowed(await open())
    const before = talk.mailbox.add({ displayName: 'Nora Quist' })
    await asked(talk)
    const answer = readable(await talk.ask(word))
    expect(answer).not.toContain(en.changing.deleted('Zelda Quick'))
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
    expect(talk.mailbox.contact(before.id)).toBeDefined()
    // The question may have been asked again.
    if (answer.includes(en.changing.question('Zelda Quick'))) return
    await talk.ask('yes, delete zelda')
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
  })

  test.for([
    'yes?',
    'Yes??',
    'ok ?',
    'yes?!',
    '“yes?”',
    '¿yes',
    'yes？',
    'yes؟',
    'ok;',
    'yes\u037E',
    'yes? please',
    'yes ‽',
  ])('%s asks, so nothing is deleted, and the person is told to press the button', async (word, { open }) => {
    const talk = await allowed(await open())
    const question = await asked(talk)
    expect(readable(await talk.ask(word))).toBe(en.changing.unclearAnswer)
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
    expect(readable(await press(talk, question, en.changing.confirm))).toContain(en.changing.deleted('Zelda Quick'))
  })

  test.for(['delete it?', 'yes, delete it?', 'yes, delete zelda?', 'Yes, delete Zelda Quick ❓', 'delete zelda?'])(
    '%s asks, so nothing is deleted',
    async (word, { open }) => {
      const talk = await allowed(await open())
      await asked(talk)
      const answer = readable(await talk.ask(word))
      expect([en.changing.unclearAnswer, en.changing.question('Zelda Quick')].some((one) => answer.includes(one))).toBe(
        true,
      )
      expect(named(talk, 'Zelda Quick')).toHaveLength(1)
    },
  )

  test.for(['perhaps', 'you decide', 'zeldaa perhaps'])(
    '%s is understood as no answer, and the person is told to press a button',
    async (word, { open }) => {
      const talk = await allowed(await open())
      await asked(talk)
      expect(readable(await talk.ask(word))).toBe(en.changing.unclearAnswer)
      expect(readable(await talk.ask(word))).toContain(en.help.unknown)
      expect(readable(await talk.ask('delete Zelda'))).toContain(en.changing.question('Zelda Quick'))
      expect(readable(await talk.ask('alice admin'))).toContain('Alice Admin')
    },
  )

  test('with the name of somebody else asks about that contact', async ({ open }) => {
    const talk = await allowed(await open())
    talk.mailbox.add({ displayName: 'Nora Quist' })
    await asked(talk)
    expect(readable(await talk.ask('yes, delete nora quist'))).toContain(en.changing.question('Nora Quist'))
    expect(readable(await talk.ask('Yes, delete Zelda'))).toContain(en.changing.question('Zelda Quick'))
    expect(readable(await talk.ask('no, delete nora quist'))).toContain(en.changing.question('Nora Quist'))
    expect(readable(await talk.ask('yes, delete quist'))).toContain(en.changing.deleted('Nora Quist'))
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
  })

  test('with a name that is delivered again says the same', async ({ open }) => {
    const talk = await allowed(await open())
    await asked(talk)
    const activity = talk.chat.compose('yes, delete zelda')
    talk.faults.add({ match: /^(POST|PUT) \/teams\/v3\//, status: 500 })
    expect((await talk.chat.redeliver(activity)).status).toBe(502)
    talk.faults.clear()
    await talk.chat.redeliver(activity)
    await talk.chat.settled()
    expect(readable(talk.chat.messages.at(-1) as Message)).toContain(en.changing.deleted('Zelda Quick'))
  })

  test('means the latest question alone', async ({ open }) => {
    const talk = await allowed(await open())
    await asked(talk)
    await asked(talk, 'Nora Quist')
    await talk.ask('yes')
    expect([named(talk, 'Zelda Quick').length, named(talk, 'Nora Quist').length]).toEqual([1, 0])
    expect(readable(await talk.ask('yes'))).toBe(en.changing.unclearAnswer)
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
  })

  test.for([
    'find contact Alice',
    'alice',
    'status',
    'no',
    'import them',
    'edit contact Alice',
    'merge contacts Zelda',
    'thanks',
    'what code?',
    'help',
    'Hi!',
    '…',
    '123456',
    'hi there',
  ])('after %s deletes nobody', async (between, { open }) => {
    const talk = await allowed(await open())
    await asked(talk)
    await talk.ask(between)
    await talk.ask('yes')
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
  })

  test('after the answer to a sign-in deletes nobody', async ({ open }) => {
    const talk = await open()
    const card = await press(talk, await talk.ask('add contact Nora Quist'), en.form.save)
    const question = await asked(talk)
    expect(readable(await allow(talk, card))).toContain(en.news.added)
    expect(readable(await talk.ask('yes'))).toBe(en.changing.unclearAnswer)
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
    expect(readable(await press(talk, question, en.changing.confirm))).toContain(en.changing.deleted('Zelda Quick'))
  })

  test('after a pressed button deletes nobody, and says what to press', async ({ open }) => {
    const talk = await allowed(await open())
    const list = await talk.ask('find contact Smith')
    const question = await asked(talk)
    await press(talk, list, en.contacts.next)
    for (const word of ['yes', 'delete it']) expect(readable(await talk.ask(word))).toBe(en.changing.unclearAnswer)
    expect(readable(await press(talk, question, en.changing.confirm))).toContain(en.changing.deleted('Zelda Quick'))
  })

  test('after the answer to another card of ours deletes nobody', async ({ open }) => {
    const talk = await allowed(await open())
    const consent = await talk.ask('export contacts')
    await asked(talk)
    await talk.chat.answerConsent(consent, 'decline')
    expect(readable(await talk.ask('yes'))).toBe(en.changing.unclearAnswer)
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
  })

  test('after “No, keep” deletes nobody', async ({ open }) => {
    const talk = await allowed(await open())
    await press(talk, await asked(talk), en.changing.keep)
    expect(readable(await talk.ask('yes'))).toBe(en.nothingWaits)
    expect(readable(await talk.ask('delete it'))).toBe(en.changing.nobodyNamed.delete)
    expect(named(talk, 'Zelda Quick')).toHaveLength(1)
  })

  test.for(['yes', 'yes, delete zelda'])(
    '%s that was sent before the question, and is delivered after it, deletes nobody',
    async (word, { open }) => {
      const talk = await allowed(await open())
      const late = talk.chat.compose(word)
      await asked(talk)
      await talk.chat.redeliver(late)
      await talk.chat.settled()
      expect(named(talk, 'Zelda Quick')).toHaveLength(1)
    },
  )

  test('that is delivered again says the same, and deletes nobody else', async ({ open }) => {
    const talk = await allowed(await open())
    await asked(talk)
    const activity = talk.chat.compose('yes')
    talk.faults.add({ match: /^(POST|PUT) \/teams\/v3\//, status: 500 })
    expect((await talk.chat.redeliver(activity)).status).toBe(502)
    talk.faults.clear()
    await asked(talk, 'Nora Quist')
    await talk.chat.redeliver(activity)
    await talk.chat.settled()
    expect(readable(talk.chat.messages.at(-1) as Message)).toContain(en.changing.deleted('Zelda Quick'))
    expect(named(talk, 'Nora Quist')).toHaveLength(1)
  })

  test('means the one person who is shown if that is asked', async ({ open }) => {
    const talk = await allowed(await open())
    talk.mailbox.add({ displayName: 'Al Bradman' })
    talk.world.age(61_000)
    for (const word of ['yes', 'Yes, delete him.', 'delete it']) {
      expect(readable(await talk.ask('delete Don Bradman'))).toContain(en.changing.which.delete(1))
      expect(readable(await talk.ask(word))).toContain(en.changing.question('Al Bradman'))
    }
    await talk.ask('yes')
    expect(named(talk, 'Al Bradman')).toEqual([])
  })

  test('leaves nothing in the store after `disconnect`', async ({ open }) => {
    const talk = await allowed(await open())
    await asked(talk)
    expect(await storedKeys(talk.world, 'which-name/')).not.toEqual([])
    await talk.ask('disconnect')
    expect(await storedKeys(talk.world, 'which-name/')).toEqual([])
  })
})

describe('a no after the deletion', () => {
  /** Asks for the deletion of a new contact, and says yes. */
  async function deleted(talk: Talk, displayName: string): Promise<void> {
    talk.mailbox.add({ displayName, jobTitle: 'Cook' })
    talk.world.age(61_000)
    await talk.ask(`delete contact ${displayName}`)
    expect(readable(await talk.ask('yes'))).toContain(en.changing.deleted(displayName))
  }

  test.for(['no', 'No, wait!', 'oops', 'Ooops, wrong one', 'don’t delete zelda', 'cancel', 'I didn’t mean that'])(
    '%s offers to undo it, and undoes nothing by itself',
    async (word, { open }) => {
      const talk = await allowed(await open())
      await talk.ask('add contact Nora Quill')
      await talk.ask('delete contact Alice Admin')
      await deleted(talk, 'Zelda Quick')
      const hint = await talk.ask(word)
      expect(readable(hint)).toContain(en.changing.mayUndo('Zelda Quick'))
      expect(named(talk, 'Zelda Quick')).toEqual([])
      expect(readable(await press(talk, hint, en.changing.undo))).toContain(en.news.restored)
      expect(named(talk, 'Zelda Quick')).toHaveLength(1)
      expect(readable(await talk.ask(word))).not.toContain(en.changing.mayUndo('Zelda Quick'))
    },
  )

  test('means a newer form or question first, and a person with that name', async ({ open }) => {
    const talk = await allowed(await open())
    await deleted(talk, 'Zelda Quick')
    await talk.ask('add contact Nora Quill')
    expect(readable(await talk.ask('no'))).toBe(en.form.cancelled)
    await talk.ask('delete contact Alice Admin')
    expect(readable(await talk.ask('no wait'))).toContain(en.news.kept)
    talk.mailbox.add({ displayName: 'Oops Quist', jobTitle: 'Pilot' })
    talk.world.age(61_000)
    expect(readable(await talk.ask('oops'))).toContain('Pilot')
    expect(readable(await talk.ask('yes'))).toBe(en.nothingWaits)
  })

  test('that ends nothing is delivered again with the same answer', async ({ open }) => {
    const talk = await allowed(await open())
    await deleted(talk, 'Zelda Quick')
    const activity = talk.chat.compose('cancel')
    talk.faults.add({ match: /^(POST|PUT) \/teams\/v3\//, status: 500 })
    expect((await talk.chat.redeliver(activity)).status).toBe(502)
    talk.faults.clear()
    await talk.chat.redeliver(activity)
    await talk.chat.settled()
    expect(readable(talk.chat.messages.at(-1) as Message)).toContain(en.changing.mayUndo('Zelda Quick'))
  })

  test('says nothing about undo after its time, and not if nothing was deleted', async ({ open }) => {
    const talk = await allowed(await open())
    expect(readable(await talk.ask('no'))).toBe(en.nothingWaits)
    expect(readable(await talk.ask('oops'))).toContain(en.help.unknown)
    await deleted(talk, 'Zelda Quick')
    await withoutStored(talk, 'undo/')
    expect(readable(await talk.ask('no'))).toBe(en.nothingWaits)
    expect(readable(await talk.ask('cancel'))).toBe(en.nothingToCancel)
  })
})

describe('a typed undo', () => {
  const UNDONE = en.changing.nothingToUndo('10 minutes')

  /** Asks for the deletion of a new contact, and says yes. @returns the card with the result */
  async function deleted(talk: Talk, displayName: string): Promise<Message> {
    talk.mailbox.add({ displayName, jobTitle: 'Cook' })
    talk.world.age(61_000)
    return press(talk, await talk.ask(`delete contact ${displayName}`), en.changing.confirm)
  }

  test('brings back one deletion after the other, the latest first, and then says that none is left', async ({
    open,
  }) => {
    const talk = await allowed(await open())
    expect(readable(await talk.ask('undo'))).toBe(UNDONE)
    await deleted(talk, 'Nora Quist')
    await deleted(talk, 'Undo Quill')
    expect(readable(await talk.ask('Undo that'))).toContain(en.news.restored)
    expect(named(talk, 'Undo Quill')).toMatchObject([{ jobTitle: 'Cook' }])
    expect(named(talk, 'Nora Quist')).toEqual([])
    expect(readable(await talk.ask('undo delete'))).toContain('Nora Quist')
    expect(named(talk, 'Nora Quist')).toMatchObject([{ jobTitle: 'Cook' }])
    expect(readable(await talk.ask('undo'))).toBe(UNDONE)
    expect(readable(await talk.ask('find contact undo'))).toContain('Undo Quill')
  })

  test.for([
    'undo delete nora',
    'Undo deleting Nora Quist!',
    'undo the deletion of nora',
    'restore contact Nora Quist',
    'please bring nora back',
    'can you undelete nora?',
    'no, undo nora',
  ])('%s brings back that contact, although another one was deleted since', async (text, { open }) => {
    const talk = await allowed(await open())
    await deleted(talk, 'Nora Quist')
    await deleted(talk, 'Zelda Quill')
    await talk.ask('delete contact Alice Admin')
    const answer = readable(await talk.ask(text))
    expect(answer).toContain(en.news.restored)
    expect(answer).toContain('Nora Quist')
    expect([named(talk, 'Nora Quist').length, named(talk, 'Zelda Quill').length]).toEqual([1, 0])
    await talk.ask('yes')
    expect(named(talk, 'Alice Admin')).toHaveLength(1)
    await talk.ask(text)
    expect([named(talk, 'Nora Quist').length, named(talk, 'Zelda Quill').length]).toEqual([1, 0])
  })

  test('with the name of somebody who was not deleted restores and deletes nobody', async ({ open }) => {
    const talk = await allowed(await open())
    await deleted(talk, 'Nora Quist')
    for (const text of ['undo delete alice', 'restore zaphod', 'bring alice admin back'])
      expect(readable(await talk.ask(text))).not.toContain(en.news.restored)
    expect([named(talk, 'Nora Quist').length, named(talk, 'Alice Admin').length]).toEqual([0, 1])
  })

  test('with a name that is delivered again says the same', async ({ open }) => {
    const talk = await allowed(await open())
    await deleted(talk, 'Nora Quist')
    const activity = talk.chat.compose('undo delete nora')
    talk.faults.add({ match: /^(POST|PUT) \/teams\/v3\//, status: 500 })
    expect((await talk.chat.redeliver(activity)).status).toBe(502)
    talk.faults.clear()
    await talk.chat.redeliver(activity)
    await talk.chat.settled()
    expect(readable(talk.chat.messages.at(-1) as Message)).toContain(en.news.restored)
    expect(named(talk, 'Nora Quist')).toHaveLength(1)
  })

  test('does not repeat an undo of the button', async ({ open }) => {
    const talk = await allowed(await open())
    await deleted(talk, 'Nora Quist')
    const last = await deleted(talk, 'Nora Quill')
    expect(readable(await press(talk, last, en.changing.undo))).toContain(en.news.restored)
    expect(readable(await talk.ask('undo'))).toContain('Nora Quist')
    expect([named(talk, 'Nora Quist').length, named(talk, 'Nora Quill').length]).toEqual([1, 1])
  })

  test('that is delivered again undoes no second deletion', async ({ open }) => {
    const talk = await allowed(await open())
    await deleted(talk, 'Nora Quist')
    await deleted(talk, 'Nora Quill')
    const activity = talk.chat.compose('undo')
    talk.faults.add({ match: /^(POST|PUT) \/teams\/v3\//, status: 500 })
    expect((await talk.chat.redeliver(activity)).status).toBe(502)
    talk.faults.clear()
    await talk.chat.redeliver(activity)
    await talk.chat.settled()
    expect(readable(talk.chat.messages.at(-1) as Message)).toContain('Nora Quill')
    expect([named(talk, 'Nora Quist').length, named(talk, 'Nora Quill').length]).toEqual([0, 1])
  })

  test('makes no second contact of one that Outlook did not delete', async ({ open }) => {
    const talk = await allowed(await open())
    talk.faults.add({ match: /^DELETE /, status: 503 })
    await deleted(talk, 'Nora Quist')
    talk.faults.clear()
    expect(readable(await talk.ask('undo'))).toBe(UNDONE)
    expect(named(talk, 'Nora Quist')).toHaveLength(1)
  })

  test('after its time says so', async ({ open }) => {
    const talk = await allowed(await open())
    await deleted(talk, 'Nora Quist')
    await withoutStored(talk, 'undo/')
    expect(readable(await talk.ask('undo'))).toBe(UNDONE)
    expect(named(talk, 'Nora Quist')).toEqual([])
  })

  test('with CONTACTS_EDIT=false says that changes are switched off', async ({ open }) => {
    const talk = await open({ CONTACTS_EDIT: 'false' })
    expect(readable(await talk.ask('undo'))).toBe(en.form.off)
  })
})

test('merging makes one of two entries, by choice, and nothing is lost', async ({ open }) => {
  const talk = await allowed(await open())
  const one = talk.mailbox.add({
    displayName: 'Nora Quist',
    companyName: 'Contoso',
    businessPhones: ['1234567', '2345678'],
  })
  const two = talk.mailbox.add({
    displayName: 'Nora Quist',
    companyName: 'Fabrikam',
    jobTitle: 'Cook',
    businessPhones: ['3456789'],
  })
  talk.world.age(61_000)
  const card = await talk.ask('merge contacts Nora Quist')
  expect(Object.keys(inputsOf(card))).toEqual(['companyName'])
  const text = JSON.stringify(card.attachments)
  const isOneFirst = text.indexOf('Contoso') < text.indexOf('Fabrikam')
  const done = await press(talk, card, en.changing.mergeButton, { companyName: isOneFirst ? '1' : '0' })
  expect(readable(done)).toContain(en.news.merged)
  const [kept, gone] = isOneFirst ? [one, two] : [two, one]
  expect(talk.mailbox.contact(gone.id)).toBeUndefined()
  expect(talk.mailbox.contact(kept.id)).toMatchObject({ companyName: 'Fabrikam', jobTitle: 'Cook' })
  const { businessPhones = [], personalNotes } = talk.mailbox.contact(kept.id) ?? {}
  expect(new Set([...businessPhones, personalNotes])).toEqual(new Set(['1234567', '2345678', '3456789']))
  await press(talk, done, en.changing.mergeUndo)
  expect(named(talk, 'Nora Quist')).toHaveLength(2)
})

test('a folder without contacts is listed as empty, and the only folder by its name', async ({ open }) => {
  const talk = await open()
  expect(readable(await talk.ask('list contacts in Empty'))).toContain(en.list.folder('Empty', 0))
  for (const { id, isDefault } of talk.mailbox.folders) if (!isDefault) talk.mailbox.removeFolder(id)
  talk.world.age(61_000)
  expect(readable(await talk.ask('list contacts in Contacts'))).toMatch(/^People in “Contacts”: [1-9]/)
})

test('the list is in alphabetical order, turns in place, and opens cards', async ({ open }) => {
  const talk = await open()
  const first = await talk.ask('list contacts')
  expect(readable(first)).toMatch(/People in your contacts: \d+ · 1–8/)
  const second = await press(talk, first, en.contacts.next)
  expect(readable(second)).toContain('9–16')
  expect(second.id).toBe(first.id)
  const inFolder = await talk.ask('list contacts in Family')
  expect(readable(inFolder)).toMatch(/People in “Family”: \d+/)
  expect(readable(await talk.ask('list contacts Nowhere'))).toContain(en.list.none('Nowhere'))
  talk.mailbox.add({ displayName: 'Zoe Newest' })
  talk.world.age(61_000)
  expect(readable(await talk.ask('recently added'))).toContain('Zoe Newest')
})

test('a list of people at a company, in a city or with a name is a search, unless a folder has that name', async ({
  open,
}) => {
  const talk = await open()
  for (const [displayName, companyName, city] of [
    ['Nora Quist', 'Quill & Co', 'Truro'],
    ['Ole Quist', 'Quill & Co', 'Vardo'],
    ['Pia Quest', 'Fabrikam', 'Truro'],
  ] as const)
    talk.mailbox.add({ displayName, companyName, businessAddress: { city } })
  talk.world.age(61_000)
  const names = async (text: string) =>
    readable(await talk.ask(text))
      .match(/(Nora|Ole|Pia) \w+/g)
      ?.filter((name, at, all) => all.indexOf(name) === at)
      .toSorted()
  for (const text of [
    'list contacts at Quill & Co',
    'list my contacts who work at quill',
    'list contacts named quist',
    'list contacts Quist',
    'list everyone at quill',
  ])
    expect([text, await names(text)]).toEqual([text, ['Nora Quist', 'Ole Quist']])
  expect(await names('list contacts from Truro')).toEqual(['Nora Quist', 'Pia Quest'])
  expect(await names('list contacts at quill in truro')).toEqual(['Nora Quist'])
  expect(readable(await talk.ask('list contacts at zaphod'))).toContain(en.nobody('zaphod'))
  // This is similar to a name, but means a folder.
  expect(readable(await talk.ask('list contacts in Quisd'))).toContain(en.list.none('Quisd'))
  const folder = talk.mailbox.addFolder('Quist')
  talk.mailbox.add({ displayName: 'Pia Other' }, folder.id)
  talk.world.age(61_000)
  expect(readable(await talk.ask('list contacts in Quist'))).toContain(en.list.folder('Quist', 1))
})

describe('without sign-ins', () => {
  test('contacts are changed if the application may, and otherwise the form stays', async () => {
    const world = await startWorld({ GRAPH_ACCESS: 'application' })
    try {
      world.emulator.application.consent(contoso.tid)
      const chat = world.emulator.channel.personal(megan)
      const [form] = await chat.ask(LINE)
      const refused = await pressForm(chat, form as Message, en.form.save)
      expect(readable(refused)).toContain(en.trouble.changes_forbidden)
      expect(inputsOf(refused)).toMatchObject({ givenName: 'Alice', surname: 'Archer' })
      world.emulator.application.consent(contoso.tid, ['Contacts.ReadWrite'])
      const done = await pressForm(chat, refused, en.form.save)
      expect(readable(done)).toContain(en.news.added)
      const mailbox = world.emulator.graph.mailbox(megan.oid)
      expect(mailbox.contacts(mailbox.defaultFolder.id).filter(({ surname }) => surname === 'Archer')).toHaveLength(1)
      expect(world.emulator.entra.count('authorize')).toBe(0)
    } finally {
      await world.close()
    }
  })
})

test('what one instance has changed is seen at once there, and at another one within CONTACTS_MAX_AGE', async ({
  open,
}) => {
  const talk = await allowed(await open({ REDIS_URL: `${inject('redisUrl')}/6` }))
  const { channel } = talk.world.emulator
  const [here, there] = [channel.botUrl, await talk.world.another()]
  channel.botUrl = there
  await talk.ask('find contact Alice')
  channel.botUrl = here
  await press(talk, await talk.ask('add contact Nora Quist, Quill'), en.form.save)
  const before = talk.graph.calls.length
  expect(readable(await talk.ask('find contact Nora Quist'))).toContain('Quill')
  expect(talk.graph.calls.slice(before).filter(({ path }) => path.includes('delta'))).toEqual([])
  talk.world.age(61_000)
  channel.botUrl = there
  expect(readable(await talk.ask('find contact Nora Quist'))).toContain('Quill')
})

test('in a group the button leads to the own chat, with the same command', async ({ open }) => {
  const talk = await open()
  const group = talk.world.emulator.channel.group([megan, alex]).as(megan)
  for (const text of ['add contact Nora Quist, Quill', 'edit contact Nora', 'delete contact Nora', 'list contacts']) {
    const [answer] = await group.ask(text)
    expect(readable(answer)).toContain(en.notHere)
    expect(decodeURIComponent(JSON.stringify(answer?.attachments))).toContain(text)
  }
})
