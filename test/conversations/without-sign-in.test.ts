import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { actionsOf } from '../../emulator/channel/actions.ts'
import { alex, contoso, fabrikam, lidia, megan, nestor } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { pressForm } from '../forms.ts'
import { readable, said, startWorld, type World } from '../world.ts'
import { storedKeys } from './stored.ts'

const APPLICATION = { GRAPH_ACCESS: 'application' }
const { application, trouble } = en
const { instead } = application

/** Checks that no message has a sign-in button, and that nobody signs in. */
function expectNoSignIn({ emulator }: World): void {
  expect(emulator.entra.count('authorize')).toBe(0)
  expect(emulator.entra.count('token', 'authorization_code')).toBe(0)
}

describe.each([
  ['the embedded store', () => ({})],
  ['Redis', () => ({ REDIS_URL: `${inject('redisUrl')}/1` })],
])('without a sign-in, with %s', (_name, env) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ ...env(), ...APPLICATION })
    world.emulator.application.consent(contoso.tid)
  })
  afterAll(() => world.close())

  test('the welcome says so, and has no button to sign in', async () => {
    const chat = world.emulator.channel.personal(megan)
    await chat.install()
    await chat.settled()
    expect(said(chat).at(-1)).toContain(instead.welcome.text)
    expect(readable(chat.messages.at(-1))).not.toContain(en.signIn.button)
  })

  test('a question is answered at once from the asker’s own mailbox', async () => {
    const chat = world.emulator.channel.personal(megan)
    await chat.ask('find contact Alice')
    expect(said(chat).at(-1)).toContain('Alice Admin')
    const asked = world.emulator.graph.calls.map(({ path }) => path)
    expect(asked.length).toBeGreaterThan(0)
    for (const path of asked) expect(path).toContain(`/v1.0/users/${megan.oid}/contact`)
    expectNoSignIn(world)
  })

  test('somebody else gets their own contacts by the same token', async () => {
    await world.emulator.channel.personal(alex).ask('find contact Ada')
    expect(world.emulator.graph.calls.at(-1)?.path).toContain(`/users/${alex.oid}/`)
    expect(world.emulator.entra.count('token', 'client_credentials')).toBe(2)
  })

  test('those who were added last are listed from the asker’s own mailbox', async () => {
    const chat = world.emulator.channel.personal(megan)
    const [answer] = await chat.ask('recently added')
    expect(readable(answer)).toContain(en.list.recent)
    const asked = world.emulator.graph.calls.map(({ path }) => path).filter((path) => /orderby/i.test(path))
    expect(asked.length).toBeGreaterThan(0)
    for (const path of asked) expect(path).toContain(`/v1.0/users/${megan.oid}/contact`)
  })

  test('connect says that no sign-in is needed', async () => {
    const [answer, ...more] = await world.emulator.channel.personal(megan).ask('connect')
    expect(readable(answer)).toContain(application.noSignIn)
    expect(more).toEqual([])
  })

  test('status and help fit', async () => {
    const chat = world.emulator.channel.personal(megan)
    const [status] = await chat.ask('status')
    expect(readable(status)).toContain(instead.status.title)
    expect(readable(status)).toContain(megan.name)
    expect(readable(status)).not.toContain(en.status.since)
    expect(readable(status)).toMatch(/\d in \d+ folders/)
    const [details] = await chat.ask('status details')
    expect(readable(details)).toContain(`${world.emulator.origin}/v1.0`)
    const [help] = await chat.ask('help')
    for (const line of instead.help.lines) expect(readable(help)).toContain(line)
    expect(readable(help)).toContain('Alice Admin')
    expect(readable(help)).not.toMatch(/sign in/i)
  })

  test('disconnect deletes everything, and the next question reads the contacts again', async () => {
    const chat = world.emulator.channel.personal(megan)
    expect(await keysOf(world)).not.toEqual([])
    const [answer] = await chat.ask('disconnect')
    expect(readable(answer)).toBe(instead.nothingConnected)
    expect(await keysOf(world)).toEqual([])
    await chat.ask('find contact Alice')
    expect(said(chat).at(-1)).toContain('Alice Admin')
  })

  test('six digits are looked for, and a plain name is a question', async () => {
    const chat = world.emulator.channel.personal(megan)
    expect((await chat.ask('123456')).map(readable).join()).toContain(en.digitsSearched)
    expect((await chat.ask('alice')).map(readable).join()).toContain('Alice Admin')
  })

  /** The records that are stored about Megan. */
  async function keysOf(of: World): Promise<string[]> {
    const { redisRecords } = await import('../../emulator/demo/records.ts')
    const redis = env() as { REDIS_URL?: string }
    const keys = redis.REDIS_URL
      ? (await redisRecords(redis.REDIS_URL, '')).map(({ key }) => key)
      : await storedKeys(of, '')
    const own = encodeURIComponent(world.emulator.channel.personal(megan).sent[0]?.activity.from?.id ?? '')
    return keys.filter((key) => key.includes(own))
  }
})

