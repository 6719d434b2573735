import { createRequire } from 'node:module'
import type * as AdaptiveCards from 'adaptivecards'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type AsOf, PAGE, type Reply } from '../../src/commands/reply.ts'
import { type Contact, fromGraph } from '../../src/graph/contact.ts'
import { messageOf } from '../../src/cards/cards.ts'
import { signInEnded } from '../../src/cards/sign-in-card.ts'
import { CLOUDS } from '../../src/config/clouds.ts'
import type { Faults } from '../../src/editing/check.ts'
import { INPUTS, noValues, type Values, valuesOf } from '../../src/editing/inputs.ts'
import { en } from '../../src/text/en.ts'
import type { Details } from '../../emulator/address-books/contact.ts'
import { actionsOf } from '../../emulator/channel/actions.ts'
import { megan } from '../../emulator/people.ts'
import { plain } from '../../src/cards/safe-text.ts'
import { launch } from '../chromium.ts'
import { NAUGHTY } from '../cards/naughty.ts'
import { startWorld, type World } from '../world.ts'
import { axeFindings, elsewhere, overflowing, record, type Record as Seen, shot } from './look.ts'
import { fontsLoaded, teamsFont } from './teams-font.ts'
import { hostConfig, hostStyle, LOOKS } from './teams-host.ts'

const RENDERER = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.js')
const FONT = teamsFont()
const ADAPTIVE = 'application/vnd.microsoft.card.adaptive'

function contact(fields: Record<string, unknown>): Contact {
  const made = fromGraph({ id: 'AAMkAD=', ...fields })
  if (!made) throw new Error('No contact.')
  return made
}

const alice = contact({
  displayName: 'Alice Admin',
  nickName: 'Ali',
  jobTitle: 'Head of Administration',
  companyName: 'Contoso',
  department: 'Administration',
  officeLocation: '18/2111',
  emailAddresses: [{ address: 'aadmin@contoso.example' }, { address: 'alice.admin@mail.example' }],
  mobilePhone: '+1 425 555 0199',
  businessPhones: ['+1 425 555 0101', '+1 425 555 0102'],
  homePhones: ['+1 206 555 0123'],
  imAddresses: ['aadmin@contoso.example'],
  businessAddress: {
    street: '1 Contoso Way',
    city: 'Redmond',
    state: 'WA',
    countryOrRegion: 'United States',
    postalCode: '98052',
  },
})
const numbers = Array.from({ length: 20 }, (_, index) => `+1 425 555 ${String(1000 + index)}`)
const many = contact({
  displayName: 'Twenty Numbers',
  businessPhones: numbers,
  homePhones: numbers,
  imAddresses: numbers,
})
const longWord = contact({
  displayName: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(5),
  jobTitle: 'Rechtsschutzversicherungsgesellschaftsangestellter'.repeat(3),
  companyName: 'Donaudampfschifffahrtsgesellschaft'.repeat(4),
  emailAddresses: [{ address: `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example` }],
})
const longWords = contact({
  displayName: 'Pablo Diego José Francisco de Paula Juan Nepomuceno Crispín Crispiniano de la Trinidad Ruiz',
  jobTitle: 'Deputy Assistant Vice President of Everything that Nobody Else Has Been Made Responsible for',
})
const full = contact({
  ...alice,
  imAddresses: ['alice@chat.example'],
  businessHomePage: 'https://contoso.example/people/administration/alice',
  birthday: '1604-05-17T11:59:00Z',
  categories: ['Customers', 'Golf'],
  children: ['Anna', 'Axel'],
  personalNotes: `Met in Oslo.\n${'Prefers calls in the morning. '.repeat(40)}`,
})
const onlyNumber = contact({ displayName: 'Plumber', mobilePhone: '+47 22 12 34 56' })
const nameless = contact({ personalNotes: 'Nothing but a note.' })
const onlyMail = contact({ emailAddresses: [{ address: 'reception@northwind.example' }] })
const onlyCompany = contact({ companyName: 'Tailspin Toys', businessPhones: ['+1 425 555 0150'] })
const rightToLeft = contact({
  displayName: 'שרה כוהן',
  jobTitle: 'مديرة المشتريات',
  companyName: 'חברת החשמל',
  emailAddresses: [{ address: 'sara@hashmal.example' }],
  mobilePhone: '+972 2 555 0100',
  homeAddress: { street: 'רחוב יפו 12', city: 'ירושלים' },
})
const HOSTILE = [
  '<script>alert("x")</script>',
  '<img src=x onerror=alert(1)>',
  '[click **here**](https://evil.example)',
  '![](https://evil.example/x.png)',
  'https://evil.example',
  '# head _it_ `code`',
  '&lt;b&gt;&amp;',
  '${name}',
]
const hostile = HOSTILE.map((text) =>
  contact({
    displayName: text,
    nickName: text,
    jobTitle: text,
    companyName: text,
    department: text,
    businessPhones: [text],
    homePhones: [text],
    imAddresses: [text],
    emailAddresses: [{ address: text }],
    homeAddress: { street: text },
  }),
)

