import { afterEach, expect, test } from 'vitest'
import { alex, fabrikam, lidia, megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { sidesOf } from '../endings/texts.ts'
import { storedKeys } from '../conversations/stored.ts'
import { readable, said, signInWith, startWorld, type World } from '../world.ts'

// Lidia of Fabrikam is a guest at Contoso, where her object id differs from the one at home.
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

test('S33 guests: a guest’s home account is not the account in the chat, so it is not connected', async () => {
  world = await startWorld({ OAUTH_TENANT: 'organizations' })
  const chat = world.emulator.channel.personal(guest)
  const [card] = await chat.ask('connect')
  // Microsoft's page belongs to the chat's organisation and does not offer the home account.
  await expect(signInWith(card, lidia)).rejects.toThrow(`No form account-${lidia.username}`)
  const page = await signInWith(card, alex)
  expect(page.text).toContain(en.page.mismatch.text(alex.username))
  await expect.poll(() => said(chat).join()).toContain(en.mismatch)
  expect(await keptConnections()).toEqual([])
  expect(graphCalls()).toBe(0)
})

test('S33 guests: if the operator allows other accounts, one is connected after the code, not before', async () => {
  const { chat, page, code = '' } = await signInFromHome({ OAUTH_OTHER_ACCOUNTS: 'true' })
  expect(page.text).toContain(sidesOf(lidia.username, guest.name, en.page.places.msteams))
  expect(page.text).toContain(en.page.code.text)
  expect(await keptConnections()).toEqual([])
  expect(graphCalls()).toBe(0)
  // An attacker who sent the link has the chat but not the code. The victim who signed in has the code, but no sign-in in their
  // chat.
  const lidias = world.emulator.channel.personal(lidia)
  expect(readable((await lidias.ask(code))[0])).toContain(en.noCodeWanted)
  const guess = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  expect(readable((await chat.ask(guess))[0])).toBe(en.wrongCode(2))
  expect(await keptConnections()).toEqual([])
  expect(readable((await chat.ask(code))[0])).toContain(lidia.username)
  expect(await keptConnections()).toHaveLength(1)
})

test('S33 guests: even then only accounts of an allowed tenant are connected', async () => {
  const allowed = { OAUTH_OTHER_ACCOUNTS: 'true', OAUTH_ALLOWED_TENANTS: megan.tid }
  expect(allowed.OAUTH_ALLOWED_TENANTS).not.toBe(fabrikam.tid)
  const { chat, code } = await signInFromHome(allowed)
  expect(code).toBeUndefined()
  expect(said(chat).join()).toContain(en.tenantNotAllowed)
  expect(await keptConnections()).toEqual([])
})
