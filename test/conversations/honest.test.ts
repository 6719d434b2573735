import { expect } from 'vitest'
import { signInUrl } from '../../emulator/channel/actions.ts'
import { alex, megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { readable, said, signInWith, startUrl } from '../world.ts'
import { test } from './talk.ts'

const USED_UP = en.signInsUsedUp(20)

test('C5 limits count abuse: 23 questions without a sign-in bring a working card each, and the last one is answered', async ({
  open,
}) => {
  const { world } = await open()
  const chat = world.emulator.channel.personal(alex)
  for (let times = 1; times < 23; times += 1) {
    const answers = await chat.ask(`find contact Number${times}`)
    expect(answers.filter((answer) => signInUrl(answer) !== undefined)).toHaveLength(1)
  }
  const card = (await chat.ask('find contact Bob')).at(-1)
  await signInWith(card, alex)
  await chat.settled()
  expect(said(chat)).not.toContain(USED_UP)
  expect(said(chat).at(-1)).toContain('Bob')
})

test('limits count abuse: an open sign-in that nobody used is offered again with the same ticket and the new question', async ({
  open,
}) => {
  const { world } = await open()
  const chat = world.emulator.channel.personal(alex)
  const [first] = await chat.ask('connect')
  const second = (await chat.ask('find contact Bob')).at(-1)
  expect(startUrl(second)).toBe(startUrl(first))
  expect(readable(chat.messages.find(({ id }) => id === first?.id))).toContain('newer sign-in card')
})

test('limits count abuse: a sign-in whose browser is at Microsoft is not offered again', async ({ open }) => {
  const { world } = await open()
  const chat = world.emulator.channel.personal(alex)
  const [first] = await chat.ask('connect')
  await signInWith(first, alex, 'cancel')
  await chat.settled()
  const second = (await chat.ask('connect')).at(-1)
  expect(startUrl(second)).not.toBe(startUrl(first))
})

test('limits count abuse: 22 tries while an administrator’s approval is pending cost nothing', async ({ open }) => {
  const { world, faults } = await open()
  const chat = world.emulator.channel.personal(alex)
  faults.add({ match: 'authorize', redirect: { error: 'access_denied', error_description: 'AADSTS90094: approval' } })
  for (let times = 0; times < 22; times += 1) {
    await signInWith((await chat.ask('connect')).at(-1), alex)
    await chat.settled()
  }
  faults.clear()
  expect(said(chat)).not.toContain(USED_UP)
  await signInWith((await chat.ask('connect')).at(-1), alex)
  await chat.settled()
  expect(said(chat).at(-1)).toContain(alex.username)
})

test('limits count abuse: connecting by the right code 21 times a day costs nothing', async ({ open }) => {
  const { world } = await open({ OAUTH_TENANT: 'organizations' })
  const identity = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }
  const web = world.emulator.channel.personal(megan, identity)
  for (let times = 0; times < 21; times += 1) {
    const page = await signInWith((await web.ask('connect')).at(-1), megan)
    await web.settled()
    await web.ask(/data-result="(\d{6})"/.exec(page.html)?.[1] ?? '')
    expect(said(web).at(-1)).toContain(megan.username)
    await web.ask('disconnect')
  }
})