const account = { tid: 't', oid: 'o', name: 'Megan Bowen', username: 'megan.bowen@contoso.example' }
const back = { query: 'a', offset: 0 }
const alone = (contact: Contact) => ({ contact, places: [] })
const listed = (contact: Contact) => ({ person: alone(contact) })
const list = (
  page: Contact[],
  total = page.length,
  offset = 0,
  query = 'Smith',
): Extract<Reply, { kind: 'contacts' }> => ({
  kind: 'contacts',
  query,
  page: page.map(listed),
  offset,
  total,
})
const asOf = (because: AsOf['because']): AsOf => ({ ageMs: 3 * 60_000, because })
const eight = Array.from({ length: PAGE }, (_, index) => ({
  ...alice,
  id: `AAMk${index}`,
  displayName: `Alice ${index}`,
}))

const URL_TO_SIGN_IN = 'https://bot.example/auth/start?ticket=t'

const ID = 'i'.repeat(43)
const FOLDERS = [
  { id: 'a', path: 'Contacts' },
  { id: 'b', path: 'Customers › Nordics › Wolfeschlegelsteinhausenbergerdorff' },
]
const TYPED = {
  givenName: 'Alice',
  surname: 'Archer',
  birthday: '1984-05-17T11:59:00Z',
  mobilePhone: '+1 425 555 0199',
}
const FAULTS: Faults = {
  givenName: 'too_long',
  companyName: 'markup',
  email1: 'no_address',
  mobilePhone: 'no_number',
  birthday: 'no_date',
  folder: 'folder_gone',
}
const filled = (text: string) => Object.fromEntries(INPUTS.map((input) => [input, text])) as Values

const REASONS = ['cut_off', 'too_large', 'group', 'empty'] as const
const brokenOf = (name: string, at: number) => ({ at, name, reason: 'empty' as const })
const summary: Extract<Reply, { kind: 'import_summary' }> = {
  kind: 'import_summary',
  id: 'i'.repeat(43),
  name: 'contacts.vcf',
  fresh: 12,
  names: ['Alice Archer', 'Bob Best', 'Alexandra Wilberforce-Montgomery the Second'],
  there: 0,
  broken: [],
  brokenInAll: 0,
  isTooMany: false,
  most: 2_000,
}

