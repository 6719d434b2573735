import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { signInUrl } from '../../emulator/channel/actions.ts'
import type { Identity } from '../../emulator/channel/activity.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { alex, megan } from '../../emulator/people.ts'
import { EVERYTHING, type Untidiness } from '../../emulator/untidy.ts'
import { en } from '../../src/text/en.ts'
import { askForLink, start } from '../visit.ts'
import { readable, said, signInWith, startUrl, startWorld, type World } from '../world.ts'

const NOBODY = { aadObjectId: undefined, tenantId: undefined }

const ELSEWHERE: [string, Identity][] = [
  ['Web Chat', { channelId: 'webchat', ...NOBODY }],
  ['Direct Line', { channelId: 'directline', ...NOBODY }],
  ['Direct Line with ids that the client claims', { channelId: 'directline' }],
]

let world: World
let untidy: Set<Untidiness>
beforeAll(async () => {
  world = await startWorld({ OAUTH_TENANT: 'organizations' })
  untidy = world.emulator.untidy
})
afterAll(() => world.close())
afterEach(() => untidy.clear())

/** Signs in, by the code if the page shows one. */
async function signIn(chat: Chat): Promise<void> {
  await chat.ask('disconnect')
  const page = await signInWith((await chat.ask('connect')).at(-1), megan)
  expect(page.status).toBe(200)
  await chat.settled()
  const code = /data-result="(\d{6})"/.exec(page.html)?.[1]
  if (code !== undefined) await chat.ask(code)
}

describe('C2: while the key carries no endorsements and the token spells the service URL otherwise', () => {
  const both = () => (['unendorsed-keys', 'other-spelling'] as const).forEach((name) => untidy.add(name))

  test('somebody in Teams signs in', async () => {
    both()
    expect((await world.connect(megan)).status).toBe(200)
  })

  test.each(ELSEWHERE)('somebody in %s signs in by the code', async (_where, identity) => {
    both()
    const chat = world.emulator.channel.personal(megan, identity)
    await signIn(chat)
    expect(said(chat).at(-1)).toContain(en.connected(megan.username))
  })

  test('a Teams activity under such a key is refused, although Web Chat is served with it', async () => {
    const chat = world.emulator.channel.personal(megan)
    const authorization = `Bearer ${await world.emulator.channel.sign({}, { key: 'unendorsed' })}`
    expect((await chat.sendRaw(chat.compose('status'), { authorization })).status).toBe(403)
  })
})

describe('while every switch is on', () => {
  test.each<[string, Identity]>([['Teams', {}], ...ELSEWHERE])(
    'somebody in %s signs in, finds a contact by name and by address, and disconnects',
    async (_where, identity) => {
      for (const name of EVERYTHING) untidy.add(name)
      // With another name, the person gets a new chat.
      const chat = world.emulator.channel.personal(megan, { ...identity, locale: 'en-IE' })
      await signIn(chat)
      await chat.ask('find contact Alice')
      expect(said(chat).at(-1)).toContain('Alice Admin')
      await chat.ask('find contact <aadmin@contoso.example>')
      expect(said(chat).at(-1)).toContain('Alice Admin')
      const [list] = await chat.ask('find contact a')
      await chat.press(list!, 0)
      await chat.settled()
      expect(chat.messages.find(({ id }) => id === list!.id)?.attachments).not.toEqual(list!.attachments)
      expect(readable((await chat.ask('disconnect')).at(-1))).toContain('You’re signed out')
    },
  )

  test('in a group the bot sends nothing but the link to the personal chat', async () => {
    for (const name of EVERYTHING) untidy.add(name)
    const group = world.emulator.channel.group([megan])
    expect(readable((await group.as(megan).ask('find contact Alice'))[0])).toContain(en.notHere)
  })
})

describe('a switch alone', () => {
  let chat: Chat
  beforeAll(async () => {
    chat = world.emulator.channel.personal(megan, { locale: 'en-NZ' })
    await signIn(chat)
  })

  test.each<Untidiness>(['no-timestamp', 'no-conversation-type', 'office-html'])(
    '“%s”: a question is answered',
    async (name) => {
      untidy.add(name)
      if (name === 'office-html') untidy.add('html-only')
      await chat.ask('find contact Alice')
      expect(said(chat).at(-1)).toContain('Alice Admin')
    },
  )

  test('“text-without-address”: the address of the HTML counts', async () => {
    untidy.add('text-without-address')
    await chat.ask('find contact <aadmin@contoso.example>')
    expect(said(chat).at(-1)).toContain('Alice Admin')
  })

  test('“short-scopes”: the account is connected', async () => {
    untidy.add('short-scopes')
    await signIn(chat)
    expect(said(chat).at(-1)).toContain(en.connected(megan.username))
  })

  test('“invokes-twice”: a row is opened once, and a button disconnects once', async () => {
    const [list] = await chat.ask('find contact a')
    untidy.add('invokes-twice')
    const calls = chat.history.length
    const answer = await chat.press(list!, 0)
    await chat.settled()
    expect(answer.body).toMatchObject({ statusCode: 200, value: { type: 'AdaptiveCard' } })
    expect(chat.history.slice(calls).filter(({ method }) => method === 'PUT')).toHaveLength(1)
    const value = { action: { type: 'Action.Execute', verb: 'status', data: { command: 'status' } } }
    const before = said(chat).length
    await chat.invoke('adaptiveCard/action', value, { replyToId: list!.id })
    await chat.settled()
    expect(said(chat)).toHaveLength(before + 1)
  })

  test('“stamps-out-of-order”: a person who removes the app and adds it again is welcomed and answered', async () => {
    untidy.add('stamps-out-of-order')
    const alexs = world.emulator.channel.personal(alex)
    await alexs.uninstall()
    await alexs.install()
    await alexs.settled()
    expect(said(alexs)).toHaveLength(1)
    startUrl((await alexs.ask('connect')).at(-1))
  })

  test('“roster-refused”: the sign-in goes without a hint', async () => {
    untidy.add('roster-refused')
    const link = await askForLink(world.emulator.channel.personal(alex))
    const { location } = await start(link)
    expect(new URL(location).searchParams.has('login_hint')).toBe(false)
    expect(signInUrl(world.emulator.channel.personal(alex).messages.at(-1)!)).toBe(link)
  })
})
