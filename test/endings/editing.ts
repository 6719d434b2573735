import { expect, vi } from 'vitest'
import { browser as freshBrowser } from '../../emulator/browser.ts'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import type { Details } from '../../emulator/address-books/contact.ts'
import { immutableId } from '../../emulator/graph/mailbox.ts'
import { megan } from '../../emulator/people.ts'
import { MOST_IN_FORM_NOTES } from '../../src/editing/check.ts'
import { noValues } from '../../src/editing/inputs.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { inputsOf, nowIn, pressForm } from '../forms.ts'
import { greta, withGreta } from '../personal-account.ts'
import { readable } from '../world.ts'
import type { Ending, Scene } from './scene.ts'
import { textsIn } from './texts.ts'

const UNDO_MS = 10 * 60_000

/** The parts that the scenes here have in common. */
function hands({ chat, ask, emulator, follow, last, world, connected }: Scene, { form, commands }: Catalogue) {
  const press = (message: Message, title: string, typed?: Record<string, unknown>) =>
    pressForm(chat, message, title, typed)
  const said = async (text: string) => {
    await ask(text)
    return last()
  }
  return {
    press,
    said,
    /** Sends what a button with this data sends. */
    act: async (data: Record<string, unknown>) => {
      await chat.act(last(), { type: 'Action.Execute', title: '', verb: String(data['command']), data })
      await chat.settled()
      return nowIn(chat, last())
    },
    add: (details: Partial<Details>) => {
      const made = emulator.graph.mailbox(megan.oid).add(details)
      world.age(61_000)
      return made
    },
    mailbox: emulator.graph.mailbox(megan.oid),
    /** Connects Megan, and lets her allow changes. */
    async allowed(): Promise<void> {
      await connected()
      const card = await press(await said(`${commands.add[0]} Paula Permission`), form.save)
      await follow(card)
    },
  }
}

