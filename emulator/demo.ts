// `npm run demo`: starts the emulator and the bot (as a separate process), plays a tour of the bot, and then shows the chat page.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startBot } from './demo/bot-process.ts'
import { fileRecords, redisRecords } from './demo/records.ts'
import { freePort, redisVersion, startRedis } from './demo/redis.ts'
import { applicationTour } from './demo/application-tour.ts'
import { TourError } from './demo/stage.ts'
import { tour } from './demo/tour.ts'
import { type Emulator, startEmulator } from './emulator.ts'
import { megan } from './people.ts'
import { EVERYTHING } from './untidy.ts'

const USAGE = `npm run demo              plays the tour, then serves the chat page until Ctrl+C
npm run demo -- --once    plays the tour only; exit status 0 if every step came out right, else 1
  --application           nobody signs in: the bot reads contacts by its own right (GRAPH_ACCESS=application)
  --untidy                the emulator is as untidy as the real Microsoft, in every way that docs/untidy.md lists
  --fault graph=503       makes an endpoint of Microsoft answer with an error status:
                          discovery, token, keys, graph or channel, and 400 to 599`

const BOT_PORT = 3978
const EMULATOR_PORT = 3979

process.exitCode = await main()

async function main(): Promise<number> {
  const options = readArguments()
  if (options === 'help') {
    print(USAGE)
    return 0
  }
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${USAGE}\n`)
    return 2
  }
  const folder = mkdtempSync(join(tmpdir(), 'outlook-contacts-bot-'))
  const redis = redisVersion() === undefined ? undefined : await startRedis()
  const emulator = await startEmulator({
    port: await freePort(EMULATOR_PORT),
    untidy: options.untidy ? EVERYTHING : [],
    welcomes: true,
  })
  const port = await freePort(BOT_PORT)
  const publicUrl = `http://localhost:${port}`
  const file = join(folder, 'bot.sqlite')
  print(
    redis
      ? `Store: a private redis-server ${redisVersion()} on port ${redis.port}`
      : 'Store: the embedded SQLite file, because no redis-server is installed',
  )
  const bot = await startBot(
    {
      ...emulator.settings(publicUrl),
      // People of both organisations can sign in, also from the web chat.
      OAUTH_TENANT: 'organizations',
      ...(options.application && { GRAPH_ACCESS: 'application' }),
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      // The tours provoke refusals, which are warnings in the log, or errors if nobody signs in.
      LOG_LEVEL: options.application ? 'fatal' : 'error',
      DATA_FILE: file,
      ...(redis && { REDIS_URL: redis.url }),
    },
    publicUrl,
  )
  emulator.channel.botUrl = `http://127.0.0.1:${port}/api/messages`
  print(`Bot: ${publicUrl}   Emulator of Microsoft 365: ${emulator.origin}`)
  print()
  for (const fault of options.faults) emulator.faults.add(fault)

  const records = async (prefix: string) => (redis ? redisRecords(redis.url, prefix) : fileRecords(file, prefix))
  const play = options.application ? applicationTour : tour
  const failed = await play({ emulator, publicUrl, person: megan, records, print }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  )
  if (failed) print(`The tour stopped: ${failed instanceof TourError ? failed.message : failed.stack}`)
  else print('Every step came out right.')

  if (!options.once) await showPage(emulator)
  const ended = await bot.stop()
  await emulator.close()
  await redis?.stop()
  rmSync(folder, { recursive: true, force: true })
  return failed === undefined && ended === 0 ? 0 : 1
}

/** Waits for Ctrl+C. */
async function showPage(emulator: Emulator): Promise<void> {
  print()
  print(`Chat with the bot yourself: ${emulator.origin}/chat     (Ctrl+C stops everything)`)
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  print()
}

/** @returns the options, `help`, or a sentence about what is wrong with the command line */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        application: { type: 'boolean', default: false },
        untidy: { type: 'boolean', default: false },
        fault: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return 'help'
    return { ...values, faults: values.fault.map(faultFrom) }
  } catch (error) {
    // Node's own messages continue with advice that does not apply here.
    return `${error instanceof Error ? (error.message.split('. ')[0] ?? '') : 'The command line is wrong'}.`
  }
}

function faultFrom(text: string) {
  const [, match, status] = /^(discovery|token|keys|graph|channel)=([45]\d\d)$/.exec(text) ?? []
  if (match === undefined) throw new Error(`--fault ${text} is none`)
  return { match: match as 'discovery' | 'token' | 'keys' | 'graph' | 'channel', status: Number(status) }
}

function print(line = ''): void {
  process.stdout.write(`${line}\n`)
}
