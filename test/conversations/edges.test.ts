// What people read if Microsoft tells less than usual, or if they are in another of its clouds.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { alex, megan } from '../../emulator/people.ts'
import { CLOUDS, linksOf } from '../../src/config/clouds.ts'
import { messageOf } from '../../src/cards/cards.ts'
import { accountName } from '../../src/text/account-name.ts'
import { en } from '../../src/text/en.ts'
import { readable, said, startWorld, type World } from '../world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())
afterEach(() => world.emulator.untidy.clear())

describe('C21: an account', () => {
  test('without a user name goes by its name, on the page and in the chat alike', async () => {
    world.emulator.untidy.add('no-user-name')
    const chat = world.emulator.channel.personal(megan)
    const page = await world.connect(megan)
    await chat.settled()
    expect(page.text).toContain(en.page.connected.text(megan.name))
    expect(said(chat).at(-1)).toContain(en.connected(megan.name))
    expect(readable((await chat.ask('status'))[0])).not.toContain(`${megan.name}\n${megan.name}`)
    expect(readable((await chat.ask('disconnect'))[0])).toContain(megan.name)
  })

  test('without any name reads well in every sentence', async () => {
    const account = { tid: megan.tid, oid: megan.oid, name: ' ', username: '' }
    expect(accountName(account, en)).toBe(en.yourAccount)
    for (const kind of ['connected', 'disconnected', 'signed_in'] as const) {
      const shown = messageOf({ kind, account }, en, '28:bot', CLOUDS.public.links)
      expect(JSON.stringify(shown)).toContain(`as ${en.yourAccount}`.replace(/^as /, ''))
    }
  })

  test.each([
    ['ann@contoso.example', 'Ann', 'ann@contoso.example'],
    ['', 'Ann', 'Ann'],
    ['  ', 'Ann', 'Ann'],
  ])('with the user name “%s” and the name “%s” is called “%s”', (username, name, called) => {
    expect(accountName({ username, name }, en)).toBe(called)
  })
})

describe('C20: links lead to the cloud of the authority', () => {
  const account = { tid: megan.tid, oid: megan.oid, name: megan.name, username: megan.username }
  const person = {
    contact: {
      id: '1',
      emailAddresses: [{ address: alex.username }],
      businessPhones: [],
      homePhones: [],
      imAddresses: [],
    },
    places: [],
  }

  test.each([
    ['https://login.microsoftonline.us', ['gov.teams.microsoft.us', 'outlook.office365.us']],
    ['https://login.partner.microsoftonline.cn', ['teams.microsoftonline.cn', 'partner.outlook.cn']],
    ['https://login.chinacloudapi.cn', ['teams.microsoftonline.cn', 'partner.outlook.cn']],
    ['https://login.microsoftonline.com', ['teams.microsoft.com', 'outlook.office.com', 'myapps.microsoft.com']],
  ])('%s → %j', (authority, hosts) => {
    const links = linksOf(authority)
    const shown = [
      messageOf({ kind: 'not_here', asked: 'Alice' }, en, '28:bot', links),
      messageOf({ kind: 'disconnected', account }, en, '28:bot', links),
      messageOf({ kind: 'contact', person, back: undefined } as never, en, '28:bot', links),
    ]
    const found = JSON.stringify(shown).matchAll(/https:\/\/([\w.]+)/g)
    expect(new Set([...found].map(([, host]) => host))).toEqual(new Set(hosts))
  })

  test('a sentence about a link is left out if the address is not known', () => {
    const shown = messageOf({ kind: 'disconnected', account }, en, '28:bot', CLOUDS.china.links)
    expect(JSON.stringify(shown)).toContain(en.disconnected)
    for (const words of [en.withdrawConsent, en.myApps]) expect(JSON.stringify(shown)).not.toContain(words)
  })
})