/** At least one of each kind of Reply. A new kind does not compile without one here. */
const REPLIES: { [kind in Reply['kind']]: Extract<Reply, { kind: kind }>[] } = {
  help: [
    {
      kind: 'help',
      keepMs: 604_800_000,
      recent: ['Alice Archer', 'Bob Best', 'Alexandra Wilberforce-Montgomery the Second'],
    },
    { kind: 'help', typed: 'x'.repeat(300) },
    { kind: 'help', isThanked: true },
    ...HOSTILE.map(typed),
  ],
  not_understood: [
    { kind: 'not_understood', query: 'x'.repeat(300), suggestions: [] },
    { kind: 'not_understood', query: 'delte bob', suggestions: ['Bob Baker'], meant: `delete ${'bob '.repeat(40)}` },
    ...HOSTILE.map((query) => ({ kind: 'not_understood' as const, query, suggestions: [query] })),
  ],
  sign_in: [
    { kind: 'sign_in', url: URL_TO_SIGN_IN, reason: 'asked' },
    { kind: 'sign_in', url: URL_TO_SIGN_IN, reason: 'not_connected', query: 'Alice', isInPlace: true },
    {
      kind: 'sign_in',
      url: URL_TO_SIGN_IN,
      reason: 'awaits_admin',
      isInPlace: true,
      adminUrl: `https://login.microsoftonline.com/${'x'.repeat(300)}`,
      form: ID,
    },
  ],
  already_connected: [
    { kind: 'already_connected', account, since: 0, another: true },
    { kind: 'already_connected', account, since: 0, another: false },
  ],
  signed_in: [{ kind: 'signed_in', account }],
  card_expired: [
    { kind: 'card_expired', resume: undefined },
    { kind: 'card_expired', resume: { type: 'find', query: HOSTILE[0] ?? '', offset: 0 } },
  ],
  card_newer: [{ kind: 'card_newer' }],
  connected: [
    { kind: 'connected', account },
    { kind: 'connected', account, but: 'empty' },
    { kind: 'connected', account, but: { trouble: 'no_mailbox', reference: '0a1b2c3d' } },
  ],
  disconnected: [{ kind: 'disconnected', account, url: URL_TO_SIGN_IN }],
  status: [
    { contacts: 12_345, folders: 3 },
    { trouble: 'contacts_down' as const, reference: 'ABCD-1234' },
  ].map((contacts) => ({
    kind: 'status',
    account,
    since: 0,
    graphBase: 'https://graph.microsoft.com/v1.0',
    contacts,
    people: 12_340,
    changes: 'not_yet',
  })),
  not_connected: [{ kind: 'not_connected', url: URL_TO_SIGN_IN }],
  contact: [
    {
      kind: 'contact',
      person: { contact: alice, places: ['Customers › Nordics', 'Friends'] },
      back: undefined,
      because: 'company',
      others: { query: 'Ali', people: [longWords, onlyMail, rightToLeft].map(listed), total: 4 },
      asOf: asOf('checking'),
    },
    {
      ...opened(onlyCompany),
      others: { query: 'T', people: [listed(nameless)], total: 1 },
      asOf: asOf('contacts_down'),
    },
    { kind: 'contact', person: alone(alice), back: undefined },
    ...[
      alice,
      many,
      full,
      onlyNumber,
      longWord,
      longWords,
      nameless,
      onlyMail,
      onlyCompany,
      rightToLeft,
      ...hostile,
    ].map(opened),
  ],
  contacts: [
    { ...list(eight, 1_234, 8, 'Alice'), asOf: asOf('contacts_throttled') },
    list([longWord, longWords, nameless, onlyMail, rightToLeft], 5, 0, 'W'.repeat(200)),
    list(hostile),
    list([], 8, 8),
    { ...list(eight, 12, 0, 'W'.repeat(200)), isForBirthdays: true },
    { ...list([longWord]), nameSharers: { part: 'W'.repeat(200), total: 1_234 } },
    ...HOSTILE.map((part) => ({ ...list([longWord]), nameSharers: { part, total: 2 } })),
  ],
  nobody: [
    nobody('Zaphod Beeblebrox'),
    nobody('Alxe Wilbr', ['Alex Wilber', 'Alexandra Wilberforce-Montgomery the Second', 'Wilbur Alexander']),
    nobody('W'.repeat(300)),
    { ...nobody('next month'), birthday: 'on_days' },
    { ...nobody('Zaphod'), birthday: 'somebodys' },
    ...['Smith', 'W'.repeat(200), ...HOSTILE].map((part) => ({
      ...nobody(`Zaphod ${part}`, ['Ada Smith', 'Jane Smith-Jones']),
      nameSharers: { part, total: 29 },
    })),
    ...HOSTILE.map((text) => nobody(text, [text])),
  ],
  reading: [
    { kind: 'reading', contacts: 0, folders: { read: 0, found: 0 }, isFirst: true },
    { kind: 'reading', contacts: 1_998, folders: { read: 11, found: 12 }, isFirst: true },
  ],
  contact_gone: [{ kind: 'contact_gone' }],
  export_offer: [{ kind: 'export_offer', name: 'contacts.vcf', contacts: 12, bytes: 3_456 }],
  exported: [{ kind: 'exported', contacts: 12 }],
  file: [
    { kind: 'file', file: { uploadUrl: 'https://x.example/u', contentUrl: 'https://x.example/c', name: 'c.vcf' } },
  ],
  export_declined: [{ kind: 'export_declined' }],
  nothing_to_export: [{ kind: 'nothing_to_export' }],
  no_files_here: [{ kind: 'no_files_here' }],
  no_vcard: [{ kind: 'no_vcard' }],
  import_gone: [{ kind: 'import_gone' }],
  import_summary: [
    { ...summary, fresh: 0, names: [], there: 3 },
    {
      ...summary,
      isTooMany: true,
      broken: REASONS.map((reason, at) => ({ at, name: 'Alice', reason })),
      brokenInAll: 9,
    },
    { ...summary, name: 'W'.repeat(300), names: HOSTILE, broken: HOSTILE.map(brokenOf), brokenInAll: HOSTILE.length },
  ],
  importing: [
    { kind: 'importing', id: summary.id, done: 0, total: 0 },
    { kind: 'importing', id: summary.id, done: 120, total: 1_500 },
  ],
  imported: [{ kind: 'imported', imported: 1_200, there: 3, refused: HOSTILE.slice(0, 5), refusedInAll: 12 }],
  import_stopped: [
    { kind: 'import_stopped', id: summary.id, imported: 12, trouble: 'contacts_throttled', reference: '0a1b2c3d' },
  ],
  which_name: [{ kind: 'which_name' }],
  cancelled: [{ kind: 'cancelled' }],
  nothing_to_cancel: [{ kind: 'nothing_to_cancel' }],
  nothing_waits: [{ kind: 'nothing_waits' }],
  may_undo: [
    { kind: 'may_undo', name: 'Alice Archer', undo: ID },
    { kind: 'may_undo', name: HOSTILE[0] ?? '', undo: ID },
  ],
  no_code_wanted: [{ kind: 'no_code_wanted', digits: '123456' }],
  no_code: [{ kind: 'no_code' }],
  code_incomplete: [{ kind: 'code_incomplete' }],
  wrong_code: [{ kind: 'wrong_code', triesLeft: 2 }],
  type_code: [{ kind: 'type_code' }],
  code_used_up: [{ kind: 'code_used_up' }],
  window_closed: [{ kind: 'window_closed' }],
  window_failed: [{ kind: 'window_failed' }],
  welcome: [{ kind: 'welcome', url: URL_TO_SIGN_IN, keepMs: 604_800_000 }],
  not_here: [{ kind: 'not_here', asked: 'find contact Alice' }],
  not_set_up: [{ kind: 'not_set_up' }],
  sign_ins_used_up: [{ kind: 'sign_ins_used_up' }],
  too_many_questions: [{ kind: 'too_many_questions' }],
  too_long: [{ kind: 'too_long' }],
  search_too_long: [{ kind: 'search_too_long' }],
  form: [
    { kind: 'form', id: ID, values: noValues(), folders: { all: FOLDERS, chosen: undefined } },
    { kind: 'form', id: ID, name: 'Alice Archer', values: valuesOf(TYPED), isTooLong: true },
    {
      kind: 'form',
      id: ID,
      values: filled('x'.repeat(300)),
      faults: FAULTS,
      folders: { all: FOLDERS, chosen: 'b' },
      notice: { trouble: 'mailbox_full', reference: '0a1b2c3d' },
      leftOver: ['+44 20 7946 0000', 'fourth@contoso.example'],
      instead: filled('Wolfeschlegelsteinhausenbergerdorff'.repeat(3)),
    },
    ...HOSTILE.map((text) => ({
      kind: 'form' as const,
      id: ID,
      name: text,
      values: filled(text),
      notice: 'over' as const,
    })),
  ],
  duplicate: [
    { kind: 'duplicate', id: ID, name: 'Alice Archer', people: [alone(alice), alone(longWords)], total: 2 },
    { kind: 'duplicate', id: ID, name: HOSTILE[0] ?? '', people: hostile.slice(0, 2).map(alone), total: 2 },
  ],
  conflict: [
    {
      kind: 'conflict',
      id: ID,
      name: 'Alice Archer',
      round: 1,
      conflicts: [
        { input: 'mobilePhone', yours: '+44 20 7946 0000', now: '' },
        { input: 'companyName', yours: HOSTILE[0] ?? '', now: 'Donaudampfschifffahrtsgesellschaft'.repeat(4) },
      ],
    },
  ],
  delete_question: [
    {
      kind: 'delete_question',
      id: ID,
      person: alone(alice),
      others: 2,
      folder: 'Customers › Nordics',
      losesPhoto: true,
    },
    { kind: 'delete_question', id: ID, person: alone(longWord), others: 0, folder: '', losesPhoto: false },
  ],
  deleted: [
    { kind: 'deleted', name: 'Alice Archer', undo: ID },
    { kind: 'deleted', name: HOSTILE[0] ?? '', undo: undefined },
  ],
  which_contact: [
    { kind: 'which_contact', to: 'edit', query: 'Ali', people: [alone(alice), alone(longWords)], total: 12 },
  ],
  which_entry: [
    {
      kind: 'which_entry',
      to: 'delete',
      contactId: 'AAMkAD=',
      page: [alone(alice), { contact: alice, places: ['Customers › Nordics'] }, alone(longWords)],
      offset: 0,
      total: 12,
    },
  ],
  which_to_change: [{ kind: 'which_to_change', to: 'merge' }],
  merge_which: [
    {
      kind: 'merge_which',
      id: ID,
      query: 'Ali',
      people: [
        { name: 'Alice Archer', about: 'Contoso' },
        { name: HOSTILE[0] ?? '', about: 'x'.repeat(300) },
        { name: '', about: '' },
      ],
    },
  ],
  merge_alone: [{ kind: 'merge_alone', query: HOSTILE[0] ?? '' }],
  merge_two_people: [{ kind: 'merge_two_people', query: HOSTILE[0] ?? '' }],
  merge: [
    {
      kind: 'merge',
      id: ID,
      people: [
        { name: 'Alice Archer', about: 'Contoso · alice@contoso.example' },
        { name: HOSTILE[0] ?? '', about: 'x'.repeat(300) },
      ],
      choices: [
        { input: 'displayName', values: ['Alice Archer', HOSTILE[0] ?? ''] },
        { input: 'officeLocation', values: ['1', 'Wolfeschlegelsteinhausenbergerdorff'.repeat(5)] },
      ],
      folders: ['Contacts', 'Customers › Nordics'],
      round: 1,
      losesPhoto: true,
    },
  ],
  listing: [
    {
      kind: 'listing',
      of: undefined,
      part: 'all',
      parts: FOLDERS.map(({ id, path }) => ({ of: `folder:${id}`, name: path })),
      page: eight.map(alone),
      offset: 8,
      total: 1_234,
    },
    {
      kind: 'listing',
      of: 'recent',
      part: 'recent',
      parts: [],
      page: [longWord, nameless].map(alone),
      offset: 0,
      total: 2,
    },
    {
      kind: 'listing',
      of: 'category:x',
      part: { category: HOSTILE[0] ?? '' },
      parts: [],
      page: [],
      offset: 0,
      total: 0,
    },
  ],
  no_such_part: [{ kind: 'no_such_part', name: HOSTILE[0] ?? '' }],
  form_over: [{ kind: 'form_over' }],
  unclear_answer: [{ kind: 'unclear_answer' }],
  form_cancelled: [{ kind: 'form_cancelled' }],
  question_over: [{ kind: 'question_over' }],
  undo_over: [{ kind: 'undo_over' }],
  nothing_to_undo: [{ kind: 'nothing_to_undo' }],
  other_account: [{ kind: 'other_account' }],
  editing_off: [{ kind: 'editing_off' }],
  tenant_not_allowed: [{ kind: 'tenant_not_allowed' }],
  no_sign_in: [
    { kind: 'no_sign_in' },
    { kind: 'no_sign_in', but: 'empty' },
    { kind: 'no_sign_in', but: { trouble: 'no_mailbox', reference: 'abcd1234' } },
  ],
  nobody_vouches: [{ kind: 'nobody_vouches' }],
  not_approved: [
    { kind: 'not_approved', reference: 'abcd1234', adminUrl: undefined, isMaybeLimited: true },
    {
      kind: 'not_approved',
      reference: 'abcd1234',
      adminUrl: `https://login.microsoftonline.com/${'t'.repeat(36)}/v2.0/adminconsent?client_id=${'c'.repeat(36)}`,
      isMaybeLimited: false,
    },
  ],
  trouble: [{ kind: 'trouble', trouble: 'unexpected', reference: '0a1b2c3d' }],
}

