import type { Activity } from 'botbuilder'
import { describe, expect, it } from 'vitest'
import { PAGE, type Reply } from '../../src/commands/reply.ts'
import type { FlowOutcome } from '../../src/connection/sign-in.ts'
import { type Contact, fromGraph } from '../../src/contacts/contact.ts'
import { cardOver, messageOf, signInEnded } from '../../src/teams/cards.ts'
import { plain } from '../../src/teams/plain.ts'
import { en } from '../../src/text/en.ts'
import { NAUGHTY } from './naughty.ts'

/** In every text that others wrote, so that it is found again wherever it goes. */
const MARK = 'Zq7'

const marked = (text: string) => `${MARK}${text}`

/** A contact with `text` in every field, and as many values as Graph would ever give. */
function hostile(text: string, count = 1): Contact {
  const many = (start: string) => Array.from({ length: count }, (_, index) => `${start}${text}${index}`)
  const place = {
    street: marked(text),
    city: marked(text),
    state: marked(text),
    postalCode: marked(text),
    countryOrRegion: marked(text),
  }
  const names = [
    'displayName',
    'givenName',
    'surname',
    'nickName',
    'title',
    'jobTitle',
    'companyName',
    'department',
    'officeLocation',
    'mobilePhone',
    'personalNotes',
    'fileAs',
    'profession',
  ]
  const contact = fromGraph({
    id: 'AAMkAD=',
    ...Object.fromEntries(names.map((name) => [name, marked(text)])),
    emailAddresses: many(MARK).map((address) => ({ address: `${address}@x.example`, name: address })),
    businessPhones: many(MARK),
    homePhones: many(MARK),
    imAddresses: many(MARK),
    homeAddress: place,
    businessAddress: place,
    otherAddress: place,
  })
  if (!contact) throw new Error('No contact')
  return contact
}

const account = (text: string) => ({
  tid: '6b1f2c0a-53d4-4a57-9c2e-3f0d9a8e7b11',
  oid: 'o',
  name: marked(text),
  username: marked(text),
})

/** Everything that can be said with other people's words in it. */
function replies(text: string): Reply[] {
  const contact = hostile(text, 40)
  const query = marked(text).slice(0, 200)
  const back = { query, offset: 8 }
  return [
    { kind: 'help', typed: query },
    { kind: 'already_connected', account: account(text), since: 0, another: false },
    { kind: 'already_connected', account: account(text), since: 0, another: true },
    { kind: 'signed_in', account: account(text) },
    { kind: 'card_expired', resume: { type: 'find', query, offset: 0 } },
    { kind: 'connected', account: account(text) },
    { kind: 'disconnected', account: account(text) },
    {
      kind: 'status',
      account: account(text),
      since: 0,
      graphBase: 'https://graph.microsoft.com/v1.0',
      contacts: { contacts: 7, folders: 2 },
    },
    { kind: 'contact', contact, back: undefined },
    { kind: 'contact', contact, back },
    { kind: 'contacts', query, page: Array.from({ length: PAGE }, () => contact), offset: 8, total: 100 },
    { kind: 'nobody', query, searched: { contacts: 7, folders: 1 } },
  ]
}

type Found = { path: string[]; owner: Record<string, unknown>; value: string }

/** Every text in a message, with where it stands. */
function texts(node: unknown, path: string[] = [], owner: Record<string, unknown> = {}): Found[] {
  if (typeof node === 'string') return [{ path, owner, value: node }]
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([name, value]) =>
    texts(
      value,
      [...path, name],
      Array.isArray(node) || typeof value === 'object' ? owner : (node as Record<string, unknown>),
    ),
  )
}

/** Every object with this type. */
function parts(node: unknown, type: RegExp): Record<string, unknown>[] {
  if (typeof node !== 'object' || node === null) return []
  const own =
    !Array.isArray(node) && 'type' in node && type.test(String(node.type)) ? [node as Record<string, unknown>] : []
  return [...own, ...Object.values(node).flatMap((value) => parts(value, type))]
}

function isPlace({ path, owner }: Found): boolean {
  const last = path.at(-1)
  if (owner['type'] === 'TextRun') return last === 'text'
  if (path.includes('data')) return true
  if (String(owner['type']).startsWith('Action.'))
    return last === 'title' || (owner['type'] === 'Action.OpenUrl' && last === 'url')
  return owner['type'] === 'message' && last === 'text' && owner['textFormat'] === 'plain'
}

