import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { alex, contoso, fabrikam, lidia, megan, type Person } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { NOTHING_KEPT, readable, said, startWorld, type World } from '../world.ts'
import { crowd } from './crowd.ts'

/** `TEST_FULL=1`: ten times as many. */
const RUNS = process.env['TEST_FULL'] === undefined ? 300 : 3_000
/** A person who asks more questions in a short time gets no answer. */
const QUESTIONS_EACH = 50

const everybody = crowd(RUNS / QUESTIONS_EACH)

let world: World
let his: Chat

beforeAll(async () => {
  world = await startWorld(
    {
      ...NOTHING_KEPT,
      GRAPH_ACCESS: 'application',
      CHANNELS: 'msteams,webchat,directline',
      OAUTH_TENANT: 'organizations',
      OAUTH_ALLOWED_TENANTS: contoso.tid,
    },
    { people: everybody },
  )
  for (const { tid } of [contoso, fabrikam]) world.emulator.application.consent(tid)
  his = world.emulator.channel.personal(alex)
  for (const person of everybody)
    world.emulator.graph.mailbox(person.oid).add({ displayName: `Zelda of ${person.name}` })
  await his.ask('find contact Zelda')
  expect(said(his).at(-1)).toContain('Zelda of Alex Wilber')
  world.emulator.graph.calls.length = 0
})
afterAll(() => world.close())
afterEach(() => {
  world.emulator.faults.clear()
  world.emulator.graph.calls.length = 0
  world.emulator.entra.calls.length = 0
})

/** Checks that the bot requested only the asker's mailbox, by any path, and no token of another tenant. */
function onlyOf({ oid }: Person): void {
  for (const { path } of world.emulator.graph.calls) {
    const decoded = decodeURIComponent(path)
    expect(decoded).toMatch(new RegExp(`^/v1\\.0/users/${oid}/contact(?:s|Folders)[/?]`))
    expect(decoded).not.toMatch(/[\\/]\.{1,2}(?:[\\/?]|$)/)
  }
  const tenants = world.emulator.entra.calls.filter(({ endpoint }) => endpoint !== 'keys').map(({ tenant }) => tenant)
  expect(tenants.filter((tenant) => tenant !== contoso.tid)).toEqual([])
}

const onlyHis = () => onlyOf(alex)

const nothingRead = () => expect(world.emulator.graph.calls).toEqual([])

/** Everything that could name Megan as the owner of the contacts. */
function claims(): Record<string, unknown> {
  const { oid, tid, username } = megan
  const id = world.emulator.channel.personal(megan).compose('').from?.id ?? ''
  return {
    oid,
    tid,
    userId: oid,
    aadObjectId: oid,
    tenantId: tid,
    mailbox: `application/${tid}/${oid}`,
    account: { oid, tid, username },
    user: { channelId: 'msteams', tenantId: tid, id, aadObjectId: oid, vouched: true },
    from: { id, aadObjectId: oid },
    owner: { key: `address-book/msteams/${tid}/${id}`, userId: oid },
    path: `/users/${oid}/contacts`,
  }
}

describe('S56 application access: a chat for which nobody vouches', () => {
  test.each([
    ['Web Chat', { channelId: 'webchat', aadObjectId: megan.oid, tenantId: megan.tid }],
    ['Direct Line', { channelId: 'directline', aadObjectId: megan.oid, tenantId: megan.tid }],
    ['Teams without an object id', { aadObjectId: undefined }],
    ['Teams without a tenant', { tenantId: undefined }],
  ])('%s reads nobody’s contacts', async (_, identity) => {
    const chat = world.emulator.channel.personal(megan, identity)
    for (const text of ['find contact Zelda', 'connect', 'status', 'alice', 'help']) await chat.ask(text)
    expect(said(chat).slice(0, -1)).toEqual(Array.from({ length: 4 }, () => en.application.nobodyVouches))
    nothingRead()
  })

  test.each([
    megan.username,
    `${megan.oid}/../${alex.oid}`,
    `../${megan.oid}`,
    `${megan.oid}?`,
    `{${megan.oid}}`,
    ` ${megan.oid}`,
    '',
    'me',
    [megan.oid],
    { toString: megan.oid },
    7,
    null,
  ])('an object id that is no GUID reads nobody’s contacts: %j', async (aadObjectId) => {
    const { from } = his.compose('')
    await his.redeliver(his.compose('find contact Zelda'), { from: { ...from, aadObjectId } })
    await his.settled()
    nothingRead()
  })
})

