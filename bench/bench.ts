import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, redisVersion, startRedis } from '../emulator/demo/redis.ts'
import { type Emulator, startEmulator } from '../emulator/emulator.ts'
import { AT_A_TIME, connectAll, crowd, crowdsBooks, say } from './load.ts'
import { type Measured, startMeasured } from './process.ts'
import { row, table } from './table.ts'

// `npm run bench`: what an answer costs, beside the Bot Framework's own echo bot. CPU and memory are those of the bot's process
// alone: the load, the emulator and Redis run in other processes.

type Bot = Measured & { url: string }
type Talk = { bot: Bot; text: string; expected: string }

const OURS = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const STOCK = fileURLToPath(new URL('./stock.ts', import.meta.url))
/** `BENCH_ROUNDS=1` is for a test that only looks at the table. */
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const DEFAULT_TURNS = 10_000
/** The bot answers at most 120 questions of one person at once, so more finds would be refused. */
const MAX_FINDS = 1_000

process.exitCode = await main(Number(process.env['BENCH_TURNS'] ?? DEFAULT_TURNS))

/** @param turns how many answers each bot gives over all rounds. A tenth of them, at most 1,000, are finds.
 *  @returns the exit status */
async function main(turns: number): Promise<number> {
  if (!Number.isInteger(turns) || turns < ROUNDS * AT_A_TIME) {
    console.error(`BENCH_TURNS must be a whole number from ${ROUNDS * AT_A_TIME}`)
    return 2
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const redis = redisVersion() === undefined ? undefined : await startRedis()
  const emulator = await startEmulator({ people: crowd, books: crowdsBooks() })
  console.log(`Node.js ${process.versions.node} on ${availableParallelism()} × ${cpus()[0]?.model}`)
  console.log(`Store: ${redis ? `a private redis-server ${redisVersion()}` : 'the embedded one (no redis-server)'}`)
  console.log(`Medians of ${ROUNDS} rounds; ${AT_A_TIME} people at a time, every token check on\n`)
  try {
    const store = { DATA_FILE: join(folder, 'bot.sqlite'), ...(redis && { REDIS_URL: redis.url }) }
    console.log(await measure(emulator, store, turns))
    return 0
  } finally {
    await emulator.close()
    await redis?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(emulator: Emulator, store: Record<string, string>, turns: number): Promise<string> {
  const finds = Math.min(MAX_FINDS, Math.max(ROUNDS * AT_A_TIME, Math.round(turns / 10)))
  const startOurs = () => start(OURS, emulator, store)
  const startStock = () => start(STOCK, emulator, {})
  const [oursMs, stockMs] = await startTimes([startOurs, startStock])

  const ours = await startOurs()
  const stock = await startStock()
  const [helpMs, echoMs] = await cpuOf(emulator, turns, [
    { bot: ours, text: 'help', expected: 'find contact' },
    { bot: stock, text: 'help', expected: 'Echo: help' },
  ])
  const [oursMb, stockMb] = [await megabytesOf(ours), await megabytesOf(stock)]

  emulator.channel.botUrl = ours.url
  await connectAll(emulator)
  const find = { text: 'find contact Alice', expected: 'Alice Admin' }
  const [findMs] = await cpuOf(emulator, finds, [{ bot: ours, ...find }])
  const laterMb = await megabytesOf(ours)
  await Promise.all([ours.stop(), stock.stop()])

  const reading = await start(OURS, emulator, { ...store, CONTACTS_MAX_AGE: '0', CONTACTS_KEEP: '0' })
  const asking = await start(OURS, emulator, { ...store, CONTACTS_MAX_AGE: '0' })
  const [readMs, changesMs] = await cpuOf(emulator, Math.ceil(finds / 2), [
    { bot: reading, ...find },
    { bot: asking, ...find },
  ])
  await Promise.all([reading.stop(), asking.stop()])
  return table([
    ['', 'this bot', 'stock echo', 'ratio'],
    row('CPU of an answer, ms (help; an echo)', helpMs, echoMs, 3),
    row('from start to ready, ms', oursMs, stockMs, 0),
    row(`memory after ${turns} answers, MB`, oursMb.held, stockMb.held, 0),
    row('… in use after a collection, MB', oursMb.live, stockMb.live, 0),
    row('CPU of a find, ms (320 contacts at hand)', findMs, echoMs, 2),
    row('… with a check of what has changed in 11 folders', changesMs, undefined, 2),
    row('… that reads all of them anew', readMs, undefined, 2),
    row(`memory after ${finds} finds more, MB`, laterMb.held, undefined, 0),
    row('… in use after a collection, MB', laterMb.live, undefined, 0),
  ])
}

async function start(entry: string, emulator: Emulator, store: Record<string, string>): Promise<Bot> {
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const settings = { ...emulator.settings(publicUrl), PORT: String(port), PUBLIC_URL: publicUrl, ...store }
  return { ...(await startMeasured(entry, settings)), url: `http://127.0.0.1:${port}/api/messages` }
}

/** Starts each bot once a round, one after the other. @returns the median of each, in milliseconds. */
async function startTimes(starts: (() => Promise<Bot>)[]): Promise<(number | undefined)[]> {
  const times = starts.map((): number[] => [])
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, startOne] of starts.entries()) {
      const bot = await startOne()
      times[at]?.push(bot.startMs)
      await bot.kill()
    }
  }
  return times.map(median)
}

/** Measures the CPU time of one answer. The talks alternate, so that other work on the machine disturbs all of them alike. A
 *  first round, in which the code is compiled, does not count.
 *  @param count how many answers all other rounds have together.
 *  @returns the median of each talk's rounds, in milliseconds. */
async function cpuOf(emulator: Emulator, count: number, talks: Talk[]): Promise<(number | undefined)[]> {
  const each = Math.round(count / ROUNDS)
  const costs = talks.map((): number[] => [])
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [at, { bot, text, expected }] of talks.entries()) {
      emulator.channel.botUrl = bot.url
      const before = await bot.usage()
      await say(emulator, text, each, expected)
      const { cpuUs } = await bot.usage()
      if (round > 0) costs[at]?.push((cpuUs - before.cpuUs) / each / 1000)
    }
  }
  return costs.map(median)
}

/** The memory of the bot's process, and the part of it that its heap uses after a garbage collection: V8 takes more than it
 *  needs where there is plenty. */
async function megabytesOf(bot: Bot): Promise<{ held: number; live: number | undefined }> {
  const { rssBytes, liveBytes } = await bot.usage('collect')
  return { held: rssBytes / 2 ** 20, live: liveBytes === undefined ? undefined : liveBytes / 2 ** 20 }
}

function median(values: number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
