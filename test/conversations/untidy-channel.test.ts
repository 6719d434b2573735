import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Identity } from '../../emulator/channel/activity.ts'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { said, signInWith, startWorld, type World } from '../world.ts'

const NOBODY = { aadObjectId: undefined, tenantId: undefined }

let world: World
beforeAll(async () => {
  world = await startWorld({ OAUTH_TENANT: 'organizations' }, { untidy: ['unendorsed-keys', 'other-spelling'] })
})
afterAll(() => world.close())

test('somebody in Teams signs in while the token spells the service URL otherwise', async () => {
  expect((await world.connect(megan)).status).toBe(200)
})

test.each<[string, Identity]>([
  ['Web Chat', { channelId: 'webchat', ...NOBODY }],
  ['Direct Line', { channelId: 'directline', ...NOBODY }],
  ['Direct Line with ids that the client claims', { channelId: 'directline' }],
])('somebody in %s signs in by the code while the key carries no endorsements', async (_where, identity) => {
  const chat = world.emulator.channel.personal(megan, identity)
  const page = await signInWith((await chat.ask('connect')).at(-1), megan)
  await chat.settled()
  await chat.ask(/data-result="(\d{6})"/.exec(page.html)?.[1] ?? '')
  expect(said(chat).at(-1)).toBe(en.connected(megan.username))
})

test('a Teams activity under a key without endorsements is refused, although Web Chat is served with it', async () => {
  const chat = world.emulator.channel.personal(megan)
  const authorization = `Bearer ${await world.emulator.channel.sign({}, { key: 'unendorsed' })}`
  expect((await chat.sendRaw(chat.compose('status'), { authorization })).status).toBe(403)
})
