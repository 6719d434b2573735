import { expect } from 'vitest'
import type { Random } from '../../../emulator/address-books/random.ts'
import type { Chat } from '../../../emulator/channel/chat.ts'
import type { Message } from '../../../emulator/channel/conversation.ts'
import { en } from '../../../src/text/en.ts'
import { readable } from '../../world.ts'
import type { Stage } from './stage.ts'
import { job, type Step } from './steps.ts'

type Entry = { name: string; jobTitle: string }

const { files: words } = en

function vcf(entries: readonly Entry[]): Buffer {
  const cards = entries.map(({ name, jobTitle }) => {
    const address = `${name.replace(' ', '.').toLowerCase()}@import.example`
    const lines = [`FN:${name}`, `TITLE:${jobTitle}`, 'ORG:Import', `EMAIL:${address}`]
    return ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n')
  })
  return Buffer.from(cards.join(''))
}

/** Why Outlook takes no more contacts, from some contact on. */
const CUTS = [
  { status: 403, body: { error: { code: 'ErrorQuotaExceeded', message: 'Full.' } } },
  { status: 503 },
  { cut: 'before' },
] as const

/** Sends a file of several people. Some may already have a contact. The import may be interrupted, and then continues. Either
 *  person may send the same file again: it only restores the contacts that were deleted since. */
export const importFile: Step = async (stage, dice, chat) => {
  const entries = Array.from({ length: 2 + dice.below(5) }, () => ({ name: stage.newName(), jobTitle: job(dice) }))
  const known = stage.somebody(dice)
  if (known && dice.chance(0.5)) entries.push({ name: known.name, jobTitle: job(dice) })
  await imported(stage, dice, chat, entries)
  if (dice.chance(0.5)) return
  const gone = dice.pick(entries)
  if (dice.chance(0.5)) {
    for (const { id } of stage.named(gone.name)) stage.mailbox.remove(id)
    stage.expected.set(gone.name, undefined)
  }
  await imported(stage, dice, dice.pick(stage.chats), entries)
}

/** Sends a file and imports it. Checks that nobody gets a second contact. */
async function imported(stage: Stage, dice: Random, chat: Chat, entries: readonly Entry[]): Promise<void> {
  const fresh = entries.filter(({ name }) => stage.expected.get(name) === undefined)
  await chat.sendFile('people.vcf', vcf(entries))
  await chat.settled()
  const summary = chat.messages.at(-1) as Message
  expect(readable(summary)).toContain(fresh.length > 0 ? words.fresh(fresh.length) : words.nothingNew)
  if (fresh.length === 0) return
  const done = await pressedUntilDone(stage, dice, chat, summary, fresh.length)
  expect(readable(done)).toContain('Done.')
  for (const { name, jobTitle } of fresh) stage.expected.set(name, { jobTitle, companyName: 'Import' })
}

async function pressedUntilDone(stage: Stage, dice: Random, chat: Chat, summary: Message, fresh: number) {
  if (dice.chance(0.6)) return stage.pressed(dice, chat, summary, words.importButton)
  const { faults } = stage.world.emulator
  faults.add({ match: /^POST \/v1\.0\/me\/contacts/, after: dice.below(fresh), ...dice.pick(CUTS) })
  const stopped = await stage.pressed(dice, chat, summary, words.importButton)
  faults.clear()
  expect(readable(stopped)).toContain(words.goOn)
  return stage.pressed(dice, chat, stopped, words.goOn)
}
