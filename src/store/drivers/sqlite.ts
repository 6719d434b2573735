import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { closeToOthers, createForOwner } from '../owner-only.ts'
import { type Store, StoreError } from '../store.ts'

/** How long a locked database is tried, and how often. SQLite's own waiting would hold up the event loop. */
const BUSY_MS = 2_000
const BUSY_PAUSE_MS = 20
/** While opening nothing else waits for the event loop, so there SQLite may wait by itself. */
const OPENING_MS = 5_000
const SWEEP_EVERY_MS = 60_000
const SWEEP_ROWS = 100
const SCAN_ROWS = 500

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE record (key TEXT PRIMARY KEY, version TEXT NOT NULL, value BLOB NOT NULL, expires_at INTEGER NOT NULL) STRICT;
  CREATE INDEX record_expires_at ON record (expires_at);`

/** Records in one SQLite file, for one instance of the bot. Files are the owner's alone, whatever the umask.
 *  An acknowledged write outlives the process however it ends. After a power cut the last moments may be missing
 *  (`synchronous = NORMAL`: no fsync on the event loop for each write; Redis does no better).
 *  Expired rows are out of sight at once and deleted later, some with a write. `now` is epoch milliseconds.
 *
 *  @throws {StoreError} `damaged` where the file is no intact database of ours: it is left as it is, never made anew;
 *  `refused` where it cannot be opened or stays locked. */
export function sqliteStore(file: string, { now = Date.now }: { now?: () => number } = {}): Store {
  const db = open(file)
  const statements = prepare(db)
  let sweepAt = 0

  function sweep(): void {
    if (now() < sweepAt) return
    const { changes } = statements.sweep.run(now(), SWEEP_ROWS)
    if (changes < SWEEP_ROWS) sweepAt = now() + SWEEP_EVERY_MS
  }

  /** @returns whether a row was written. */
  function write(work: () => { changes: number | bigint }): Promise<boolean> {
    return patiently(db, () => {
      sweep()
      return work().changes === 1
    })
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
    async *scan(prefix) {
      let page = await patiently(db, () => statements.first.all(prefix, now(), SCAN_ROWS))
      while (page.length > 0) {
        for (const row of page) {
          // In key order all keys of one prefix stand together.
          if (!String(row['key']).startsWith(prefix)) return
          yield String(row['key'])
        }
        await setImmediate()
        const last = String(page.at(-1)?.['key'])
        page = await patiently(db, () => statements.next.all(last, now(), SCAN_ROWS))
      }
    },
    async close() {
      if (db.isOpen) db.close()
    },
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

function open(file: string): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    make(file)
    // SQLite gives -wal and -shm the mode of the database; those left by somebody else may be wider.
    for (const each of [file, `${file}-wal`, `${file}-shm`]) closeToOthers(each)
    db = new DatabaseSync(file, { timeout: OPENING_MS })
    const found = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
    if (found !== 'ok') throw new StoreError('damaged', `${file} is damaged: ${String(found)}`)
    if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'record'").get() === undefined) {
      throw new StoreError('damaged', `${file} is damaged: it is empty, or another program's database`)
    }
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 0')
    return db
  } catch (error) {
    if (db?.isOpen) db.close()
    throw asStoreError(error, `${file}: `)
  }
}

/** A new database appears complete: an empty file is one that has lost its content. */
function make(file: string): void {
  // In this order: another process may be making it just now.
  if (existsSync(`${file}-wal`) && !existsSync(file)) {
    throw new StoreError('damaged', `${file} is gone, but its journal ${file}-wal is there`)
  }
  createForOwner(file, (temporary) => {
    const db = new DatabaseSync(temporary)
    db.exec(SCHEMA)
    db.close()
  })
}

/** Does `work`, again and again while another process holds the lock. */
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

// https://sqlite.org/rescode.html; the low byte, as node:sqlite gives the extended codes.
const BUSY = 5
const CORRUPT = 11
const PROTOCOL = 15 // two processes opening at once
const NOT_A_DATABASE = 26

function isBusy(error: unknown): boolean {
  return [BUSY, PROTOCOL].includes(resultCode(error) ?? 0)
}

function asStoreError(error: unknown, where = ''): StoreError {
  if (error instanceof StoreError) return error
  const damaged = [CORRUPT, NOT_A_DATABASE].includes(resultCode(error) ?? 0)
  const reason = error instanceof Error ? error.message : 'unknown'
  return new StoreError(damaged ? 'damaged' : 'refused', `${where}${reason}`, { cause: error })
}

function resultCode(error: unknown): number | undefined {
  const extended = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  return typeof extended === 'number' ? extended & 0xff : undefined
}

/** Random, not counted up: a record deleted and made again must not get an old version. */
function newVersion(): string {
  return randomBytes(16).toString('base64url')
}

/** As in `redis`: a time that has run out on its way here counts as one millisecond. */
function wholeMs(ttlMs: number): number {
  return Math.max(1, Math.ceil(ttlMs))
}

function asBuffer(value: unknown): Buffer {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.alloc(0)
}