describe('if the application is not approved', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld({ ...APPLICATION, OAUTH_TENANT: 'organizations', CONTACTS_MAX_AGE: '0' })
  })
  afterEach(() => world.close())

  test.each(['connect', 'find contact Alice', 'status', 'alice'])(
    '“%s” is answered with the link for an administrator, after whose consent it works',
    async (text) => {
      const chat = world.emulator.channel.personal(lidia)
      const [answer] = await chat.ask(text)
      expect(readable(answer)).toContain(trouble.app_not_approved)
      expect(readable(answer)).not.toContain(application.maybeLimited)
      const link = new URL(linkIn(answer))
      expect(link.pathname).toBe(`/${fabrikam.tid}/v2.0/adminconsent`)
      expect(link.searchParams.get('scope')).toBe('https://graph.microsoft.com/.default')
      expect(link.searchParams.get('redirect_uri')).toBe(`${world.publicUrl}/auth/callback`)
      expect(world.log).toContainEqual(
        expect.objectContaining({
          trouble: 'app_not_approved',
          hint: expect.any(String) as string,
          error: expect.objectContaining({ aadsts: 'AADSTS7000229' }) as object,
        }),
      )
      expect(await accept(link)).toContain(instead.page.adminApproved.text)
      await chat.ask('connect')
      expect(said(chat).at(-1)).toContain(application.noSignIn)
    },
  )

  test('a state that is not ours does not count as the return of an administrator', async () => {
    const [answer] = await world.emulator.channel.personal(lidia).ask('connect')
    const link = new URL(linkIn(answer))
    link.searchParams.set('state', `admin.${fabrikam.tid}.${'x'.repeat(43)}`)
    expect(await accept(link)).toContain(en.page.malformed.title)
  })

  test('at home, if only Outlook says so, the answer also says what to do about a limited approval', async () => {
    const [answer] = await world.emulator.channel.personal(megan).ask('find contact Alice')
    expect(readable(answer)).toContain(trouble.app_not_approved)
    expect(readable(answer)).toContain(application.maybeLimited)
    expect(linkIn(answer)).toContain(`/${contoso.tid}/v2.0/adminconsent`)
    world.emulator.application.consent(contoso.tid)
    const [after] = await world.emulator.channel.personal(megan).ask('connect')
    expect(readable(after)).toContain(application.noSignIn)
  })

  test('an approval that was withdrawn is asked for again', async () => {
    world.emulator.application.consent(contoso.tid)
    const chat = world.emulator.channel.personal(megan)
    await chat.ask('connect')
    expect(said(chat).at(-1)).toContain(application.noSignIn)
    world.emulator.application.withdraw(contoso.tid)
    const [answer] = await chat.ask('connect')
    expect(readable(answer)).toContain(trouble.app_not_approved)
  })

  /** An administrator presses Accept. @returns the page that they come back to */
  async function accept(link: URL): Promise<string> {
    const back = await fetch(link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'decision=accept',
    })
    return back.text()
  }
})

describe('if Exchange opens some mailboxes only', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld(APPLICATION)
    world.emulator.application.limitTo(contoso.tid, [megan.oid, nestor.oid])
  })
  afterEach(() => world.close())

  test('their owners get answers; another person is told why not, without a link that would open every mailbox', async () => {
    const megans = world.emulator.channel.personal(megan)
    await megans.ask('find contact Alice')
    expect(said(megans).at(-1)).toContain('Alice Admin')
    for (const text of ['find contact Ada', 'connect']) {
      const [answer] = await world.emulator.channel.personal(alex).ask(text)
      expect(readable(answer)).toContain(instead.trouble.contacts_forbidden)
      expect(JSON.stringify(answer?.attachments ?? [])).not.toContain('adminconsent')
    }
    const [status] = await world.emulator.channel.personal(alex).ask('status')
    expect(readable(status)).toContain(instead.trouble.contacts_forbidden)
    expect(world.log).toContainEqual(
      expect.objectContaining({
        trouble: 'contacts_forbidden',
        hint: expect.stringContaining('RBAC for Applications') as string,
        error: expect.objectContaining({ status: 403, graphCode: 'ErrorAccessDenied' }) as object,
      }),
    )
  })

  test('a person without a mailbox is told so', async () => {
    for (const text of ['find contact Ada', 'connect']) {
      const [answer] = await world.emulator.channel.personal(nestor).ask(text)
      expect(readable(answer)).toContain(trouble.no_mailbox)
    }
  })
})

