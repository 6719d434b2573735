// `npm run connections`: lists connected people and their stored data. It reads the bot's settings; bots may run at the same time.
// Exit status: see HELP.
import '../node-version.mjs'
import { existsSync } from 'node:fs'
import { isTurnMark } from '../channel/redelivery.ts'
import { configOrExit, exit, orExit } from '../config/environment.ts'
import { openStore } from '../store/open.ts'
import { CanaryError } from '../store/sealed-store.ts'
import { HELP, readArguments } from './connections/arguments.ts'
import { run } from './connections/run.ts'

const asked = readArguments(process.argv.slice(2))
if (asked === 'help') exit(HELP, 0)
if ('problem' in asked) exit(`${asked.problem}.\n${HELP}`)
const { redisUrl, dataFile, encryptionKeys, graphAccess } = configOrExit()
if (redisUrl === undefined && !existsSync(dataFile))
  exit(`There is no store to look into: the file ${dataFile} (DATA_FILE) is missing`)
// The program that reads our output may stop reading, as `head` does.
process.stdout.on('error', () => process.exit(0))

let broken = 0
const { store, check } = await orExit(
  openStore({
    redisUrl,
    dataFile,
    encryptionKeys,
    isPublic: isTurnMark,
    onError: ({ message }) => tell(message),
    onBroken: () => void (broken += 1),
  }),
)
try {
  await check()
  const at = { out: process.stdout, err: process.stderr, input: process.stdin }
  const settings = { withApplication: graphAccess === 'application', isInFile: redisUrl === undefined }
  process.exitCode = await run(store, asked, at, settings)
} catch (error) {
  tell(error instanceof Error ? error.message : 'It failed')
  process.exitCode = error instanceof CanaryError ? 2 : 1
}
if (broken > 0)
  tell(`${broken} records could not be opened: they are damaged, or sealed under a key that is not given.`)
await store.close()

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}
