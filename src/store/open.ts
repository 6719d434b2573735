import { loadOrMakeKeys } from './keys.ts'
import { reseal, type Resealed } from './reseal.ts'
import { type Sealing, sealing } from './sealing.ts'
import { checkCanary, sealed } from './sealed.ts'
import type { Store } from './store.ts'

type Options = {
  redisUrl: string | undefined
  dataFile: string
  /** undefined: the keys in `<dataFile>.key`, which is made at the first start. */
  encryptionKeys: Buffer[] | undefined
  onError: (error: Error) => void
  onBroken: (key: string) => void
  /** See {@link sealed}. */
  isPublic?: (key: string, value: Buffer) => boolean
}

export type OpenStore = {
  /** The sealed store. Each call waits for `check`, and rejects where that fails. */
  store: Store
  /** Seals under the same keys what is not stored. */
  sealing: Sealing
  /** Checks that the store answers and is sealed under one of our keys. Once it has succeeded it does nothing. It may fail at
   *  first, as Redis may be away when the bot starts.
   *  @throws {CanaryError} where the store is sealed under another key: then the bot must not run. @throws {StoreError} */
  check: () => Promise<void>
  /** Seals all records anew under the first key. */
  reseal: (onProgress: (soFar: Resealed) => void) => Promise<Resealed>
}

/** The store that the settings name. @throws {StoreError} where the embedded store's file is damaged. */
export async function openStore(options: Options): Promise<OpenStore> {
  const { dataFile, encryptionKeys, onBroken, isPublic } = options
  const master = encryptionKeys ?? loadOrMakeKeys(`${dataFile}.key`)
  const raw = await openDriver(options)
  let checking: Promise<void> | undefined
  function check(): Promise<void> {
    checking ??= checkCanary(raw, master).catch((error: unknown) => {
      checking = undefined
      throw error
    })
    return checking
  }
  return {
    store: afterCheck(sealed(raw, master, { onBroken, ...(isPublic && { isPublic }) }), check),
    sealing: sealing(master),
    check,
    async reseal(onProgress) {
      await check()
      return reseal(raw, master, onProgress)
    },
  }
}

/** Loads the driver that is needed, and not the other. */
async function openDriver({ redisUrl, dataFile, onError }: Options): Promise<Store> {
  if (redisUrl === undefined) return (await import('./drivers/sqlite.ts')).sqliteStore(dataFile)
  return (await import('./drivers/redis/store.ts')).redisStore(redisUrl, { onError })
}

function afterCheck(store: Store, check: () => Promise<void>): Store {
  const first =
    <Arguments extends unknown[], Result>(call: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      await check()
      return call(...given)
    }
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
