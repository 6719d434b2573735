import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, inject, vi } from 'vitest'
import { redisRecords } from '../../emulator/demo/records.ts'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import type { Fault } from '../../emulator/faults.ts'
import { alex, megan } from '../../emulator/people.ts'
import { CONSENT_PAGES } from '../../src/cards/connected.ts'
import { en } from '../../src/text/en.ts'
import { withReference } from '../endings/texts.ts'
import { NOTHING_KEPT, readable, said, signInWith } from '../world.ts'
import { storedKeys } from './stored.ts'
import { type Open, type Talk, test } from './talk.ts'

const { contact, contacts, reading, trouble } = en

/** A copy is older than its age by then. */
const OLD_MS = 1_100
/** So slow that nobody waits for it: about 2.5 s for what has changed, 5 s for everything. */
const SLOW_MS = 400

const AT_ONCE = { CONTACTS_MAX_AGE: '0' }
const A_SECOND = { CONTACTS_MAX_AGE: '1' }

/** The names in a list's rows, in order. */
const rows = (list: Message): string[] =>
  actionsOf(list)
    .filter(({ verb }) => verb === 'show')
    .map(({ title }) => title)

/** Who has this name in the mailbox. */
function named({ mailbox }: Talk, name: string) {
  const all = mailbox.folders.flatMap(({ id }) => mailbox.contacts(id))
  const found = all.find(({ displayName }) => displayName === name)
  if (!found) throw new Error(`Nobody is called ${name}.`)
  return found
}

const folder = ({ mailbox }: Talk, name: string) =>
  mailbox.folders.find(({ displayName }) => displayName === name)?.id ?? ''

/** What is in the store of contacts. */
const kept = async ({ world }: Talk) => [
  ...(await storedKeys(world, 'address-book/')),
  ...(await storedKeys(world, 'recent/')),
]

