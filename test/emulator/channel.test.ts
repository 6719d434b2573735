import { ConfigurationBotFrameworkAuthentication, type Activity as SdkActivity } from 'botbuilder'
import { PasswordServiceClientCredentialFactory } from 'botframework-connector'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { actionsOf, signInUrl } from '../../emulator/channel/actions.ts'
import type { Activity } from '../../emulator/channel/activity.ts'
import { type Emulator, startEmulator } from '../../emulator/emulator.ts'
import { alex, lidia, megan } from '../../emulator/people.ts'
import type { Claims, SignOptions } from '../../emulator/channel/signing.ts'
import { conversationId, type FakeBot, fakeBot } from './fake-bot.ts'

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive'
const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

const card = (...body: object[]) => ({
  attachments: [{ contentType: ADAPTIVE, content: { type: 'AdaptiveCard', version: '1.5', body } }],
})
const words = (text: string) => ({ type: 'TextBlock', text })
const buttons = (...actions: object[]) => ({ type: 'ActionSet', actions })

let emulator: Emulator
let bot: FakeBot

beforeAll(async () => {
  emulator = await startEmulator()
  bot = await fakeBot(emulator)
})
afterAll(async () => {
  await bot.close()
  await emulator.close()
})
beforeEach(() => {
  bot.heard.length = 0
  bot.on(async () => {})
})