/** Everything that a person reads about adding, changing, deleting and listing contacts. */
export function editing(catalogue: Catalogue): Ending[] {
  const { changing, changesFailed, commands, form, list, news, nothingWaits, page, signIn, status, trouble, format } =
    catalogue
  const undoFor = format.duration(UNDO_MS)
  return [
    {
      name: 'a contact is added: every fault of the form, somebody like that, and the second sign-in',
      says: news.added,
      async play(scene) {
        const { press, said, mailbox } = hands(scene, catalogue)
        await scene.connected()
        let card = await said(commands.add[0])
        expect(textsIn(card.attachments)).toEqual(expect.arrayContaining([form.add, form.more, form.labels.folder]))
        card = await press(card, form.save)
        expect(readable(card)).toContain(form.faults.empty)
        card = await press(card, form.save, {
          givenName: 'G'.repeat(300),
          companyName: '<b>Quill</b>',
          email1: 'nora',
          mobilePhone: 'x',
          birthday: '1990-02-31',
        })
        const { too_long, markup, no_address, no_number, no_date } = form.faults
        for (const says of [too_long(255), markup, no_address, no_number, no_date])
          expect(readable(card)).toContain(says)
        const good = {
          givenName: 'Nora',
          companyName: 'Quill',
          email1: 'aadmin@contoso.example',
          mobilePhone: '',
          birthday: '',
        }
        card = await press(card, form.save, good)
        expect(readable(card)).toContain(signIn.toChange)
        const start = await scene
          .browser()
          .open(actionsOf(card).find(({ url }) => url?.includes('/auth/start'))?.url ?? '')
        expect(start.text).toContain(page.start.whatChanges)
        await scene.follow(card, { decision: 'cancel', tells: 0 })
        card = nowIn(scene.chat, card)
        expect(readable(card)).toContain(changesFailed.cancelled)
        card = await press(card, form.back)
        const gone = mailbox.folders.at(-1)?.id ?? ''
        mailbox.removeFolder(gone)
        await scene.follow(await press(card, form.save, { folder: gone }))
        card = scene.last()
        expect(readable(card)).toContain(changing.duplicate('Nora'))
        card = await press(card, changing.addAnyway)
        expect(readable(card)).toContain(form.faults.folder_gone)
        card = await press(card, form.save)
        card = await press(card, changing.addAnyway)
        expect(readable(card)).toContain(news.added)
        expect(await scene.ask(commands.status[0])).toContain(status.allowed)
      },
    },
    {
      name: 'a pasted signature has more than the form has room for',
      says: form.leftOver('fourth@contoso.example'),
      async play(scene) {
        const { said } = hands(scene, catalogue)
        await scene.connected()
        const card = await said(
          `${commands.add[0]} Nora Quist\nCook\nQuill Ltd\nfirst@contoso.example\nsecond@contoso.example\nthird@contoso.example\nfourth@contoso.example`,
        )
        expect(readable(card)).toContain(form.leftOver('fourth@contoso.example'))
      },
    },
    {
      name: 'an administrator has to approve changes, and is waited for',
      says: signIn.awaitsAdmin,
      emulator: { needsApproval: ['Contacts.ReadWrite'] },
      async play(scene) {
        const { press, said } = hands(scene, catalogue)
        await scene.connected()
        let card = await press(await said(`${commands.add[0]} Nora Quist`), form.save)
        await scene.follow(card, { tells: 0 })
        card = nowIn(scene.chat, card)
        expect(readable(card)).toContain(changesFailed.admin_approval)
        card = await press(await press(card, form.back), form.save)
        expect(readable(card)).toContain(signIn.awaitsAdmin)
        expect(await scene.ask(commands.status[0])).toContain(status.awaitsAdmin)
        const admin = freshBrowser()
        const url = actionsOf(card).find(({ title }) => title === catalogue.adminLink)?.url ?? ''
        await admin.submit(await admin.open(url), 'consent', { decision: 'accept' })
        await scene.follow(card)
        expect(readable(scene.last())).toContain(news.added)
      },
    },
    ...(
      [
        ['Microsoft is away', changesFailed.unavailable, { match: 'token', status: 503 }],
        ['Microsoft refuses', changesFailed.others, { match: 'token', status: 400, body: { error: 'invalid_grant' } }],
        [
          'Microsoft grants reading alone',
          catalogue.signInFailed.changes_not_granted,
          { match: 'token', merge: { scope: 'https://graph.microsoft.com/Contacts.Read' } },
        ],
      ] as const
    ).map(([why, says, fault]) => ({
      name: `changes are not allowed: ${why}`,
      says,
      async play(scene: Scene) {
        const { press, said } = hands(scene, catalogue)
        await scene.connected()
        const card = await press(await said(`${commands.add[0]} Nora Quist`), form.save)
        scene.emulator.faults.add(fault)
        const end = await scene.follow(card, { tells: 0 })
        expect(end.text).toContain(page.notAllowed)
        expect(readable(nowIn(scene.chat, card))).toContain(says)
        scene.emulator.faults.clear()
        expect(await scene.ask(`${commands.find[0]} Alice Admin`)).toContain('aadmin@contoso.example')
      },
    })),
    ...(
      [
        ['the mailbox is full', trouble.mailbox_full, 403, 'ErrorQuotaExceeded'],
        ['Graph refuses it', trouble.changes_refused, 400, 'ErrorInvalidProperty'],
        ['Exchange is busy with the contact', form.notices.again, 412, 'ErrorIrresolvableConflict'],
      ] as const
    ).map(([why, says, code, error]) => ({
      name: `a contact cannot be changed: ${why}`,
      says,
      async play(scene: Scene) {
        const { press, said, allowed, add } = hands(scene, catalogue)
        await allowed()
        add({ displayName: 'Nora Quist' })
        const card = await said(`${commands.edit[0]} Nora Quist`)
        expect(readable(card)).toContain(form.edit('Nora Quist'))
        scene.emulator.faults.add({ match: /^PATCH /, status: code, body: { error: { code: error, message: '' } } })
        const failed = await press(card, form.save, { jobTitle: 'Cook' })
        expect(readable(failed)).toContain(says)
        expect(inputsOf(failed)).toMatchObject({ jobTitle: 'Cook' })
        scene.emulator.faults.clear()
        expect(readable(await press(failed, form.save))).toContain(news.changed)
        expect(readable(await press(await said(`${commands.edit[0]} Nora Quist`), form.save))).toContain(news.unchanged)
      },
    })),
    {
      name: 'Graph forbids changes although Entra allows them',
      says: trouble.changes_forbidden,
      async play(scene) {
        const { press, said, allowed } = hands(scene, catalogue)
        await allowed()
        const body = { error: { code: 'ErrorAccessDenied', message: '' } }
        scene.emulator.faults.add({ match: /^POST \/v1/, status: 403, body })
        await scene.follow(await press(await said(`${commands.add[0]} Nora Quist`), form.save))
        expect(readable(scene.last())).toContain(trouble.changes_forbidden)
        expect(inputsOf(scene.last())).toMatchObject({ givenName: 'Nora' })
      },
    },
    {
      name: 'nobody knows whether a contact was saved',
      says: form.notices.unclear,
      async play(scene) {
        const { press, said, allowed, mailbox } = hands(scene, catalogue)
        await allowed()
        let card = await said(`${commands.add[0]} Nora Quist`)
        scene.emulator.faults.add({ match: /^POST \/v1/, status: 504, body: '' })
        scene.emulator.faults.add({
          match: /^GET \/v1.*filter/,
          status: 400,
          body: { error: { code: 'x', message: '' } },
        })
        card = await press(card, form.save)
        expect(readable(card)).toContain(form.notices.unclear)
        scene.emulator.faults.clear()
        expect(readable(await press(card, form.save))).toContain(news.added)
        expect(mailbox.contacts(mailbox.defaultFolder.id).filter(({ surname }) => surname === 'Quist')).toHaveLength(1)
      },
    },
    {
      name: 'what a form holds is deleted while its contact is being saved',
      says: trouble.lost_track,
      async play(scene) {
        const { said, press, allowed, mailbox } = hands(scene, catalogue)
        await allowed()
        const card = await said(`${commands.add[0]} Nora Quist`)
        const made = () => mailbox.contacts(mailbox.defaultFolder.id).filter(({ surname }) => surname === 'Quist')
        const struck = scene.emulator.faults.struck()
        scene.emulator.faults.add({ match: /^POST \/v1/, times: 1, delayMs: 1_000 })
        const pressing = press(card, form.save)
        await vi.waitUntil(() => scene.emulator.faults.struck() > struck, { timeout: 60_000 })
        scene.expire('draft/')
        expect(readable(await pressing)).toContain(trouble.lost_track)
        expect(made()).toHaveLength(1)
      },
    },
    {
      name: 'a form, a question and a way back that are over',
      says: form.formOver,
      async play(scene) {
        const { press, said, act, allowed, add } = hands(scene, catalogue)
        await allowed()
        add({ displayName: 'Nora Quist' })
        const old = await said(`${commands.add[0]} Nora Quill`)
        scene.expire('draft/')
        expect(readable(await press(old, form.save))).toContain(form.notices.over)
        const id = 'x'.repeat(43)
        await said(commands.help[0])
        expect(readable(await act({ command: 'edit', id }))).toContain(form.formOver)
        expect(readable(await act({ command: 'confirm_delete', id }))).toContain(changing.questionOver)
        expect(readable(await act({ command: 'undo', id }))).toContain(changing.undoOver(undoFor))
      },
    },
    {
      name: 'a form of another account',
      says: form.otherAccount,
      async play(scene) {
        const { press, said, add } = hands(scene, catalogue)
        await scene.connected()
        await scene.damage('connection/', { scopes: ['Contacts.ReadWrite'] })
        const { id } = add({ displayName: 'Nora Quist' })
        const card = await said(`${commands.edit[0]} Nora Quist`)
        const values = noValues()
        const value = { purpose: 'edit', mailbox: 'another/mailbox', values, seen: values, contactId: id }
        const [list = ''] = await scene.keys('draft/')
        await scene.damage(`${list}/`, { value })
        expect(readable(await press(card, form.save))).toContain(form.otherAccount)
      },
    },
    {
      name: 'somebody else changes the same contact: both are shown',
      says: changing.conflict('Nora Quist'),
      async play(scene) {
        const { press, said, allowed, add, mailbox } = hands(scene, catalogue)
        await allowed()
        const { id } = add({
          displayName: 'Nora Quist',
          jobTitle: 'Cook',
          personalNotes: '12345 '.repeat(MOST_IN_FORM_NOTES / 5),
        })
        let card = await said(`${commands.edit[0]} Nora Quist`)
        expect(readable(card)).toContain(form.notesTooLong)
        mailbox.change(id, { jobTitle: '' })
        card = await press(card, form.save, { jobTitle: 'Baker' })
        for (const says of [changing.conflict('Nora Quist'), changing.yours, changing.now, changing.nothing])
          expect(readable(card)).toContain(says)
        card = await press(card, changing.look)
        expect(readable(card)).toContain(form.instead('Baker'))
        mailbox.change(id, { jobTitle: '2222' })
        card = await press(await press(card, form.save, { jobTitle: 'Baker' }), changing.overwrite)
        expect(readable(card)).toContain(news.changed)
        card = await said(`${commands.edit[0]} Nora Quist`)
        mailbox.remove(id)
        expect(readable(await press(card, form.save, { jobTitle: 'Cook' }))).toContain(form.notices.deleted)
      },
    },
    {
      name: 'a contact is deleted, and made again',
      says: changing.deleted('Nora Quist'),
      async play(scene) {
        const { act, press, said, allowed, add, mailbox } = hands(scene, catalogue)
        await allowed()
        const nora = { displayName: 'Nora Quist', emailAddresses: [{ address: 'nora@contoso.example' }] }
        const { id } = add(nora)
        let card = await said(`${commands.find[0]} Nora Quist`)
        expect(readable(card)).toContain(changing.edit)
        expect(readable(await press(await press(card, changing.remove), changing.keep))).toContain(changing.edit)
        await said(`${commands.delete[0]} Nora Quist`)
        card = await said(commands.no[0])
        expect(readable(card)).toContain(news.kept)
        expect(readable(card)).toContain(changing.edit)
        card = await press(card, changing.remove)
        for (const says of [
          changing.question('Nora Quist'),
          changing.undoable(undoFor),
          changing.confirm,
          changing.keep,
        ])
          expect(readable(card)).toContain(says)
        card = await press(card, changing.confirm)
        expect(readable(card)).toContain(changing.deleted('Nora Quist'))
        expect(readable(await press(card, changing.undo))).toContain(news.restored)
        expect(mailbox.contact(id)).toBeUndefined()
        for (const entries of [2, 3]) {
          const contactId = immutableId(add(nora).id)
          for (const to of ['edit', 'delete'] as const)
            expect(readable(await said(`${commands[to][0]} Nora Quist`))).toContain(changing.whichEntry[to](entries))
          expect(readable(await act({ command: 'delete', contactId, entry: true }))).toContain(
            changing.otherEntries(entries - 1),
          )
        }
        const both = mailbox
          .contacts(mailbox.defaultFolder.id)
          .filter(({ displayName }) => displayName === 'Nora Quist')
        for (const one of both) mailbox.remove(one.id)
        expect(readable(await press(scene.last(), changing.confirm))).toContain(changing.deletedByOther('Nora Quist'))
      },
    },
    {
      name: 'a new contact is cancelled',
      says: form.cancelled,
      async play(scene) {
        const { press, said } = hands(scene, catalogue)
        await scene.connected()
        expect(readable(await press(await said(commands.add[0]), page.start.cancel))).toBe(form.cancelled)
      },
    },
    {
      name: 'a no is typed, and nothing waits for an answer',
      says: nothingWaits,
      async play(scene) {
        const { said } = hands(scene, catalogue)
        await scene.connected()
        await said(commands.add[0])
        expect(readable(await said(commands.no[0]))).toBe(form.cancelled)
        expect(readable(await said(commands.no[0]))).toBe(nothingWaits)
      },
    },
    {
      name: 'a no is typed after the deletion',
      says: changing.mayUndo('Nora Quist'),
      async play(scene) {
        const { press, said, allowed, add } = hands(scene, catalogue)
        await allowed()
        add({ displayName: 'Nora Quist' })
        await press(await said(`${commands.delete[0]} Nora Quist`), changing.confirm)
        const hint = await said(commands.no[0])
        expect(readable(hint)).toContain(changing.mayUndo('Nora Quist'))
        expect(readable(await press(hint, changing.undo))).toContain(news.restored)
      },
    },
    {
      name: 'a yes is typed, which may be meant for an older question',
      says: changing.unclearAnswer,
      async play(scene) {
        const { said, allowed, add } = hands(scene, catalogue)
        await allowed()
        add({ displayName: 'Nora Quist' })
        await said(`${commands.delete[0]} Nora Quist`)
        await said(`${commands.find[0]} Alice`)
        expect(readable(await said(commands.yes[0]))).toBe(changing.unclearAnswer)
        await said(`${commands.delete[0]} Nora Quist`)
        expect(readable(await said(commands.yesDelete[0]))).toContain(changing.deleted('Nora Quist'))
      },
    },
    {
      name: 'a deletion is undone by the typed command, as long as it can be',
      says: changing.nothingToUndo(undoFor),
      async play(scene) {
        const { press, said, allowed, add } = hands(scene, catalogue)
        const erased = async () => press(await said(`${commands.delete[0]} Nora Quist`), changing.confirm)
        await allowed()
        add({ displayName: 'Nora Quist' })
        expect(readable(await said(commands.undo[0]))).toBe(changing.nothingToUndo(undoFor))
        await erased()
        expect(readable(await said(commands.undo[0]))).toContain(news.restored)
        expect(readable(await said(commands.undo[0]))).toBe(changing.nothingToUndo(undoFor))
        await erased()
        scene.expire('undo/')
        expect(readable(await said(commands.undo[0]))).toBe(changing.nothingToUndo(undoFor))
      },
    },
    {
      name: 'a personal account cannot have a picture back',
      says: changing.losesPhoto,
      ...withGreta,
      async play({ connected, ask, emulator }) {
        const hers = await connected(greta)
        const mailbox = emulator.graph.mailbox(greta.oid)
        mailbox.hide(mailbox.add({ displayName: 'Nora Quist' }).id, { photo: Buffer.from('x') })
        expect(await ask(`${commands.delete[0]} Nora Quist`, hers)).toContain(changing.losesPhoto)
      },
    },
    {
      name: 'a merge in a personal account loses a picture',
      says: changing.mergeLosesPhoto,
      ...withGreta,
      async play({ connected, ask, emulator }) {
        const hers = await connected(greta)
        const mailbox = emulator.graph.mailbox(greta.oid)
        const both = [1, 2].map((n) => mailbox.add({ displayName: 'Nora Quist', companyName: `Quill ${n}` }))
        expect(await ask(`${commands.merge[0]} Nora Quist`, hers)).not.toContain(changing.mergeLosesPhoto)
        mailbox.hide(both[1]?.id ?? '', { photo: Buffer.from('x') })
        expect(await ask(`${commands.merge[0]} Nora Quist`, hers)).toContain(changing.mergeLosesPhoto)
      },
    },
    {
      name: 'nobody is named, or several people are',
      says: changing.nobodyNamed.edit,
      async play(scene) {
        const { said, add } = hands(scene, catalogue)
        await scene.connected()
        for (const to of ['edit', 'delete', 'merge'] as const)
          expect(readable(await said(commands[to][0]))).toBe(changing.nobodyNamed[to])
        add({ displayName: 'Al Bradman' })
        for (const to of ['edit', 'delete'] as const)
          expect(readable(await said(`${commands[to][0]} Don Bradman`))).toContain(changing.which[to](1))
        add({ displayName: 'Nora Quist' })
        add({ displayName: 'Nora Quill' })
        for (const to of ['edit', 'delete'] as const)
          expect(readable(await said(`${commands[to][0]} Nora Qui`))).toContain(changing.which[to](2))
        for (let n = 3; n < 10; n++) add({ displayName: `Nora Qui ${n}` })
        for (const to of ['edit', 'delete'] as const)
          expect(readable(await said(`${commands[to][0]} Nora Qui`))).toContain(catalogue.contact.all(9))
        add({ displayName: 'Al Zbradmann' })
        for (const to of ['edit', 'delete'] as const)
          expect(readable(await said(`${commands[to][0]} don Zbradmann`))).toContain(changing.which[to](1))
      },
    },
    {
      name: 'entries of one person become one',
      says: news.merged,
      async play(scene) {
        const { press, said, allowed, add, mailbox } = hands(scene, catalogue)
        await allowed()
        expect(readable(await said(`${commands.merge[0]} Zaphod`))).toContain(changing.mergeAlone('Zaphod'))
        expect(readable(await said(`${commands.merge[0]} Zaphod & Alice`))).toContain(
          changing.mergeTwoPeople('Zaphod & Alice'),
        )
        const one = add({
          displayName: 'Nora Quist',
          officeLocation: 'Oslo',
          companyName: 'Quill',
          businessPhones: ['+1 425 555 0101'],
        })
        add({ displayName: 'Nora Quist', officeLocation: 'Ystad', jobTitle: 'Cook', companyName: 'Quill' })
        const other = mailbox.folders.find(({ isDefault }) => !isDefault)?.id
        mailbox.add(
          { displayName: 'Nora Quist', officeLocation: 'Ystad', companyName: 'Quill', homePhones: ['+1 425 555 0102'] },
          other,
        )
        let card = await said(`${commands.merge[0]} Nora Quist`)
        expect(textsIn(card.attachments)).toContain(changing.mergeWhich)
        card = await press(card, changing.mergeNext, { entries: '0,2' })
        for (const says of [
          changing.mergeTitle,
          changing.mergeRest(catalogue.format.duration(UNDO_MS)),
          changing.mergeFolder,
        ])
          expect(textsIn(card.attachments)).toContain(says)
        const numbered = (text: string) => /^Nora Quist · Quill · \+1 425 555 010[12]$/.test(text)
        expect(new Set(textsIn(card.attachments).filter(numbered)).size).toBe(2)
        for (const each of mailbox.folders.flatMap(({ id }) => mailbox.contacts(id)))
          if (each.displayName === 'Nora Quist') mailbox.change(each.id, { department: 'Kitchen' })
        card = await press(card, changing.mergeButton)
        expect(readable(card)).toContain(changing.mergeAgain)
        card = await press(card, changing.mergeButton)
        expect(readable(card)).toContain(news.merged)
        expect(readable(card)).toContain(changing.mergeUndo)
        expect(one.id).not.toBe('')
      },
    },
    {
      name: 'contacts are listed',
      says: list.recent,
      async play(scene) {
        const { press, said, add } = hands(scene, catalogue)
        await scene.connected()
        add({ displayName: 'Nora Quist', categories: ['Golf'] })
        let card = await said(commands.list[0])
        expect(readable(card)).toContain(list.everybody(311))
        expect(textsIn(card.attachments)).toEqual(expect.arrayContaining([list.part, list.show, list.showRecent]))
        card = await press(card, list.show, { part: 'category:Golf' })
        expect(readable(card)).toContain(list.category('Golf', 1))
        expect(readable(await press(card, list.showAll))).toContain(list.everybody(311))
        expect(readable(await said(`${commands.list[0]} Press`))).toContain(list.none('Press'))
        expect(readable(await said(`${commands.list[0]} Family`))).toContain(list.folder('Family', 0).slice(0, 12))
        card = await said(commands.recent[0])
        expect(readable(card)).toContain(list.recent)
        expect(readable(card)).toContain('Nora Quist')
      },
    },
    {
      name: 'changing contacts is switched off',
      says: form.off,
      env: { CONTACTS_EDIT: 'false' },
      async play(scene) {
        const { act, said } = hands(scene, catalogue)
        await scene.told(() => scene.chat.install())
        expect(readable(scene.last())).toContain(catalogue.yourData.reads)
        await scene.browser().open(`${scene.world.publicUrl}/privacy`)
        await scene.connected()
        expect(readable(await said(`${commands.find[0]} Alice Admin`))).not.toContain(changing.edit)
        await act({ command: 'delete', contactId: 'AAMk=' })
        expect(readable(scene.last())).toBe(form.off)
        expect(readable(await said(commands.undo[0]))).toBe(form.off)
      },
    },
  ]
}
