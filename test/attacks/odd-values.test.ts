import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messageOf } from '../../src/cards/cards.ts'
import { plain } from '../../src/cards/safe-text.ts'
import { fromGraph } from '../../src/graph/contact.ts'
import { en } from '../../src/text/en.ts'
import { startWorld, type World } from '../world.ts'
import { CLOUDS } from '../../src/config/clouds.ts'

describe('S70 odd hosts, addresses and names: a bot without a registration', () => {
  let world: World
  beforeAll(async () => {
    const none = { MicrosoftAppId: '', MicrosoftAppPassword: '', MicrosoftAppType: '', MicrosoftAppTenantId: '' }
    world = await startWorld({ ...none, OAUTH_TENANT: 'organizations' })
  })
  afterAll(() => world.close())

  /** Sends a request that names `host`. @returns the status and the body of the answer */
  function asked(host: string, path: string, body?: object): Promise<[number, string]> {
    const { port } = new URL(world.publicUrl)
    const headers = { host, ...(body && { 'content-type': 'application/json' }) }
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method: body ? 'POST' : 'GET', headers }, (response) => {
        let text = ''
        response.on('data', (part: Buffer) => (text += part.toString()))
        response.on('end', () => resolve([response.statusCode ?? 0, text]))
      })
      sent.on('error', reject).end(body && JSON.stringify(body))
    })
  }

  /** A message whose answer comes in the response. */
  const message = () => ({
    type: 'message',
    id: crypto.randomUUID(),
    text: 'help',
    deliveryMode: 'expectReplies',
    channelId: 'webchat',
    serviceUrl: `${world.emulator.origin}/teams/`,
    from: { id: 'me' },
    conversation: { id: 'c' },
    recipient: { id: 'bot' },
  })

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.nip.io:3978',
    '127.0.0.2',
    '0.0.0.0',
    'localhost.',
    '[::2]',
  ])('answers nothing to a page that calls this machine %s', async (host) => {
    expect(await asked(host, '/api/messages', message())).toEqual([403, 'This host is not served\n'])
    for (const path of ['/healthz', '/auth/start?ticket=x', '/auth/callback'])
      expect((await asked(host, path))[0]).toBe(403)
  })

  test.each(['localhost', 'LOCALHOST:3978', '127.0.0.1:1', '[::1]:3978'])(
    'answers this machine by its name %s',
    async (host) => {
      const [status, text] = await asked(host, '/api/messages', message())
      expect(status).toBe(200)
      expect(text).toContain(en.help.title)
    },
  )
})

describe('S70 odd hosts, addresses and names: a bot with a registration', () => {
  test('answers by whatever name a proxy gives it', async () => {
    const world = await startWorld()
    const { port } = new URL(world.publicUrl)
    const status = await new Promise((resolve) =>
      request({ host: '127.0.0.1', port, path: '/healthz', headers: { host: 'inner.example' } }, (response) =>
        resolve(response.resume().statusCode),
      ).end(),
    )
    expect(status).toBe(200)
    await world.close()
  })
})

/** The card of a contact with this name and address, as JSON. */
function cardOf(displayName: string, address: string): string {
  const contact = fromGraph({ id: 'x', displayName, emailAddresses: [{ address, name: 'x' }] })
  if (!contact) throw new Error('No contact')
  return JSON.stringify(
    messageOf({ kind: 'contact', person: { contact, places: [] }, back: undefined }, en, '28:bot', CLOUDS.public.links),
  )
}

