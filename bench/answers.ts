import type { Emulator } from '../emulator/emulator.ts'
import { type Bot, type Kind, start } from './bots.ts'
import { say } from './load.ts'
import { median } from './median.ts'

/** What a bot costs. `cpuMs`: of one answer. `startMs`: from the start of its process to its first answer. Memory in MB. */
export type Figures = {
  name: string
  cpuMs: number | undefined
  perSecond: number | undefined
  startMs: number | undefined
  idleMb: number
  laterMb: number
  liveMb: number | undefined
}

type Counts = { turns: number; rounds: number }

/** Measures all bots side by side: they take turns in each round, so that other work on the machine disturbs all of them alike. A
 *  first round, in which the code is compiled, does not count. @param counts `turns`: answers of each bot over all rounds */
export async function answersOf(kinds: Kind[], emulator: Emulator, { turns, rounds }: Counts): Promise<Figures[]> {
  const startMs = await startTimes(kinds, emulator, rounds)
  const bots: Bot[] = []
  for (const kind of kinds) bots.push(await start(kind, emulator))
  const idle = await Promise.all(bots.map(async (bot) => megabytes((await bot.usage()).rssBytes)))

  const each = Math.round(turns / rounds)
  const costs = kinds.map((): { cpuMs: number; perSecond: number }[] => [])
  for (let round = 0; round <= rounds; round += 1) {
    for (const [at, bot] of bots.entries()) {
      const cost = await costOf(bot, emulator, kinds[at]?.expected ?? '', each)
      if (round > 0) costs[at]?.push(cost)
    }
  }
  const later = await Promise.all(bots.map((bot) => bot.usage('collect')))
  await Promise.all(bots.map((bot) => bot.stop()))
  return kinds.map(({ name }, at) => ({
    name,
    cpuMs: median(costs[at]?.map(({ cpuMs }) => cpuMs)),
    perSecond: median(costs[at]?.map(({ perSecond }) => perSecond)),
    startMs: startMs[at],
    idleMb: idle[at] ?? 0,
    laterMb: megabytes(later[at]?.rssBytes ?? 0),
    liveMb: later[at]?.liveBytes === undefined ? undefined : megabytes(later[at].liveBytes),
  }))
}

/** Starts each bot once a round, one after the other. @returns the median of each, in milliseconds */
async function startTimes(kinds: Kind[], emulator: Emulator, rounds: number): Promise<(number | undefined)[]> {
  const times = kinds.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, kind] of kinds.entries()) {
      const bot = await start(kind, emulator)
      times[at]?.push(bot.startMs)
      await bot.kill()
    }
  }
  return times.map(median)
}

async function costOf(bot: Bot, emulator: Emulator, expected: string, count: number) {
  emulator.channel.botUrl = bot.url
  const before = await bot.usage()
  const begun = performance.now()
  await say(emulator, 'help', count, expected)
  const seconds = (performance.now() - begun) / 1000
  const { cpuUs } = await bot.usage()
  return { cpuMs: (cpuUs - before.cpuUs) / count / 1000, perSecond: count / seconds }
}

const megabytes = (bytes: number) => bytes / 2 ** 20
