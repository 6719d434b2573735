// `npm run bench:layers`: shows which parts of the program use the CPU time of an answer to `help`, from Node's profile of the
// built bot.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from '../build/bundle.ts'
import { redisVersion, startRedis } from '../emulator/demo/redis.ts'
import { startEmulator } from '../emulator/emulator.ts'
import { takesNoArguments } from '../src/cli/no-arguments.ts'
import { type Kind, ours, start } from './bots.ts'
import { crowd, say } from './load.ts'
import { pin } from './process.ts'
import { type Frame, type Profile, sharesOf } from './shares.ts'
import { table, written } from './table.ts'

const TURNS = Number(process.env['BENCH_TURNS'] ?? 10_000)
/** The time between two samples of the profile. */
const INTERVAL_US = 250
/** A smaller share is not listed. */
const LEAST = 0.01

takesNoArguments(`Shows which parts of the program use the CPU time of an answer.
  npm run bench:layers   prints the shares
The environment can set BENCH_TURNS.`)

const folder = mkdtempSync(join(tmpdir(), 'bench-'))
pin()
const redis = redisVersion() === undefined ? undefined : await startRedis()
const emulator = await startEmulator({ people: crowd })
try {
  await bundle(join(folder, 'dist'))
  const stores: { name: string; settings: Record<string, string> }[] = [
    { name: 'the embedded store', settings: { DATA_FILE: join(folder, 'bot.sqlite') } },
    ...(redis ? [{ name: 'Redis', settings: { DATA_FILE: join(folder, 'no.sqlite'), REDIS_URL: redis.url } }] : []),
  ]
  for (const { name, settings } of stores) {
    const shares = await sharesWith(ours(name, join(folder, 'dist', 'main.js'), settings))
    const listed = [...shares].filter(([, share]) => share >= LEAST).toSorted((a, b) => b[1] - a[1])
    const rows = listed.map(([part, share]) => [part, written(100 * share, 1)])
    console.log(`${table([[`${TURNS} × help, with ${name}`, '% of the CPU'], ...rows])}\n`)
  }
} finally {
  await emulator.close()
  await redis?.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function sharesWith(kind: Kind): Promise<Map<string, number>> {
  const profiles = mkdtempSync(join(folder, 'profiles-'))
  const profiling = ['--cpu-prof', '--cpu-prof-interval', String(INTERVAL_US), '--cpu-prof-dir', profiles]
  const bot = await start({ ...kind, flags: [...(kind.flags ?? []), ...profiling] }, emulator)
  emulator.channel.botUrl = bot.url
  await say(emulator, 'help', TURNS, kind.expected)
  await bot.stop()
  // A thread of the bot has a profile of its own; the first is that of the program.
  const [first = ''] = readdirSync(profiles).toSorted()
  return sharesOf(JSON.parse(readFileSync(join(profiles, first), 'utf8')) as Profile, sourceFinder())
}

/** @returns which source file the code of a frame comes from, by the source maps of the build */
function sourceFinder(): (frame: Frame) => string {
  const maps = new Map<string, SourceMap | undefined>()
  return ({ url, lineNumber, columnNumber }) => {
    if (!url.startsWith('file:')) return url
    const file = `${fileURLToPath(url)}.map`
    if (!maps.has(file)) maps.set(file, existsSync(file) ? mapIn(file) : undefined)
    const found = maps.get(file)?.findEntry(lineNumber, columnNumber)
    return found && 'originalSource' in found && found.originalSource ? found.originalSource : url
  }
}

function mapIn(file: string): SourceMap {
  return new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload)
}
