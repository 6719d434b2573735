import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Config } from '../../config/config.ts'
import { redisFacts } from '../../store/drivers/redis/facts.ts'
import { redisStore } from '../../store/drivers/redis/store.ts'
import { parseKeys } from '../../store/encryption-keys.ts'
import { refuseOtherThanFile, WRITE_CHECK } from '../../store/open.ts'
import { CanaryError, findCanary } from '../../store/sealed-store.ts'
import type { Store } from '../../store/store.ts'
import { type Finding, findings } from './finding.ts'

const { ok, warning, failure } = findings('store')
const key = findings('key')

/** The oldest Redis version that the bot is tested with. */
const OLDEST = 7

const TODO: [word: RegExp, todo: string][] = [
  [/WRONGPASS|NOAUTH/, 'correct the user or the password in REDIS_URL'],
  [/NOPERM/, 'give the user this command (docs/operations.md, “NOPERM”, lists all that are needed)'],
  [/no such database/, 'correct the number at the end of REDIS_URL'],
  [/no cluster/, 'use redis:// for a single server'],
  [/No sentinel/, 'let REDIS_URL lead to sentinels (port 26379), with the name that they have for the master'],
  [/no answer of Redis/, 'correct the host and the port in REDIS_URL: another program answers there'],
  [/OOM/, 'give Redis more memory'],
  [/READONLY/, 'let REDIS_URL lead to the master'],
  [/MISCONF/, 'Redis cannot save: look at its disk and its log'],
  [/LOADING|MASTERDOWN|CLUSTERDOWN/, 'wait until Redis is ready'],
  [/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/, 'start Redis, or correct the host in REDIS_URL'],
  [/CERT|TLS|SSL/, 'see NODE_EXTRA_CA_CERTS and the certificate of Redis'],
  [/ECONNRESET|No connection/, 'does it speak TLS? rediss:// is for TLS, redis:// without'],
]

/** Checks whether the store answers, can be written, and is sealed under our key. This leaves a record in the store for a
 *  second. */
export async function storeFindings(config: Config): Promise<Finding[]> {
  return config.redisUrl === undefined ? fileFindings(config) : redisFindings(config, config.redisUrl)
}

async function redisFindings(config: Config, url: string): Promise<Finding[]> {
  const told: string[] = []
  const store = redisStore(url, { onError: ({ message }) => void told.push(message) })
  try {
    const found = await lookInto(store, config)
    const facts = await redisFacts(url)
    const version = facts.version ?? 'of unknown version'
    const major = Number.parseInt(version, 10)
    if (major < OLDEST) found.unshift(failure(`Redis is ${version}`, `use ${OLDEST}.0 or newer`))
    else if (facts.policy !== undefined && facts.policy !== 'noeviction')
      found.unshift(
        warning(`maxmemory-policy of Redis is ${facts.policy}`, 'set it to noeviction, or Redis may drop connections'),
      )
    else found.unshift(ok(`Redis ${version} answers and can be written; maxmemory-policy ${facts.policy ?? 'unknown'}`))
    return found
  } catch (error) {
    const says = told[0] ?? (error instanceof Error ? error.message : 'Redis does not answer')
    return [failure(says, TODO.find(([word]) => word.test(says))?.[1] ?? 'look at Redis and its log')]
  } finally {
    await store.close()
  }
}

async function fileFindings(config: Config): Promise<Finding[]> {
  const { dataFile } = config
  try {
    refuseOtherThanFile(dataFile)
    if (!existsSync(dataFile)) return [notYet(dataFile)]
    const { sqliteStore } = await import('../../store/drivers/sqlite.ts')
    const store = sqliteStore(dataFile)
    let found: Finding[]
    try {
      found = await lookInto(store, config)
    } finally {
      await store.close()
    }
    return [ok(`${dataFile} can be read and written; it is for one instance`), ...found]
  } catch (error) {
    return [
      failure(error instanceof Error ? error.message : 'DATA_FILE cannot be used', 'see DATA_FILE and its folder'),
    ]
  }
}

function notYet(dataFile: string): Finding {
  let folder = dirname(resolve(dataFile))
  while (!existsSync(folder)) folder = dirname(folder)
  try {
    accessSync(folder, constants.W_OK)
    return ok(`${dataFile} does not exist yet: the first start creates it`)
  } catch {
    return failure(`${dataFile} cannot be made in ${folder}`, 'let the process write there, or set DATA_FILE')
  }
}

const CHECK_MS = 1_000

/** Reads the canary. Then does everything that the bot does with records to a record that expires after a second, because a Redis
 *  user may lack any of the commands. @throws {StoreError} */
async function lookInto(store: Store, config: Config): Promise<Finding[]> {
  const found = await keyFinding(store, config)
  await store.put(WRITE_CHECK, Buffer.of(1), CHECK_MS)
  let version = (await store.get(WRITE_CHECK))?.version
  // A script is sent in full the first time (EVAL), and by its hash the next time (EVALSHA).
  for (const value of [2, 3])
    version = version && (await store.replace(WRITE_CHECK, version, Buffer.of(value), CHECK_MS))
  await store.delete(WRITE_CHECK)
  // The first step of a scan is enough; there could be many more.
  for await (const _ of store.scan('')) break
  return [found]
}

async function keyFinding(store: Store, { encryptionKeys, dataFile }: Config): Promise<Finding> {
  const file = `${dataFile}.key`
  const keys = encryptionKeys ?? (existsSync(file) ? parseKeys(readFileSync(file, 'utf8')).keys : undefined)
  if (!keys) return key.ok('none yet: the first start makes one')
  try {
    const isThere = await findCanary(store, keys)
    return key.ok(isThere ? 'ENCRYPTION_KEYS open the store' : 'the store is empty: the first start seals it')
  } catch (error) {
    if (!(error instanceof CanaryError)) throw error
    return key.failure(error.message, 'set the keys with which the bot ran before, or use an empty store')
  }
}