function typed(text: string): Extract<Reply, { kind: 'help' }> {
  return { kind: 'help', typed: text }
}

function opened(contact: Contact): Extract<Reply, { kind: 'contact' }> {
  return { kind: 'contact', person: alone(contact), back }
}

function nobody(query: string, suggestions: string[] = []): Extract<Reply, { kind: 'nobody' }> {
  return { kind: 'nobody', query, searched: { contacts: 12_345, folders: 3 }, suggestions }
}

/** The Adaptive Cards among the replies, each with a name. */
const CARDS = Object.entries(REPLIES).flatMap(([kind, replies]) =>
  replies.flatMap((reply, index) =>
    (messageOf(reply, en, '28:bot', CLOUDS.public.links, index % 2 === 0).attachments ?? [])
      .filter(({ contentType }) => contentType === ADAPTIVE)
      .map(({ content }) => ({ name: `${kind}-${index}`, content: content as unknown })),
  ),
)

/** The cards that replace a sign-in card if nobody was connected. */
const flow = { resume: undefined } as never
const ENDED: Parameters<typeof signInEnded>[0][] = [
  { kind: 'failed', code: 'cancelled', flow },
  { kind: 'failed', code: 'refused', flow, fault: { error: undefined, reference: '0a1b2c3d' } },
  { kind: 'failed', code: 'blocked', flow, fault: { error: undefined, reference: '0a1b2c3d' } },
  { kind: 'failed', code: 'admin_approval', flow, adminUrl: `https://login.microsoftonline.com/${'x'.repeat(300)}` },
  { kind: 'mismatch', account, flow },
  { kind: 'tenant_not_allowed', flow },
  { kind: 'code', code: '012345', account, flow },
]
CARDS.push(
  ...ENDED.map((outcome, index) => ({
    name: `ended-${index}`,
    content: signInEnded(outcome, URL_TO_SIGN_IN, en).attachments?.[0]?.content as unknown,
  })),
)

