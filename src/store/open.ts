import { statSync } from 'node:fs'
import { loadKeys, loadOrMakeKeys } from './encryption-keys.ts'
import { reseal, type Resealed } from './reseal.ts'
import { type Sealing, sealing } from './sealed-links.ts'
import { inFront } from './in-front.ts'
import { checkCanary, sealed, unsealedIn } from './sealed-store.ts'
import { type Store, StoreError } from './store.ts'

/** The key of a record that is only written to test whether the store accepts writes. */
export const WRITE_CHECK = 'write-check'

type Options = {
  redisUrl: string | undefined
  dataFile: string
  /** undefined: the keys in `<dataFile>.key`, which the bot makes at its first start. Without that file, commands are refused. */
  encryptionKeys: Buffer[] | undefined
  onError: (error: Error) => void
  /** Called with the server that is back after an error. */
  onRecovered?: (server: string) => void
  onBroken: (key: string) => void
  /** Refuses an embedded store that another bot has open. Commands may read it at the same time. */
  isBot?: boolean
  /** See {@link sealed}. */
  isPublic?: (key: string, value: Buffer) => boolean
  /** Which public values need not outlive the bot's process. Only the embedded store keeps them in memory, because no other bot
   *  uses it. */
  isFleeting?: (key: string, value: Buffer) => boolean
}

export type OpenStore = {
  /** The sealed store. Each call waits for `check`, and rejects if that fails. */
  store: Store
  /** Seals data that is not stored, under the same keys. */
  sealing: Sealing
  /** Checks that the store answers and is sealed under one of our keys. After it has succeeded, it does nothing. It may fail at
   *  first, because Redis may be unreachable when the bot starts.
   *  @throws {CanaryError} if the store is sealed under another key: then the bot must not run. @throws {StoreError} */
  check: () => Promise<void>
  /** Seals all records again under the first key. */
  reseal: (onProgress: (soFar: Resealed) => void) => Promise<Resealed>
}

/** The store that the settings name. @throws {StoreError} if the embedded store's file is damaged, is not a file, or belongs to
 *  another bot. @throws {Error} if the file of keys has problems, or a command finds none. */
export async function openStore(options: Options): Promise<OpenStore> {
  const { redisUrl, dataFile, encryptionKeys, onBroken, isBot, isPublic } = options
  if (redisUrl === undefined) refuseOtherThanFile(dataFile)
  const master = encryptionKeys ?? (isBot ? loadOrMakeKeys : loadKeys)(`${dataFile}.key`)
  const raw = await openDriver(options)
  let checking: Promise<void> | undefined
  let isChecked = false
  function check(): Promise<void> {
    checking ??= checkCanary(raw, master).then(
      () => void (isChecked = true),
      (error: unknown) => {
        checking = undefined
        throw error
      },
    )
    return checking
  }
  const own = sealed(raw, master, { onBroken, ...(isPublic && { isPublic }) })
  return {
    store: afterCheck(own, () => (isChecked ? undefined : check())),
    sealing: sealing(master),
    check,
    async reseal(onProgress) {
      await check()
      return reseal(raw, master, onProgress)
    },
  }
}

/** Called before any file is created or changed beside it. @throws {StoreError} */
export function refuseOtherThanFile(dataFile: string): void {
  const found = statSync(dataFile, { throwIfNoEntry: false })
  if (found?.isDirectory() || /[/\\]$/.test(dataFile))
    throw new StoreError(
      'refused',
      `DATA_FILE must name a file, and ${dataFile} is a folder: add a name, as in data/bot.sqlite`,
    )
  if (found && !found.isFile())
    throw new StoreError('refused', `DATA_FILE must name a file, and ${dataFile} is not a file`)
}

/** Loads only the driver that is needed. */
async function openDriver(options: Options): Promise<Store> {
  const { redisUrl, dataFile, onError, onRecovered, isBot, isFleeting } = options
  if (redisUrl !== undefined)
    return (await import('./drivers/redis/store.ts')).redisStore(redisUrl, {
      onError,
      ...(onRecovered && { onRecovered }),
    })
  const { sqliteStore } = await import('./drivers/sqlite.ts')
  if (!isBot) return sqliteStore(dataFile)
  const alone = sqliteStore(dataFile, { isAlone: true })
  if (!isFleeting) return alone
  return inFront(alone, {
    isFleeting(key, stored) {
      const text = unsealedIn(stored)
      return text !== undefined && isFleeting(key, text)
    },
  })
}

/** @param check returns undefined after it has succeeded: then calls continue at once, because each wait costs time */
function afterCheck(store: Store, check: () => Promise<void> | undefined): Store {
  const first =
    <Arguments extends unknown[], Result>(call: (...given: Arguments) => Promise<Result>) =>
    (...given: Arguments): Promise<Result> =>
      check()?.then(() => call(...given)) ?? call(...given)
  return {
    get: first(store.get),
    put: first(store.put),
    add: first(store.add),
    replace: first(store.replace),
    rewrite: first(store.rewrite),
    delete: first(store.delete),
    async *scan(prefix) {
      await check()
      yield* store.scan(prefix)
    },
    close: store.close,
  }
}
