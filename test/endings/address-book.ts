import { expect } from 'vitest'
import type { Fault } from '../../emulator/faults.ts'
import { lidia, megan } from '../../emulator/people.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { readable } from '../world.ts'
import type { Ending } from './scene.ts'

const everyTime = { CONTACTS_MAX_AGE: '0' }
/** So slow that a person sees progress messages. */
const SLOW_MS = 400

/** “3 seconds ago”, in any words. */
function agePattern({ format }: Catalogue): RegExp {
  const ages = [1, 2].map((seconds) => format.ago(seconds * 1_000).replace(String(seconds), String.raw`\d+`))
  return new RegExp(ages.join('|'))
}

/** Outlook does not answer, so the answer comes from the stored copy. */
function fromTheCopy(name: string, why: (ago: string) => string, fault: Omit<Fault, 'match'>): Ending {
  return {
    name,
    says: why('|').split('|')[1] ?? '',
    env: everyTime,
    async play({ connected, ask, emulator, last, catalogue }) {
      const AGE = agePattern(catalogue)
      await connected()
      await ask('find contact Alice')
      emulator.faults.add({ match: 'graph', ...fault })
      await ask('find contact Alice')
      expect(readable(last()).replace(AGE, '')).toContain(why(''))
      expect(readable(last())).toContain('aadmin@contoso.example')
      emulator.faults.clear()
      expect(await ask('find contact Alice')).not.toMatch(AGE)
    },
  }
}

