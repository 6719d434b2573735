import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { addressBook } from '../emulator/address-books.ts'
import { ALICE } from '../emulator/address-books/known.ts'
import { startEmulator } from '../emulator/emulator.ts'
import type { Person } from '../emulator/people.ts'
import { type Kind, start } from './bots.ts'
import { connect, crowd } from './load.ts'
import { median } from './median.ts'

export const FIRST_READ = { contacts: 10_000, delayMs: 150 }

/** How long the first question after a sign-in takes, with nothing read yet, and how long Outlook took to hand all contacts over:
 *  from the first request to the end of the last answer. Medians in milliseconds. */
export type FirstRead = { answerMs: number | undefined; outlookMs: number | undefined }

/** @param kind the bot, whose store is not used: each run has one of its own */
export async function firstReadOf(kind: Kind, times: number, { contacts, delayMs } = FIRST_READ): Promise<FirstRead> {
  const people = crowd.slice(0, times)
  const folders = { Customers: { Nordics: {} }, Suppliers: {} }
  const books = new Map(
    people.map(({ oid }, seed) => [oid, addressBook({ seed, count: contacts, folders, including: [ALICE] })]),
  )
  const emulator = await startEmulator({ people, books })
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const bot = await start({ ...kind, settings: { DATA_FILE: join(folder, 'bot.sqlite') } }, emulator)
  try {
    emulator.channel.botUrl = bot.url
    emulator.faults.add({ match: 'graph', delayMs })
    const reads = []
    for (const person of people) reads.push(await readBy(person))
    return {
      answerMs: median(reads.map(({ answerMs }) => answerMs)),
      outlookMs: median(reads.map(({ outlookMs }) => outlookMs)),
    }
  } finally {
    await bot.stop()
    await emulator.close()
    rmSync(folder, { recursive: true, force: true })
  }

  async function readBy(person: Person): Promise<{ answerMs: number; outlookMs: number }> {
    const chat = emulator.channel.personal(person)
    const { calls } = emulator.channel
    await connect(emulator, person)
    const from = calls.length
    await chat.send('find contact Alice Admin')
    while (!calls.slice(from).some(({ body }) => JSON.stringify(body ?? '').includes(ALICE.displayName ?? '')))
      await sleep(1)
    const answeredAt = Date.now()
    const asked = emulator.graph.calls.filter(({ oid, path }) => oid === person.oid && path.includes('/contact'))
    const firstAt = asked[0]?.at ?? answeredAt
    return { answerMs: answeredAt - firstAt, outlookMs: (asked.at(-1)?.at ?? answeredAt) + delayMs - firstAt }
  }
}
