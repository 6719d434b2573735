/** A value as it was read. `version` changes with every write, and is only used for `replace`. */
export type Versioned<V> = { value: V; version: string }

/** What to do with a record: write this value and keep it for `ttlMs`, delete it, or leave it as it is. */
export type Change<V> = { value: V; ttlMs: number } | 'delete' | 'leave'

/** The result of an update. `before` and `after`: the record, undefined if there is none. They are the same if the change was
 *  'leave'. */
export type Updated<V> = { before: Versioned<V> | undefined; after: Versioned<V> | undefined; isChanged: boolean }

/** The part of a `Store`, or of `Records`, that an update needs. */
type Target<V> = {
  get(key: string): Promise<Versioned<V> | undefined>
  add(key: string, value: V, ttlMs: number): Promise<string | undefined>
  replace(key: string, version: string, value: V | undefined, ttlMs: number): Promise<string | undefined>
  delete(key: string): Promise<void>
}

/** Changes a record without losing another writer's change: if somebody else writes first, the record is read again and `change`
 *  decides again.
 *
 *  A record that cannot be read (no key opens it, or another record version) counts as none: it is overwritten or deleted.
 *  @param change may run several times, and may throw.
 *  @param expected what the caller believes to be stored. It saves the first read.
 *  @throws {StoreError} */
export async function update<V>(
  target: Target<V>,
  key: string,
  change: (found: V | undefined) => Change<V>,
  expected?: Versioned<V> | 'none',
): Promise<Updated<V>> {
  let before = expected ?? (await target.get(key))
  for (let failedAdds = 0; ; before = await target.get(key)) {
    if (before === 'none') before = undefined
    const next = change(before?.value)
    if (next === 'leave') return { before, after: before, isChanged: false }
    const after = next === 'delete' ? undefined : next.value
    const version = await write(target, key, before, next)
    if (version !== undefined) return { before, after: after && { value: after, version }, isChanged: true }
    failedAdds = before ? 0 : failedAdds + 1
    // One failure may mean that another writer's record has expired since. Two mean that the record cannot be read.
    if (failedAdds > 1) await target.delete(key)
  }
}

/** @returns the new version, '' after a delete; undefined if the stored record is not `before`. */
async function write<V>(
  target: Target<V>,
  key: string,
  before: Versioned<V> | undefined,
  next: Exclude<Change<V>, 'leave'>,
): Promise<string | undefined> {
  const { value, ttlMs } = next === 'delete' ? { value: undefined, ttlMs: 0 } : next
  if (before) return target.replace(key, before.version, value, ttlMs)
  if (value !== undefined) return target.add(key, value, ttlMs)
  await target.delete(key)
  return ''
}
