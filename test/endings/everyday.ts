import { expect } from 'vitest'
import { signIn } from '../../emulator/browser.ts'
import { alex, lidia, megan } from '../../emulator/people.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { actionsOf } from '../../emulator/channel/actions.ts'
import { CLOUDS } from '../../src/config/clouds.ts'
import { greta, withGreta } from '../personal-account.ts'
import { readable, startUrl } from '../world.ts'
import type { Ending, Scene } from './scene.ts'
import { sidesOf } from './texts.ts'

const webchat = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }

const DAY_S = 86_400

/** What the bot says about stored contacts with the default settings. */
const yourData = ({ yourData: { changes, kept }, format }: Catalogue) =>
  `${changes}\n${kept(format.duration(7 * DAY_S * 1000))}`

/** The sentences of conversations without faults, so that every sentence of the catalogue is shown once. */
export function everyday(catalogue: Catalogue): Ending[] {
  const { contact, contacts, help, page, signIn: words, status } = catalogue
  return [
    {
      name: 'welcome, help, and the start of a sign-in',
      says: catalogue.alreadyConnected(megan.username, '').slice(0, 40),
      async play({ chat, ask, told, last, follow, browser, said }) {
        await told(() => chat.install())
        expect(readable(last())).toBe(
          [
            catalogue.welcome.title,
            catalogue.welcome.text,
            yourData(catalogue),
            words.button,
            words.browserButton,
            ...help.examples,
          ].join('\n'),
        )
        expect(await ask('Purple elephants dance softly tonight')).toBe(
          [
            help.unknown,
            help.title,
            ...help.lines,
            ...help.changing,
            yourData(catalogue),
            help.find('Purple elephants dance softly tonight'),
          ].join('\n'),
        )
        expect(await ask('status')).toBe([status.notConnected, words.button, words.browserButton].join('\n'))
        expect(await ask('connect')).toBe([words.asked, words.button, words.browserButton].join('\n'))
        const start = await browser().open(startUrl(last()))
        expect(start.text).toBe(
          [
            catalogue.appName,
            page.start.title,
            page.start.what,
            sidesOf(page.start.account, megan.name, page.places.msteams, catalogue),
            page.start.warning,
            page.start.button,
            page.start.cancel,
            page.start.kept(catalogue.format.duration(7 * DAY_S * 1000)),
          ].join(' '),
        )
        await follow(last())
        expect(said().at(-1)).toContain(catalogue.connected(megan.username))
        expect(await ask('find contact')).toBe(catalogue.whichName)
        expect(await ask('connect')).toContain(catalogue.alreadyConnected(megan.username, '').slice(0, 40))
      },
    },
    {
      name: 'a browser that does not go on by itself, by the link',
      says: page.leaving.text,
      async play({ card, browser, told, last }) {
        const by = browser({ goesOn: false })
        const start = await by.open(startUrl(await card()))
        const leaving = await by.submit(start, 'continue')
        expect(leaving.text).toBe(
          [catalogue.appName, page.leaving.title, page.leaving.text, page.leaving.link].join(' '),
        )
        const link = /id="go" href="([^"]+)"/.exec(leaving.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
        await told(() => signIn(by, link, { username: megan.username }))
        expect(readable(last())).toContain(catalogue.connected(megan.username))
      },
    },
    {
      name: 'a browser that sends its cookie only when the page loads again',
      says: catalogue.connected(megan.username),
      async play({ card, follow, browser, last, emulator }) {
        const end = await follow(await card(), { by: browser({ lateCookies: true }) })
        expect([end.status, end.text]).toEqual([
          200,
          [catalogue.appName, page.connected.title, page.connected.text(megan.username)].join(' '),
        ])
        expect(end.url).toContain('&again=1')
        expect(readable(last())).toContain(catalogue.connected(megan.username))
        expect(emulator.entra.count('token', 'authorization_code')).toBe(1)
      },
    },
    {
      name: 'a browser without cookies that does not load the page again by itself',
      says: page.again.text,
      async play({ browser, world }) {
        const end = await browser({ goesOn: false }).open(
          `${world.publicUrl}/auth/callback?code=x&state=${'s'.repeat(43)}`,
        )
        expect([end.status, end.text]).toEqual([
          400,
          [catalogue.appName, page.again.title, page.again.text, page.again.link].join(' '),
        ])
      },
    },
    {
      name: 'an account of which Microsoft tells no name at all',
      says: catalogue.connected(catalogue.yourAccount),
      emulator: { people: [{ ...megan, name: '' }], untidy: ['no-user-name'] },
      async play({ card, follow, last }) {
        expect((await follow(await card())).text).toContain(page.connected.text(catalogue.yourAccount))
        expect(readable(last())).toContain(catalogue.connected(catalogue.yourAccount))
      },
    },
    {
      name: 'lists and cards',
      says: contact.gone,
      // Every question notices at once that a contact was removed in Outlook.
      env: { CONTACTS_MAX_AGE: '0' },
      async play({ connected, emulator, ask, press, last }) {
        await connected()
        const mailbox = emulator.graph.mailbox(megan.oid)
        const numbers = Array.from({ length: 12 }, (_, n) => `+44 20 7946 01${n}`)
        mailbox.add({
          displayName: 'Otto Quill',
          businessPhones: numbers,
          otherAddress: { city: 'Ystad' },
          businessHomePage: 'www.quill.example',
          birthday: '1984-05-17T11:59:00Z',
          spouseName: 'Orla',
          children: ['Odo'],
          manager: 'Una Vine',
          assistantName: 'Ada Wynd',
          categories: ['Golf'],
          imAddresses: ['otto@chat.example'],
          personalNotes: 'Ships quills. '.repeat(20),
        })
        for (let n = 0; n < 9; n += 1) mailbox.add({ displayName: `Quincy Quorum ${n}` })
        // They have neither a name nor an address.
        const nameless = ['Xanthippe', 'Xanthippe'].map((nickName) => mailbox.add({ nickName, displayName: null }))
        expect(await ask('find contact Alice')).toContain(`${contact.email}\naadmin@contoso.example`)
        expect(await ask('find contact Otto Quill')).toContain(contact.more(2))

        await ask('find contact Quorum')
        await press(last(), contacts.next)
        expect(readable(last())).toContain(`${contacts.found(9, 'Quorum')} · 9`)
        await press(last(), contacts.previous)
        await press(last(), 'Quincy Quorum 0')
        expect(readable(last())).toContain(contact.back)
        await press(last(), contact.back)
        const old = last()
        for (let n = 3; n < 9; n += 1) {
          const found = mailbox
            .contacts(mailbox.defaultFolder.id)
            .find((one) => one.displayName === `Quincy Quorum ${n}`)
          mailbox.remove(found?.id ?? '')
        }
        await press(old, contacts.next)
        expect(readable(last())).toContain(contacts.none)

        expect(await ask('find contact Xanthippe')).toContain(contact.noName)
        for (const { id } of nameless) mailbox.remove(id)
        await press(last(), contact.noName)
        expect(readable(last())).toBe(contact.gone)
        expect(await ask('find contact Zaphod')).toContain(catalogue.nobody('Zaphod'))
      },
    },
    {
      name: 'why somebody was found, where the card does not show it',
      says: catalogue.because.typo,
      async play({ connected, ask, emulator }) {
        await connected()
        const mailbox = emulator.graph.mailbox(megan.oid)
        mailbox.add({
          displayName: 'Bo Lund',
          companyName: 'Zyxwv Traders',
          jobTitle: 'Falconer',
          mobilePhone: '+1 425 555 0177',
        })
        mailbox.add({
          displayName: 'Ann Grove',
          businessAddress: { city: 'Ytterby' },
          personalNotes: 'Plays the sackbut.',
        })
        mailbox.add({
          displayName: 'Di Pool',
          homeAddress: { street: '7 Xylem Lane' },
          categories: ['Jousting'],
          spouseName: 'Wilhelmine',
          businessHomePage: 'https://www.yfinder.example',
        })
        mailbox.add({ displayName: 'Cy Ode', emailAddresses: [{ name: '', address: 'qwxyz@contoso.example' }] })
        mailbox.add({ displayName: 'Robert Wolkenstein' })
        mailbox.add({ displayName: 'Meier Quistgaard' })
        mailbox.add({ displayName: 'Lee Pew', birthday: '1984-02-29T11:59:00Z' })
        for (const [question, why] of [
          ['zyxwv', catalogue.because.company],
          ['29 February', catalogue.because.birthday],
          ['falconer', catalogue.because.role],
          ['ytterby', catalogue.because.city],
          ['xylem lane', catalogue.because.place],
          ['jousting', catalogue.because.category],
          ['wilhelmine', catalogue.because.related],
          ['yfinder', catalogue.because.page],
          ['sackbut', catalogue.because.notes],
          ['425 555 0177', catalogue.because.phone],
          ['qwxyz', catalogue.because.address],
          ['bob wolkenstein', catalogue.because.short_form],
          ['mayer quistgaard', catalogue.because.sound],
          ['wolkenstien', catalogue.because.typo],
          ['цщдлутыеушт', catalogue.because.layout],
        ])
          expect(await ask(`find contact ${question}`)).toContain(why)
      },
    },
    {
      name: 'nobody has a name as a whole, and several people have a part of it',
      says: catalogue.nameSharers(6, 'Smith'),
      async play({ connected, ask, press, last }) {
        await connected()
        expect(await ask('find contact Zaphod Smith')).toContain(catalogue.nameSharers(6, 'Smith'))
        await press(last(), catalogue.contact.all(6))
        expect(readable(last())).toContain('Jane Smith-Jones')
      },
    },
    {
      name: 'birthdays are asked for, and nobody or several people have one then',
      says: catalogue.noBirthdays('18.5'),
      async play({ connected, ask, emulator, world }) {
        await connected()
        const answer = await ask('birthdays 18.5.')
        for (const says of [catalogue.noBirthdays('18.5'), catalogue.askForBirthdays]) expect(answer).toContain(says)
        emulator.graph.mailbox(megan.oid).add({ displayName: 'Lee Pew', birthday: '1984-05-29T11:59:00Z' })
        world.age(61_000)
        expect(await ask('birthdays 1.5.-31.5.')).toContain(catalogue.contacts.birthdays(2, '1.5.-31.5'))
      },
    },
    {
      name: 'one folder, and then one contact, where nobody is found',
      says: catalogue.nobody('Alice'),
      env: { OAUTH_TENANT: 'organizations', CONTACTS_MAX_AGE: '0' },
      async play({ connected, ask, emulator, last }) {
        const lidias = await connected(lidia)
        expect(readable(last(lidias))).toBe(`${catalogue.connected(lidia.username)}\n${catalogue.noContacts}`)
        expect(await ask('status', lidias)).toContain(status.counted(0, 1))
        expect(await ask('find contact Alice', lidias)).toContain(catalogue.noContacts)
        const mailbox = emulator.graph.mailbox(lidia.oid)
        mailbox.add({ displayName: 'Bo Lund' }, mailbox.addFolder('Friends').id)
        expect(await ask('find contact Alice', lidias)).toContain(catalogue.searched(1))
      },
    },
    ...(
      [
        ['kept for a day', catalogue.contactsCopy.kept(catalogue.format.duration(DAY_S * 1000)), DAY_S],
        ['not kept', catalogue.contactsCopy.notKept, 0],
      ] as const
    ).map(([copy, says, keepS]) => ({
      name: `the pages about the bot, where a copy of the contacts is ${copy}`,
      says,
      env: { CONTACTS_KEEP: `${keepS}` },
      async play({ browser, world }: Scene) {
        for (const path of ['privacy', 'terms'])
          expect((await browser().open(`${world.publicUrl}/${path}`)).status).toBe(200)
      },
    })),
    {
      name: 'no copy of the contacts is kept: the welcome and the first page say so',
      says: catalogue.yourData.notKept,
      env: { CONTACTS_KEEP: '0' },
      async play({ chat, told, last, browser }) {
        await told(() => chat.install())
        expect((await browser().open(startUrl(last()))).text).toContain(page.start.notKept)
      },
    },
    {
      name: 'small talk: thanks, and which code is meant',
      says: catalogue.youAreWelcome,
      async play({ ask }) {
        expect((await ask('Thanks!')).split('\n')[0]).toBe(catalogue.youAreWelcome)
        expect(await ask('what code?')).toBe(catalogue.noCode)
      },
    },
    {
      name: 'help names the people that were looked up last',
      says: catalogue.help.title,
      async play({ connected, ask, press, last }) {
        await connected()
        for (const name of ['Alice Admin', 'John Smith']) await ask(`find contact ${name}`)
        const [text, ...buttons] = (await ask('help')).split(
          catalogue.yourData.kept(catalogue.format.duration(7 * DAY_S * 1000)),
        )
        expect(text).toContain(catalogue.help.title)
        expect(buttons.join().trim().split('\n')).toEqual(['John Smith', 'Alice Admin', ...catalogue.help.examples])
        await press(last(), 'Alice Admin')
        expect(readable(last())).toContain('aadmin@contoso.example')
      },
    },
    {
      name: 'status and disconnect',
      says: catalogue.nothingConnected,
      async play({ connected, ask, press, last }) {
        await connected()
        expect(await ask('status')).toContain(status.contacts)
        await press(last(), status.details)
        expect(readable(last())).toContain(status.address)
        const again = [words.again, words.browserButton]
        expect(await ask('disconnect')).toBe(
          [catalogue.disconnected, megan.username, catalogue.withdrawConsent, catalogue.myApps, ...again].join('\n'),
        )
        expect(actionsOf(last())[0]?.url).toBe(CLOUDS.public.links.consent)
        expect(await ask('disconnect')).toBe([catalogue.nothingConnected, ...again].join('\n'))
      },
    },
    {
      name: 'a personal account withdraws its consent on another page of Microsoft’s',
      says: catalogue.withdrawConsent,
      ...withGreta,
      async play({ connected, ask, last }) {
        const hers = await connected(greta)
        await ask('disconnect', hers)
        expect(actionsOf(last(hers))[0]).toMatchObject({
          title: catalogue.myApps,
          url: CLOUDS.public.links.personalConsent,
        })
      },
    },
    {
      name: 'the channel does not vouch for the person: no name, and another account',
      says: catalogue.signIn.another,
      env: { OAUTH_TENANT: 'organizations' },
      async play(scene: Scene) {
        const web = scene.chatOf(alex, webchat)
        await scene.told(() => web.send('connect', { from: { id: 'dl_1' } }), { chat: web })
        const end = await scene.follow(scene.last(web), { as: alex, chat: web, tells: 0 })
        expect(end.text).toContain(page.start.somebody)
        const code = /data-result="(\d{6})"/.exec(end.html)?.[1] ?? ''
        await scene.told(() => web.send(code, { from: { id: 'dl_1' } }), { chat: web })
        await scene.told(() => web.send('connect', { from: { id: 'dl_1' } }), { chat: web })
        expect(readable(scene.last(web))).toContain(catalogue.signIn.another)
      },
    },
  ]
}
