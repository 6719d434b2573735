import type { Activity } from 'botbuilder'
import { describe, expect, it } from 'vitest'
import { type AsOf, type Listed, type Others, PAGE, type Reply } from '../../src/commands/reply.ts'
import type { FlowOutcome } from '../../src/sign-in/outcome.ts'
import { type Contact, fromGraph } from '../../src/graph/contact.ts'
import { merged } from '../../src/book/people.ts'
import { messageOf } from '../../src/cards/cards.ts'
import { signInEnded } from '../../src/cards/sign-in-card.ts'
import { plain } from '../../src/cards/safe-text.ts'
import { CLOUDS } from '../../src/config/clouds.ts'
import { en } from '../../src/text/en.ts'
import { NAUGHTY } from './naughty.ts'

/** A mark in every text from other people, so that tests find the text wherever it appears. */
const MARK = 'Zq7'

const marked = (text: string) => `${MARK}${text}`

/** A contact with `text` in every field, and `count` values in each list. */
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

/** Every reply that can carry other people's text. */
function replies(text: string): Reply[] {
  const contact = hostile(text, 40)
  const person = { contact, places: Array.from({ length: 40 }, (_, index) => `${marked(text)} › ${index}`) }
  const listed = { person, because: 'notes' as const, note: marked(text) }
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
    { kind: 'contact', person, back: undefined },
    { kind: 'contact', person, back },
    { kind: 'contact', person, back, others: { query, people: [listed, listed, listed], total: 4 } },
    ...[undefined, 'notes' as const].map((because): Reply => {
      const page = Array.from({ length: PAGE }, () => ({ person, because, note: marked(text) }))
      return { kind: 'contacts', query, page, offset: 8, total: 100 }
    }),
    {
      kind: 'which_entry',
      to: 'edit',
      contactId: 'AAMkAD=',
      page: Array.from({ length: PAGE }, () => person),
      offset: 8,
      total: 100,
    },
    { kind: 'nobody', query, searched: { contacts: 7, folders: 1 }, suggestions: [] },
    { kind: 'nobody', query, searched: { contacts: 7, folders: 1 }, suggestions: Array<string>(9).fill(marked(text)) },
  ]
}

type Found = { path: string[]; owner: Record<string, unknown>; value: string }

