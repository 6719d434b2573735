import { expect } from 'vitest'
import { megan } from '../../emulator/people.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { signInUrl } from '../../emulator/channel/actions.ts'
import type { Ending } from './scene.ts'

/** Questions in ordinary words. */
export function questions(catalogue: Catalogue): Ending[] {
  const { contact, contacts, help } = catalogue
  return [
    {
      name: 'what was asked for about a person',
      says: contact.birthday,
      async play({ connected, ask, emulator }) {
        await connected()
        emulator.graph.mailbox(megan.oid).add({
          displayName: 'Carol Quorum',
          companyName: 'Fabrikam',
          jobTitle: 'Falconer',
          birthday: '1980-05-14T11:59:00Z',
          personalNotes: 'Plays the sackbut.',
        })
        expect(await ask('carol quorum’s birthday')).toContain(
          `${contact.birthday}\n${catalogue.format.day('1980-05-14')}`,
        )
        expect(await ask('where does carol quorum work')).toMatch(
          new RegExp(`^${contact.company}\nFabrikam\n${contact.job}\nFalconer`),
        )
        expect(await ask('notes on carol quorum')).toMatch(new RegExp(`^${contact.notes}\nPlays the sackbut`))
      },
    },
    {
      name: 'what was asked for is not in the contact',
      says: contact.missing.birthday,
      async play({ connected, ask, emulator }) {
        await connected()
        emulator.graph.mailbox(megan.oid).add({ displayName: 'Quincy Quorum' })
        const { missing } = contact
        for (const [question, says] of [
          ['phone', missing.phone],
          ['email', missing.email],
          ['birthday', missing.birthday],
          ['company', missing.work],
          ['address', missing.address],
          ['notes', missing.notes],
          ['website', missing.other],
        ])
          expect(await ask(`quincy quorum’s ${question}`)).toContain(says)
      },
    },
    {
      name: 'everybody',
      says: contacts.everyone(2),
      async play({ connected, ask, emulator }) {
        await connected()
        const mailbox = emulator.graph.mailbox(megan.oid)
        for (const folder of mailbox.folders) for (const { id } of mailbox.contacts(folder.id)) mailbox.remove(id)
        for (const displayName of ['Quincy Quorum', 'Carol Quorum']) mailbox.add({ displayName })
        expect(await ask('find everyone')).toContain(contacts.everyone(2))
      },
    },
    {
      name: 'six digits while no code is waited for',
      says: catalogue.digitsSearched,
      async play({ connected, ask, emulator }) {
        await connected()
        emulator.graph.mailbox(megan.oid).add({ displayName: 'Quincy Quorum', mobilePhone: '+44 7700 555010' })
        const answer = await ask('555010')
        expect(answer).toContain(catalogue.digitsSearched)
        expect(answer).toContain('Quincy Quorum')
      },
    },
    {
      name: 'a text that nobody matches',
      says: help.unknown,
      async play({ connected, ask }) {
        await connected()
        const answer = await ask('Zaphod')
        for (const says of [help.unknown, catalogue.nobody('Zaphod'), help.title]) expect(answer).toContain(says)
      },
    },
    {
      name: 'asked in ordinary words before the sign-in, answered after it',
      says: contact.mobile,
      async play({ ask, follow, last, said, emulator }) {
        emulator.graph.mailbox(megan.oid).add({ displayName: 'Quincy Quorum', mobilePhone: '+44 7700 900123' })
        await ask('what is quincy quorum’s mobile number, please?')
        expect(signInUrl(last())).toBeDefined()
        await follow(last())
        expect(said().at(-1)).toMatch(new RegExp(`^${contact.mobile}\n.*7700 900123`))
      },
    },
  ]
}