describe.each(NAUGHTY.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
  'S53 card injection, other people’s words: %s',
  (_start, text) => {
    const messages: [string, Partial<Activity>][] = replies(text).map((reply) => [
      reply.kind,
      messageOf(reply, '28:bot'),
    ])

    it.each(messages)('are never read as markdown, and shown on one line: %s', (_kind, message) => {
      const found = texts(message)
      expect(found.filter((each) => each.value.includes(MARK) && !isPlace(each))).toEqual([])
      const shown = found.filter(({ path }) => !path.includes('data') && path.at(-1) !== 'url')
      for (const { value } of shown) {
        // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
        expect(value).not.toMatch(/\{\{|[\u0000-\u001F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/)
        expect(value.length).toBeLessThanOrEqual(1_000)
      }
    })

    it.each(messages)('make no link but ours: %s', (_kind, message) => {
      for (const { url } of parts(message, /^Action\.OpenUrl$/)) {
        const { protocol, host } = new URL(String(url))
        expect(protocol).toBe('https:')
        expect(['teams.microsoft.com', 'outlook.office.com']).toContain(host)
      }
      expect(
        texts(message)
          .filter(
            ({ path, value }) =>
              path.at(-1) !== 'url' &&
              path.at(-1) !== 'text' &&
              /^https?:/.test(value) &&
              !path.includes('data') &&
              path.at(-1) !== 'title',
          )
          .map(({ value }) => value),
      ).toEqual(message.attachments ? ['http://adaptivecards.io/schemas/adaptive-card.json'] : [])
    })

    it.each(messages)('fit into a message: %s', (_kind, message) => {
      expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(80_000)
    })

    it('are the name that is shown', () => {
      const [, message] = messages.find(([kind]) => kind === 'contact') ?? []
      expect(parts(message, /^TextRun$/).map((run) => run['text'])).toContain(plain(marked(text)))
    })
  },
)

describe('a card', () => {
  const contact = hostile('Alice', 3)
  const every: Reply[] = [
    ...replies('Alice'),
    { kind: 'help' },
    { kind: 'not_connected' },
    { kind: 'contact_gone' },
    { kind: 'card_newer' },
    { kind: 'welcome' },
    { kind: 'contacts', query: 'a', page: [], offset: 800, total: 9 },
    { kind: 'contacts', query: 'a', page: [contact], offset: 0, total: 1 },
    {
      kind: 'contact',
      contact: { id: 'x', emailAddresses: [], imAddresses: [], homePhones: [], businessPhones: [] },
      back: undefined,
    },
  ]
  const outcomes: Exclude<FlowOutcome, { kind: 'connected' }>[] = [
    { kind: 'code', code: '012345', account: account('x'), flow: {} as never },
    { kind: 'tenant_not_allowed', flow: {} as never },
    { kind: 'mismatch', account: account('x'), flow: {} as never },
    { kind: 'failed', code: 'cancelled', flow: {} as never },
    { kind: 'failed', code: 'refused', flow: {} as never },
  ]
  const cards = [...every.map((reply) => messageOf(reply, '28:bot')), ...outcomes.map(cardOver)].flatMap(
    ({ attachments }) => attachments ?? [],
  )

  it('is one that Teams shows everywhere', () => {
    expect(cards.length).toBeGreaterThan(10)
    for (const { contentType, content } of cards) {
      expect(contentType).toBe('application/vnd.microsoft.card.adaptive')
      expect(content).toMatchObject({ type: 'AdaptiveCard' })
      expect(Number((content as { version: string }).version)).toBeLessThanOrEqual(1.5)
      expect((content as { actions?: unknown[] }).actions?.length ?? 0).toBeLessThanOrEqual(6)
    }
  })

  it('has an Action.Submit with the same data for clients that do not know Action.Execute', () => {
    const executes = cards.flatMap(({ content }) => parts(content, /^Action\.Execute$/))
    expect(executes.length).toBeGreaterThan(10)
    for (const { title, data, verb, fallback } of executes) {
      expect(fallback).toMatchObject({ type: 'Action.Submit', title, data })
      expect(verb).toBe((data as { command: string }).command)
    }
  })

  it('has no button that says whose contacts are meant', () => {
    const names = cards
      .flatMap(({ content }) => parts(content, /^Action\.(?:Execute|Submit)$/))
      .flatMap(({ data }) => Object.keys(data as object))
    expect([...new Set(names)].toSorted()).toEqual(['another', 'command', 'contactId', 'offset', 'query'])
  })

  it('of somebody without a name says so', () => {
    const { attachments } = messageOf(every.at(-1) ?? { kind: 'help' }, '')
    expect(parts(attachments, /^TextRun$/).map((run) => run['text'])).toContain(en.contact.noName)
  })

  it('with forty numbers shows some and counts the rest', () => {
    const { attachments } = messageOf({ kind: 'contact', contact: hostile('1', 40), back: undefined }, '')
    expect(parts(attachments, /^TextBlock$/).map((block) => block['text'])).toContain(en.contact.more(30))
  })

  it('links only to an address that is one', () => {
    const links = (address: string) =>
      parts(
        messageOf({ kind: 'contact', contact: { ...contact, emailAddresses: [{ address }] }, back: undefined }, ''),
        /OpenUrl/,
      )
    expect(
      links('a&cc=evil@x.example').map(
        ({ url }) => new URL(String(url)).searchParams.get('users') ?? new URL(String(url)).searchParams.get('to'),
      ),
    ).toEqual(Array(3).fill('a&cc=evil@x.example'))
    for (const none of [
      'x',
      'a@b@c',
      'a b@x',
      `a@${'x'.repeat(300)}`,
      'a\uD800@x',
      '<a@x>',
      '/o=Exchange/cn=Recipients',
    ])
      expect(links(none)).toEqual([])
  })
})

describe('what the chat hears of a refused sign-in', () => {
  it('never names the other account', () => {
    const outcome = { kind: 'mismatch', account: account('victim'), flow: {} as never } as const
    expect(JSON.stringify([cardOver(outcome), signInEnded(outcome)])).not.toContain(MARK)
  })
})
