import { afterEach, expect, test } from 'vitest'
import { browser, signIn } from '../../emulator/browser.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { contoso, fabrikam, lidia, megan, type Person } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { askForLink } from '../visit.ts'
import { readable, signInWith, startWorld, type World } from '../world.ts'
import { storedKeys } from '../conversations/stored.ts'

let world: World
afterEach(() => world.close())

const ANY = { OAUTH_TENANT: 'organizations' }
const webchat = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }

/** Connects an account by its code, or directly if it is the chat's own. */
async function connected(chat: Chat, as: Person): Promise<void> {
  const page = await signInWith((await chat.ask('connect'))[0], as)
  const code = /data-result="(\d{6})"/.exec(page.html)?.[1]
  if (code !== undefined) await chat.ask(code)
  await chat.settled()
  expect(await storedKeys(world, 'connection/')).toHaveLength(1)
}

/** Checks that nothing is left of a connection that the rules forbid, and that Graph was not asked again. */
async function hasEnded(chat: Chat, question: string): Promise<string> {
  const before = world.emulator.graph.count()
  const said = (await chat.ask(question)).map(readable).join('\n')
  expect(await storedKeys(world, 'connection/')).toEqual([])
  expect(await storedKeys(world, 'address-book/')).toEqual([])
  expect(world.emulator.graph.count()).toBe(before)
  return said
}

test.each(['find contact Alice', 'status', 'connect'])(
  'S65 rules hold at each use: another account ends with OAUTH_OTHER_ACCOUNTS, at “%s”',
  async (question) => {
    world = await startWorld({ ...ANY, OAUTH_OTHER_ACCOUNTS: 'true' })
    const chat = world.emulator.channel.personal(megan)
    await connected(chat, lidia)
    await chat.ask('find contact Alice')
    await world.restart({ OAUTH_OTHER_ACCOUNTS: 'false' })
    expect(await hasEnded(chat, question)).not.toContain(lidia.username)
    const end = await signIn(browser(), await askForLink(chat), { username: megan.username })
    expect(end.text).toContain(megan.username)
  },
)

test('S65 rules hold at each use: a tenant that is taken off OAUTH_ALLOWED_TENANTS', async () => {
  world = await startWorld({ ...ANY, OAUTH_ALLOWED_TENANTS: `${contoso.tid},${fabrikam.tid}` })
  const chat = world.emulator.channel.personal(lidia)
  await connected(chat, lidia)
  await world.restart({ OAUTH_ALLOWED_TENANTS: contoso.tid })
  expect(await hasEnded(chat, 'find contact Alice')).toBe(en.tenantNotAllowed)
})

test('S65 rules hold at each use: if nobody vouches, too, and with another OAUTH_TENANT', async () => {
  world = await startWorld(ANY)
  const web = world.emulator.channel.personal(megan, webchat)
  await connected(web, lidia)
  await world.restart({ OAUTH_TENANT: contoso.tid })
  expect(await hasEnded(web, 'find contact Alice')).toContain(en.signIn.lookUp('Alice'))
})

test('S65 rules hold at each use: a code that was shown before the rule', async () => {
  world = await startWorld({ ...ANY, OAUTH_OTHER_ACCOUNTS: 'true' })
  const chat = world.emulator.channel.personal(megan)
  const page = await signInWith((await chat.ask('connect'))[0], lidia)
  const code = /data-result="(\d{6})"/.exec(page.html)?.[1] ?? ''
  await world.restart({ OAUTH_OTHER_ACCOUNTS: 'false' })
  expect((await chat.ask(code)).map(readable)).toEqual([expect.stringContaining(en.noCodeWanted)])
  expect(await storedKeys(world, 'connection/')).toEqual([])
})

test('what the rules still allow stays connected', async () => {
  world = await startWorld({ ...ANY, OAUTH_OTHER_ACCOUNTS: 'true' })
  const chat = world.emulator.channel.personal(megan)
  await connected(chat, megan)
  await world.restart({ OAUTH_OTHER_ACCOUNTS: 'false', OAUTH_ALLOWED_TENANTS: contoso.tid })
  expect(readable((await chat.ask('status'))[0])).toContain(megan.username)
})
