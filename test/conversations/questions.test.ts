import { describe, expect } from 'vitest'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { en } from '../../src/text/en.ts'
import { readable } from '../world.ts'
import { test, type Talk } from './talk.ts'

const rows = (message: Message) => actionsOf(message).filter(({ verb }) => verb === 'show')

/** Three people called Quorum, two of them with a birthday. */
function addQuorums({ mailbox }: Talk): void {
  mailbox.add({ displayName: 'Quincy Quorum', birthday: '1984-03-09T11:59:00Z', mobilePhone: '+44 7700 900001' })
  mailbox.add({ displayName: 'Quentin Quorum', birthday: '1604-12-24T11:59:00Z', mobilePhone: '+44 7700 900002' })
  mailbox.add({ displayName: 'Quella Quorum', emailAddresses: [{ name: '', address: 'quella@quorum.example' }] })
}

describe('the fact that was asked for', () => {
  test('comes first on the card, above the name', async ({ open }) => {
    const talk = await open()
    addQuorums(talk)
    const answer = await talk.ask('when is quincy quorum’s birthday?')
    expect(readable(answer).split('\n').slice(0, 4)).toEqual([
      en.contact.birthday,
      'March 9, 1984',
      'QQ',
      'Quincy Quorum',
    ])
    expect(JSON.stringify(answer.attachments)).toMatch(
      /"body":\[[^\]]*\[[^\]]*"text":"March 9, 1984","size":"ExtraLarge"/,
    )
  })

  test('is in each row of a list, and comes first on the card that a row opens', async ({ open }) => {
    const talk = await open()
    addQuorums(talk)
    const list = await talk.ask('quorum’s birthday')
    expect(readable(list)).toContain('3 people match “quorum”')
    for (const line of ['March 9, 1984', 'December 24', 'quella@quorum.example']) expect(readable(list)).toContain(line)
    await talk.chat.press(list, 'Quentin Quorum')
    expect(readable(talk.now(list))).toMatch(new RegExp(`^${en.contact.birthday}\nDecember 24\n`))
    await talk.chat.press(talk.now(list), en.contact.back)
    expect(readable(talk.now(list))).toContain('3 people match “quorum”')
    await talk.chat.press(talk.now(list), 'Quella Quorum')
    expect(readable(talk.now(list))).toContain(en.contact.missing.birthday)
  })

  test('is kept over the pages of a list', async ({ open }) => {
    const talk = await open()
    for (let n = 0; n < 12; n += 1)
      talk.mailbox.add({ displayName: `Quid Nr${n}`, mobilePhone: `+44 7700 9000${n + 10}` })
    const list = await talk.ask('phone number of quid')
    await talk.chat.press(list, en.contacts.next)
    expect(readable(talk.now(list))).toContain('+44 7700 9000')
    expect(rows(talk.now(list))).toHaveLength(4)
  })
})

describe('two readings of one text', () => {
  test('the person whose name is the text comes first, without facts that were not asked for', async ({ open }) => {
    const talk = await open()
    talk.mailbox.add({ displayName: 'May Birthday' })
    talk.mailbox.add({ displayName: 'May Quorum', birthday: '1984-03-09T11:59:00Z' })
    const answer = await talk.ask('may birthday')
    expect(readable(answer)).toMatch(/^MB\nMay Birthday\n/)
    expect(readable(answer)).toContain('March 9, 1984')
    expect(rows(answer).map(({ title }) => title)).toEqual(['May Quorum, March 9, 1984'])
  })

  test('a word that narrows a search still does so', async ({ open }) => {
    const talk = await open()
    talk.mailbox.add({ displayName: 'Quincy Quorum', companyName: 'Zyxwv' })
    talk.mailbox.add({ displayName: 'Quella Quorum', personalNotes: 'Once at Zyxwv.' })
    expect(readable(await talk.ask('company zyxwv'))).not.toContain('Quella')
    talk.mailbox.add({ displayName: 'Zyxwv Quorum' })
    talk.world.age(61_000)
    const both = readable(await talk.ask('find company zyxwv'))
    expect(both).toContain('Quincy Quorum')
    expect(both).toContain('Zyxwv Quorum')
  })

  test('a number distinguishes two people of one name, and a few digits find no strangers', async ({ open }) => {
    const talk = await open()
    addQuorums(talk)
    talk.mailbox.add({ displayName: 'Someone Else', mobilePhone: '+44 161 499 0002' })
    expect(readable(await talk.ask('quorum +44 7700 900002'))).toMatch(/^QQ\nQuentin Quorum\n/)
    const answer = readable(await talk.ask('quorum 0002'))
    expect(answer).toMatch(/^QQ\nQuentin Quorum\n/)
    expect(answer).not.toContain('Someone Else')
    expect(readable(await talk.ask('zaphod 0002'))).not.toContain('Someone Else')
  })
})