describe('a personal chat', () => {
  it('delivers a message as Teams does, with a token that the bot can check', async () => {
    const chat = emulator.channel.personal(megan)
    const before = Date.now()
    expect(await chat.send('find contact Alice')).toEqual({ status: 200, body: undefined })

    const { activity, claims } = bot.heard[0]!
    expect(activity).toMatchObject({
      type: 'message',
      text: 'find contact Alice',
      textFormat: 'plain',
      channelId: 'msteams',
      serviceUrl: `${emulator.origin}/teams/`,
      from: { name: 'Megan Bowen', aadObjectId: expect.stringMatching(GUID) },
      conversation: { conversationType: 'personal', tenantId: megan.tid },
      recipient: { id: `28:${emulator.channel.bot.appId}`, name: 'Outlook Contacts' },
      channelData: { tenant: { id: megan.tid } },
      entities: [{ type: 'clientInfo' }],
    })
    expect(activity.from?.id).toMatch(/^29:/)
    expect(Number(activity.id)).toBeGreaterThanOrEqual(before)
    expect(claims.exp! - claims.nbf!).toBe(3600)
  })

  it('shows a reply, and keeps its place when the bot replaces it', async () => {
    const chat = emulator.channel.personal(alex)
    bot.on(async (activity) => {
      const id = await bot.reply(activity, { text: 'looking' })
      await bot.reply(activity, { text: 'second' })
      const path = `/${encodeURIComponent(conversationId(activity))}/activities/${id}`
      const response = await bot.call('PUT', path, { type: 'message', text: 'found' })
      expect([response.status, await response.json()]).toEqual([200, { id }])
    })
    const messages = await chat.ask('find Alice')
    expect(messages.map(({ text, edits }) => [text, edits])).toEqual([
      ['found', 1],
      ['second', 0],
    ])
    expect(chat.messages.map(({ text }) => text)).toEqual(['find Alice', 'found', 'second'])
    expect(chat.history.map(({ method, status }) => [method, status])).toEqual([
      ['POST', 201],
      ['POST', 201],
      ['PUT', 200],
    ])
  })

  it('returns each of the bot’s messages once, also one that matches only after an update', async () => {
    const chat = emulator.channel.personal(lidia)
    const path = `/${encodeURIComponent(chat.conversation.id)}/activities`
    const first = chat.next()
    const created = (await (await bot.call('POST', path, { type: 'message', text: 'one' })).json()) as { id: string }
    expect(await first).toMatchObject({ text: 'one', from: 'bot' })

    const waiting = chat.next({ where: ({ text }) => text === 'three' })
    const { id } = (await (await bot.call('POST', path, { type: 'message', text: 'two' })).json()) as { id: string }
    await bot.call('PUT', `${path}/${id}`, { type: 'message', text: 'three' })
    expect(await waiting).toMatchObject({ id, text: 'three' })
    expect((await bot.call('DELETE', `${path}/${created.id}`)).status).toBe(200)
    expect(chat.messages[0]).toMatchObject({ deleted: true, text: '' })
    await expect(chat.next({ timeoutMs: 20 })).rejects.toThrow('No such message')
  })

  it('edits and redelivers a message under the same id', async () => {
    const chat = emulator.channel.personal(megan)
    await chat.send('find Alcie')
    const { activity } = chat.sent.at(-1)!
    await chat.edit(activity.id!, 'find Alice')
    await chat.redeliver(activity)
    expect(bot.heard.map(({ activity: { type, id, text } }) => [type, id, text])).toEqual([
      ['message', activity.id, 'find Alcie'],
      ['messageUpdate', activity.id, 'find Alice'],
      ['message', activity.id, 'find Alcie'],
    ])
    expect(chat.messages.at(-1)).toMatchObject({ text: 'find Alice', edits: 1 })
  })

  it('tells the bot that it was added or removed, and refuses its calls after a removal', async () => {
    const chat = emulator.channel.personal(alex)
    await chat.install()
    expect(bot.heard).toHaveLength(2)
    const installation = bot.heard.find(({ activity }) => activity.type === 'installationUpdate')
    expect(installation?.activity.action).toBe('add')
    const update = bot.heard.find(({ activity }) => activity.type === 'conversationUpdate')
    expect(update?.activity.membersAdded).toEqual([
      { id: `28:${emulator.channel.bot.appId}`, name: 'Outlook Contacts' },
    ])

    await chat.uninstall()
    const path = `/${encodeURIComponent(chat.conversation.id)}/activities`
    const refused = await bot.call('POST', path, { type: 'message', text: 'still here?' })
    expect([refused.status, await refused.json()]).toMatchObject([
      403,
      { error: { code: 'BotNotInConversationRoster' } },
    ])
    await chat.install()
    expect((await bot.call('POST', path, { type: 'typing' })).status).toBe(201)
  })

  it('can be opened by the bot for a person that the channel knows', async () => {
    const { from } = emulator.channel.personal(megan).compose('')
    const create = (id: string, activity?: object) =>
      bot.call('POST', '', { members: [{ id }], isGroup: false, tenantId: megan.tid, activity })
    const opened = await create(from!.id)
    expect([opened.status, await opened.json()]).toEqual([
      201,
      { id: emulator.channel.personal(megan).conversation.id },
    ])
    expect((await create(megan.oid, { type: 'message', text: 'hello' })).status).toBe(201)
    expect(emulator.channel.personal(megan).messages.at(-1)?.text).toBe('hello')
    expect((await create('29:nobody')).status).toBe(404)
  })

  it.each([
    ['another channel', { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }, undefined, undefined],
    ['an id that is no GUID', { aadObjectId: 'user-1' }, 'user-1', megan.tid],
  ])(
    'may be one in which the channel does not vouch for the person: %s',
    async (_, identity, aadObjectId, tenantId) => {
      const chat = emulator.channel.personal(megan, identity)
      await chat.send('connect')
      const { activity } = bot.heard[0]!
      expect(activity.from?.aadObjectId).toBe(aadObjectId)
      expect((activity.conversation as { tenantId?: string }).tenantId).toBe(tenantId)
      expect(conversationId(activity)).not.toBe(emulator.channel.personal(megan).conversation.id)
    },
  )
})

