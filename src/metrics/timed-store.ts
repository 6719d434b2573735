import { type Store, StoreError } from '../store/store.ts'
import type { Meters } from './meters.ts'

/** The store with its answer times and failures measured. */
export function timed(store: Store, meters: Pick<Meters, 'store' | 'storeFailure'>): Store {
  const timing =
    <Arguments extends unknown[], Result>(
      operation: 'read' | 'write',
      call: (...given: Arguments) => Promise<Result>,
    ) =>
    async (...given: Arguments): Promise<Result> => {
      const begunAt = performance.now()
      try {
        return await call(...given)
      } catch (error) {
        meters.storeFailure(error instanceof StoreError ? error.code : 'other')
        throw error
      } finally {
        meters.store(operation, performance.now() - begunAt)
      }
    }
  return {
    ...store,
    get: timing('read', store.get),
    put: timing('write', store.put),
    add: timing('write', store.add),
    replace: timing('write', store.replace),
    rewrite: timing('write', store.rewrite),
    delete: timing('write', store.delete),
  }
}
