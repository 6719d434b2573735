// `npm run bench:heap`: checks whether the bot needs more memory the longer it runs. 5,000 people write to it, each in their own
// chat, 16 at a time. The memory in use after a garbage collection is read after a tenth of the turns and after all of them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from '../build/bundle.ts'
import { startEmulator } from '../emulator/emulator.ts'
import type { Person } from '../emulator/people.ts'
import { takesNoArguments } from '../src/cli/no-arguments.ts'
import { ours, start } from './bots.ts'
import { AT_A_TIME, onceMore, personAt } from './load.ts'
import { pin } from './process.ts'
import { table, written } from './table.ts'

const PEOPLE = 5_000
const DEFAULT_TURNS = 100_000
const MEGABYTE = 2 ** 20

takesNoArguments(`Checks whether the bot needs more memory the longer it runs.
  npm run bench:heap   prints the figures
The environment can set BENCH_TURNS.`)
process.exitCode = await main(Number(process.env['BENCH_TURNS'] ?? DEFAULT_TURNS))

/** @returns the exit status */
async function main(turns: number): Promise<number> {
  if (!Number.isInteger(turns) || turns < 10 * AT_A_TIME) {
    console.error(`BENCH_TURNS must be a whole number from ${10 * AT_A_TIME}`)
    return 2
  }
  const people = Array.from({ length: PEOPLE }, (_, at) => personAt(at))
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  await bundle(join(folder, 'dist'))
  const emulator = await startEmulator({ people })
  pin()
  try {
    const kind = ours('this bot', join(folder, 'dist', 'main.js'), { DATA_FILE: join(folder, 'bot.sqlite') })
    const bot = await start(kind, emulator)
    emulator.channel.botUrl = bot.url
    const counts = [turns / 10, turns]
    const live: number[] = []
    let said = 0
    for (const count of counts) {
      await Promise.all(Array.from({ length: AT_A_TIME }, () => sayUntil(count)))
      live.push(((await bot.usage('collect')).liveBytes ?? 0) / MEGABYTE)
    }
    await bot.stop()
    const [first = 0, last = 0] = live
    console.log(
      table([
        [`${PEOPLE} people, ${turns} turns`, ''],
        ['in use after a tenth of them, MB', written(first, 1)],
        ['in use after all of them, MB', written(last, 1)],
        ['… ÷ a tenth', written(last / first, 3)],
      ]),
    )
    return 0

    async function sayUntil(count: number): Promise<void> {
      while (said < count) {
        const person = people[said % PEOPLE] as Person
        said += 1
        const { status } = await onceMore(() => emulator.channel.personal(person).send('help'))
        if (status !== 200) throw new Error(`The bot answers ${status}`)
      }
    }
  } finally {
    await emulator.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