describe('buttons', () => {
  it('submit a card’s data with what was typed into it', async () => {
    const chat = emulator.channel.personal(megan)
    const data = { command: 'find', text: 'Alice' }
    bot.on((activity) =>
      bot.reply(activity, card(buttons({ type: 'Action.Submit', title: 'Search', data }))).then(() => {}),
    )
    const [message] = await chat.ask('Alice')
    bot.on(async () => {})
    await chat.press(message!, 'Search', { inputs: { name: 'Bob' } })
    expect(bot.heard[1]?.activity).toMatchObject({
      type: 'message',
      replyToId: message!.id,
      value: { ...data, name: 'Bob' },
    })
    expect(bot.heard[1]?.activity.text).toBeUndefined()
    await expect(chat.press(message!, 'Find')).rejects.toThrow('No button "Find"')
  })

  it('execute an action, and the card in the answer replaces the old one', async () => {
    const chat = emulator.channel.personal(megan)
    const execute = { type: 'Action.Execute', title: 'More', verb: 'more', data: { page: 2 } }
    const asked = { ...execute, fallback: { ...execute, type: 'Action.Submit' } }
    bot.on(async (activity) => {
      if (activity.type !== 'invoke') return void (await bot.reply(activity, card(words('page 1'), buttons(asked))))
      const value = card(words('page 2')).attachments[0]?.content
      return { status: 200, body: { statusCode: 200, type: ADAPTIVE, value } }
    })
    const [message] = await chat.ask('find A')
    expect((await chat.press(message!, 'More')).status).toBe(200)
    expect(bot.heard[1]?.activity).toMatchObject({
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: message!.id,
      value: { action: { type: 'Action.Execute', verb: 'more', data: { page: 2 } }, trigger: 'manual' },
    })
    const after = chat.messages.find(({ id }) => id === message!.id)!
    expect(after.attachments[0]?.content).toMatchObject({ body: [words('page 2')] })
    expect(actionsOf(after)).toEqual([])

    bot.on(async () => {})
    await chat.press(message!, 'More', { fallback: true })
    expect(bot.heard[2]?.activity).toMatchObject({ type: 'message', value: { page: 2 } })
  })

  it('of a sign-in card have an address, and cannot be pressed', async () => {
    const chat = emulator.channel.personal(megan)
    const content = {
      text: 'Sign in',
      buttons: [{ type: 'signin', title: 'Sign in', value: 'http://127.0.0.1/start' }],
    }
    const attachments = [{ contentType: 'application/vnd.microsoft.card.signin', content }]
    bot.on((activity) => bot.reply(activity, { attachments }).then(() => {}))
    const [message] = await chat.ask('connect')
    expect(signInUrl(message!)).toBe('http://127.0.0.1/start')
    await expect(chat.press(message!, 0)).rejects.toThrow('opens http://127.0.0.1/start')
    bot.on(async () => {})
    await chat.invoke('signin/verifyState', { state: '123456' })
    expect(bot.heard[1]?.activity).toMatchObject({ name: 'signin/verifyState', value: { state: '123456' } })
  })
})

describe('a conversation of several people', () => {
  it('mentions the bot, and shows a targeted message to one person only', async () => {
    const group = emulator.channel.group([megan, alex], { name: 'Lunch' })
    await group.as(megan).send('find Alice')
    const { activity } = bot.heard[0]!
    expect(activity).toMatchObject({
      text: '<at>Outlook Contacts</at> find Alice',
      conversation: { conversationType: 'groupChat', isGroup: true, name: 'Lunch' },
      entities: [
        { type: 'clientInfo' },
        { type: 'mention', text: '<at>Outlook Contacts</at>', mentioned: { id: activity.recipient?.id } },
      ],
    })
    const path = `/${encodeURIComponent(group.conversation.id)}/activities?isTargetedActivity=true`
    const recipient = { id: activity.from?.id, isTargeted: true }
    expect((await bot.call('POST', path, { type: 'message', text: 'for you', recipient })).status).toBe(201)
    expect(group.as(megan).messages.map(({ text }) => text)).toContain('for you')
    expect(group.as(alex).messages.map(({ text }) => text)).not.toContain('for you')

    const members = await bot.call('GET', `/${encodeURIComponent(group.conversation.id)}/members`)
    expect(await members.json()).toMatchObject([{ objectId: megan.oid, id: activity.from?.id }, { objectId: alex.oid }])
  })

  it('takes the bot’s reply in the thread, in a team’s channel', async () => {
    const team = emulator.channel.team([megan, alex])
    bot.on((activity) => bot.reply(activity, { text: 'found' }).then(() => {}))
    const [message] = await team.as(megan).ask('find Alice')
    const { activity } = bot.heard[0]!
    expect(conversationId(activity)).toBe(`${team.conversation.id};messageid=${activity.id}`)
    expect(message?.thread).toBe(activity.id)
  })
})