describe('changing a contact without a sign-in', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld(APPLICATION)
  })
  afterEach(() => world.close())

  async function add(): Promise<string> {
    const chat = world.emulator.channel.personal(megan)
    const [form] = await chat.ask('add contact Nora Quist')
    await pressForm(chat, form!, en.form.save)
    await chat.settled()
    return said(chat).at(-1) ?? ''
  }

  test('changes the asker’s own, if the application may', async () => {
    world.emulator.application.consent(contoso.tid, ['Contacts.ReadWrite'])
    expect(await add()).toContain(en.news.added)
    const written = world.emulator.graph.calls.filter(({ method }) => method !== 'GET').map(({ path }) => path)
    expect(written).toEqual([expect.stringContaining(`/users/${megan.oid}/contact`)])
    expectNoSignIn(world)
  })

  test('says so if the application may only read, and asks nobody to sign in', async () => {
    world.emulator.application.consent(contoso.tid)
    expect(await add()).toContain(trouble.changes_forbidden)
    expectNoSignIn(world)
  })
})

test('all instances share one token, and renew it once when Graph refuses it', async () => {
  const world = await startWorld({ ...APPLICATION, CONTACTS_MAX_AGE: '0', REDIS_URL: `${inject('redisUrl')}/1` })
  const { application: app, entra, channel } = world.emulator
  app.consent(contoso.tid)
  const instances = [channel.botUrl, await world.another()]
  const graphTokens = () =>
    entra.calls.filter(({ params }) => params['scope'] === 'https://graph.microsoft.com/.default').length
  const everywhere = async () => {
    const asking = [megan, alex].flatMap((person) =>
      instances.map((url) => {
        channel.botUrl = url
        return channel.personal(person).send('find contact A')
      }),
    )
    await Promise.all(asking)
    for (const person of [megan, alex]) await channel.personal(person).settled()
  }
  await everywhere()
  const before = graphTokens()
  // Worlds on one Redis may find the token of an earlier one.
  expect(before).toBeLessThanOrEqual(1)
  entra.expireAccessTokens()
  await everywhere()
  expect(graphTokens()).toBe(before + 1)
  expect(said(channel.personal(alex)).at(-1)).not.toContain(trouble.unexpected)
  await world.close()
})

test('a tenant that is not allowed is told so, and Microsoft is not asked', async () => {
  const world = await startWorld({
    ...APPLICATION,
    OAUTH_TENANT: 'organizations',
    OAUTH_ALLOWED_TENANTS: contoso.tid,
  })
  world.emulator.application.consent(fabrikam.tid)
  for (const text of ['connect', 'find contact Alice', 'status']) {
    const [answer] = await world.emulator.channel.personal(lidia).ask(text)
    expect(readable(answer)).toBe(en.tenantNotAllowed)
  }
  // The bot's own token for the channel does not count.
  const scopes = world.emulator.entra.calls.map(({ params }) => params['scope'])
  expect(new Set(scopes)).toEqual(new Set(['https://api.botframework.com/.default']))
  expect(world.emulator.graph.calls).toEqual([])
  await world.close()
})

test('a chat for which nobody vouches gets no contacts', async () => {
  const world = await startWorld(APPLICATION)
  world.emulator.application.consent(contoso.tid)
  const web = { channelId: 'webchat', aadObjectId: megan.oid, tenantId: megan.tid }
  for (const text of ['connect', 'find contact Alice', 'status', 'alice', '123456']) {
    const [answer] = await world.emulator.channel.personal(megan, web).ask(text)
    expect(readable(answer)).toBe(application.nobodyVouches)
  }
  expect(world.emulator.graph.calls).toEqual([])
  await world.close()
})

test('switching to this mode and back loses nobody’s connection', async () => {
  const world = await startWorld()
  const chat = world.emulator.channel.personal(megan)
  await world.connect(megan)
  await chat.settled()
  await world.restart(APPLICATION)
  world.emulator.application.consent(contoso.tid)
  await chat.ask('find contact Alice')
  expect(said(chat).at(-1)).toContain('Alice Admin')
  expect(world.emulator.graph.calls.at(-1)?.path).toContain(`/users/${megan.oid}/`)
  await world.restart({ GRAPH_ACCESS: 'delegated' })
  const [answer] = await chat.ask('connect')
  expect(readable(answer)).toContain(`already connected as ${megan.username}`)
  await chat.ask('find contact Alice')
  expect(world.emulator.graph.calls.at(-1)?.path).toContain('/me/')
  await world.close()
})

test('uninstalling the app deletes everything, and a late older message brings nothing back', async () => {
  const world = await startWorld(APPLICATION)
  world.emulator.application.consent(contoso.tid)
  const chat = world.emulator.channel.personal(megan)
  const late = chat.compose('find contact Alice')
  await chat.ask('find contact Alice')
  await chat.uninstall()
  await chat.settled()
  await chat.sendRaw(late, {})
  await chat.settled()
  expect((await storedKeys(world, '')).filter((key) => /^(?:address-book|recent)\//.test(key))).toEqual([])
  await world.close()
})

function linkIn(message: Parameters<typeof actionsOf>[0] | undefined): string {
  const urls = message ? actionsOf(message).map((action) => (action as { url?: unknown }).url) : []
  const url = urls.find((one) => typeof one === 'string' && one.includes('/adminconsent'))
  return typeof url === 'string' ? url : ''
}
