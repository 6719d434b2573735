import { expect } from 'vitest'
import { megan } from '../../emulator/people.ts'
import type { Catalogue } from '../../src/text/catalogue.ts'
import { readable } from '../world.ts'
import type { Ending, Scene } from './scene.ts'
import { withReference } from './texts.ts'

const UPLOAD = /^PUT \/onedrive\//

/** Contacts as files, exported and imported. */
export function files(catalogue: Catalogue): Ending[] {
  const { files: words, trouble } = catalogue
  return [
    {
      name: 'a file that OneDrive does not take any more',
      says: trouble.file_gone,
      play: (scene) => failedUpload(scene, trouble.file_gone, { status: 404 }),
    },
    {
      name: 'a file while OneDrive is away',
      says: trouble.files_down,
      play: (scene) => failedUpload(scene, trouble.files_down, { status: 503 }),
    },
    {
      name: 'a place for a file outside OneDrive',
      says: trouble.file_elsewhere,
      async play(scene) {
        await scene.connected()
        const question = await asked(scene)
        const place = { name: 'c.vcf', contentUrl: 'https://x.example/c', uploadUrl: 'https://evil.example/u' }
        await scene.chat.answerConsent(question, 'accept', place)
        await scene.chat.settled()
        expect(readable(scene.last())).toMatch(withReference(trouble.file_elsewhere, catalogue))
      },
    },
    {
      name: 'a file where files cannot be sent',
      says: words.notHere,
      async play({ chatOf, ask }) {
        const web = chatOf(megan, { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined })
        expect(await ask(catalogue.commands.export[0], web)).toBe(words.notHere)
      },
    },
  ]
}

/** The sentences if everything works. */
export function everydayFiles(catalogue: Catalogue): Ending[] {
  const { files: words } = catalogue
  return [
    {
      name: 'contacts as a file, declined and then allowed',
      says: words.exportDeclined,
      async play(scene) {
        const { chat, connected, now } = scene
        await connected()
        const first = await asked(scene)
        await chat.answerConsent(first, 'decline')
        await chat.settled()
        expect(readable(now(first))).toBe(words.exportDeclined)
        await chat.answerConsent(await asked(scene), 'accept')
        await chat.settled()
      },
    },
    {
      name: 'one contact as a file',
      says: words.exported(1),
      async play(scene) {
        const mailbox = scene.emulator.graph.mailbox(megan.oid)
        for (const folder of mailbox.folders) for (const { id } of mailbox.contacts(folder.id)) mailbox.remove(id)
        mailbox.add({ displayName: 'Alice Admin' })
        await scene.connected()
        const question = await asked(scene)
        await scene.chat.answerConsent(question, 'accept')
        await scene.chat.settled()
        expect(readable(scene.now(question))).toBe(words.exported(1))
      },
    },
  ]
}

async function asked({ ask, last, catalogue }: Scene) {
  await ask(catalogue.commands.export[0])
  return last()
}

async function failedUpload(scene: Scene, says: string, fault: { status: number }): Promise<void> {
  const { connected, emulator, chat, last, catalogue } = scene
  await connected()
  const question = await asked(scene)
  emulator.faults.add({ match: UPLOAD, ...fault })
  await chat.answerConsent(question, 'accept')
  await chat.settled()
  expect(readable(last())).toMatch(withReference(says, catalogue))
}
