import { afterEach, expect, test } from 'vitest'
import { alex, fabrikam, lidia, megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { storedKeys } from '../conversations/stored.ts'
import { readable, said, signInWith, startWorld, type World } from '../world.ts'

// Lidia of Fabrikam is a guest at Contoso: there she has another object id than at home.
const guest = {
  ...megan,
  name: lidia.name,
  oid: 'b6e4a6a2-5d3e-4f0c-9d9e-1c6f5a0e7d31',
  username: 'lidia@contoso.example',
}

let world: World
afterEach(() => world.close())

async function signInFromHome(env: Record<string, string>) {
  world = await startWorld({ OAUTH_TENANT: 'organizations', ...env })
  const chat = world.emulator.channel.personal(guest)
  const [card] = await chat.ask('connect')
  const page = await signInWith(card, lidia)
  await chat.settled()
  return { chat, page, code: /data-result="(\d{6})"/.exec(page.html)?.[1] }
}

const keptConnections = () => storedKeys(world, 'connection/')
const graphCalls = () => world.emulator.graph.calls.length

test('S33 guests: an account from home is not the one in the chat, so nobody is connected', async () => {
  world = await startWorld({ OAUTH_TENANT: 'organizations' })
  const chat = world.emulator.channel.personal(guest)
  const [card] = await chat.ask('connect')
  // Microsoft's page is that of the chat's organisation, and does not offer it.
  await expect(signInWith(card, lidia)).rejects.toThrow(`No form account-${lidia.username}`)
  const page = await signInWith(card, alex)
  expect(page.text).toContain(en.page.mismatch.text(alex.username))
  await chat.next({ where: (message) => readable(message) === en.mismatch })
  expect(await keptConnections()).toEqual([])
  expect(graphCalls()).toBe(0)
})

test('S33 guests: where the operator allows it, by the code and not before', async () => {
  const { chat, page, code = '' } = await signInFromHome({ OAUTH_OTHER_ACCOUNTS: 'true' })
  expect(page.text).toContain(en.page.code.text(lidia.username, guest.name, en.page.places.msteams))
  expect(await keptConnections()).toEqual([])
  expect(graphCalls()).toBe(0)
  // The attacker who sent the link has the chat, and not the code; the one who signed in has no such sign-in in their own.
  const lidias = world.emulator.channel.personal(lidia)
  expect(readable((await lidias.ask(code))[0])).toBe(en.noCodeWanted)
  const guess = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  expect(readable((await chat.ask(guess))[0])).toBe(en.wrongCode(2))
  expect(await keptConnections()).toEqual([])
  expect(readable((await chat.ask(code))[0])).toContain(lidia.username)
  expect(await keptConnections()).toHaveLength(1)
})

test('S33 guests: and then too only an account of a tenant that may connect', async () => {
  const allowed = { OAUTH_OTHER_ACCOUNTS: 'true', OAUTH_ALLOWED_TENANTS: megan.tid }
  expect(allowed.OAUTH_ALLOWED_TENANTS).not.toBe(fabrikam.tid)
  const { chat, code } = await signInFromHome(allowed)
  expect(code).toBeUndefined()
  expect(said(chat)).toContain(en.tenantNotAllowed)
  expect(await keptConnections()).toEqual([])
})
