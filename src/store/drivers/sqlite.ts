import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as immediately, setTimeout } from 'node:timers/promises'
import { type Store, StoreError, wholeMs } from '../store.ts'
import { asStoreError, isBusy } from './sqlite-error.ts'
import { openDatabase } from './sqlite-file.ts'
import { lockFor } from './sqlite-lock.ts'

/** How long to wait for a locked database, and how often to try. SQLite's own waiting would block the event loop. */
const BUSY_MS = 2_000
const BUSY_PAUSE_MS = 20
const SWEEP_EVERY_MS = 60_000
const SWEEP_ROWS = 100
const SCAN_ROWS = 500

type Options = { now?: () => number; isAlone?: boolean }

/** Records in one SQLite file, for one instance of the bot. A write that was acknowledged survives however the process ends.
 *  After a power cut the writes of the last moments may be missing (`synchronous = NORMAL`: no fsync on the event loop for each
 *  write; Redis does no better). Expired rows are invisible at once, and are deleted later, a few with each write.
 *  @param options.now epoch milliseconds
 *  @param options.isAlone no other process may have opened the file in this way
 *  @throws {StoreError} as {@link openDatabase} */
export function sqliteStore(file: string, { now = Date.now, isAlone = false }: Options = {}): Store {
  const unlock = isAlone ? lockFor(file) : undefined
  const db = openDatabase(file)
  const statements = prepare(db)
  let sweepAt = 0

  function sweep(): void {
    if (now() < sweepAt) return
    const { changes } = statements.sweep.run(now(), SWEEP_ROWS)
    if (changes < SWEEP_ROWS) sweepAt = now() + SWEEP_EVERY_MS
  }

  const inGroup = groupCommit(db, sweep)

  /** @returns whether a row was written. */
  async function write(work: () => { changes: number | bigint }): Promise<boolean> {
    return (await inGroup(work)).changes === 1
  }

  return {
    async get(key) {
      const row = await patiently(db, () => statements.get.get(key, now()))
      return row && { value: asBuffer(row['value']), version: String(row['version']) }
    },
    async put(key, value, ttlMs) {
      await write(() => statements.put.run(key, newVersion(), value, now() + wholeMs(ttlMs)))
    },
    async add(key, value, ttlMs) {
      const version = newVersion()
      const done = await write(() => statements.add.run(key, version, value, now() + wholeMs(ttlMs), now()))
      return done ? version : undefined
    },
    async replace(key, version, value, ttlMs) {
      const next = value ? newVersion() : ''
      const done = await write(() =>
        value
          ? statements.replace.run(next, value, now() + wholeMs(ttlMs), key, version, now())
          : statements.remove.run(key, version, now()),
      )
      return done ? next : undefined
    },
    rewrite(key, version, value) {
      return write(() => statements.rewrite.run(value, key, version, now()))
    },
    async delete(key) {
      await write(() => statements.delete.run(key))
    },
    scan: (prefix) => scan(db, statements, prefix, now),
    async close() {
      await inGroup.done()
      if (!db.isOpen) return
      // The journal still contains deleted data. If another process has the file open, closing does not empty the journal.
      db.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA wal_checkpoint(TRUNCATE)`)
      db.close()
      unlock?.()
    },
  }
}

async function* scan(
  db: DatabaseSync,
  { first, next }: ReturnType<typeof prepare>,
  prefix: string,
  now: () => number,
): AsyncGenerator<string, void> {
  let page = await patiently(db, () => first.all(prefix, now(), SCAN_ROWS))
  while (page.length > 0) {
    for (const row of page) {
      // In key order all keys with one prefix are together.
      if (!String(row['key']).startsWith(prefix)) return
      yield String(row['key'])
    }
    await immediately()
    const last = String(page.at(-1)?.['key'])
    page = await patiently(db, () => next.all(last, now(), SCAN_ROWS))
  }
}

function prepare(db: DatabaseSync) {
  const written = 'SET version = excluded.version, value = excluded.value, expires_at = excluded.expires_at'
  const insert = `INSERT INTO record (key, version, value, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE ${written}`
  return {
    get: db.prepare('SELECT value, version FROM record WHERE key = ? AND expires_at > ?'),
    put: db.prepare(insert),
    add: db.prepare(`${insert} WHERE record.expires_at <= ?`),
    replace: db.prepare(
      'UPDATE record SET version = ?, value = ?, expires_at = ? WHERE key = ? AND version = ? AND expires_at > ?',
    ),
    rewrite: db.prepare('UPDATE record SET value = ? WHERE key = ? AND version = ? AND expires_at > ?'),
    remove: db.prepare('DELETE FROM record WHERE key = ? AND version = ? AND expires_at > ?'),
    delete: db.prepare('DELETE FROM record WHERE key = ?'),
    first: db.prepare('SELECT key FROM record WHERE key >= ? AND expires_at > ? ORDER BY key LIMIT ?'),
    next: db.prepare('SELECT key FROM record WHERE key > ? AND expires_at > ? ORDER BY key LIMIT ?'),
    sweep: db.prepare(
      'DELETE FROM record WHERE rowid IN (SELECT rowid FROM record WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)',
    ),
  }
}

type Result = { changes: number | bigint }
type Waiting = { work: () => Result; resolve: (result: Result) => void; reject: (reason: unknown) => void }

/** Commits all writes of one round of the event loop together, because a commit costs more than a write. A write is only
 *  acknowledged after its commit. @param before runs first in each transaction */
function groupCommit(db: DatabaseSync, before: () => void) {
  let waiting: Waiting[] = []
  let committing: Promise<void> = Promise.resolve()

  const [begin, end, undo] = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'].map((sql) => db.prepare(sql))

  async function commit(): Promise<void> {
    await immediately()
    const group = waiting
    waiting = []
    try {
      const results = await patiently(db, () => together(group))
      for (const [at, { resolve }] of group.entries()) resolve(results[at] ?? { changes: 0 })
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  function together(group: Waiting[]): Result[] {
    begin?.run()
    try {
      before()
      const results = group.map(({ work }) => work())
      end?.run()
      return results
    } finally {
      // SQLite has rolled back some transactions by itself.
      if (db.isTransaction) undo?.run()
    }
  }

  function inGroup(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      waiting.push({ work, resolve, reject })
      if (waiting.length === 1) committing = committing.then(commit)
    })
  }
  /** Resolves when all waiting writes are done or have failed. */
  inGroup.done = () => committing
  return inGroup
}

/** Does `work`, and tries it again while another process holds the lock. */
async function patiently<T>(db: DatabaseSync, work: () => T): Promise<T> {
  const until = performance.now() + BUSY_MS
  for (;;) {
    if (!db.isOpen) throw new StoreError('unreachable', 'The store is closed')
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw asStoreError(error)
    }
    await setTimeout(BUSY_PAUSE_MS)
  }
}

/** Random and not counted up: a record that is deleted and added again must not get an earlier version. */
const newVersion = randomUUID

function asBuffer(value: unknown): Buffer {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.alloc(0)
}