test('“Weekend’s birthday” asks for the person called Weekend, if there is one', async ({ open }) => {
  const { ask, mailbox, world } = await open()
  const typed = ['Weekend’s birthday', 'when is weekend’s birthday']
  for (const text of typed) expect(readable(await ask(text))).toContain(en.noBirthdays('this weekend'))
  mailbox.add({ displayName: 'Max Weekend', birthday: '1984-03-09T11:59:00Z' })
  world.age(61_000)
  for (const text of typed) expect(readable(await ask(text))).toContain('March 9, 1984')
})

describe('a yes or no before a question', () => {
  test('is left out, if nobody has it in the name', async ({ open }) => {
    const { ask } = await open()
    for (const typed of [
      'No, alice',
      'no, find alice admin',
      'NOPE. ALICE ADMIN!',
      'yes please, alice’s number',
      'sure, who is alice',
    ])
      expect(`${typed}: ${readable(await ask(typed))}`).toContain('Alice Admin')
    for (const typed of ['no number', 'No phone', 'no birthday', 'yes zaphod'])
      expect(`${typed}: ${readable(await ask(typed))}`).toContain(en.help.unknown)
  })

  test('is left out, even if people have it outside their names', async ({ open }) => {
    const { ask, mailbox, world } = await open()
    mailbox.add({ displayName: 'Zora Quill', jobTitle: 'Cook' })
    mailbox.add({ displayName: 'Zora Quist', emailAddresses: [{ address: 'zora@quist.no' }] })
    mailbox.add({ displayName: 'Max Quinn', personalNotes: 'No reply from Zora' })
    world.age(61_000)
    const answer = readable(await ask('No, Zora'))
    expect(answer).toMatch(/Zora Quill[^]*Zora Quist[^]*Max Quinn|Zora Quist[^]*Zora Quill[^]*Max Quinn/)
  })

  test('forgives typing errors', async ({ open }) => {
    const { ask, mailbox, world } = await open()
    mailbox.add({ displayName: 'Carla Quist', companyName: 'Sure Telecom' })
    world.age(61_000)
    for (const typed of ['ok alcie', 'No, alcie', 'sure, alcie', 'Okay, alcie’s number', 'yes, фдшсу'])
      expect(`${typed}: ${readable(await ask(typed))}`).toContain('Alice Admin')
    expect(readable(await ask('Sure Telcom'))).toContain('Carla Quist')
  })

  test('is left out of the answer if nobody matches a question', async ({ open }) => {
    const { ask } = await open()
    expect(readable(await ask('no, zaphod’s number'))).toContain(en.nobody('zaphod'))
    expect(readable(await ask('yes, whose birthday is on 30 February'))).not.toContain(en.help.unknown)
  })

  test('alone finds a name with accents or in another script, and the people of a company', async ({ open }) => {
    const { ask, mailbox, world } = await open()
    mailbox.add({ displayName: 'Nguyễn Như Ý', givenName: 'Ý', surname: 'Nguyễn' })
    mailbox.add({ displayName: 'Masami Nō' })
    mailbox.add({ displayName: 'Norah Quist', companyName: 'Keep' })
    world.age(61_000)
    for (const [typed, name] of [
      ['y', 'Nguyễn Như Ý'],
      ['no', 'Masami Nō'],
      ['keep', 'Norah Quist'],
    ] as const)
      expect(`${typed}: ${readable(await ask(typed))}`).toContain(name)
  })

  test('finds somebody who has it in the name', async ({ open }) => {
    const { ask, mailbox, world } = await open()
    for (const displayName of ['No Doubt', 'Yes Man', 'Sure Quist', 'Nope Quill', 'Cancel Ahmed', 'Noah Doubtful'])
      mailbox.add({ displayName, mobilePhone: '+44 7700 900003' })
    world.age(61_000)
    for (const [typed, name] of [
      ['no doubt', 'No Doubt'],
      ['No dou', 'No Doubt'],
      ['NO DOUBT’S NUMBER', 'No Doubt'],
      ['no’s number', 'No Doubt'],
      ['Yes Man!', 'Yes Man'],
      ['yes man please', 'Yes Man'],
      ['sure quist', 'Sure Quist'],
      ['nope quill', 'Nope Quill'],
      ['cancel ahmed', 'Cancel Ahmed'],
      ['Noah D', 'Noah Doubtful'],
      ['no noah doubtful', 'Noah Doubtful'],
    ] as const)
      expect(`${typed}: ${readable(await ask(typed))}`).toContain(name)
    mailbox.add({ displayName: 'Rita Quill', companyName: 'Yes Bank', mobilePhone: '+44 7700 900004' })
    mailbox.add({ displayName: 'Max Quinn', companyName: 'Bank of Truro', mobilePhone: '+44 7700 900005' })
    world.age(61_000)
    for (const number of ['no, +44 7700 900005', 'yes +44 7700 900005'])
      expect(readable(await ask(number))).toContain('Max Quinn')
    for (const typed of ['yes bank', 'Yes Bank’s number']) {
      expect(readable(await ask(typed))).toContain('Rita Quill')
      expect(readable(await ask(typed))).not.toContain('Max Quinn')
    }
  })
})
