// `npm run bench`: compares the cost of an answer with the echo bots of Microsoft's SDKs and with the floor, all in one run. CPU
// time and memory are only those of each bot's process: the load, the emulator and Redis run in other processes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from '../build/bundle.ts'
import { redisVersion, startRedis } from '../emulator/demo/redis.ts'
import { startEmulator } from '../emulator/emulator.ts'
import { takesNoArguments } from '../src/cli/no-arguments.ts'
import { answersOf, type Figures } from './answers.ts'
import { ours, peers } from './bots.ts'
import { type Finds, findsOf } from './finds.ts'
import { FIRST_READ, type FirstRead, firstReadOf } from './first-read.ts'
import { AT_A_TIME, crowd, crowdsBooks } from './load.ts'
import { pin } from './process.ts'
import { type RedisCost, redisCostOf } from './redis-cost.ts'
import { table, written } from './table.ts'

/** `BENCH_ROUNDS=1` is for a test that only looks at the table. */
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const DEFAULT_TURNS = 10_000

const HELP = `Compares the cost of an answer with the SDKs' echo bots and with the floor. Takes about four minutes.
  npm run bench   prints the figures
The environment can set BENCH_TURNS (how many answers each bot gives) and BENCH_JSON (a file for the figures).`

takesNoArguments(HELP)
process.exitCode = await main(Number(process.env['BENCH_TURNS'] ?? DEFAULT_TURNS), process.env['BENCH_JSON'])

/** @param turns how many answers each bot gives over all rounds. A tenth of them, at most 1,000, are finds.
 *  @param json a file for the figures @returns the exit status */
async function main(turns: number, json: string | undefined): Promise<number> {
  if (!Number.isInteger(turns) || turns < ROUNDS * AT_A_TIME) {
    console.error(`BENCH_TURNS must be a whole number from ${ROUNDS * AT_A_TIME}`)
    return 2
  }
  const others = peers()
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  await bundle(join(folder, 'dist'))
  const program = join(folder, 'dist', 'main.js')
  const redis = redisVersion() === undefined ? undefined : await startRedis()
  const emulator = await startEmulator({ people: crowd, books: crowdsBooks() })
  const machine = `Node.js ${process.versions.node} on ${availableParallelism()} × ${cpus()[0]?.model}`
  const pinned = pin()
  const embedded = ours('this bot, embedded store', program, { DATA_FILE: join(folder, 'bot.sqlite') })
  const [floor, ...sdks] = others
  const mine = redis
    ? [ours('this bot, Redis', program, { DATA_FILE: join(folder, 'no.sqlite'), REDIS_URL: redis.url }), embedded]
    : [embedded]
  console.log(machine)
  console.log(redis ? `Redis: a private redis-server ${redisVersion()}` : 'Redis: none installed')
  console.log(`Medians of ${ROUNDS} rounds; ${AT_A_TIME} people at a time, every token check on`)
  console.log(pinned ? 'Each bot has one core, and the load has another\n' : 'Bots and load share the cores\n')
  try {
    const kinds = [...(floor ? [floor] : []), ...mine, ...sdks]
    const answers = await answersOf(kinds, emulator, { turns, rounds: ROUNDS })
    console.log(answersTable(answers))
    const count = Math.min(1_000, Math.max(ROUNDS * AT_A_TIME, Math.round(turns / 10)))
    const finds = []
    for (const kind of mine)
      finds.push({ name: kind.name, ...(await findsOf(kind, emulator, { count, rounds: ROUNDS, asked: 9 })) })
    console.log(`\n${findsTable(finds)}`)
    const firstRead = await firstReadOf(embedded, ROUNDS)
    console.log(`\n${firstReadTable(firstRead)}`)
    const cost = redis && mine[0] ? await redisCostOf(mine[0], emulator, redis.url, count) : undefined
    if (cost) console.log(`\n${redisTable(cost)}`)
    if (json !== undefined)
      writeFileSync(
        json,
        `${JSON.stringify({ machine, turns, pinned, answers, finds, firstRead, redis: cost }, null, 2)}\n`,
      )
    return 0
  } finally {
    await emulator.close()
    await redis?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One column for each bot, the floor first. */
function answersTable(all: Figures[]): string {
  const floorMs = all[0]?.cpuMs
  const line = (what: string, digits: number, of: (figures: Figures) => number | undefined) => [
    what,
    ...all.map((figures) => written(of(figures), digits)),
  ]
  return table([
    ['help, or an echo', ...all.map(({ name }) => name)],
    line('CPU of an answer, ms', 3, ({ cpuMs }) => cpuMs),
    line('… ÷ floor', 2, ({ cpuMs }) => cpuMs && floorMs && cpuMs / floorMs),
    line('answers a second', 0, ({ perSecond }) => perSecond),
    line('from start to listening, ms', 0, ({ startMs }) => startMs),
    line('memory idle, MB', 0, ({ idleMb }) => idleMb),
    line('memory after these answers, MB', 0, ({ laterMb }) => laterMb),
    line('… in use after a collection, MB', 0, ({ liveMb }) => liveMb),
  ])
}

function findsTable(all: (Finds & { name: string })[]): string {
  const line = (what: string, digits: number, of: (finds: Finds) => number | undefined) => [
    what,
    ...all.map((finds) => written(of(finds), digits)),
  ]
  return table([
    ['find contact Alice, of 320 contacts in 11 folders', ...all.map(({ name }) => name)],
    line('CPU from the copy at hand, ms', 2, ({ warm }) => warm.cpuMs),
    line('… ÷ help', 2, ({ warm, helpMs }) => warm.cpuMs && helpMs && warm.cpuMs / helpMs),
    line('CPU that asks Outlook for changes, ms', 2, ({ changes }) => changes.cpuMs),
    line('CPU that reads all anew, ms', 2, ({ all: anew }) => anew.cpuMs),
    ...[0, 50, 150].flatMap((delayMs) => [
      line(`with Outlook ${delayMs} ms away: from the copy, p50, ms`, 1, ({ warm }) => warm.p50Ms[delayMs]),
      line('… asking for changes', 1, ({ changes }) => changes.p50Ms[delayMs]),
      line('… reading all anew', 1, ({ all: anew }) => anew.p50Ms[delayMs]),
    ]),
  ])
}

function firstReadTable({ answerMs, outlookMs }: FirstRead): string {
  const ratio = answerMs && outlookMs && answerMs / outlookMs
  return table([
    [`the first question, of ${FIRST_READ.contacts} contacts, with Outlook ${FIRST_READ.delayMs} ms away`, ''],
    ['from the first request to the answer, ms', written(answerMs, 0)],
    ['what Outlook took to hand them over, ms', written(outlookMs, 0)],
    ['… ÷ that', written(ratio, 2)],
  ])
}

function redisTable({ connectionBytes, bookBytes, commandsPerHelp, commandsPerFind }: RedisCost): string {
  return table([
    ['Redis, for one person with 320 contacts', ''],
    ['connection, bytes', written(connectionBytes, 0)],
    ['address book, bytes', written(bookBytes, 0)],
    ['commands for help, those in scripts counted', written(commandsPerHelp, 1)],
    ['commands for a find from the copy at hand', written(commandsPerFind, 1)],
  ])
}