describe('S56 application access: a forged message', () => {
  test.each([
    ['without a token', async () => ({})],
    ['with a stranger’s token', async () => bearer(await world.emulator.channel.sign({}, { key: 'other' }))],
    ['with an unsigned token', async () => bearer(await world.emulator.channel.sign({}, { alg: 'none' }))],
    [
      'with a key that is not Teams’ own',
      async () => bearer(await world.emulator.channel.sign({}, { key: 'unendorsed' })),
    ],
    ['with another bot’s token', async () => bearer(await world.emulator.channel.sign({ aud: megan.oid }))],
    ['with the application’s token for Graph', async () => bearer(await graphToken())],
  ])('%s reads nobody’s contacts', async (_, headers) => {
    const hers = world.emulator.channel.personal(megan)
    const { status } = await hers.sendRaw(hers.compose('find contact Zelda'), await headers())
    expect([401, 403]).toContain(status)
    nothingRead()
  })

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

  async function graphToken(): Promise<string> {
    const { OAUTH_CLIENT_ID = '', OAUTH_CLIENT_SECRET = '' } = world.emulator.settings(world.publicUrl)
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: OAUTH_CLIENT_ID,
      client_secret: OAUTH_CLIENT_SECRET,
      scope: 'https://graph.microsoft.com/.default',
    })
    const answer = await fetch(`${world.emulator.origin}/${contoso.tid}/oauth2/v2.0/token`, { method: 'POST', body })
    return ((await answer.json()) as { access_token: string }).access_token
  }
})

describe('S56 application access: what Alex sends', () => {
  test('buttons whose data names Megan read Alex’s own contacts', async () => {
    for (const data of [
      { command: 'find', query: 'Zelda', offset: 0 },
      { command: 'show', contactId: 'x' },
      { command: 'status', details: true },
      { command: 'connect' },
      { command: 'list', offset: 0 },
      ...['edit', 'delete', 'confirm_delete', 'save', 'undo', 'merge', 'export'].map((command) => ({
        command,
        contactId: 'x',
        id: `${megan.oid}/x`,
        form: `draft/msteams/${megan.tid}/${megan.oid}/x`,
      })),
    ]) {
      await his.invoke('adaptiveCard/action', { action: { type: 'Action.Execute', data: { ...data, ...claims() } } })
      await his.redeliver(his.compose(''), {
        text: undefined,
        value: { ...data, ...claims() },
        ...withoutFrom(claims()),
      })
      await his.settled()
    }
    expect(world.emulator.graph.calls.length).toBeGreaterThan(0)
    expect(said(his).join('\n')).not.toContain('Zelda of Megan Bowen')
    onlyHis()
  })

  test.each([
    `../../${megan.oid}/contacts/x`,
    `../../../users/${megan.oid}/contacts`,
    `..%2f..%2f${megan.oid}`,
    `x/../../../${megan.oid}/contacts`,
    `x')/../../users('${megan.oid}`,
    `?$expand=user(${megan.oid})`,
    '..',
    '%2e%2e',
    '\\..\\..\\users',
  ])('a contact id never leads to another mailbox: %j', async (contactId) => {
    await his.invoke('adaptiveCard/action', {
      action: { type: 'Action.Execute', data: { command: 'show', contactId } },
    })
    await his.settled()
    onlyHis()
  })

  test('texts and fields of any kind never change whose mailbox is read', async () => {
    const askers = everybody.filter(({ name }) => name.startsWith('Somebody Else'))
    let run = 0
    let asked = 0
    const hers = Object.values(claims())
    const field = fc.oneof(fc.constantFrom(...hers), fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'grapheme' }))
    const named = fc.constantFrom(
      ...Object.keys(claims()),
      'value',
      'channelData',
      'entities',
      'recipient',
      'name',
      'relatesTo',
    )
    const typed = fc.oneof(
      fc.constantFrom(
        'find contact Zelda',
        'status',
        'connect',
        'list contacts',
        'add contact Zelda',
        'delete contact Zelda',
        'edit contact Zelda',
        `find ${megan.oid}`,
        `status ${megan.username}`,
        'zelda',
      ),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
    )
    await fc.assert(
      fc.asyncProperty(typed, fc.dictionary(named, field, { maxKeys: 4 }), async (text, fields) => {
        const asker = askers[run++ % askers.length] ?? alex
        const chat = world.emulator.channel.personal(asker)
        await chat.redeliver(chat.compose(text), { id: crypto.randomUUID(), ...withoutFrom(fields) })
        await chat.settled()
        onlyOf(asker)
        asked += world.emulator.graph.calls.length
        world.emulator.graph.calls.length = 0
        expect(said(chat).join('\n')).not.toContain('Zelda of Megan Bowen')
        expect(said(chat).at(-1)).not.toBe(en.tooManyQuestions)
      }),
      { numRuns: RUNS },
    )
    expect(asked).toBeGreaterThan(RUNS / 10)
  }, 120_000)

  /** What Alex may choose: the channel itself says who he is, and in which conversation. */
  function withoutFrom({ from: _from, ...fields }: Record<string, unknown>): Record<string, unknown> {
    return fields
  }
})

