import type { Emulator } from '../emulator/emulator.ts'
import { type Bot, type Kind, start } from './bots.ts'
import { connectAll, crowd, onceMore, say } from './load.ts'
import { median } from './median.ts'

/** `cpuMs`: the CPU time of one find. `p50Ms`: the median time that one person waits, for each latency of Outlook in
 *  milliseconds. */
export type Find = { cpuMs: number | undefined; p50Ms: Record<number, number | undefined> }
/** `warm`: answered from the copy. `changes`: Outlook is asked for changes first. `all`: everything is read again, as by a bot
 *  that keeps no copy. `helpMs`: the CPU time of the answer to `help` in the same process. */
export type Finds = { helpMs: number | undefined; warm: Find; changes: Find; all: Find }

/** `count`: the number of finds for the CPU time, over all rounds. `asked`: how often one person asks for each p50. */
type Counts = { count: number; rounds: number; asked: number }

const FIND = { text: 'find contact Alice', expected: 'Alice Admin' }
const HELP = { text: 'help', expected: 'find contact' }
export const DELAYS_MS = [0, 50, 150]

/** Measures finds with a fresh copy, with an old copy and without a copy. */
export async function findsOf(kind: Kind, emulator: Emulator, counts: Counts): Promise<Finds> {
  const withSettings = (settings: Record<string, string>) => ({ ...kind, settings: { ...kind.settings, ...settings } })
  const bot = await start(kind, emulator)
  emulator.channel.botUrl = bot.url
  await connectAll(emulator)
  const helpMs = await cpuOf(bot, emulator, HELP, counts)
  const warm = await findOf(bot, emulator, counts)
  await bot.stop()
  const changes = await alone(withSettings({ CONTACTS_MAX_AGE: '0' }), emulator, counts)
  const all = await alone(withSettings({ CONTACTS_MAX_AGE: '0', CONTACTS_KEEP: '0' }), emulator, counts)
  return { helpMs, warm, changes, all }
}

async function alone(kind: Kind, emulator: Emulator, counts: Counts): Promise<Find> {
  const bot = await start(kind, emulator)
  const found = await findOf(bot, emulator, { ...counts, count: Math.ceil(counts.count / 2) })
  await bot.stop()
  return found
}

async function findOf(bot: Bot, emulator: Emulator, counts: Counts): Promise<Find> {
  const cpuMs = await cpuOf(bot, emulator, FIND, counts)
  const p50Ms: Find['p50Ms'] = {}
  for (const delayMs of DELAYS_MS) p50Ms[delayMs] = await waitOf(bot, emulator, delayMs, counts.asked)
  return { cpuMs, p50Ms }
}

/** The first round does not count, because in it code is compiled and books are read. */
async function cpuOf(bot: Bot, emulator: Emulator, { text, expected }: typeof FIND, { count, rounds }: Counts) {
  const each = Math.round(count / rounds)
  const costs: number[] = []
  emulator.channel.botUrl = bot.url
  for (let round = 0; round <= rounds; round += 1) {
    const before = await bot.usage()
    await say(emulator, text, each, expected)
    const { cpuUs } = await bot.usage()
    if (round > 0) costs.push((cpuUs - before.cpuUs) / each / 1000)
  }
  return median(costs)
}

/** How long one person waits for the contact while nobody else asks. */
async function waitOf(bot: Bot, emulator: Emulator, delayMs: number, times: number): Promise<number | undefined> {
  const [person] = crowd
  if (!person) return undefined
  emulator.channel.botUrl = bot.url
  const chat = emulator.channel.personal(person)
  emulator.faults.add({ match: 'graph', delayMs })
  const waits: number[] = []
  for (let asked = 0; asked < times; asked += 1) {
    const { calls } = emulator.channel
    const from = calls.length
    const begun = performance.now()
    await onceMore(() => chat.send(FIND.text))
    while (!calls.slice(from).some(({ body }) => JSON.stringify(body ?? '').includes(FIND.expected)))
      await new Promise((resolve) => setTimeout(resolve, 1))
    waits.push(performance.now() - begun)
    await chat.settled()
  }
  emulator.faults.clear()
  return median(waits)
}