describe('S70 odd hosts, addresses and names: an address', () => {
  test.each([
    '8:orgid:00000000-1111-2222-3333-444444444444,alice@fabrikam.example',
    'everyone;alice@fabrikam.example',
    'alice@fabrikam.example,mallory@evil.example',
    'mallory,alice@fabrikam.example',
    '29:1x@fabrikam.example',
    'alice@fabrikam.example;mallory',
    'alice@fabrikam.example?cc=mallory',
    'alice@fabrikam.example&cc=mallory',
    'alice%2Cmallory@fabrikam.example',
    '"alice,mallory"@fabrikam.example',
    'alice(mallory)@fabrikam.example',
    'bob@fabrikam.example, <mallory@evil.example>',
    'Alice <alice@fabrikam.example> <mallory@evil.example>',
    '<alice@fabrikam.example>, Mallory',
    'alice\u200b@fabrikam.example',
    'alice@fabri\u00adkam.example',
    'alice@fabrikam.example\u202e',
    'alice\u3164@fabrikam.example',
    'alice@@fabrikam.example',
    'alice@fabrikam..example',
    'alice\uff0cmallory@fabrikam.example',
    `${'a'.repeat(250)}@b.example`,
  ])('%j gets no link', (address) => {
    expect(cardOf('Alice', address)).not.toContain('https://teams.microsoft.com/l/')
    expect(cardOf('Alice', address)).not.toContain('compose?to=')
  })

  test.each([
    ['alice@fabrikam.example', 3],
    ["o'brien@fabrikam.example", 3],
    // No account in Teams can have such an address, so the card offers a mail, but no chat and no call.
    ["o'brien+x@fabrikam.example", 1],
    ['a_b.c-d@localhost', 1],
    ['jürgen@müller.example', 1],
    ['用户@例子.example', 1],
  ])('%s gets only links to itself', (address, count) => {
    const links = [...cardOf('Alice', address).matchAll(/(?:users|to)=([^"]*)"/g)].map(([, to = '']) => to)
    expect(links.map(decodeURIComponent)).toEqual(Array.from({ length: count }, () => address))
    expect(cardOf('Alice', address)).toContain(`"text":"${address}"`)
  })

  test('in brackets after a name is shown and linked without the brackets and the name', () => {
    const card = cardOf('Alice', 'Alice <alice@fabrikam.example>')
    expect(card).toContain(`users=${encodeURIComponent('alice@fabrikam.example')}`)
    expect(card).not.toContain('Alice <alice')
  })
})

describe('S70 odd hosts, addresses and names: a name', () => {
  test.each([
    ['a Hangul filler', 'Al\u3164ice'],
    ['a zero-width space', 'Al\u200bice'],
    ['a soft hyphen', 'Al\u00adice'],
    ['tags', 'Al\u{E0061}\u{E007F}ice'],
    ['half-width filler', 'Al\uffa0ice'],
    ['a variation selector', 'Al\u{E0101}ice'],
    ['a joiner where nothing joins', 'Al\u200dice'],
    ['an invisible operator', 'Al\u2062ice'],
  ])('is shown without %s', (_what, name) => {
    expect(cardOf(name, 'a@b.example')).toContain('"text":"Alice"')
    expect(plain(name)).toBe('Alice')
  })

  test.each([
    ['Zalgo', `Z${'\u0351\u036b\u0343'.repeat(50)}o`, 'Z\u0351\u036bo'],
    ['a pile of Arabic signs', `ب${'\u064b'.repeat(150)}`, 'ب\u064b\u064b'],
    ['a pile of Thai signs', `ก${'\u0e35'.repeat(150)}`, `ก${'\u0e35'.repeat(8)}`],
    ['enclosing circles', `o${'\u20dd'.repeat(9)}`, 'o\u20dd\u20dd'],
  ])('is shown with only a few marks on each letter: %s', (_what, name, shown) => {
    expect(plain(name)).toBe(shown)
  })

  test.each([
    'Nguyễn Thị Hợp',
    'Nguye\u0302\u0303n',
    'क्षत्रिय',
    'علی\u200cرضا',
    'מַרְגָּלִית',
    'မြွှောင့်',
    'ภาณุพงศ์',
    '\u{1F468}\u200D\u{1F469}',
  ])('of a living language is left alone: %s', (name) => {
    expect(plain(name)).toBe(name)
  })

  test.each(['\u3164', '\u200b\u00ad', '\u{E0041}', '\u115f\u1160'])(
    'without visible characters counts as no name: %j',
    (name) => {
      expect(cardOf(name, 'a@b.example')).toContain(en.contact.noName)
    },
  )
})
