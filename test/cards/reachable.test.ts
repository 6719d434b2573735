import { describe, expect, it, test } from 'vitest'
import { teamsLink } from '../../src/cards/links.ts'
import { chatAddressOf, dialable, mailAddressOf, webPage } from '../../src/cards/reachable.ts'
import { CLOUDS } from '../../src/config/clouds.ts'
import { fromGraph } from '../../src/graph/contact.ts'

describe('S53 card injection: a number that can be called', () => {
  it.each([
    ['+1 425 555 0199', '+14255550199'],
    ['(206) 555-0123', '2065550123'],
    ['+44 (0)20 7946 0011', '+442079460011'],
    ['(+49) 89 / 123456', '+4989123456'],
    ['089/123456', '089123456'],
    ['06.12.34.56.78', '0612345678'],
    ['00 44 20 7946 0011', '00442079460011'],
    ['tel:+47-22-12-34-56', '+4722123456'],
    // A number as copied from a page, with invisible marks and other dashes and spaces.
    ['\u202A+47\u00A022\u00A012\u201134\u201156\u202C', '+4722123456'],
    ['٠٥٠ ١٢٣ ٤٥٦٧', '0501234567'],
    ['＋８１ ３ １２３４ ５６７８', '+81312345678'],
    ['4021', '4021'],
    // Without the extension, which a link cannot dial.
    ['+1 206 555 0199 x4021', '+12065550199'],
    ['+1 206 555 0199x4021', '+12065550199'],
    ['+1 206 555 0199 ext. 4021', '+12065550199'],
    ['+1 206 555 0199,,4021#'.slice(0, -1), '+12065550199'],
    ['+1-206-555-0199;ext=4021', '+12065550199'],
    ['+7 495 123-45-67 доб. 12', '+74951234567'],
  ])('%s is dialled as %s', (written, dialled) => expect(dialable(written)).toBe(dialled))

  it.each([
    ['', 'nothing'],
    ['-', 'nothing'],
    ['12', 'too short'],
    ['ask Bob', 'no number'],
    ['see notes 2', 'no number'],
    ['1-800-555-CAKE', 'letters that a link cannot dial'],
    ['1-800-CONTOSO', 'letters that a link cannot dial'],
    ['+1 425 555 0100, +1 425 555 0101', 'two numbers'],
    ['4255550100 / 4255550101', 'two numbers'],
    ['4255550100/01', 'two numbers'],
    ['020 7946 0011 / 0012 or 0013', 'several numbers'],
    ['1234567890123456', 'longer than any number'],
    ['alice@contoso.example', 'an address'],
    ['https://evil.example/123456', 'a page'],
    ['4:+14255550199', 'what a link would take for an account'],
    ['8:orgid:1234', 'what a link would take for an account'],
    ['123,alice', 'two people'],
  ])('%s is not (%s)', (written) => expect(dialable(written)).toBeUndefined())
})

describe('an address that can be chatted with', () => {
  const person = (emails: string[], imAddresses: string[] = []) => {
    const contact = fromGraph({ id: 'a', emailAddresses: emails.map((address) => ({ address })), imAddresses })
    if (!contact) throw new Error('No contact')
    return contact
  }

  it.each([
    [['alice@contoso.example'], [], 'alice@contoso.example'],
    [['alice.o’hara@contoso.example', "a.o'hara@contoso.example"], [], "a.o'hara@contoso.example"],
    // The chat address is used for that.
    [['alice@contoso.example'], ['sip:alice@chat.example'], 'alice@chat.example'],
    [['alice@contoso.example'], ['skype-name'], 'alice@contoso.example'],
    [['alice@gmail.com', 'alice@contoso.example'], [], 'alice@contoso.example'],
    [['no-reply@contoso.example', 'alice@contoso.example'], [], 'alice@contoso.example'],
    [['alice@outlook.com'], [], 'alice@outlook.com'],
    [['norman@contoso.example'], [], 'norman@contoso.example'],
    [['notes.reply.team@contoso.example'], [], 'notes.reply.team@contoso.example'],
  ])('of %j and %j it is %s', (emails, chats, address) => expect(chatAddressOf(person(emails, chats))).toBe(address))

  it.each([
    'alice@gmail.com',
    'alice@yahoo.co.uk',
    'alice@gmx.de',
    'noreply@contoso.example',
    'do-not-reply@contoso.example',
    'donotreply@contoso.example',
    'MAILER-DAEMON@contoso.example',
    'alice+news@contoso.example',
    'jürgen@contoso.example',
    'a&cc=evil@x.example',
    'alice.@contoso.example',
    '/o=ExchangeLabs/ou=Recipients/cn=alice',
    'alice@localhost',
  ])('%s is not one, but mail can still be sent there', (address) => {
    expect(chatAddressOf(person([address]))).toBeUndefined()
    expect(mailAddressOf(person([address]))).toBe(address.startsWith('/') ? undefined : address)
  })
})

test('S53 card injection: an address adds nothing to a link', () => {
  const address = 'a&topicName=b?c#d@contoso.example'
  for (const kind of ['chat', 'call'] as const) {
    const { searchParams, hash } = new URL(teamsLink(CLOUDS.public.links, kind, address))
    expect([[...searchParams], hash]).toEqual([[['users', address]], ''])
  }
})

describe('S53 card injection: a web page', () => {
  it.each([
    ['https://contoso.example/admin', 'https://contoso.example/admin'],
    ['HTTP://Contoso.example', 'http://contoso.example/'],
    ['www.contoso.example', 'https://www.contoso.example/'],
    ['contoso.example/people?id=7', 'https://contoso.example/people?id=7'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ])('%s is opened as %s', (written, url) => expect(webPage(written)).toBe(url))

  it.each([
    'javascript:alert(1)',
    'JavaScript://contoso.example/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://contoso.example/',
    'ms-settings:',
    'mailto:a@contoso.example',
    'tel:+14255550100',
    '//contoso.example',
    'https:contoso.example',
    'https:\\\\contoso.example',
    'https:/contoso.example',
    'https://contoso.example@evil.example/',
    'https://contoso.example:8443/',
    'https://contoso.example\u202E/moc.live',
    'https://contoso.example/ https://evil.example/',
    'https://{{DATE(2026-01-01)}}.example/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'http://localhost/',
    'alice@contoso.example',
    'Contoso',
    'see the intranet',
    '',
  ])('%s is not a web page', (written) => expect(webPage(written)).toBeUndefined())
})
