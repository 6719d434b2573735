import { resealing } from './sealed-store.ts'
import { type Store, StoreError } from './store.ts'

/** How many records were sealed again, were already sealed under the first key, were left because no key opens them, or were
 *  deleted in the meantime. */
export type Resealed = { resealed: number; current: number; unopenable: number; gone: number }

const AT_ONCE = 64

/** Seals all records again under the first of `keys`. Nothing else in a record changes. So bots may run at the same time, and
 *  this may be stopped and started again at any time.
 *  @param store the store without the seal. @throws {StoreError} */
export async function reseal(
  store: Store,
  keys: Buffer[],
  onProgress: (soFar: Resealed) => void = () => {},
): Promise<Resealed> {
  const anew = resealing(keys)
  const counts: Resealed = { resealed: 0, current: 0, unopenable: 0, gone: 0 }

  async function outcomeOf(key: string): Promise<keyof Resealed> {
    for (;;) {
      const found = await store.get(key).catch(unlessRefused)
      if (found === 'refused') return 'unopenable'
      if (!found) return 'gone'
      const value = anew(key, found.value)
      if (!value) return 'unopenable'
      if (value === found.value) return 'current'
      if (await store.rewrite(key, found.version, value)) return 'resealed'
      // Another process has written it in the meantime, maybe a bot with another first key.
    }
  }

  async function resealAll(batch: string[]): Promise<void> {
    for (const outcome of await Promise.all(batch.map(outcomeOf))) counts[outcome] += 1
    onProgress(counts)
  }

  let batch: string[] = []
  for await (const key of store.scan('')) {
    batch.push(key)
    if (batch.length < AT_ONCE) continue
    await resealAll(batch)
    batch = []
  }
  await resealAll(batch)
  return counts
}

/** Redis refuses to read a value of another type. Such a record belongs to another program. */
function unlessRefused(error: unknown): 'refused' {
  if (error instanceof StoreError && error.code === 'refused') return error.code
  throw error
}