/** Who was found, and how fresh the answer is. */
export function addressBook(catalogue: Catalogue): Ending[] {
  const { asOf, contact, contacts, reading, searchedRest, trouble, unread } = catalogue
  const older = (ago: string) => `${asOf.older(ago)} ${trouble.contacts_forbidden}`
  const AGE = agePattern(catalogue)
  return [
    {
      name: 'one person in two folders, equal matches, and weaker ones',
      says: contacts.found(6, 'Wanda Quist'),
      async play({ connected, emulator, ask, press, last }) {
        await connected()
        const mailbox = emulator.graph.mailbox(megan.oid)
        const family = mailbox.folders.find(({ displayName }) => displayName === 'Family')?.id
        const emailAddresses = [{ name: '', address: 'tilda@tworooms.example' }]
        for (const folder of [undefined, family]) mailbox.add({ displayName: 'Tilda Tworooms', emailAddresses }, folder)
        for (const displayName of ['Orla Quorum', 'Una Quorum', 'Bo Quorumsen']) mailbox.add({ displayName })
        mailbox.add({ displayName: 'Ann Grove', personalNotes: 'Plays the sackbut.' })
        mailbox.add({ displayName: 'Sackbut Sam' })
        mailbox.add({ displayName: 'Wanda Quist' })
        for (let n = 0; n < 5; n += 1)
          mailbox.add({ displayName: `Peter Lund ${n}`, personalNotes: 'Met Wanda Quist.' })

        expect(await ask('find contact Tilda')).toContain(`${contact.keptIn}\nContacts\nFamily`)
        expect(await ask('find contact Quorum')).toContain(contacts.found(3, 'Quorum'))
        expect(await ask('find contact Peter Lund')).toContain(contacts.found(5, 'Peter Lund'))
        expect(await ask('find contact sackbut')).toContain(contact.others(1))
        expect(await ask('find contact Wanda Quist')).toContain(contact.others(5))
        await press(last(), contact.all(6))
        expect(readable(last())).toContain(contacts.found(6, 'Wanda Quist'))
      },
    },
    {
      name: 'Outlook refuses three folders, and then the list of folders',
      says: unread.more(1),
      env: everyTime,
      async play({ connected, emulator, ask }) {
        await connected()
        const refused = { status: 403, body: { error: { code: 'ErrorAccessDenied', message: '' } } }
        const { folders } = emulator.graph.mailbox(megan.oid)
        const closed = folders.filter(({ displayName }) => ['Family', 'Customers', 'Suppliers'].includes(displayName))
        for (const { id } of closed)
          emulator.faults.add({ match: new RegExp(`${id.slice(0, 60)}[^/]*/contacts`), ...refused })
        const alice = await ask('find contact Alice')
        expect(alice).toContain('aadmin@contoso.example')
        expect(alice).toContain(unread.more(1))
        const named = closed.filter(({ displayName }) => alice.includes(unread.folder(displayName)))
        expect(named).toHaveLength(2)
        expect(await ask('find contact Zaphod')).toContain(searchedRest)
        emulator.faults.clear()
        emulator.faults.add({ match: /\/me\/contactFolders\?/, ...refused })
        expect(await ask('find contact Alice')).toContain(unread.list)
      },
    },
    {
      name: 'nobody matches, and similar names are offered',
      says: catalogue.didYouMean,
      async play({ connected, emulator, ask, press, last }) {
        await connected()
        emulator.graph.mailbox(megan.oid).add({ displayName: 'Robert Wolkenstein' })
        expect(await ask('find contact wolknstn')).toContain(catalogue.didYouMean)
        await press(last(), 'Robert Wolkenstein')
        expect(readable(last())).toContain('Robert Wolkenstein')
        expect(await ask('find contact wolkstein')).toContain(contacts.found(1, 'wolkstein'))
      },
    },
    {
      name: 'reading the contacts for the first time takes long',
      says: reading.first(2, 11).slice(0, 20),
      emulator: { latencyMs: SLOW_MS },
      async play({ connected, ask, said }) {
        await connected()
        const before = said().length
        expect(await ask('find contact Alice')).toContain('aadmin@contoso.example')
        expect(said()).toHaveLength(before + 1)
      },
    },
    {
      name: 'reading one folder for the first time takes long',
      says: reading.first(1, 1),
      env: { OAUTH_TENANT: 'organizations' },
      emulator: { mostPerPage: 1 },
      async play({ chatOf, card, follow, ask, emulator }) {
        const lidias = chatOf(lidia)
        for (const displayName of ['Bo Lund', 'Ann Lund']) emulator.graph.mailbox(lidia.oid).add({ displayName })
        // The first page has been read, and the person is told of it twice while the second one is waited for.
        emulator.faults.add({ match: /skiptoken/i, delayMs: 5_000, times: 1 })
        await follow(await card('connect', lidias), { as: lidia, chat: lidias })
        expect(await ask('find contact Bo', lidias)).toContain('Bo Lund')
      },
    },
    {
      name: 'the copy is old, answers at once, and Outlook takes long to report changes',
      says: reading.changes,
      env: { CONTACTS_MAX_AGE: '30' },
      async play({ connected, ask, chat, emulator, said, texts, world }) {
        await connected()
        await ask('find contact Alice')
        world.age(31_000)
        emulator.graph.setLatency(SLOW_MS)
        const before = said().length
        await Promise.all([chat.send('find contact Alice'), chat.send('find contact Zaphod')])
        await chat.settled()
        expect(texts().map((text) => text.replace(AGE, ''))).toContain(asOf.checking(''))
        const answers = said().slice(before).join('\n')
        expect(answers).not.toMatch(AGE)
        expect(answers).toContain('aadmin@contoso.example')
        expect(answers).toContain(catalogue.nobody('Zaphod'))
      },
    },
    fromTheCopy('Outlook is down, and there is a copy', asOf.unreachable, { status: 503 }),
    fromTheCopy('Outlook gives no permission, and there is a copy', older, {
      status: 403,
      body: { error: { code: 'ErrorAccessDenied', message: 'Detail that nobody shall read.' } },
    }),
    fromTheCopy('Outlook throttles, and there is a copy', asOf.throttled, {
      status: 429,
      headers: { 'retry-after': '9999' },
      body: { error: { code: 'TooManyRequests', message: 'Detail that nobody shall read.' } },
    }),
  ]
}