describe('the connector', () => {
  it.each([
    ['no token', {}],
    ['an invalid token', { authorization: 'Bearer nonsense' }],
  ])('answers 401 to %s', async (_, headers: Record<string, string>) => {
    const chat = emulator.channel.personal(megan)
    const before = chat.messages.length
    const path = `/${encodeURIComponent(chat.conversation.id)}/activities`
    expect((await bot.call('POST', path, { type: 'message', text: 'x' }, headers)).status).toBe(401)
    expect(chat.messages).toHaveLength(before)
    expect(chat.history.at(-1)?.status).toBe(401)
  })

  it('answers 401 to the channel’s own token', async () => {
    const headers = { authorization: `Bearer ${await emulator.channel.sign({ aud: 'https://api.botframework.com' })}` }
    expect((await bot.call('GET', '/x/members', undefined, headers)).status).toBe(401)
  })

  it('refuses what Teams refuses', async () => {
    const { conversation, compose } = emulator.channel.personal(megan)
    const path = `/${encodeURIComponent(conversation.id)}/activities`
    const mine = compose('mine').id
    const status = async (method: string, where: string, body?: object) => (await bot.call(method, where, body)).status
    expect(await status('POST', '/nowhere/activities', { type: 'message' })).toBe(404)
    expect(await status('PUT', `${path}/${mine}`, { type: 'message' })).toBe(404)
    expect(await status('POST', path, { type: 'message', text: 'x'.repeat(101 * 1024) })).toBe(413)
    expect(await status('POST', path, { type: 'poem' })).toBe(400)
    expect(await status('DELETE', path)).toBe(405)
  })
})

describe('faults', () => {
  const ordered = /^POST \/teams\/v3\//
  afterEach(() => emulator.faults.clear())

  it('answer instead of the channel, which still records the call', async () => {
    const chat = emulator.channel.personal(megan)
    const path = `/${encodeURIComponent(chat.conversation.id)}/activities`
    emulator.faults.add({ match: ordered, status: 429, headers: { 'retry-after': '1' }, times: 1 })
    const refused = await bot.call('POST', path, { type: 'message', text: 'first try' })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    expect((await bot.call('POST', path, { type: 'message', text: 'second try' })).status).toBe(201)
    expect(chat.history.slice(-2).map(({ status }) => status)).toEqual([429, 201])
    expect(chat.messages.map(({ text }) => text)).not.toContain('first try')
  })

  it('can lose the answer to a message that the channel accepted', async () => {
    const chat = emulator.channel.personal(megan)
    const path = `/${encodeURIComponent(chat.conversation.id)}/activities`
    emulator.faults.add({ match: ordered, cut: 'mid-body', times: 1 })
    const lost = bot.call('POST', path, { type: 'message', text: 'taken' }).then((response) => response.json())
    await expect(lost).rejects.toThrow('terminated')
    expect(chat.messages.at(-1)?.text).toBe('taken')
    expect(chat.history.at(-1)?.status).toBe(0)
  })
})

