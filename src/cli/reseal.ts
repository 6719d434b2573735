// `npm run reseal`: seals every record of the bot's store anew under the first of ENCRYPTION_KEYS. In the bot's environment.
import '../node-version.mjs'
import { existsSync } from 'node:fs'
import { configOrExit, exit, orExit } from '../config/environment.ts'
import { openStore } from '../store/open.ts'
import type { Resealed } from '../store/reseal.ts'
import { CanaryError } from '../store/sealed.ts'

const PROGRESS_MS = 2_000

const { redisUrl, dataFile, encryptionKeys } = configOrExit()
if (redisUrl === undefined && !existsSync(dataFile))
  exit(`There is no store to reseal: ${dataFile} (DATA_FILE) is missing`)
const { store, reseal } = orExit(() =>
  openStore({
    redisUrl,
    dataFile,
    keys: encryptionKeys,
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
    tell('What is not openable was left as it is: it is under a key that is not given, damaged, or not the bot’s.')
    process.exitCode = 1
  }
} catch (error) {
  if (error instanceof CanaryError) {
    await store.close()
    exit(error.message)
  }
  tell(`${error instanceof Error ? error.message : 'It failed'}. What is done stays done: run it again.`)
  process.exitCode = 1
}
await store.close()

function inWords({ resealed, current, unopenable, gone }: Resealed): string {
  return `${resealed} resealed, ${current} already under the first key, ${unopenable} not openable, ${gone} gone meanwhile`
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}
