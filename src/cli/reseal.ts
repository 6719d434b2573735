// `npm run reseal`: seals every record of the store again, under the first of ENCRYPTION_KEYS. It reads the bot's settings.
// Exit status: see HELP.
import '../node-version.mjs'
import { existsSync } from 'node:fs'
import { configOrExit, exit, orExit } from '../config/environment.ts'
import { openStore } from '../store/open.ts'
import type { Resealed } from '../store/reseal.ts'
import { CanaryError } from '../store/sealed-store.ts'
import { takesNoArguments } from './no-arguments.ts'

const HELP = `Seals every record of the store again, under the first of ENCRYPTION_KEYS. It takes the bot's settings from the environment.
  npm run reseal   bots may run meanwhile
Exit status: 0; 1 if a record could not be opened or the store failed; 2 if the command line, a setting or the store's key
is wrong.`

const PROGRESS_MS = 2_000

takesNoArguments(HELP)
const { redisUrl, dataFile, encryptionKeys } = configOrExit()
if (redisUrl === undefined && !existsSync(dataFile))
  exit(`There is no store to reseal: the file ${dataFile} (DATA_FILE) is missing`)
const { store, reseal } = await orExit(
  openStore({
    redisUrl,
    dataFile,
    encryptionKeys,
    onError: ({ message }) => tell(message),
    onBroken: () => {},
  }),
)

let toldAt = performance.now()
try {
  const counts = await reseal((soFar) => {
    if (performance.now() - toldAt < PROGRESS_MS) return
    toldAt = performance.now()
    tell(inWords(soFar))
  })
  process.stdout.write(`${inWords(counts)}\n`)
  if (counts.unopenable > 0) {
    tell(
      'Records that could not be opened were left as they are: they are damaged, or sealed under a key that is not given.',
    )
    process.exitCode = 1
  }
} catch (error) {
  if (error instanceof CanaryError) {
    await store.close()
    exit(error.message)
  }
  tell(`${error instanceof Error ? error.message : 'It failed'}. Records resealed so far stay resealed; run it again.`)
  process.exitCode = 1
}
await store.close()

function inWords({ resealed, current, unopenable, gone }: Resealed): string {
  return `${resealed} resealed, ${current} already under the first key, ${unopenable} could not be opened, ${gone} deleted meanwhile`
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}