describe.concurrent('how fresh an answer is', () => {
  test('what is asked within a minute asks Outlook nothing more: questions, rows, status', async ({ open }) => {
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

  test('after its age what has changed is asked for, and nothing else', async ({ open }) => {
    const { ask, graph } = await open(A_SECOND)
    await ask('find contact Alice')
    await sleep(OLD_MS)
    graph.calls.length = 0
    expect(readable(await ask('find contact Alice'))).toContain('aadmin@contoso.example')
    const paths = graph.calls.map(({ path }) => path)
    expect(paths).not.toEqual([])
    const changes = /\/contacts\/delta\?.*(?:deltatoken|skiptoken)=/
    const folders = /\/(?:contactFolders|childFolders)\?/
    expect(paths.filter((path) => !changes.test(path) && !folders.test(path))).toEqual([])
  })

  test('whatever is done in Outlook shows after that age', async ({ open }) => {
    const talk = await open(A_SECOND)
    const { ask, mailbox } = talk
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
    await sleep(OLD_MS)
    expect(readable(await ask('find contact Alice'))).toContain('+1 425 555 0142')
    expect(readable(await ask('find contact Nora Newcomer'))).toContain('Nora Newcomer')
    expect(readable(await ask('find contact Quentin Quitter'))).toContain(en.nobody('Quentin Quitter'))
    expect(readable(await ask('find contact Tilda Tworooms'))).toContain('Contacts\nClients › Benelux')
    expect(readable(await ask('find contact Carla Chorister'))).toContain('Carla Chorister')
    expect(readable(await ask('status'))).toContain('324 in 12 folders')
  })

  test('nobody is said to be nobody from a copy that is older than five seconds', async ({ open }) => {
    const { ask, calls, mailbox } = await open()
    await ask('find contact Alice')
    const since = performance.now()
    await sleep(4_000)
    mailbox.add({ displayName: 'Zenobia Quist' })
    await sleep(5_100 - (performance.now() - since))
    expect(readable(await ask('find contact Zenobia'))).toContain('Zenobia Quist')
    // Who is somebody is shown at once.
    expect(await calls(() => ask('find contact Alice'))).toBe(0)
  })
})

describe.concurrent('the same person in two folders', () => {
  test('is one answer with both places, also behind a row', async ({ open }) => {
    const talk = await open()
    const { ask, chat, mailbox, now } = talk
    const nina = { displayName: 'Nina Twofold', emailAddresses: [{ name: '', address: 'nina@twofold.example' }] }
    mailbox.add({ ...nina, mobilePhone: '+46 70 174 06 06' })
    mailbox.add({ ...nina, businessPhones: ['+46 8 123 00 00'] }, folder(talk, 'Oslo'))
    // Of the same name, and somebody else.
    mailbox.add({ displayName: 'Nina Twofold', companyName: 'Fabrikam', mobilePhone: '+46 70 174 06 07' })
    const list = await ask('find contact Nina Twofold')
    expect(rows(list)).toHaveLength(2)
    await chat.press(list, 'Nina Twofold')
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

describe.concurrent('the same person in two folders, by what only one of the two contacts says', () => {
  test('is one answer with both places and everything that is known', async ({ open }) => {
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
  test('the first reading: a card that counts, and turns into the answer; whoever asks meanwhile shares it', async ({
    open,
  }) => {
    const { ask, chat, graph, mailbox, told, now } = await open()
    for (let n = 0; n < 2_000; n += 1) mailbox.add({ displayName: `Person ${n}` })
    const help = await ask('Jane Smith')
    graph.setLatency(SLOW_MS)
    const before = said(chat).length
    const texts = await told(async () => {
      const first = chat.send('find contact Alice')
      await chat.next({ where: (message) => readable(message).startsWith(reading.first), timeoutMs: 15_000 })
      await Promise.all([
        first,
        chat.send('find contact Alice'),
        chat.send('status'),
        chat.press(help, 'Find “Jane Smith”'),
      ])
      await chat.settled()
    })
    const counts = texts.flatMap((text) => {
      const count = new RegExp(`^${reading.first}\n([\\d,]+) so far\\.$`).exec(text)?.[1]
      return count === undefined ? [] : [Number(count.replaceAll(',', ''))]
    })
    expect(counts.length).toBeGreaterThan(2)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect(counts[0]).toBeLessThan(counts.at(-1) ?? 0)
    const answers = said(chat).slice(before)
    expect(answers).toHaveLength(3)
    expect(answers.filter((text) => text.includes('aadmin@contoso.example'))).toHaveLength(2)
    expect(answers.filter((text) => text.includes('2,320 in 11 folders'))).toHaveLength(1)
    expect(readable(now(help))).toContain('jane.smith@woodgrove.example')
    const paths = graph.calls.map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
  })

  test('an older copy: its answer with its age, and in the same message the one that is right now', async ({
    open,
  }) => {
    const talk = await open(A_SECOND)
    const { ask, chat, graph, mailbox, told } = talk
    const quentin = mailbox.add({ displayName: 'Quentin Quitter' })
    await ask('find contact Alice')
    mailbox.change(named(talk, 'Alice Admin').id, { mobilePhone: '+1 425 555 0142' })
    mailbox.change(quentin.id, { displayName: 'Bertil Stayer' })
    await sleep(OLD_MS)
    graph.setLatency(SLOW_MS)
    const before = said(chat).length
    const texts = await told(async () => {
      await Promise.all(['Alice', 'Quentin Quitter', 'Zaphod'].map((name) => chat.send(`find contact ${name}`)))
      await chat.settled()
    })
    const checking = /^This answer is from \d+ seconds? ago\. I’m checking Outlook now\./
    expect(texts.filter((text) => checking.test(text))).toHaveLength(2)
    expect(texts.filter((text) => checking.test(text)).join('\n')).toContain('+1 425 555 0199')
    // Of nobody's absence an older copy knows nothing.
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

describe.concurrent('a row of an older answer that is pressed while Outlook is still asked', () => {
  test('stays open: the answer that is right by then does not take its place', async ({ open }) => {
    // Longer than it takes to ask: what is pressed shares what is under way.
    const { ask, chat, faults, graph, now } = await open({ CONTACTS_MAX_AGE: '3' })
    await ask('find contact Alice')
    await sleep(3_100)
    graph.setLatency(SLOW_MS)
    const answered = chat.send('find contact Smith')
    const list = await chat.next({
      where: (message) => readable(message).includes('This answer is from'),
      timeoutMs: 15_000,
    })
    // Whichever comes first comes last.
    faults.add({ match: /^PUT \/teams\//, times: 1, delayMs: 500 })
    await Promise.all([answered, chat.press(list, 'Jane Smith, Woodgrove Bank', { fallback: true })])
    await chat.settled()
    expect(readable(now(list))).toMatch(/^JS\nJane Smith\n/)
    graph.setLatency(5)
    await chat.press(now(list), contact.back)
    expect(readable(now(list))).toContain('people match “Smith”')
  })
})

describe.concurrent('the question that was asked before the sign-in, and a slow Outlook', () => {
  test('the page is there at once, and the card that counts turns into the answer', async ({ open }) => {
    const { ask, chat, graph } = await open()
    await ask('disconnect')
    const card = await ask('find contact Alice')
    graph.setLatency(SLOW_MS)
    const before = said(chat).length
    const begun = performance.now()
    expect((await signInWith(card, megan)).text).toContain(en.page.connected.title)
    expect(performance.now() - begun).toBeLessThan(2_000)
    await chat.next({ where: (message) => readable(message).startsWith(reading.first), timeoutMs: 15_000 })
    await vi.waitUntil(() => said(chat).at(-1)?.includes('aadmin@contoso.example'), { timeout: 15_000 })
    expect(said(chat).slice(before)).toHaveLength(1)
  })
})

describe.concurrent('an Outlook that does not answer', () => {
  const unreachable = /^Outlook isn’t responding right now\. This answer is from \d+ seconds? ago\./
  const throttled = /^Outlook asked me to slow down\. This answer is from \d+ seconds? ago\./
  const tooMany = { code: 'TooManyRequests', message: '' }

  test.for<[string, Omit<Fault, 'match'>, RegExp, string]>([
    ['503', { status: 503, headers: { 'retry-after': '0' } }, unreachable, trouble.contacts_down],
    ['a cut connection', { cut: 'mid-body' }, unreachable, trouble.contacts_down],
    [
      '429 for longer than anybody waits',
      { status: 429, headers: { 'retry-after': '9999' }, body: { error: tooMany } },
      throttled,
      trouble.contacts_throttled,
    ],
  ])('%s: the kept answer with its age and why; nobody in it: an apology', async ([, fault, why, sorry], { open }) => {
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
    // Whoever is not in the copy may be in Outlook.
    expect(answers.find((text) => text !== alice)).toMatch(withReference(sorry))
    faults.clear()
    expect(readable(await ask('find contact Alice'))).toMatch(/^AA\nAlice Admin/)
    expect(readable(await ask('find contact Zaphod'))).toContain(en.nobody('Zaphod'))
  })

  test('403: an apology, and not the kept copy', async ({ open }) => {
    const { ask, faults } = await open(AT_ONCE)
    await ask('find contact Alice')
    faults.add({ match: 'graph', status: 403, body: { error: { code: 'ErrorAccessDenied', message: '' } } })
    const text = readable(await ask('find contact Alice'))
    expect(text).toContain(trouble.contacts_forbidden)
    expect(text).not.toContain('aadmin@contoso.example')
  })

  test('401: renewed, and nobody notices', async ({ open }) => {
    const { ask, told, world } = await open(AT_ONCE)
    await ask('find contact Alice')
    const { entra } = world.emulator
    const before = entra.count('token', 'refresh_token')
    entra.expireAccessTokens()
    const texts = await told(() => ask('find contact Alice'))
    expect(texts).toEqual([expect.stringMatching(/^AA\nAlice Admin/)])
    expect(entra.count('token', 'refresh_token') - before).toBe(1)
  })
})

describe.concurrent('what was said meanwhile makes way', () => {
  const forbidden: Fault = { match: 'graph', status: 403, body: { error: { code: 'ErrorAccessDenied', message: '' } } }

  test.for<[string, RegExp, (talk: Talk) => void]>([
    [
      'for a sign-in card, where the connection ends',
      new RegExp(`^${en.signIn.ended}\n`),
      ({ world: { emulator } }) => {
        emulator.entra.expireAccessTokens()
        emulator.entra.revoke(megan.oid)
      },
    ],
    ['for an apology', withReference(trouble.contacts_forbidden), ({ faults }) => faults.add(forbidden)],
  ])('%s, where a button was pressed', async ([, says, end], { open }) => {
    const talk = await open()
    const { ask, chat, graph, now } = talk
    const help = await ask('Jane Smith')
    const before = said(chat).length
    graph.setLatency(SLOW_MS)
    const pressed = chat.press(help, 'Find “Jane Smith”')
    const isReading = (message: Message) => readable(message).startsWith(reading.first)
    await vi.waitUntil(() => isReading(now(help)), { timeout: 15_000 })
    end(talk)
    expect((await pressed).status).toBe(200)
    await chat.settled()
    expect(readable(now(help))).toMatch(says)
    expect(said(chat)).toHaveLength(before)
  })

  test('for a sign-in card of a typed question, which keeps the question', async ({ open }) => {
    const { chat, graph, world } = await open()
    const before = said(chat).length
    graph.setLatency(SLOW_MS)
    const answered = chat.send('find contact Alice')
    await chat.next({ where: (message) => readable(message).startsWith(reading.first), timeoutMs: 15_000 })
    world.emulator.entra.expireAccessTokens()
    world.emulator.entra.revoke(megan.oid)
    await answered
    await chat.settled()
    expect(said(chat).slice(before)).toEqual([expect.stringContaining(en.signIn.ended)])
    graph.setLatency(5)
    await signInWith(chat.messages.at(-1), megan)
    await chat.next({ where: (message) => readable(message).includes('Alice Admin'), timeoutMs: 15_000 })
    expect(said(chat).slice(before)).toEqual([
      en.cardOver.connected(megan.username),
      expect.stringContaining('aadmin@contoso.example'),
    ])
  })
})

describe.concurrent('who was meant', () => {
  test('one clear winner, the others below; all of them; one of those; and back', async ({ open }) => {
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

  test('several equally good ones: said, and the one looked up last comes first, after a restart too', async ({
    open,
  }) => {
    const { ask, chat, mailbox, now, world } = await open()
    for (let n = 0; n < 7; n += 1) mailbox.add({ displayName: `Quincy Quorum ${n}` })
    const list = await ask('find contact Quorum')
    expect(readable(list)).toContain(contacts.allEqual(7, 'Quorum'))
    expect(rows(list)[0]).toBe('Quincy Quorum 0')
    await chat.press(list, 'Quincy Quorum 5')
    await chat.press(now(list), contact.back)
    expect(rows(now(list)).slice(0, 2)).toEqual(['Quincy Quorum 5', 'Quincy Quorum 0'])
    // By a card of its own as well.
    expect(readable(await ask('find contact Quincy Quorum 3'))).toContain('Quincy Quorum 3')
    await world.restart({})
    expect(rows(await ask('find contact Quorum')).slice(0, 3)).toEqual([
      'Quincy Quorum 3',
      'Quincy Quorum 5',
      'Quincy Quorum 0',
    ])
  })

  test('nobody: the nearest names are offered, and lead there; nothing where nothing is near', async ({ open }) => {
    const { ask, chat, mailbox, now } = await open()
    mailbox.add({ displayName: 'Robert Wolkenstein' })
    const answer = await ask('find contact wolknstn')
    expect(readable(answer)).toContain(en.nobody('wolknstn'))
    expect(readable(answer)).toContain(en.didYouMean)
    await chat.press(answer, 'Robert Wolkenstein')
    expect(readable(now(answer))).toMatch(/^RW\nRobert Wolkenstein/)
    // Two words, both wrong.
    const alice = await ask('find contact alixxe admyyn')
    await chat.press(alice, 'Alice Admin')
    expect(readable(now(alice))).toContain('aadmin@contoso.example')
    const nothing = await ask('find contact Zaphod Beeblebrox')
    expect(readable(nothing)).not.toContain(en.didYouMean)
    expect(actionsOf(nothing)).toEqual([])
  })

  test('two at once never see each other’s contacts', async ({ open }) => {
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

describe.concurrent('what is kept', () => {
  test('nothing in the store where it is told so', async ({ open }) => {
    const { ask, calls, world } = await open({ CONTACTS_KEEP: '0' })
    expect(readable(await ask('find contact Alice'))).toContain('Alice Admin')
    expect(await storedKeys(world, 'address-book/')).toEqual([])
    expect(await calls(() => ask('find contact Alice'))).toBe(0)
  })

  test('nothing at all where it is told so: there is no older copy to answer from', async ({ open }) => {
    const { ask, faults } = await open(NOTHING_KEPT)
    expect(readable(await ask('find contact Alice'))).toContain('Alice Admin')
    faults.add({ match: 'graph', status: 503, headers: { 'retry-after': '0' } })
    expect(readable(await ask('find contact Alice'))).toMatch(withReference(trouble.contacts_down))
  })

  test.for<[string, (talk: Talk) => Promise<unknown>]>([
    ['disconnect', ({ ask }) => ask('disconnect')],
    ['a removal of the app', ({ chat }) => chat.uninstall()],
    [
      'a connection that Microsoft has ended',
      async ({ ask, world: { emulator } }) => {
        emulator.entra.expireAccessTokens()
        emulator.entra.revoke(megan.oid)
        expect(readable(await ask('find contact Alice'))).toContain(en.signIn.ended)
      },
    ],
  ])('%s leaves nothing', async ([, end], { open }) => {
    const talk = await open(AT_ONCE)
    await talk.ask('find contact Alice')
    expect(await kept(talk)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^address-book\/.*\/0$/), expect.stringMatching(/^recent\//)]),
    )
    await end(talk)
    await talk.chat.settled()
    expect(await kept(talk)).toEqual([])
  })

  const disconnected = `${en.disconnected(megan.username)} ${CONSENT_PAGES.work}`
  test.for<[string, (talk: Talk) => Promise<unknown>, string[]]>([
    [
      'disconnect',
      ({ chat }) => chat.send('disconnect'),
      [disconnected, `${en.status.notConnected}\n${en.signIn.button}`],
    ],
    ['a removal of the app', ({ chat }) => chat.uninstall(), []],
  ])('%s while a slow reading is under way leaves nothing', async ([, end, says], { open }) => {
    const talk = await open()
    const { chat, graph, told } = talk
    graph.setLatency(SLOW_MS)
    const texts = await told(async () => {
      const answered = chat.send('find contact Alice')
      await vi.waitUntil(() => graph.calls.length > 8, { timeout: 15_000 })
      await end(talk)
      await answered
      await chat.settled()
    })
    expect(texts.filter((text) => !text.startsWith(reading.first)).toSorted()).toEqual(says.toSorted())
    expect(await kept(talk)).toEqual([])
    const calls = graph.calls.length
    await sleep(2 * SLOW_MS)
    expect(graph.calls.length).toBe(calls)
    expect(await kept(talk)).toEqual([])
  })

  test('another account in the same chat: never the first one’s contacts', async ({ open }) => {
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
  /** Two, each in a database of its own, and what is asked at either of them. */
  async function pair(open: Open, database: number, env: Record<string, string> = {}) {
    const talk = await open({ ...env, REDIS_URL: `${inject('redisUrl')}/${database}` })
    const { channel } = talk.world.emulator
    const one = channel.botUrl
    const other = await talk.world.another()
    const at = (which: 'one' | 'other') => void (channel.botUrl = which === 'one' ? one : other)
    return { ...talk, at }
  }

  test('one reads, the other answers from that; an edit that one has heard of is known to both', async ({ open }) => {
    const talk = await pair(open, 9, A_SECOND)
    const { ask, at, calls, mailbox } = talk
    await ask('find contact Alice')
    at('other')
    const known = await calls(async () =>
      expect(readable(await ask('find contact Alice'))).toContain('aadmin@contoso.example'),
    )
    expect(known).toBe(0)
    mailbox.change(named(talk, 'Alice Admin').id, { mobilePhone: '+1 425 555 0142' })
    await sleep(OLD_MS)
    at('one')
    expect(readable(await ask('find contact Alice'))).toContain('+1 425 555 0142')
    at('other')
    const heard = await calls(async () =>
      expect(readable(await ask('find contact Alice'))).toContain('+1 425 555 0142'),
    )
    expect(heard).toBe(0)
  })

  test('asked at both while it is read for the first time: read once, and both count', async ({ open }) => {
    const { at, chat, graph, told } = await pair(open, 10)
    graph.setLatency(SLOW_MS)
    const before = said(chat).length
    const texts = await told(async () => {
      const first = chat.send('find contact Alice')
      await vi.waitUntil(() => graph.calls.length > 0, { timeout: 15_000 })
      at('other')
      await Promise.all([first, chat.send('find contact Alice')])
      await chat.settled()
    })
    const paths = graph.calls.map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
    expect(texts.filter((text) => text.startsWith(reading.first)).length).toBeGreaterThan(2)
    expect(said(chat).slice(before)).toEqual(Array(2).fill(expect.stringContaining('aadmin@contoso.example')))
  })

  test('disconnect at the other one while it is read: nothing stays, and nobody is shown', async ({ open }) => {
    const { at, chat, graph, told } = await pair(open, 11)
    graph.setLatency(SLOW_MS / 5)
    const texts = await told(async () => {
      const answered = chat.send('find contact Alice')
      await vi.waitUntil(() => graph.calls.length > 4, { timeout: 15_000 })
      at('other')
      await chat.send('disconnect')
      await answered
      await chat.settled()
    })
    expect(texts.filter((text) => !text.startsWith(reading.first))).toEqual([
      `${en.disconnected(megan.username)} ${CONSENT_PAGES.work}`,
      `${en.status.notConnected}\n${en.signIn.button}`,
    ])
    const left = await redisRecords(`${inject('redisUrl')}/11`, '')
    expect(left.filter(({ key }) => /^(?:address-book|recent)\//.test(key))).toEqual([])
  })
})