describe('the chat page', () => {
  it('has no inline script, and serves only the files that it needs', async () => {
    const page = await fetch(`${emulator.origin}/chat`)
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';")
    const paths = [...(await page.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path)
    expect(paths).toHaveLength(3)
    const status = async (path: string) => (await fetch(emulator.origin + path)).status
    const all = [...paths.map(String), '/chat/cards.js', '/chat/host-config.js']
    expect(await Promise.all(all.map(status))).toEqual([200, 200, 200, 200, 200])
    expect(await status('/chat/page.ts')).toBe(404)
  })

  it('sends messages and shows the chat', async () => {
    const said = { person: alex.oid, place: 'personal', text: 'from the page' }
    const post = (type: string) =>
      fetch(`${emulator.origin}/chat/api/send`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify(said),
      })
    expect((await post('text/plain')).status).toBe(415)
    expect(await (await post('application/json')).json()).toMatchObject({ status: 200 })
    expect(bot.heard[0]?.activity.text).toBe('from the page')

    const stop = new AbortController()
    const events = await fetch(`${emulator.origin}/chat/api/events?person=${alex.oid}&place=personal`, stop)
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader()
    let shown = ''
    while (!shown.includes('from the page')) shown += (await reader.read()).value ?? ''
    expect(shown).toContain('event: all')
    stop.abort()
  })

  it('tells the chat page of a repeated card without a change, so that the typed text in it stays', async () => {
    const chat = emulator.channel.personal(lidia)
    const path = `/${encodeURIComponent(chat.conversation.id)}/activities`
    const form = { type: 'message', ...card({ type: 'Input.Text', id: 'company' }) }
    const stop = new AbortController()
    const events = await fetch(`${emulator.origin}/chat/api/events?person=${lidia.oid}&place=personal`, stop)
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader()
    const views: string[] = []
    const told = async (count: number) => {
      let rest = ''
      while (views.length < count) {
        rest += (await reader.read()).value ?? ''
        const lines = rest.split('\n')
        rest = lines.pop() ?? ''
        views.push(...lines.filter((line) => line.startsWith('data: ') && line.includes('Input.Text')))
      }
    }
    const { id } = (await (await bot.call('POST', path, form)).json()) as { id: string }
    await told(1)
    await bot.call('PUT', `${path}/${id}`, form)
    await told(2)
    expect(views[1]).toBe(views[0])
    stop.abort()
  })
})

describe('the Bot Framework SDK', () => {
  const authenticate = async (activity: Activity, token: string) => {
    const settings = emulator.settings('http://127.0.0.1:1')
    const { MicrosoftAppId = '', MicrosoftAppPassword = '' } = settings
    const credentials = new PasswordServiceClientCredentialFactory(MicrosoftAppId, MicrosoftAppPassword)
    const authentication = new ConfigurationBotFrameworkAuthentication(settings, credentials)
    return authentication.authenticateRequest(activity as unknown as SdkActivity, `Bearer ${token}`)
  }
  it('accepts the channel’s token', async () => {
    const result = await authenticate(emulator.channel.personal(megan).compose('hi'), await emulator.channel.sign())
    expect(result.claimsIdentity.isAuthenticated).toBe(true)
    expect(result.audience).toBe('https://api.botframework.com')
  })

  const past = Math.floor(Date.now() / 1000) - 7200
  const forgeries: [string, Claims, SignOptions?][] = [
    ['signed with another key', {}, { key: 'other' }],
    ['that names an unknown key', {}, { kid: 'unknown' }],
    ['without a signature', {}, { alg: 'none' }],
    ['that has expired', { nbf: past, exp: past + 3600 }],
    ['for another bot', { aud: '00000000-0000-0000-0000-000000000000' }],
    ['from another issuer', { iss: 'https://api.botframework.com' }],
    ['for another serviceUrl', { serviceurl: 'https://attacker.example/' }],
    ['without a serviceUrl', { serviceurl: undefined }],
  ]
  it.each(forgeries)('refuses a token %s', async (_, claims, options) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const activity = emulator.channel.personal(megan).compose('hi')
    await expect(authenticate(activity, await emulator.channel.sign(claims, options))).rejects.toThrow(Error)
    log.mockRestore()
  })

  it('refuses a channel that the key is not endorsed for', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const activity = { ...emulator.channel.personal(megan).compose('hi'), channelId: 'sms' }
    await expect(authenticate(activity, await emulator.channel.sign())).rejects.toThrow('endorsement')
    log.mockRestore()
  })
})

describe('forged activities', () => {
  it('are delivered to the bot as they are', async () => {
    const chat = emulator.channel.personal(megan)
    expect((await chat.sendRaw(chat.compose('hi'))).status).toBe(401)
    const authorization = `Bearer ${await emulator.channel.sign({}, { key: 'other' })}`
    expect((await chat.sendRaw(chat.compose('hi'), { authorization })).status).toBe(401)
    expect(
      (await chat.sendRaw(chat.compose('hi'), { authorization: `Bearer ${await emulator.channel.sign()}` })).status,
    ).toBe(200)
    expect(bot.heard).toHaveLength(1)
  })
})