/** Every text in a message, with its path. */
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
  'S53 card injection, text that others wrote: %s',
  (_start, text) => {
    const messages: [string, Partial<Activity>][] = replies(text).map((reply) => [
      reply.kind,
      messageOf(reply, en, '28:bot', CLOUDS.public.links),
    ])

    it.each(messages)('is never interpreted as markdown, and stays on one line: %s', (_kind, message) => {
      const found = texts(message)
      expect(found.filter((each) => each.value.includes(MARK) && !isPlace(each))).toEqual([])
      const shown = found.filter(({ path }) => !path.includes('data') && path.at(-1) !== 'url')
      for (const { value } of shown) {
        // oxlint-disable-next-line no-control-regex -- this is the test that control characters are gone
        expect(value).not.toMatch(/\{\{|[\u0000-\u001F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/)
        expect(value.length).toBeLessThanOrEqual(1_000)
      }
    })

    it.each(messages)('makes no links: %s', (_kind, message) => {
      for (const { url } of parts(message, /^Action\.OpenUrl$/)) {
        const { protocol, host } = new URL(String(url))
        expect(protocol).toBe('https:')
        expect(['teams.microsoft.com', 'outlook.office.com', 'myapps.microsoft.com', 'bot.example']).toContain(host)
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

    it.each(messages)('fits into a message: %s', (_kind, message) => {
      expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(28_000)
    })

    it('is shown as the name', () => {
      const [, message] = messages.find(([kind]) => kind === 'contact') ?? []
      expect(parts(message, /^TextRun$/).map((run) => run['text'])).toContain(plain(marked(text)))
    })
  },
)

const asOf = (ageMs: number, because: AsOf['because'] = 'checking'): AsOf => ({ ageMs, because })

/** A contact with only a name. */
function called(displayName: string, id = displayName) {
  const nothing = { emailAddresses: [], imAddresses: [], homePhones: [], businessPhones: [] }
  return { contact: { id, displayName, ...nothing }, places: [] }
}

/** The texts that a reply's card shows, in order. `own`: only those that we wrote. */
function shown(reply: Reply, own = false): unknown[] {
  return parts(messageOf(reply, en, '', CLOUDS.public.links), own ? /^TextBlock$/ : /^Text(?:Block|Run)$/).map(
    ({ text }) => String(text).trimEnd(),
  )
}

/** The buttons of a reply that send a command, rows of people among them. */
function asks(reply: Reply): [unknown, unknown][] {
  return parts(messageOf(reply, en, '', CLOUDS.public.links), /^Action\.Execute$/).map(({ title, data }) => [
    title,
    data,
  ])
}

const nameless = {
  contact: { id: 'x', emailAddresses: [], imAddresses: [], homePhones: [], businessPhones: [] },
  places: [],
}

describe('a card', () => {
  const contact = hostile('Alice', 3)
  const person = { contact, places: ['Customers › Nordics', 'Friends'] }
  const every: Reply[] = [
    ...replies('Alice'),
    { kind: 'help' },
    { kind: 'not_connected' },
    { kind: 'contact_gone' },
    { kind: 'card_newer' },
    { kind: 'welcome' },
    { kind: 'reading', contacts: 0, folders: { read: 0, found: 0 }, isFirst: true },
    { kind: 'reading', contacts: 1_998, folders: { read: 1, found: 4 }, isFirst: true },
    { kind: 'contacts', query: 'a', page: [], offset: 800, total: 9 },
    { kind: 'contacts', query: 'a', page: [{ person }], offset: 0, total: 1, asOf: asOf(60_000) },
    { kind: 'contact', person: nameless, back: undefined, asOf: asOf(60_000, 'contacts_throttled') },
    { kind: 'contact', person: nameless, back: undefined, others: { query: 'a', people: [{ person }], total: 1 } },
  ]
  const outcomes: Exclude<FlowOutcome, { kind: 'connected' }>[] = [
    { kind: 'code', code: '012345', account: account('x'), flow: {} as never },
    { kind: 'tenant_not_allowed', flow: {} as never },
    { kind: 'mismatch', account: account('x'), flow: {} as never },
    { kind: 'failed', code: 'cancelled', flow: {} as never },
    { kind: 'failed', code: 'refused', flow: {} as never },
  ]
  const cards = [
    ...every.map((reply) => messageOf(reply, en, '28:bot', CLOUDS.public.links)),
    ...outcomes.map((outcome) => signInEnded(outcome, 'https://bot.example/auth/start?ticket=t', en)),
  ].flatMap(({ attachments }) => attachments ?? [])

  it('has a version and a number of buttons that Teams shows everywhere', () => {
    expect(cards.length).toBeGreaterThan(10)
    for (const { contentType, content } of cards) {
      expect(contentType).toBe('application/vnd.microsoft.card.adaptive')
      expect(content).toMatchObject({ type: 'AdaptiveCard' })
      expect(Number((content as { version: string }).version)).toBeLessThanOrEqual(1.5)
      expect((content as { actions?: unknown[] }).actions?.length ?? 0).toBeLessThanOrEqual(6)
    }
  })

  it('has an Action.Submit with the same data, for clients that do not know Action.Execute', () => {
    const executes = cards.flatMap(({ content }) => parts(content, /^Action\.Execute$/))
    expect(executes.length).toBeGreaterThan(10)
    for (const { title, data, verb, fallback } of executes) {
      expect(fallback).toMatchObject({ type: 'Action.Submit', title, data })
      expect(verb).toBe((data as { command: string }).command)
    }
  })

  it('has no button that says whose contacts to use', () => {
    const names = cards
      .flatMap(({ content }) => parts(content, /^Action\.(?:Execute|Submit)$/))
      .flatMap(({ data }) => Object.keys(data as object))
    expect([...new Set(names)].toSorted()).toEqual([
      'another',
      'command',
      'contactId',
      'entry',
      'list',
      'msteams',
      'offset',
      'query',
      'typed',
    ])
  })

  it('says that a contact has no name', () => {
    expect(shown({ kind: 'contact', person: nameless, back: undefined })).toContain(en.contact.noName)
  })

  it('shows ten of twenty numbers and counts the rest', () => {
    const crowded = { contact: hostile('1', 20), places: [] }
    expect(shown({ kind: 'contact', person: crowded, back: undefined })).toContain(en.contact.more(10))
  })

  it('links only to valid mail addresses', () => {
    const links = (address: string) =>
      parts(
        messageOf(
          {
            kind: 'contact',
            person: { contact: { ...contact, emailAddresses: [{ address }] }, places: [] },
            back: undefined,
          },
          en,
          '',
          CLOUDS.public.links,
        ),
        /OpenUrl/,
      )
    expect(
      links('a&cc=evil@x.example').map(
        ({ url }) => new URL(String(url)).searchParams.get('users') ?? new URL(String(url)).searchParams.get('to'),
      ),
    ).toEqual(['a&cc=evil@x.example'])
    expect(links('alice@contoso.example')).toHaveLength(3)
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

describe('a contact that is kept in two folders', () => {
  const person = { ...called('Alice Admin'), places: ['Customers › Nordics', 'Friends'] }

  it('names both, at the end', () => {
    const texts = shown({ kind: 'contact', person, back: undefined })
    expect(texts.slice(-3)).toEqual([en.contact.keptIn, 'Customers › Nordics', 'Friends'])
  })

  it('is one row of a list, without the folders', () => {
    const list: Reply = { kind: 'contacts', query: 'a', page: [{ person }], offset: 0, total: 1 }
    expect(shown(list).slice(1)).toEqual(['AA', 'Alice Admin', '›'])
  })
})

describe('a person with more than one entry', () => {
  const entry = (fields: object) => fromGraph({ id: 'a', displayName: 'Alice Admin', ...fields }) as Contact
  const first = entry({
    jobTitle: 'Pilot',
    department: 'Sales',
    birthday: '1984-05-17T11:59:00Z',
    categories: ['Golf'],
  })
  const second = entry({
    jobTitle: 'Clerk',
    companyName: 'Contoso',
    department: 'Legal',
    homeAddress: { city: 'Oslo' },
  })
  const person = { contact: merged([first, second]), also: [second], places: ['Contacts', 'Friends'] }

  it('shows every value of all of them', () => {
    expect(shown({ kind: 'contact', person, back: undefined })).toEqual([
      'AA',
      'Alice Admin',
      'Pilot',
      'Clerk',
      'Contoso',
      en.contact.department,
      'Sales',
      'Legal',
      en.contact.homeAddress,
      'Oslo',
      en.contact.birthday,
      'May 17, 1984',
      en.contact.categories,
      'Golf',
      en.contact.keptIn,
      'Contacts',
      'Friends',
    ])
  })
})

describe('a birthday', () => {
  it.each([
    ['1984-05-17', 'May 17, 1984'],
    ['1604-02-29', 'February 29'],
    ['1984-13-99', '1984-13-99'],
  ])('%s is shown as %s', (birthday, text) => {
    const { contact } = called('Alice Admin')
    expect(
      shown({ kind: 'contact', person: { contact: { ...contact, birthday }, places: [] }, back: undefined }),
    ).toEqual(['AA', 'Alice Admin', en.contact.birthday, text])
  })
})

it('a card shows the matching line of the notes, and no invalid address', () => {
  const contact = fromGraph({
    id: 'a',
    displayName: 'Xenia Exley',
    emailAddresses: [
      { name: 'Xenia Exley', address: '/o=ExchangeLabs/cn=Recipients/cn=xexley' },
      { address: 'smtp:x@contoso.example' },
      { name: 'x#contoso.example' },
    ],
  }) as Contact
  const reply: Reply = {
    kind: 'contact',
    person: { contact, places: [] },
    back: undefined,
    because: 'notes',
    note: 'likes tea',
  }
  expect(shown(reply)).toEqual([
    'XE',
    'Xenia Exley',
    en.because.notes,
    'likes tea',
    en.contact.email,
    'x@contoso.example',
    'x#contoso.example',
  ])
})

describe('rows that would look alike', () => {
  const nobody = { displayName: 'Sam Reed', companyName: 'Contoso', emailAddresses: [{ address: 's@x.example' }] }
  const sam = (id: string, fields: object = {}, ...places: string[]) => {
    return { contact: fromGraph({ id, ...nobody, ...fields }) as Contact, places }
  }
  const rows = (...page: ReturnType<typeof sam>[]) =>
    parts(
      messageOf(
        { kind: 'contacts', query: 'a', page: page.map((person) => ({ person })), offset: 0, total: 9 },
        en,
        '',
        CLOUDS.public.links,
      ),
      /^ColumnSet$/,
    )
      .filter(({ selectAction }) => selectAction !== undefined)
      .map((row) => parts(row, /^TextRun$/).map(({ text }) => String(text).trimEnd()))
      .map((lines) => lines.slice(3))

  it.each<[string, object, object, string[], string[]]>([
    ['mobile number', { mobilePhone: '1' }, { mobilePhone: '2' }, ['1'], ['2']],
    ['mobile number that one has', {}, { mobilePhone: '2' }, [], ['2']],
    [
      'further address',
      {},
      { emailAddresses: [...nobody.emailAddresses, { address: 't@x.example' }] },
      [],
      ['s@x.example, t@x.example'],
    ],
    ['department', { department: 'Sales' }, { department: 'Legal' }, ['Sales'], ['Legal']],
    ['number at work', { businessPhones: ['1', '2'] }, { businessPhones: ['1'] }, ['1, 2'], ['1']],
    ['town', { homeAddress: { city: 'Oslo' } }, { homeAddress: { city: 'Bergen' } }, ['Oslo'], ['Bergen']],
    ['birthday', { birthday: '1940-01-02' }, { birthday: '1970-01-02' }, ['January 2, 1940'], ['January 2, 1970']],
    ['category', { categories: ['Golf'] }, {}, ['Golf'], []],
    ['note', { personalNotes: 'tall\nred' }, { personalNotes: 'small' }, ['tall'], ['small']],
    ['nothing', {}, {}, [], []],
  ])('say what differs: %s', (_, one, other, first, second) => {
    expect(rows(sam('a', one), sam('b', other))).toEqual([first, second])
  })

  it('name the folder if nothing else differs', () => {
    expect(rows(sam('a', {}, 'Contacts'), sam('b', {}, 'Clients › North'))).toEqual([['Contacts'], ['Clients › North']])
  })

  it('show just enough to tell all of them apart', () => {
    const three = [
      sam('a', { mobilePhone: '1', department: 'Sales', officeLocation: 'A' }),
      sam('b', { mobilePhone: '1', department: 'Legal', officeLocation: 'B' }),
      sam('c', { mobilePhone: '2', department: 'Legal', officeLocation: 'C' }),
    ]
    expect(rows(...three)).toEqual([
      ['1', 'Sales'],
      ['1', 'Legal'],
      ['2', 'Legal'],
    ])
  })

  it('say nothing more if they already differ', () => {
    expect(
      rows(sam('a', { mobilePhone: '1', jobTitle: 'Pilot' }), sam('b', { mobilePhone: '2', jobTitle: 'Clerk' })),
    ).toEqual([[], []])
  })

  it('also say what differs from the person above the list', () => {
    const reply: Reply = {
      kind: 'contact',
      person: sam('a', { mobilePhone: '1' }),
      back: undefined,
      others: { query: 'a', people: [{ person: sam('b', { mobilePhone: '2' }) }], total: 1 },
    }
    expect(shown(reply).slice(-2)).toEqual(['2', '›'])
  })
})

describe('other matches below a contact', () => {
  const names = ['Bob Bright', 'Cid Clark', 'Dora Dent']
  const card = (others: Others | undefined): Reply => {
    const contact = { ...called('Alice Admin').contact, emailAddresses: [{ address: 'a@x.example' }] }
    return { kind: 'contact', person: { contact, places: ['Friends', 'Work'] }, back: undefined, others }
  }
  const others = (count: number, total: number): Others => {
    return { query: 'a', people: names.slice(0, count).map((name) => ({ person: called(name) })), total }
  }
  const row = (name: string) => [name, { command: 'show', contactId: name, query: 'a', offset: 0 }]

  it('are rows that open a card, which leads back to the list', () => {
    expect(asks(card(others(1, 1)))).toEqual([row('Bob Bright')])
    expect(asks(card(others(3, 3)))).toEqual(names.map(row))
  })

  it.each([
    [1, 1, 'One other match'],
    [2, 2, '2 other matches'],
    [3, 1_234, '1,234 other matches'],
  ])('%i shown of %i have the heading “%s”', (count, total, heading) => {
    expect(shown(card(others(count, total)), true)).toContain(heading)
  })

  it('have a button to the whole list if not all are shown', () => {
    const leads = { command: 'find', query: 'a', offset: 0, list: true }
    expect(asks(card(others(3, 4))).at(-1)).toEqual(['All 5', leads])
    expect(asks(card(others(3, 1_233))).at(-1)).toEqual(['All 1,234', leads])
  })

  it('stand below the contact’s buttons and fields', () => {
    const order = texts(messageOf(card(others(1, 1)), en, '', CLOUDS.public.links))
      .filter(({ path }) => path.at(-1) === 'text' || path.at(-1) === 'title')
      .map(({ value }) => value)
    const { keptIn, chat, call, mail } = en.contact
    const otherOne = en.contact.others(1)
    expect(order.filter((text) => [keptIn, chat, call, mail, otherOne].includes(text))).toEqual([
      chat,
      call,
      mail,
      keptIn,
      otherOne,
    ])
  })

  it('have no heading if there are none', () => {
    expect(shown(card(undefined), true).join()).not.toContain('other match')
  })
})

describe('an answer from a copy', () => {
  const person = called('Alice Admin')
  const older = (of: AsOf): Reply => ({ kind: 'contact', person, back: undefined, asOf: of })

  it('tells how old the copy is', () => {
    expect(shown(older(asOf(3 * 60_000)))[2]).toBe(en.asOf.checking('3 minutes ago'))
  })

  it.each<[AsOf['because'], string]>([
    ['checking', en.asOf.checking('3 hours ago')],
    ['contacts_down', en.asOf.unreachable('3 hours ago')],
    ['contacts_throttled', en.asOf.throttled('3 hours ago')],
    ['contacts_forbidden', `${en.asOf.older('3 hours ago')} ${en.trouble.contacts_forbidden}`],
    ['account_on_hold', `${en.asOf.older('3 hours ago')} ${en.trouble.account_on_hold}`],
  ])('says its age and the reason below the name: %s', (because, says) => {
    const of = asOf(3 * 3_600_000, because)
    expect(shown(older(of)).slice(1, 3)).toEqual(['Alice Admin', says])
    const list: Reply = { kind: 'contacts', query: 'a', page: [{ person }], offset: 0, total: 9, asOf: of }
    expect(shown(list).slice(0, 2)).toEqual([`${en.contacts.found(9, 'a')} · 1`, says])
  })
})

describe('what Outlook did not let us read', () => {
  const unread = { folders: ['Shared', 'Club › 2024', 'Press', 'Zoo'], others: true }
  const lines = [en.unread.folder('Shared'), en.unread.folder('Club › 2024'), en.unread.more(2), en.unread.list]

  it.each<Reply>([
    { kind: 'contact', person: called('Alice Admin'), back: undefined, unread },
    { kind: 'contacts', query: 'a', page: [{ person: called('Alice Admin') }], offset: 0, total: 9, unread },
    { kind: 'nobody', query: 'a', searched: { contacts: 3, folders: 2 }, suggestions: [], unread },
  ])('is said with every answer: $kind', (reply) => {
    expect(shown(reply)).toEqual(expect.arrayContaining(lines))
  })

  it('is not among what was searched', () => {
    const reply: Reply = { kind: 'nobody', query: 'a', searched: { contacts: 3, folders: 2 }, suggestions: [], unread }
    expect(shown(reply)).toContain(`${en.searchedRest} ${en.tryThis}`)
    expect(shown(reply).join()).not.toContain(en.searched(3))
  })
})

describe('a list', () => {
  const page = [called('Alex Alder'), called('Alex Birch')].map((person) => ({ person }))
  const list = (total: number, offset = 0, shownHere = page): Reply => {
    return { kind: 'contacts', query: 'alex', page: shownHere, offset, total }
  }

  it.each<[number, number, number, string]>([
    [2, 0, 2, '2 people match “alex”'],
    [1, 0, 1, 'One person may match “alex”'],
    [12, 0, 2, '12 people match “alex” · 1–2'],
    [1_234, 1_000, 2, '1,234 people match “alex” · 1,001–1,002'],
    [33, 32, 1, '33 people match “alex” · 33'],
  ])('of %i people from %i on, %i at a time, has the title “%s”', (total, offset, count, title) => {
    expect(shown(list(total, offset, page.slice(0, count)))[0]).toBe(title)
  })

  it('does not say that people match equally well', () => {
    expect(shown(list(12)).join()).not.toContain('equal')
  })

  const eve = (fields: object, because: Listed['because'], note?: string): Listed => {
    const contact = fromGraph({ id: 'e', displayName: 'Eve Ek', ...fields }) as Contact
    return { person: { contact, places: [] }, because, note }
  }
  const mail = (address: string) => ({ emailAddresses: [{ address }] })

  it.each<[string, string, Listed, string[]]>([
    ['company', 'contoso', eve({ companyName: 'Contoso' }, 'company'), []],
    ['job', 'pilot', eve({ jobTitle: 'Chief Pilot' }, 'role'), []],
    ['department', 'legal', eve({ jobTitle: 'Clerk', department: 'Legal' }, 'role'), [en.because.role]],
    ['first address', 'bank', eve(mail('eve@bank.example'), 'address'), []],
    [
      'second address',
      'bank',
      eve({ emailAddresses: [{ address: 'eve@home.example' }, { address: 'eve@bank.example' }] }, 'address'),
      [en.because.address],
    ],
    ['city', 'contoso oslo', eve({ companyName: 'Contoso', homeAddress: { city: 'Oslo' } }, 'city'), [en.because.city]],
    ['number', '22 12', eve({ mobilePhone: '+47 22123456' }, 'phone'), [en.because.phone]],
    ['notes', 'tea', eve({ personalNotes: 'Likes tea.' }, 'notes', 'Likes tea.'), ['Your notes: “Likes tea.”']],
    ['similar spelling', 'eev', eve({}, 'typo'), [en.because.typo]],
    ['nothing but the name', 'eve', eve({}, undefined), []],
  ])('says in each row why somebody was found, where the row does not show it: by %s', (_by, query, one, why) => {
    const reply: Reply = { kind: 'contacts', query, page: [one, ...page], offset: 0, total: 3 }
    const reasons = [
      ...Object.values(en.because).filter((each) => typeof each === 'string'),
      'Your notes: “Likes tea.”',
    ]
    expect(shown(reply).filter((text) => reasons.includes(String(text)))).toEqual(why)
  })

  it('shows an address before a text that replaces one', () => {
    const emailAddresses = [{ name: 'No address' }, { address: 'eve@bank.example' }]
    const one = (emails: object[]): Reply => ({
      kind: 'contacts',
      query: 'eve',
      page: [eve({ emailAddresses: emails }, undefined)],
      offset: 0,
      total: 1,
    })
    expect(asks(one(emailAddresses))[0]?.[0]).toBe('Eve Ek, eve@bank.example')
    expect(asks(one(emailAddresses.slice(0, 1)))[0]?.[0]).toBe('Eve Ek, No address')
  })

  it('has rows whose action has the text of the row as its name', () => {
    const reply: Reply = {
      kind: 'contacts',
      query: 'eve',
      page: [eve({ jobTitle: 'Pilot' }, 'city')],
      offset: 0,
      total: 1,
    }
    expect(asks(reply)[0]?.[0]).toBe(`Eve Ek, Pilot, ${en.because.city}`)
  })

  it('stays a list when the person turns pages and comes back', () => {
    const leads = { command: 'find', query: 'alex', list: true }
    expect(asks(list(30, 8)).slice(2)).toEqual([
      [en.contacts.previous, { ...leads, offset: 0 }],
      [en.contacts.next, { ...leads, offset: 10 }],
    ])
    const opened: Reply = { kind: 'contact', person: called('Alex Alder'), back: { query: 'alex', offset: 8 } }
    expect(asks(opened)).toEqual([[en.contact.back, { ...leads, offset: 8 }]])
  })
})

describe('the answer that nobody matches', () => {
  const nobody = (suggestions: string[]): Reply => {
    return { kind: 'nobody', query: 'Alxe', searched: { contacts: 7, folders: 1 }, suggestions }
  }

  it('offers similar names, each as a search of its own', () => {
    const long = 'Wolfeschlegelsteinhausenbergerdorff the Elder'
    expect(shown(nobody(['Alex', long]))).toContain(en.didYouMean)
    expect(asks(nobody(['Alex', long]))).toEqual([
      ['Alex', { command: 'find', query: 'Alex', offset: 0 }],
      ['Wolfeschlegelsteinhausenberge…', { command: 'find', query: long, offset: 0 }],
    ])
  })

  it('offers the first five of more', () => {
    const names = ['Alex', 'Alexa', 'Alexis', 'Alexei', 'Alexandra', 'Alexander', 'Alec']
    expect(asks(nobody(names)).map(([title]) => title)).toEqual(names.slice(0, 5))
  })

  it('says how many people have a part of the name, and leads to all of them', () => {
    const reply = { ...nobody(['Ada Smith']), nameSharers: { part: 'smith', total: 29 } } as Reply
    expect(shown(reply)).toContain(en.nameSharers(29, 'smith'))
    expect(shown(reply)).not.toContain(en.didYouMean)
    expect(asks(reply)).toEqual([
      ['Ada Smith', { command: 'find', query: 'Ada Smith', offset: 0 }],
      [en.contact.all(29), { command: 'find', query: 'name smith', offset: 0, list: true }],
    ])
    const unlikely: Reply = {
      kind: 'contacts',
      query: 'jim smith',
      page: [],
      offset: 0,
      total: 0,
      nameSharers: { part: 'smith', total: 2 },
    }
    expect(shown(unlikely)).toContain(en.nameSharers(2, 'smith'))
    expect(asks(unlikely).at(-1)).toEqual([
      en.contact.all(2),
      { command: 'find', query: 'name smith', offset: 0, list: true },
    ])
  })

  it('offers nothing if no name is similar', () => {
    expect(shown(nobody([]))).not.toContain(en.didYouMean)
    expect(asks(nobody([]))).toEqual([])
  })
})

describe('the first time that contacts are read', () => {
  it('shows which folder is read, and how many contacts there are so far', () => {
    expect(shown({ kind: 'reading', contacts: 0, folders: { read: 0, found: 0 }, isFirst: true })).toEqual([
      'Reading your contacts. This happens only the first time.',
    ])
    expect(shown({ kind: 'reading', contacts: 1_998, folders: { read: 1, found: 4 }, isFirst: true })).toEqual([
      'Reading your contacts (folder 2 of 4). This happens only the first time.',
      '1,998 contacts so far.',
    ])
  })
})

describe('what the chat is told about a refused sign-in', () => {
  it('never names the other account', () => {
    const outcome = { kind: 'mismatch', account: account('victim'), flow: {} as never } as const
    expect(JSON.stringify(signInEnded(outcome, undefined, en))).not.toContain(MARK)
  })
})