let chromium: Browser
let context: BrowserContext
let page: Page
let seen: Seen

beforeAll(async () => {
  chromium = await launch()
})
afterAll(() => chromium.close())
afterEach(() => {
  expect(seen.errors).toEqual([])
  expect(elsewhere(seen.requests)).toEqual([])
})

/** Opens a page with the renderer, styled like Teams. */
async function open(look: string): Promise<void> {
  const looks = LOOKS[look]
  if (!looks) throw new Error(`No look ${look}.`)
  context = await chromium.newContext({ viewport: { width: 640, height: 900 } })
  seen = record(context)
  page = await context.newPage()
  await page.setContent(
    `<!doctype html><html lang="en"><title>Teams</title><style>${FONT}${hostStyle(looks)}</style><main></main>`,
  )
  await fontsLoaded(page)
  await page.addScriptTag({ path: RENDERER })
  await page.evaluate((config) => Object.assign(globalThis, { config }), hostConfig(looks))
}

/** Replaces the page's content by a card. @returns the renderer's warnings */
async function render(...cards: unknown[]): Promise<string[]> {
  return page.evaluate((cards) => {
    const { AdaptiveCards: library, config } = globalThis as unknown as {
      AdaptiveCards: typeof AdaptiveCards
      config: unknown
    }
    // The Markdown that could do harm: text from other people in a TextBlock could become a link.
    library.AdaptiveCard.onProcessMarkdown = (text, result) => {
      const safe = text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
      result.outputHtml = safe.replace(/!?\[([^\]]*)\]\(([^)]*)\)/g, '<a href="$2">$1</a>').replace(/[*_`#]/g, '')
      result.didProcess = true
    }
    const complaints: string[] = []
    const sections = cards.map((content) => {
      const card = new library.AdaptiveCard()
      const parsing = new library.SerializationContext(library.Versions.v1_5)
      card.hostConfig = new library.HostConfig(config)
      card.parse(content, parsing)
      for (let index = 0; index < parsing.eventCount; index += 1) complaints.push(parsing.getEventAt(index).message)
      complaints.push(...card.validateProperties().validationEvents.map(({ message }: { message: string }) => message))
      const section = document.createElement('section')
      const rendered = card.render()
      if (rendered) section.append(rendered)
      else complaints.push('Nothing is shown.')
      return section
    })
    document.querySelector('main')?.replaceChildren(...sections)
    return complaints
  }, cards)
}

/** All visible text, without invisible characters. */
async function lines(): Promise<string[]> {
  return (await page.locator('main').innerText())
    .replaceAll('\u2060', '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}

const cardOf = (reply: Reply): unknown => messageOf(reply, en, '28:bot', CLOUDS.public.links).attachments?.[0]?.content

/** Teams cuts a title that is longer than its button, with an ellipsis. This happens to the button that repeats the typed text.
 *  Text in an input can be scrolled. */
const CUT = /^help-.*text-overflow: ellipsis.*>Find “|^form-\d+: <input /

describe.each(Object.keys(LOOKS))('in Teams’ theme “%s”', (look) => {
  beforeAll(() => open(look))
  afterAll(() => context.close())

  test.each([320, 640])(
    'at %i px the renderer complains of no card, nothing sticks out, axe finds nothing',
    async (width) => {
      await page.setViewportSize({ width, height: 900 })
      const found: string[] = []
      for (const { name, content } of CARDS) {
        const complaints = await render(content)
        found.push(...[...complaints, ...(await overflowing(page, 'main'))].map((each) => `${name}: ${each}`))
        if (!/-(?:[2-9]|1\d)$/.test(name) || name.startsWith('contact-'))
          await shot(page, `card-${look}-${width}-${name}`)
      }
      // To check all cards together with axe takes a second; to check each by itself would take a minute.
      await render(...CARDS.map(({ content }) => content))
      found.push(...(await axeFindings(page, 'main', ['serious', 'critical'])))
      expect(found.filter((each) => !CUT.test(each))).toEqual([])
    },
  )
})

describe('what can be read', () => {
  beforeAll(() => open('light'))
  afterAll(() => context.close())

  test('everything of a contact is shown, each value on a line of its own', async () => {
    await render(cardOf(opened(alice)))
    const { contact: words } = en
    const shown = ['AA', 'Alice Admin', 'Head of Administration', 'Contoso']
    shown.push(words.chat, words.call, words.mail, words.back)
    shown.push(words.email, 'aadmin@contoso.example', 'alice.admin@mail.example')
    shown.push(words.mobile, '+1 425 555 0199', words.call)
    shown.push(words.business, '+1 425 555 0101', words.call, '+1 425 555 0102', words.call)
    shown.push(words.home, '+1 206 555 0123', words.call)
    shown.push(words.department, 'Administration', words.office, '18/2111')
    shown.push(words.businessAddress, '1 Contoso Way, 98052 Redmond, WA, United States', words.nickname, 'Ali')
    expect(await lines()).toEqual(shown)
  })

  test('the beginning of long notes is shown, and “more” opens the rest in place', async () => {
    await render(cardOf(opened(full)))
    const { notes, notesMore, notesLess } = en.contact
    const shownNotes = async () => (await lines()).slice((await lines()).indexOf(notes))
    const [, first, beginning = '', ...buttons] = await shownNotes()
    expect([first, buttons]).toEqual(['Met in Oslo.', [notesMore]])
    expect(beginning.length).toBeLessThan(200)
    expect(beginning).toMatch(/…$/)
    await page.getByRole('button', { name: notesMore }).click()
    const open_ = await shownNotes()
    expect(open_.at(-1)).toBe(notesLess)
    expect(open_.join(' ').length).toBeGreaterThan(1_100)
    await page.getByRole('button', { name: notesLess }).click()
    expect(await shownNotes()).toEqual([notes, first, beginning, notesMore])
  })

  test('a contact with only a number can be called', async () => {
    await render(cardOf({ kind: 'contact', person: alone(onlyNumber), back: undefined }))
    expect(await lines()).toEqual(['P', 'Plumber', en.contact.call, en.contact.mobile, '+47 22 12 34 56'])
  })

  test('a long address stays on one line, even in a narrow chat', async () => {
    const address = 'alexandra.wilber@northwind.example'
    await page.setViewportSize({ width: 320, height: 900 })
    await render(cardOf(opened(contact({ displayName: 'Alexandra', emailAddresses: [{ address }] }))))
    expect(await page.getByText(address).evaluate((run) => run.getClientRects().length)).toBe(1)
    await page.setViewportSize({ width: 640, height: 900 })
  })

  test('the card of a contact with only an address or a company repeats nothing', async () => {
    await render(cardOf(list([onlyMail, onlyCompany])))
    expect(await lines()).toEqual([
      en.contacts.found(2, 'Smith'),
      'R',
      'reception@northwind.example',
      '›',
      'TT',
      'Tailspin Toys',
      '›',
    ])
    await render(cardOf(opened(onlyCompany)))
    const { call, back: toList } = en.contact
    expect((await lines()).slice(0, 5)).toEqual(['TT', 'Tailspin Toys', call, toList, en.contact.business])
    await render(cardOf(opened(nameless)))
    expect((await lines()).slice(0, 2)).toEqual(['?', en.contact.noName])
  })

  test('ten of twenty numbers are shown, and the others are counted', async () => {
    await render(cardOf(opened(many)))
    const text = await lines()
    for (const number of numbers)
      expect(text.filter((line) => line === number)).toHaveLength(numbers.indexOf(number) < 10 ? 3 : 0)
    expect(text.filter((line) => line === en.contact.more(10))).toHaveLength(3)
  })

  test.each([
    ['without any name', nameless, en.contact.noName],
    ['with an address alone', onlyMail, 'reception@northwind.example'],
    ['whose name is written from right to left', rightToLeft, 'שרה כוהן'],
    ['with a very long name', longWords, longWords.displayName ?? ''],
  ])('somebody %s is shown in card and list', async (_who, somebody, name) => {
    await render(cardOf(opened(somebody)))
    expect(await lines()).toContain(name)
    await render(cardOf(list([somebody, alice])))
    expect(await lines()).toContain(name)
  })

  test.each(HOSTILE)(
    'S53 card injection: %s in every place stays text: no link, no picture, no script',
    async (text) => {
      const [somebody] = hostile.filter(({ displayName }) => displayName === text)
      if (!somebody) throw new Error('Nobody is called that.')
      const lists = [list([somebody, alice], 2, 0, text)]
      const person = { contact: somebody, places: [text] }
      const others = { query: text, people: [{ person, because: 'notes' as const, note: text }], total: 2 }
      const cards = [opened(somebody), { ...opened(alice), person, others }]
      for (const reply of [...cards, ...lists, typed(text), nobody(text, [text])]) {
        await render(cardOf(reply))
        expect((await lines()).join('\n')).toContain(text)
        expect(await page.locator('main :is(a, img, script, b, em, strong, code, h1)').count()).toBe(0)
      }
      await render(cardOf(opened(somebody)))
      expect((await lines()).filter((line) => line === text).length).toBe(7)
    },
  )

  test('S53 a TextBlock with other people’s markdown would be caught here', async () => {
    const planted = { type: 'TextBlock', text: HOSTILE[2], size: 'Gigantic' }
    const complaints = await render({ type: 'AdaptiveCard', version: '1.5', body: [planted] })
    expect(complaints).not.toEqual([])
    expect(await page.locator('main a').count()).toBe(1)
  })
})

describe('S53 card injection, from the contacts in Outlook to the screen', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld()
    await world.connect(megan)
    const mailbox = world.emulator.graph.mailbox(megan.oid)
    for (const [n, text] of NAUGHTY.entries()) mailbox.add(called(text, n))
    await world.emulator.channel.personal(megan).settled()
    await open('light')
  })
  afterAll(async () => {
    await context.close()
    await world.close()
  })

  const nick = (n: number) => `naughty${String(n).padStart(3, '0')}`

  /** A contact with `text` in every field, who can still be found. */
  function called(text: string, n: number): Partial<Details> {
    return {
      displayName: text,
      jobTitle: text,
      companyName: text,
      department: text,
      nickName: nick(n),
      businessPhones: [text],
      imAddresses: [text],
      emailAddresses: [{ name: text, address: text }, { address: 'somebody&cc=x@contoso.example' }],
      homeAddress: { street: text },
    }
  }

  /** Shows the bot's last card, and checks that it contains only text and our own buttons. */
  async function shown(): Promise<string> {
    const { messages } = world.emulator.channel.personal(megan)
    const message = messages.findLast(({ from }) => from === 'bot')
    expect(await render(message?.attachments[0]?.content)).toEqual([])
    expect(await page.locator('main :is(a, img, script, iframe, b, em, strong, code, h1, at)').count()).toBe(0)
    const opens = message ? actionsOf(message).flatMap(({ url }) => (url === undefined ? [] : [new URL(url)])) : []
    for (const { protocol, host, searchParams } of opens) {
      expect([protocol, host]).toEqual(['https:', expect.toBeOneOf(['teams.microsoft.com', 'outlook.office.com'])])
      expect([...searchParams.keys()]).toEqual([expect.toBeOneOf(['users', 'to'])])
    }
    return oneLine((await lines()).join(' '))
  }

  /** The text as it is on the screen. */
  const oneLine = (text: string) => text.toWellFormed().replaceAll('\u2060', '').replace(/\s+/g, ' ').trim()

  test.each(NAUGHTY.map((text, n) => [JSON.stringify(text).slice(0, 40), text, n] as const))(
    'S53 %s is a name, a question and nothing else',
    async (_, text, n) => {
      const chat = world.emulator.channel.personal(megan)
      await chat.send(`find contact ${nick(n)}`)
      const card = await shown()
      // Longer texts are cut when they are read.
      expect(card).toContain(oneLine(plain(text.slice(0, 254))))
      expect(card).toContain(en.contact.mail)
      // The answer repeats the text, if it does not find the same person.
      await chat.send(`Zqxwvk ${text}`)
      expect(await shown()).toMatch(/understand that|No contact matches|naughty|people match/)
    },
  )

  test('S53 all of them in one list', async () => {
    await world.emulator.channel.personal(megan).send('find contact naughty')
    expect(await shown()).toContain(`${NAUGHTY.length} people match`)
  })
})
