import { expect } from 'vitest'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { MOST_CARDS } from '../../src/vcard/read.ts'
import { nowIn, pressForm } from '../forms.ts'
import { readable } from '../world.ts'
import type { Ending, Scene } from './scene.ts'
import { withReference } from './texts.ts'

const card = (...lines: string[]) => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\n')
const people = (count: number) =>
  Array.from({ length: count }, (_, n) => card(`FN:Wanda Import${n}`, `EMAIL:wanda${n}@import.example`)).join('')

/** The steps of a person who imports a file. */
function hands({ chat, ask, follow, last, connected }: Scene, { commands, form, files }: Catalogue) {
  async function send(file: string | Buffer, name = 'people.vcf'): Promise<Message> {
    await chat.sendFile(name, Buffer.from(file as string))
    await chat.settled()
    return last()
  }
  async function press(message: Message, title: string): Promise<Message> {
    await chat.press(nowIn(chat, message), title)
    await chat.settled()
    return nowIn(chat, message)
  }
  return {
    send,
    press,
    importNow: async (file: string) => press(await send(file), files.importButton),
    async allowed(): Promise<void> {
      await connected()
      await ask(`${commands.add[0]} Paula Permission`)
      await follow(await pressForm(chat, last(), form.save))
    },
  }
}

/** Files that are not imported, or not completely. */
export function imports(catalogue: Catalogue): Ending[] {
  const { files: words, trouble } = catalogue
  return [
    {
      name: 'a file that is no vCard',
      says: words.noVCard,
      async play(scene) {
        await scene.connected()
        expect(readable(await hands(scene, catalogue).send('x', 'x.pdf'))).toBe(words.noVCard)
      },
    },
    {
      name: 'a file that is too large',
      says: trouble.file_too_large,
      async play(scene) {
        await scene.connected()
        const { send } = hands(scene, catalogue)
        const answer = await send(Buffer.alloc(10 * 1024 * 1024 + 1))
        expect(readable(answer)).toMatch(withReference(trouble.file_too_large, catalogue))
      },
    },
    {
      name: 'an import whose file is gone',
      says: words.importGone,
      async play(scene) {
        await scene.connected()
        const { send, press } = hands(scene, catalogue)
        const summary = await send(people(1))
        scene.expire('import/')
        expect(readable(await press(summary, words.importButton))).toBe(words.importGone)
      },
    },
    {
      name: 'an import in the middle of which Outlook is away',
      says: trouble.contacts_down,
      async play(scene) {
        const { allowed, importNow, press } = hands(scene, catalogue)
        await allowed()
        scene.emulator.faults.add({ match: /^POST \/v1\.0\/me\/contacts/, status: 503, after: 2 })
        const stopped = await importNow(people(6))
        const [why = '', soFar, button] = readable(stopped).split('\n')
        expect(why).toMatch(withReference(trouble.contacts_down, catalogue))
        expect([soFar, button]).toEqual([words.importedSoFar(2), words.goOn])
        scene.emulator.faults.clear()
        expect(readable(await press(stopped, words.goOn))).toContain(words.imported(6))
      },
    },
  ]
}

/** The sentences if everything works. */
export function everydayImports(catalogue: Catalogue): Ending[] {
  const { files: words } = catalogue
  return [
    {
      name: 'a vCard is pasted',
      says: words.pasted,
      async play(scene) {
        await scene.connected()
        const card = await scene.ask('BEGIN:VCARD\nFN: Nora Quist\nEND:VCARD')
        expect(card).toContain([words.pasted, words.fresh(1)].join('\n'))
      },
    },
    {
      name: 'a file with everything that can stand in one',
      says: words.broken(5),
      async play(scene) {
        await scene.connected()
        const { send } = hands(scene, catalogue)
        const broken = [
          card('FN:Team', 'KIND:group'),
          card('NOTE:x'),
          card(...Array.from({ length: 1_100 }, (_, n) => `X-A:${n}`)),
          'BEGIN:VCARD\nFN:Cut Off\n',
        ]
        const known = card('FN:Alice Admin', 'EMAIL:aadmin@contoso.example')
        const text = readable(await send([known, people(7), ...broken, card('NOTE:y')].join('')))
        for (const says of [words.fresh(7), words.moreNames(2), words.there(1), words.broken(5)])
          expect(text).toContain(says)
        for (const why of Object.values(words.reasons)) expect(text).toContain(why)
        expect(readable(await send(people(MOST_CARDS + 1)))).toContain(words.tooMany(MOST_CARDS))
        expect(readable(await send(known))).toContain(words.nothingNew)
      },
    },
    {
      name: 'an import that takes a while, with one contact that Outlook does not take',
      says: words.imported(39),
      async play(scene) {
        const { allowed, importNow } = hands(scene, catalogue)
        await allowed()
        scene.emulator.graph.setLatency(500)
        const body = { error: { code: 'ErrorInvalidRequest', message: 'No.' } }
        scene.emulator.faults.add({ match: /^POST \/v1\.0\/me\/contacts/, status: 400, body, times: 1 })
        const known = card('FN:Alice Admin', 'EMAIL:aadmin@contoso.example')
        const done = await importNow(known + people(40))
        const text = readable(done)
        for (const says of [words.imported(39), words.leftAlone(1), words.refused(1)]) expect(text).toContain(says)
        expect(actionsOf(done)).toEqual([])
      },
    },
  ]
}
