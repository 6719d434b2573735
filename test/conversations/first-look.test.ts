import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { lidia, megan, nestor, type Person } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { said, signInWith, startWorld, type World } from '../world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld({ OAUTH_TENANT: 'organizations' })
})
afterEach(() => world.close())

async function connect(person: Person): Promise<Chat> {
  const chat = world.emulator.channel.personal(person)
  const [card] = await chat.ask('connect')
  expect((await signInWith(card, person)).status).toBe(200)
  await chat.settled()
  return chat
}

const graphError = (status: number, code: string) => ({
  match: 'graph' as const,
  status,
  body: { error: { code, message: 'x' } },
})

describe('problems that prevent every search are reported at connect', () => {
  test('an account without a mailbox', async () => {
    const chat = await connect(nestor)
    expect(said(chat)).toHaveLength(2)
    expect(said(chat).at(-1)).toContain(en.connected(nestor.username))
    expect(said(chat).at(-1)).toContain(en.trouble.no_mailbox)
    const reference = /Reference: (\w+)/.exec(said(chat).at(-1) ?? '')?.[1]
    expect(world.log).toContainEqual(expect.objectContaining({ reference, trouble: 'no_mailbox' }))
  })

  test.each([
    ['a missing permission', graphError(403, 'ErrorAccessDenied'), en.trouble.contacts_forbidden],
    ['an account on hold', graphError(403, 'ErrorAccountSuspend'), en.trouble.account_on_hold],
  ])('%s', async (_what, fault, sentence) => {
    world.emulator.faults.add(fault)
    const chat = await connect(megan)
    expect(said(chat).at(-1)).toContain(en.connected(megan.username))
    expect(said(chat).at(-1)).toContain(sentence)
  })

  test('an empty address book', async () => {
    const chat = await connect(lidia)
    expect(said(chat)).toHaveLength(2)
    expect(said(chat).at(-1)).toBe(`${en.connected(lidia.username)}\n${en.noContacts}`)
  })

  test('an empty address book whose folders are empty too', async () => {
    for (const name of ['Friends', 'Customers']) world.emulator.graph.mailbox(lidia.oid).addFolder(name)
    expect(said(await connect(lidia)).at(-1)).toContain(en.noContacts)
  })
})

describe('nothing is reported for', () => {
  const isWell = (chat: Chat, person: Person) =>
    expect(said(chat).at(-1)).toBe([en.connected(person.username), en.whatToType, ...en.help.examples].join('\n'))

  test('an address book with contacts, and the check takes one request', async () => {
    isWell(await connect(megan), megan)
    expect(world.emulator.graph.count()).toBe(1)
  })

  test.each([
    ['in a folder alone', 1],
    ['in a folder of a folder', 2],
  ])('contacts %s', async (_where, depth) => {
    const mailbox = world.emulator.graph.mailbox(lidia.oid)
    let folder = mailbox.addFolder('Friends').id
    for (let level = 1; level < depth; level += 1) folder = mailbox.addFolder('Old friends', folder).id
    mailbox.add({ displayName: 'Bo Lund' }, folder)
    isWell(await connect(lidia), lidia)
  })

  test.each([
    ['that is down', { match: 'graph' as const, status: 503 }],
    ['that throttles', graphError(429, 'TooManyRequests')],
    ['that is slow', { match: 'graph' as const, delayMs: 30_000 }],
    ['that answers nonsense', { match: 'graph' as const, body: '<html>' }],
  ])('an Outlook %s', async (_what, fault) => {
    world.emulator.faults.add(fault)
    const begun = performance.now()
    isWell(await connect(megan), megan)
    expect(performance.now() - begun).toBeLessThan(15_000)
  })
})
