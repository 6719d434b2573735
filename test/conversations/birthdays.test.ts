// Whose birthday it is today, in the time zone of the person who asks.
import { expect } from 'vitest'
import { en } from '../../src/text/en.ts'
import { dayAt } from '../../src/text/format.ts'
import { readable } from '../world.ts'
import { test } from './talk.ts'

/** Two time zones that never have the same day. */
const EAST = 'Pacific/Kiritimati'
const WEST = 'Etc/GMT+12'

test('today is the day of the person who asks', async ({ open }) => {
  const { chat, mailbox, world } = await open()
  const dayIn = (zone: string) => dayAt(Date.now(), zone)
  const ask = async (timezone: string) => {
    await chat.send('whose birthday is today?', { entities: [{ type: 'clientInfo', timezone }] })
    await chat.settled()
    return readable(chat.messages.at(-1))
  }
  let answers: string[] = []
  // A new day may begin meanwhile.
  for (let days = ''; days !== [EAST, WEST].map(dayIn).join();) {
    days = [EAST, WEST].map(dayIn).join()
    for (const { id } of mailbox.contacts(mailbox.defaultFolder.id)) mailbox.remove(id)
    for (const [n, displayName] of ['East Quist', 'West Quill'].entries())
      mailbox.add({ displayName, birthday: `1604${days.split(',')[n]?.slice(4)}T11:59:00Z` })
    world.age(61_000)
    answers = [await ask(EAST), await ask(WEST)]
  }
  expect(answers).toEqual([expect.stringContaining('East Quist'), expect.stringContaining('West Quill')])
})

test('several birthdays are listed in the order of their days, with the day in each row', async ({ open }) => {
  const { ask, mailbox, world } = await open()
  mailbox.add({ displayName: 'Ann Quist', birthday: '1990-05-31T11:59:00Z' })
  mailbox.add({ displayName: 'Zoe Quist', birthday: '1980-05-02T11:59:00Z' })
  world.age(61_000)
  const list = readable(await ask('birthdays in May'))
  expect(list).toContain(en.contacts.birthdays(3, 'May'))
  expect(list).toMatch(/Zoe Quist[^]*May 2, 1980[^]*Alice Admin[^]*May 17, 1984[^]*Ann Quist[^]*May 31, 1990/)
})

test('if nobody has a birthday, the answer says so, and how to ask for birthdays', async ({ open }) => {
  const { ask, mailbox, world } = await open()
  for (const { id } of mailbox.folders.flatMap((folder) => mailbox.contacts(folder.id))) mailbox.remove(id)
  mailbox.add({ displayName: 'Ann Quist' })
  world.age(61_000)
  expect(readable(await ask('birthdays this month'))).toBe(
    [en.noBirthdays('this month'), en.searched(1), en.askForBirthdays].join('\n'),
  )
  expect(readable(await ask('birthdays on friday'))).toContain(en.askForBirthdays)
})