describe('S56 application access: Graph’s links', () => {
  const users = () => `${world.emulator.origin}/v1.0/users`

  test.each([
    ['another mailbox', () => `${users()}/${megan.oid}/contacts?$skip=1`],
    ['another mailbox, in brackets', () => `${users()}('${megan.oid}')/contacts?$skip=1`],
    ['up and down again', () => `${users()}/${alex.oid}/../${megan.oid}/contacts`],
    ['up and down again, encoded', () => `${users()}/${alex.oid}/%2e%2e/${megan.oid}/contacts`],
    ['up and down again, with encoded slashes', () => `${users()}/${alex.oid}%2f..%2f${megan.oid}/contacts`],
    ['up from the contacts', () => `${users()}/${alex.oid}/contacts%2f..%2f..%2f${megan.oid}/contacts`],
    ['up by a backslash', () => `${users()}/${alex.oid}\\..\\${megan.oid}\\contacts`],
    ['the user name of another', () => `${users()}/${megan.username}/contacts`],
    ['the longer id', () => `${users()}/${alex.oid}${megan.oid}/contacts`],
    ['no mailbox', () => `${world.emulator.origin}/v1.0/me/contacts`],
    ['a batch', () => `${world.emulator.origin}/v1.0/$batch`],
    ['his mail', () => `${users()}/${alex.oid}/messages`],
    ['all users', () => users()],
  ])('to %s are not followed', async (_, link) => {
    for (const name of ['@odata.nextLink', '@odata.deltaLink']) {
      world.emulator.faults.clear()
      world.emulator.faults.add({ match: 'graph', merge: { [name]: link() } })
      const [answer] = await his.ask('find contact Zelda')
      expect(readable(answer)).not.toContain('Zelda of Megan Bowen')
      await his.ask('status')
    }
    onlyHis()
  })

  test('within his own mailbox are followed, however Graph writes its owner', async () => {
    world.emulator.faults.add({
      match: /^GET .*\/contactFolders\?/,
      times: 1,
      merge: { '@odata.nextLink': `${users()}/${alex.oid.toUpperCase()}/contactFolders?$top=5&$skip=100` },
    })
    const [answer] = await his.ask('find contact Zelda')
    expect(readable(answer)).toContain('Zelda of Alex Wilber')
    expect(readable(answer)).not.toContain(en.unread.list)
  })
})

test('S56 application access: a tenant that is not allowed gets no token and no contacts', async () => {
  const chat = world.emulator.channel.personal(lidia)
  for (const text of ['find contact Zelda', 'connect', 'status']) {
    const [answer] = await chat.ask(text)
    expect(readable(answer)).toBe(en.tenantNotAllowed)
  }
  nothingRead()
  expect(world.emulator.entra.calls.filter(({ tenant }) => tenant === fabrikam.tid)).toEqual([])
})
