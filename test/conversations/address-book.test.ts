import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, inject, vi } from 'vitest'
import { redisRecords } from '../../emulator/demo/records.ts'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import type { Fault } from '../../emulator/faults.ts'
import { alex, megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { withReference } from '../endings/texts.ts'
import { NOTHING_KEPT, readable, said, signInWith } from '../world.ts'
import { storedKeys } from './stored.ts'
import { type Open, type Talk, test } from './talk.ts'

const { contact, contacts, reading, trouble } = en
/** The beginning of the card that is in the chat while all contacts are read. */
const READING = 'Reading your contacts'

/** After this time a copy is older than `HALF_A_MINUTE`. */
const OLD_MS = 31_000
/** A latency of Graph with which no answer waits for it: about 2.5 s to read the changes, 5 s to read everything. */
const SLOW_MS = 400

const AT_ONCE = { CONTACTS_MAX_AGE: '0' }
/** After a restart everything is read again. */
const NOT_STORED = { CONTACTS_KEEP: '0' }
const HALF_A_MINUTE = { CONTACTS_MAX_AGE: '30' }

/** A check that takes long is reported in the chat. On a busy machine, any check may take long. */
const checking = /^As of \d+ seconds? ago\. Checking Outlook…/m

/** The names in the rows of a list, in order. */
const rows = (list: Message): string[] =>
  actionsOf(list)
    .filter(({ verb }) => verb === 'show')
    .map(({ title }) => title)

/** The contact with this name in the mailbox. */
function named({ mailbox }: Talk, name: string) {
  const all = mailbox.folders.flatMap(({ id }) => mailbox.contacts(id))
  const found = all.find(({ displayName }) => displayName === name)
  if (!found) throw new Error(`Nobody is called ${name}.`)
  return found
}

const folder = ({ mailbox }: Talk, name: string) =>
  mailbox.folders.find(({ displayName }) => displayName === name)?.id ?? ''

/** The keys of all records with contacts in the store. */
const kept = async ({ world }: Talk) => [
  ...(await storedKeys(world, 'address-book/')),
  ...(await storedKeys(world, 'recent/')),
]

describe.concurrent('how fresh an answer is', () => {
  test('within a minute further questions, rows and status make no request to Outlook', async ({ open }) => {
    const { ask, calls, chat, now } = await open()
    expect(await calls(() => ask('find contact Alice'))).toBeGreaterThan(10)
    expect(
      await calls(async () => {
        expect(readable(await ask('find contact Alice'))).toContain('aadmin@contoso.example')
        const list = await ask('find contact Smith')
        await chat.press(list, 'Jane Smith, Woodgrove Bank')
        expect(readable(now(list))).toContain('jane.smith@woodgrove.example')
        expect(readable(await ask('status'))).toContain('320 in 11 folders')
      }),
    ).toBe(0)
  })

  test('an answer of an older copy makes the bot ask Outlook for the changes, and for nothing else', async ({
    open,
  }) => {
    const { ask, graph, world } = await open(HALF_A_MINUTE)
    await ask('find contact Alice')
    world.age(OLD_MS)
    graph.calls.length = 0
    expect(readable(await ask('find contact Alice'))).toContain('aadmin@contoso.example')
    const paths = graph.calls.map(({ path }) => path)
    expect(paths).not.toEqual([])
    const changes = /\/contacts\/delta\?.*(?:deltatoken|skiptoken)=/
    const folders = /\/(?:contactFolders|childFolders)\?/
    expect(paths.filter((path) => !changes.test(path) && !folders.test(path))).toEqual([])
  })

  test('every change in Outlook shows once the copy is older than its age', async ({ open }) => {
    const talk = await open(HALF_A_MINUTE)
    const { ask, mailbox, world } = talk
    const twin = { displayName: 'Tilda Tworooms', mobilePhone: '+46 70 174 06 05' }
    mailbox.add(twin)
    const second = mailbox.add(twin, folder(talk, 'Family'))
    mailbox.add({ displayName: 'Quentin Quitter' })
    expect(readable(await ask('find contact Tilda Tworooms'))).toContain('Contacts\nFamily')
    expect(readable(await ask('find contact Quentin Quitter'))).toContain('Quentin Quitter')

    mailbox.change(named(talk, 'Alice Admin').id, { mobilePhone: '+1 425 555 0142' })
    mailbox.add({ displayName: 'Nora Newcomer' })
    mailbox.remove(named(talk, 'Quentin Quitter').id)
    mailbox.move(second.id, folder(talk, 'Benelux'))
    mailbox.renameFolder(folder(talk, 'Customers'), 'Clients')
    mailbox.add({ displayName: 'Carla Chorister' }, mailbox.addFolder('Choir').id)
    world.age(OLD_MS)
    expect(readable(await ask('find contact Alice'))).toContain('+1 425 555 0142')
    expect(readable(await ask('find contact Nora Newcomer'))).toContain('Nora Newcomer')
    expect(readable(await ask('find contact Quentin Quitter'))).toContain(en.nobody('Quentin Quitter'))
    expect(readable(await ask('find contact Tilda Tworooms'))).toContain('Contacts\nClients › Benelux')
    expect(readable(await ask('find contact Carla Chorister'))).toContain('Carla Chorister')
    expect(readable(await ask('status'))).toContain('324 in 12 folders')
  })

  test('“no match” is never reported from a copy older than five seconds', async ({ open }) => {
    const { ask, calls, mailbox, world } = await open()
    await ask('find contact Alice')
    mailbox.add({ displayName: 'Zenobia Quist' })
    world.age(5_001)
    expect(readable(await ask('find contact Zenobia'))).toContain('Zenobia Quist')
    // A contact in the copy is shown at once.
    expect(await calls(() => ask('find contact Alice'))).toBe(0)
  })
})

describe.concurrent('the same person in two folders', () => {
  test('is one answer that names both folders, also when opened from a list', async ({ open }) => {
    const talk = await open()
    const { ask, chat, mailbox, now } = talk
    const nina = { displayName: 'Nina Twofold', emailAddresses: [{ name: '', address: 'nina@twofold.example' }] }
    mailbox.add({ ...nina, mobilePhone: '+46 70 174 06 06' })
    mailbox.add({ ...nina, businessPhones: ['+46 8 123 00 00'] }, folder(talk, 'Oslo'))
    // Another person of the same name.
    mailbox.add({ displayName: 'Nina Twofold', companyName: 'Fabrikam', mobilePhone: '+46 70 174 06 07' })
    const list = await ask('find contact Nina Twofold')
    expect(rows(list)).toHaveLength(2)
    await chat.press(list, 'Nina Twofold, nina@twofold.example')
    for (const value of [
      `${contact.keptIn}\nContacts\nCustomers › Nordics › Oslo`,
      '+46 70 174 06 06',
      '+46 8 123 00 00',
    ])
      expect(readable(now(list))).toContain(value)
    const other = readable(await ask('find contact +46 70 174 06 07'))
    expect(other).toContain('Nina Twofold\nFabrikam')
    expect(other).not.toContain(contact.keptIn)
  })
})

describe.concurrent('the same person in two folders, found by a number that only one of the two contacts has', () => {
  test('is one answer with both folders and the details of both contacts', async ({ open }) => {
    const talk = await open()
    const { ask, mailbox } = talk
    const nina = { displayName: 'Nina Twofold', emailAddresses: [{ name: '', address: 'nina@twofold.example' }] }
    mailbox.add({ ...nina, mobilePhone: '+46 70 174 06 06' })
    mailbox.add({ ...nina, businessPhones: ['+46 8 123 00 00'] }, folder(talk, 'Oslo'))
    const card = readable(await ask('find contact +46 8 123 00 00'))
    for (const value of [`${contact.keptIn}\nContacts\nCustomers › Nordics › Oslo`, '+46 70 174 06 06'])
      expect(card).toContain(value)
  })
})

describe.concurrent('a slow Outlook', () => {
  test('first read: a card shows the progress and becomes the answer; questions asked meanwhile share the read', async ({
    open,
  }) => {
    const { ask, chat, graph, mailbox, told, now, world } = await open(NOT_STORED)
    for (let n = 0; n < 2_000; n += 1) mailbox.add({ displayName: `Person ${n}` })
    const list = await ask('find contact Smith')
    await world.restart(NOT_STORED)
    graph.calls.length = 0
    graph.setLatency(SLOW_MS)
    const before = said(chat).length
    const texts = await told(async () => {
      const first = chat.send('find contact Alice')
      await chat.next({ where: (message) => readable(message).startsWith(READING) })
      await Promise.all([
        first,
        chat.send('find contact Alice'),
        chat.send('status'),
        chat.press(list, 'Jane Smith, Woodgrove Bank'),
      ])
      await chat.settled()
    })
    const counts = texts.flatMap((text) => {
      const count = new RegExp(`^${READING}[^\\n]*\n([\\d,]+) contacts so far\\.$`).exec(text)?.[1]
      return count === undefined ? [] : [Number(count.replaceAll(',', ''))]
    })
    expect(counts.length).toBeGreaterThan(2)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect(counts[0]).toBeLessThan(counts.at(-1) ?? 0)
    const folders = texts.flatMap((text) => {
      const [, at, of] = /folder (\d+) of (\d+)/.exec(text) ?? []
      return at === undefined ? [] : [{ at: Number(at), of: Number(of) }]
    })
    expect(folders.length).toBeGreaterThan(2)
    expect(folders).toEqual(folders.toSorted((a, b) => a.of - b.of || a.at - b.at))
    for (const { at, of } of folders) expect(at).toBeLessThanOrEqual(of)
    const answers = said(chat).slice(before)
    expect(answers).toHaveLength(3)
    expect(answers.filter((text) => text.includes('aadmin@contoso.example'))).toHaveLength(2)
    expect(answers.filter((text) => text.includes('2,320 in 11 folders'))).toHaveLength(1)
    expect(readable(now(list))).toContain('jane.smith@woodgrove.example')
    const paths = graph.calls.map(({ path }) => path).filter((path) => !path.includes('/photo'))
    expect(new Set(paths).size).toBe(paths.length)
  })

  test('older copy: it answers at once, then says its age, and the current answer replaces it in the same message', async ({
    open,
  }) => {
    const talk = await open(HALF_A_MINUTE)
    const { ask, chat, graph, mailbox, told, world } = talk
    const quentin = mailbox.add({ displayName: 'Quentin Quitter' })
    await ask('find contact Alice')
    mailbox.change(named(talk, 'Alice Admin').id, { mobilePhone: '+1 425 555 0142' })
    mailbox.change(quentin.id, { displayName: 'Bertil Stayer' })
    world.age(OLD_MS)
    graph.setLatency(SLOW_MS)
    const before = said(chat).length
    const texts = await told(async () => {
      await Promise.all(['Alice', 'Quentin Quitter', 'Zaphod'].map((name) => chat.send(`find contact ${name}`)))
      await chat.settled()
    })
    expect(texts.filter((text) => checking.test(text))).toHaveLength(2)
    for (const old of [texts, texts.filter((text) => checking.test(text))])
      expect(old.join('\n')).toContain('+1 425 555 0199')
    // An older copy cannot tell that nobody matches.
    expect(texts).toContain(reading.changes)
    const [alice, ...nobody] = said(chat).slice(before).toSorted()
    expect(alice).toMatch(/^AA\nAlice Admin/)
    expect(alice).toContain('+1 425 555 0142')
    expect(alice).not.toContain('+1 425 555 0199')
    expect(nobody).toEqual([
      expect.stringContaining(en.nobody('Quentin Quitter')),
      expect.stringContaining(en.nobody('Zaphod')),
    ])
  })
})

describe.concurrent('a row of an older answer, pressed while Outlook is still being asked', () => {
  test('stays open: the current answer to the question does not replace the opened card', async ({ open }) => {
    // The pressed row shares the read under way.
    const { ask, chat, faults, graph, now, world } = await open(HALF_A_MINUTE)
    await ask('find contact Alice')
    world.age(OLD_MS)
    graph.setLatency(SLOW_MS)
    const answered = chat.send('find contact Smith')
    const list = await chat.next({ where: (message) => readable(message).includes('Checking Outlook…') })
    // The update that is sent first arrives last.
    faults.add({ match: /^PUT \/teams\//, times: 1, delayMs: 500 })
    await Promise.all([answered, chat.press(list, 'Jane Smith, Woodgrove Bank', { fallback: true })])
    await chat.settled()
    expect(readable(now(list))).toMatch(/^JS\nJane Smith\n/)
    graph.setLatency(5)
    await chat.press(now(list), contact.back)
    expect(readable(now(list))).toContain('people match “Smith”')
  })
})

describe.concurrent('a question asked before the sign-in, and a slow Outlook', () => {
  test('the page comes at once, and a card with the progress becomes the answer', async ({ open }) => {
    const { ask, chat, graph } = await open()
    await ask('disconnect')
    const card = await ask('find contact Alice')
    graph.setLatency(SLOW_MS)
    const before = said(chat).length
    expect((await signInWith(card, megan)).text).toContain(en.page.connected.title)
    expect(said(chat).join()).not.toContain('aadmin@contoso.example')
    await chat.next({ where: (message) => readable(message).startsWith(READING) })
    await vi.waitUntil(() => said(chat).at(-1)?.includes('aadmin@contoso.example'), { timeout: 60_000 })
    expect(said(chat).slice(before)).toHaveLength(1)
  })
})

describe.concurrent('an Outlook that does not answer', () => {
  const unreachable = /^As of \d+ seconds? ago\. Outlook isn’t responding right now\./m
  const throttled = /^As of \d+ seconds? ago\. Outlook asked me to slow down\./m
  const tooMany = { code: 'TooManyRequests', message: '' }

  test.for<[string, Omit<Fault, 'match'>, RegExp, string]>([
    ['503', { status: 503, headers: { 'retry-after': '0' } }, unreachable, trouble.contacts_down],
    ['a cut connection', { cut: 'mid-body' }, unreachable, trouble.contacts_down],
    [
      '429 with a wait that is too long',
      { status: 429, headers: { 'retry-after': '9999' }, body: { error: tooMany } },
      throttled,
      trouble.contacts_throttled,
    ],
  ])(
    '%s: the answer of the copy with its age and the reason; an apology where the copy has no match',
    async ([, fault, why, sorry], { open }) => {
      const { ask, chat, faults, now } = await open(AT_ONCE)
      const list = await ask('find contact Smith')
      const before = said(chat).length
      faults.add({ match: 'graph', ...fault })
      await Promise.all([
        chat.send('find contact Alice'),
        chat.send('find contact Zaphod'),
        chat.press(list, 'Jane Smith, Woodgrove Bank'),
      ])
      await chat.settled()
      const answers = said(chat).slice(before)
      expect(answers).toHaveLength(2)
      const alice = answers.find((text) => text.includes('aadmin@contoso.example'))
      expect(alice).toMatch(why)
      expect(readable(now(list))).toMatch(why)
      expect(readable(now(list))).toContain('jane.smith@woodgrove.example')
      // A contact that is not in the copy may be in Outlook.
      expect(answers.find((text) => text !== alice)).toMatch(withReference(sorry))
      faults.clear()
      expect(readable(await ask('find contact Alice'))).toMatch(/^AA\nAlice Admin/)
      expect(readable(await ask('find contact Zaphod'))).toContain(en.nobody('Zaphod'))
    },
  )

  test.for<[number, string, string]>([
    [403, 'ErrorAccessDenied', trouble.contacts_forbidden],
    [403, 'ErrorAccountSuspend', trouble.account_on_hold],
    [404, 'ErrorNonExistentMailbox', trouble.no_mailbox],
    [400, 'ErrorInvalidRequest', trouble.contacts_refused],
    [500, 'InternalServerError', 'Outlook isn’t responding right now.'],
  ])('%i %s: the answer of the copy, with its age and the reason', async ([status, code, why], { open }) => {
    const { ask, faults } = await open(AT_ONCE)
    await ask('find contact Alice')
    faults.add({ match: 'graph', status, body: { error: { code, message: '' } } })
    const text = readable(await ask('find contact Alice'))
    expect(text).toContain(why)
    expect(text).toMatch(/^As of \d+ seconds? ago\./m)
    expect(text).toContain('aadmin@contoso.example')
  })

  test('401: the token is renewed, and the user does not notice', async ({ open }) => {
    const { ask, told, world } = await open(AT_ONCE)
    await ask('find contact Alice')
    const { entra } = world.emulator
    const before = entra.count('token', 'refresh_token')
    entra.expireAccessTokens()
    const texts = await told(() => ask('find contact Alice'))
    // If the check takes long, the answer says so meanwhile, and afterwards looks as before.
    const answers = new Set(texts.filter((text) => !checking.test(text)))
    expect([...answers]).toEqual([expect.stringMatching(/^AA\nAlice Admin/)])
    expect(entra.count('token', 'refresh_token') - before).toBe(1)
  })
})

describe.concurrent('the progress is replaced', () => {
  /** It comes after the progress is shown. */
  const forbidden: Fault = {
    match: 'graph',
    delayMs: 3_000,
    status: 403,
    body: { error: { code: 'ErrorAccessDenied', message: '' } },
  }
  const nothing = () => undefined

  test.for<[string, RegExp, (talk: Talk) => void, (talk: Talk) => void]>([
    [
      'by a sign-in card where the connection ends',
      new RegExp(`^${en.signIn.ended}\n`),
      nothing,
      ({ world: { emulator } }) => {
        emulator.entra.expireAccessTokens()
        emulator.entra.revoke(megan.oid)
      },
    ],
    ['by an apology', withReference(trouble.contacts_forbidden), ({ faults }) => faults.add(forbidden), nothing],
  ])('%s, where a button was pressed', async ([, says, begin, end], { open }) => {
    const talk = await open(NOT_STORED)
    const { ask, chat, graph, now, world } = talk
    const list = await ask('find contact Smith')
    await world.restart(NOT_STORED)
    const before = said(chat).length
    graph.setLatency(SLOW_MS)
    begin(talk)
    const pressed = chat.press(list, 'Jane Smith, Woodgrove Bank')
    const isReading = (message: Message) => readable(message).startsWith(READING)
    await vi.waitUntil(() => isReading(now(list)), { timeout: 60_000 })
    end(talk)
    expect((await pressed).status).toBe(200)
    await chat.settled()
    expect(readable(now(list))).toMatch(says)
    expect(said(chat)).toHaveLength(before)
  })

  test('by a sign-in card after a typed question, which is answered after the sign-in', async ({ open }) => {
    const { chat, graph, world } = await open()
    const before = said(chat).length
    graph.setLatency(SLOW_MS)
    const answered = chat.send('find contact Alice')
    await chat.next({ where: (message) => readable(message).startsWith(READING) })
    world.emulator.entra.expireAccessTokens()
    world.emulator.entra.revoke(megan.oid)
    await answered
    await chat.settled()
    expect(said(chat).slice(before)).toEqual([expect.stringContaining(en.signIn.ended)])
    graph.setLatency(5)
    await signInWith(chat.messages.at(-1), megan)
    await chat.next({ where: (message) => readable(message).includes('Alice Admin') })
    expect(said(chat).slice(before)).toEqual([
      en.cardOver.connected(megan.username),
      expect.stringContaining('aadmin@contoso.example'),
    ])
  })
})

describe.concurrent('several matches', () => {
  test('a clear winner is shown with the others below; the user can list all, open one and go back', async ({
    open,
  }) => {
    const { ask, chat, mailbox, now } = await open()
    mailbox.add({ displayName: 'Wanda Quist' })
    for (let n = 0; n < 9; n += 1) mailbox.add({ displayName: `Peter Lund ${n}`, personalNotes: 'Met Wanda Quist.' })
    const card = await ask('find contact Wanda Quist')
    expect(readable(card)).toMatch(/^WQ\nWanda Quist\n/)
    expect(readable(card)).toContain(contact.others(9))
    expect(rows(card)).toHaveLength(3)
    await chat.press(card, contact.all(10))
    expect(readable(now(card))).toContain(contacts.found(10, 'Wanda Quist'))
    expect(rows(now(card))[0]).toBe('Wanda Quist')
    await chat.press(now(card), 'Peter Lund 3')
    expect(readable(now(card))).toMatch(/^P3\nPeter Lund 3\n/)
    await chat.press(now(card), contact.back)
    expect(readable(now(card))).toContain(contacts.found(10, 'Wanda Quist'))
  })

  test('equal matches: the contact that was looked up last comes first, also after a restart', async ({ open }) => {
    const { ask, chat, mailbox, now, world } = await open()
    for (let n = 0; n < 7; n += 1) mailbox.add({ displayName: `Quincy Quorum ${n}` })
    const list = await ask('find contact Quorum')
    expect(readable(list)).toContain(contacts.found(7, 'Quorum'))
    expect(rows(list)[0]).toBe('Quincy Quorum 0')
    await chat.press(list, 'Quincy Quorum 5')
    await chat.press(now(list), contact.back)
    expect(rows(now(list)).slice(0, 2)).toEqual(['Quincy Quorum 5', 'Quincy Quorum 0'])
    // A contact that was the only match also counts as looked up.
    expect(readable(await ask('find contact Quincy Quorum 3'))).toContain('Quincy Quorum 3')
    await world.restart({})
    expect(rows(await ask('find contact Quorum')).slice(0, 3)).toEqual([
      'Quincy Quorum 3',
      'Quincy Quorum 5',
      'Quincy Quorum 0',
    ])
  })

  test('no match: similar names are offered as buttons, and none if no name is similar', async ({ open }) => {
    const { ask, chat, mailbox, now } = await open()
    mailbox.add({ displayName: 'Robert Wolkenstein' })
    const answer = await ask('find contact wolknstn')
    expect(readable(answer)).toContain(en.nobody('wolknstn'))
    expect(readable(answer)).toContain(en.didYouMean)
    await chat.press(answer, 'Robert Wolkenstein')
    expect(readable(now(answer))).toMatch(/^RW\nRobert Wolkenstein/)
    // Both words are misspelled.
    const alice = await ask('find contact alixxe admyyn')
    await chat.press(alice, 'Alice Admin')
    expect(readable(now(alice))).toContain('aadmin@contoso.example')
    const nothing = await ask('find contact Zaphod Beeblebrox')
    expect(readable(nothing)).not.toContain(en.didYouMean)
    expect(actionsOf(nothing)).toEqual([])
  })

  test('two users who ask at the same time never see each other’s contacts', async ({ open }) => {
    const talk = await open(AT_ONCE)
    const { chat, connected, graph, mailbox } = talk
    graph.mailbox(alex.oid).add({ displayName: 'Shared Name', mobilePhone: '+1 425 555 0002' })
    mailbox.add({ displayName: 'Shared Name', mobilePhone: '+1 425 555 0001' })
    const alexs = await connected(alex)
    const questions = Array.from({ length: 8 }, (_, n) => (n % 2 ? 'find contact Shared Name' : 'find contact Alice'))
    await Promise.all(questions.flatMap((text) => [chat.send(text), alexs.send(text)]))
    await Promise.all([chat.settled(), alexs.settled()])
    const [hers, his] = [said(chat).slice(-8), said(alexs).slice(-8)]
    expect(hers.filter((text) => text.includes('aadmin@contoso.example'))).toHaveLength(4)
    expect(hers.filter((text) => text.includes('+1 425 555 0001'))).toHaveLength(4)
    expect(his.filter((text) => text.includes(en.nobody('Alice')))).toHaveLength(4)
    expect(his.filter((text) => text.includes('+1 425 555 0002'))).toHaveLength(4)
  })
})

describe.concurrent('what is stored', () => {
  test('with CONTACTS_KEEP=0 no contacts are stored', async ({ open }) => {
    const { ask, calls, world } = await open({ CONTACTS_KEEP: '0' })
    expect(readable(await ask('find contact Alice'))).toContain('Alice Admin')
    expect(await storedKeys(world, 'address-book/')).toEqual([])
    expect(await calls(() => ask('find contact Alice'))).toBe(0)
  })

  test('with CONTACTS_KEEP=0 and CONTACTS_MAX_AGE=0 there is no older copy to answer from', async ({ open }) => {
    const { ask, faults } = await open(NOTHING_KEPT)
    expect(readable(await ask('find contact Alice'))).toContain('Alice Admin')
    faults.add({ match: 'graph', status: 503, headers: { 'retry-after': '0' } })
    expect(readable(await ask('find contact Alice'))).toMatch(withReference(trouble.contacts_down))
  })

  test.for<[string, (talk: Talk) => Promise<unknown>]>([
    ['disconnect', ({ ask }) => ask('disconnect')],
    ['uninstalling the app', ({ chat }) => chat.uninstall()],
    [
      'a connection that Microsoft ends',
      async ({ ask, world: { emulator } }) => {
        emulator.entra.expireAccessTokens()
        emulator.entra.revoke(megan.oid)
        expect(readable(await ask('find contact Alice'))).toContain(en.signIn.ended)
      },
    ],
  ])('%s deletes all stored contacts', async ([, end], { open }) => {
    const talk = await open(AT_ONCE)
    await talk.ask('find contact Alice')
    expect(await kept(talk)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^address-book\/.*\/0$/), expect.stringMatching(/^recent\//)]),
    )
    await end(talk)
    await talk.chat.settled()
    expect(await kept(talk)).toEqual([])
  })

  const { signIn: words, status } = en
  const disconnected = [
    en.disconnected,
    megan.username,
    en.withdrawConsent,
    en.myApps,
    words.again,
    words.browserButton,
  ].join('\n')
  const notConnected = [status.notConnected, words.button, words.browserButton].join('\n')
  test.for<[string, (talk: Talk) => Promise<unknown>, string[]]>([
    ['disconnect', ({ chat }) => chat.send('disconnect'), [disconnected, notConnected]],
    ['uninstalling the app', ({ chat }) => chat.uninstall(), []],
  ])('%s during a slow read leaves no contacts stored', async ([, end, says], { open }) => {
    const talk = await open()
    const { chat, graph, told } = talk
    graph.setLatency(SLOW_MS)
    const texts = await told(async () => {
      const answered = chat.send('find contact Alice')
      await vi.waitUntil(() => graph.calls.length > 8, { timeout: 60_000 })
      await end(talk)
      await answered
      await chat.settled()
    })
    expect(texts.filter((text) => !text.startsWith(READING)).toSorted()).toEqual(says.toSorted())
    expect(await kept(talk)).toEqual([])
    const calls = graph.calls.length
    await sleep(2 * SLOW_MS)
    expect(graph.calls.length).toBe(calls)
    expect(await kept(talk)).toEqual([])
  })

  test('connecting another account: the contacts of the first account are never shown again', async ({ open }) => {
    const talk = await open({ OAUTH_OTHER_ACCOUNTS: 'true' })
    const { ask, chat, graph, world } = talk
    graph.mailbox(alex.oid).add({ displayName: 'Bertil Onlyhis' })
    await ask('find contact Alice')
    await chat.press(await ask('connect'), en.signIn.another)
    await chat.settled()
    const page = await signInWith(chat.messages.at(-1), alex)
    await chat.settled()
    await chat.send(/data-result="(\d{6})"/.exec(page.html)?.[1] ?? '')
    await chat.settled()
    expect(said(chat).at(-1)).toContain(alex.username)
    expect(readable(await ask('find contact Alice'))).toContain(en.nobody('Alice'))
    expect(readable(await ask('find contact Bertil Onlyhis'))).toContain('Bertil Onlyhis')
    const manifests = (await storedKeys(world, 'address-book/')).filter((key) => key.split('/').length === 4)
    expect(manifests).toHaveLength(1)
  })
})

describe.concurrent('two instances over one Redis', () => {
  /** Two instances over a Redis database of their own. `at` chooses the one that the chat talks to. */
  async function pair(open: Open, database: number, env: Record<string, string> = {}) {
    const talk = await open({ ...env, REDIS_URL: `${inject('redisUrl')}/${database}` })
    const { channel } = talk.world.emulator
    const one = channel.botUrl
    const other = await talk.world.another()
    const at = (which: 'one' | 'other') => void (channel.botUrl = which === 'one' ? one : other)
    return { ...talk, at }
  }

  test('one reads, and the other answers from its copy; both know a change that one has read', async ({ open }) => {
    const talk = await pair(open, 9, HALF_A_MINUTE)
    const { ask, at, calls, mailbox } = talk
    await ask('find contact Alice')
    at('other')
    const known = await calls(async () =>
      expect(readable(await ask('find contact Alice'))).toContain('aadmin@contoso.example'),
    )
    expect(known).toBe(0)
    mailbox.change(named(talk, 'Alice Admin').id, { mobilePhone: '+1 425 555 0142' })
    talk.world.age(OLD_MS)
    at('one')
    expect(readable(await ask('find contact Alice'))).toContain('+1 425 555 0142')
    at('other')
    const heard = await calls(async () =>
      expect(readable(await ask('find contact Alice'))).toContain('+1 425 555 0142'),
    )
    expect(heard).toBe(0)
  })

  test('both are asked during the first read: the contacts are read once, and both show the progress', async ({
    open,
  }) => {
    const { at, chat, graph, told } = await pair(open, 10)
    graph.setLatency(SLOW_MS)
    const before = said(chat).length
    const texts = await told(async () => {
      const first = chat.send('find contact Alice')
      await vi.waitUntil(() => graph.calls.length > 0, { timeout: 60_000 })
      at('other')
      await Promise.all([first, chat.send('find contact Alice')])
      await chat.settled()
    })
    const paths = graph.calls.map(({ path }) => path).filter((path) => !path.includes('/photo'))
    expect(new Set(paths).size).toBe(paths.length)
    expect(texts.filter((text) => text.startsWith(READING)).length).toBeGreaterThan(2)
    expect(said(chat).slice(before)).toEqual(Array(2).fill(expect.stringContaining('aadmin@contoso.example')))
  })

  test('disconnecting at the other instance during a read: nothing stays stored, and no contact is shown', async ({
    open,
  }) => {
    const { at, chat, graph, told } = await pair(open, 11)
    graph.setLatency(SLOW_MS / 5)
    const texts = await told(async () => {
      const answered = chat.send('find contact Alice')
      await vi.waitUntil(() => graph.calls.length > 4, { timeout: 60_000 })
      at('other')
      await chat.send('disconnect')
      await answered
      await chat.settled()
    })
    // The two instances speak in either order.
    expect(texts.filter((text) => !text.startsWith(READING)).toSorted()).toEqual([
      expect.stringContaining(en.status.notConnected),
      expect.stringContaining(en.disconnected),
    ])
    const left = await redisRecords(`${inject('redisUrl')}/11`, '')
    expect(left.filter(({ key }) => /^(?:address-book|recent)\//.test(key))).toEqual([])
  })
})
