import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Identity } from '../../emulator/channel/activity.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { megan } from '../../emulator/people.ts'
import { fileRecords } from '../../emulator/demo/records.ts'
import { signInUrl } from '../../emulator/channel/actions.ts'
import { en } from '../../src/text/en.ts'
import { readable, said, signInWith, startWorld, type World } from '../world.ts'
import { type Recorder, recorder } from './recorder.ts'
import { refused, refusals } from './refusal.ts'

// In Web Chat and Direct Line the client chooses `from.id`, so it proves nothing: a person in another conversation can choose the
// same id.

const NOBODY = { aadObjectId: undefined, tenantId: undefined }

let world: World
/** The same id in two conversations: Megan's, and an attacker's. */
let megans: Chat
let other: Chat

/** A new conversation in which the person has Megan's id. */
function conversation(identity: Identity): Chat {
  return world.emulator.channel.personal(megan, { ...identity, locale: `en-${crypto.randomUUID().slice(0, 4)}` })
}

async function codeFor(chat: Chat): Promise<string> {
  const page = await signInWith((await chat.ask('connect')).at(-1), megan)
  await chat.settled()
  const code = /data-result="(\d{6})"/.exec(page.html)?.[1]
  if (code === undefined) throw new Error(`No code: ${page.text}`)
  return code
}

async function connect(chat: Chat): Promise<void> {
  await chat.ask(await codeFor(chat))
  expect(said(chat).at(-1)).toContain(en.connected(megan.username))
}

const last = (chat: Chat) => said(chat).at(-1) ?? ''

describe.each<[string, Identity]>([
  ['Web Chat', { channelId: 'webchat', ...NOBODY }],
  ['Direct Line', { channelId: 'directline', ...NOBODY }],
  ['Direct Line with ids that the client claims', { channelId: 'directline' }],
  ['Teams without an object id', { aadObjectId: undefined }],
])('S60 a name is no proof: the same id in another conversation of %s', (_where, identity) => {
  beforeAll(async () => {
    world = await startWorld({ OAUTH_TENANT: 'organizations' })
  })
  afterAll(() => world.close())
  beforeEach(() => {
    megans = conversation(identity)
    other = conversation(identity)
    expect(other.compose('').from?.id).toBe(megans.compose('').from?.id)
  })

  test('reads no contacts, is connected to no account, and disconnects nobody', async () => {
    await connect(megans)
    await other.ask('find contact Alice')
    expect(signInUrl(other.messages.at(-1)!)).toBeDefined()
    expect(said(other).join('\n')).not.toContain('Alice Admin')
    await other.ask('status')
    expect(last(other)).toContain(en.status.notConnected)
    await other.ask('disconnect')
    expect(last(other)).toContain(en.nothingConnected)
    await other.uninstall()
    await other.settled()
    await megans.ask('find contact Alice')
    expect(last(megans)).toContain('Alice Admin')
  })

  test('cannot use a code of this conversation, and its own code does not work here', async () => {
    const code = await codeFor(megans)
    await other.ask(code)
    expect(last(other)).toContain(en.noCodeWanted)
    const others = await codeFor(other)
    await megans.ask(others)
    expect(last(megans)).toBe(en.wrongCode(2))
    await megans.ask(code)
    expect(last(megans)).toContain(en.connected(megan.username))
  })

  test('cannot cancel a sign-in, and replaces no sign-in card', async () => {
    const code = await codeFor(megans)
    await other.ask('cancel')
    expect(last(other)).toBe(en.nothingToCancel)
    await other.ask('connect')
    await megans.ask(code)
    expect(last(megans)).toContain(en.connected(megan.username))
  })

  test('leaves keys in the store that name neither the id nor the conversation', async () => {
    await connect(megans)
    const ids = [megans.compose('').from?.id ?? '', megans.conversation.id]
    const keys = fileRecords(world.dataFile, '').map(({ key }) => key)
    const theirs = keys.filter((key) => !key.startsWith('turn/'))
    expect(theirs.filter((key) => key.startsWith('connection/')).length).toBeGreaterThan(0)
    for (const id of ids) expect(theirs.filter((key) => decodeURIComponent(key).includes(id))).toEqual([])
  })
})

describe('a person in Teams for whom the channel vouches', () => {
  beforeAll(async () => {
    world = await startWorld()
  })
  afterAll(() => world.close())

  test('is the same person in every conversation', async () => {
    await world.connect(megan)
    const elsewhere = conversation({})
    await elsewhere.ask('find contact Alice')
    expect(last(elsewhere)).toContain('Alice Admin')
  })
})

describe('a channel that CHANNELS does not name', () => {
  let sockets: Recorder
  beforeAll(async () => {
    sockets = await recorder()
    world = await startWorld({ CHANNELS: '' })
    await world.emulator.channel.personal(megan).ask('help')
  })
  afterAll(async () => {
    await world.close()
    await sockets.stop()
  })

  test.each(['webchat', 'directline', 'slack', 'emulator', 'MSTEAMS'])(
    'S60 a name is no proof: %s is refused if only Teams is served, and the log names the setting',
    async (channelId) => {
      const chat = world.emulator.channel.personal(megan, { channelId })
      const deliver = async () => (await chat.send('help')).status
      expect(await refusals(world, sockets)(deliver)).toEqual(refused(403))
      await expect
        .poll(() => world.log.filter(({ status }) => status === 403))
        .toContainEqual(expect.objectContaining({ level: 40, reason: expect.stringContaining('CHANNELS') as string }))
    },
  )

  test('is served if the setting names it', async () => {
    await world.restart({ CHANNELS: 'msteams, slack' })
    const chat = world.emulator.channel.personal(megan, { channelId: 'slack', ...NOBODY })
    expect(readable((await chat.ask('help'))[0])).toContain(en.help.title)
    expect((await world.emulator.channel.personal(megan, { channelId: 'webchat' }).send('help')).status).toBe(403)
  })
})

describe('ids that are a thousand characters long', () => {
  beforeAll(async () => {
    world = await startWorld({ OAUTH_TENANT: 'organizations' })
  })
  afterAll(() => world.close())

  test.each([
    ['webchat', { channelId: 'webchat', ...NOBODY }],
    ['Teams', {}],
  ])('S60 a name is no proof: make no long keys in %s', async (_where, identity: Identity) => {
    const chat = world.emulator.channel.personal(megan, identity)
    const long = (letter: string) => letter.repeat(1_000)
    const place = { ...(chat.compose('').conversation as object), id: long('ü') }
    await chat.send('connect', {
      id: long('/'),
      from: { ...chat.compose('').from, id: long('é') },
      conversation: place,
    })
    await chat.settled()
    const keys = fileRecords(world.dataFile, '').map(({ key }) => key)
    expect(keys.some((key) => key.startsWith('pending/'))).toBe(true)
    for (const key of keys) expect(key.length).toBeLessThan(800)
  })
})
