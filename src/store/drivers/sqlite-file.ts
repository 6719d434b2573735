import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { restrictToOwner, createForOwner } from '../owner-only.ts'
import { StoreError } from '../store.ts'
import { asStoreError } from './sqlite-error.ts'

/** How long to wait for a locked database. While the bot opens it, nothing else needs the event loop, so SQLite itself may wait. */
const OPENING_MS = 5_000

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE record (key TEXT PRIMARY KEY, version TEXT NOT NULL, value BLOB NOT NULL, expires_at INTEGER NOT NULL) STRICT;
  CREATE INDEX record_expires_at ON record (expires_at);`

/** Opens the database, or creates it if it is missing. Only the owner may read or write its files, whatever the umask.
 *  @throws {StoreError} `damaged` if the file is not an intact database of ours: it is left as it is and never replaced;
 *  `refused` if it cannot be opened or stays locked. */
export function openDatabase(file: string): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    make(file)
    // SQLite gives new -wal and -shm files the mode of the database. Old ones may be open to others.
    for (const each of [file, `${file}-wal`, `${file}-shm`]) restrictToOwner(each)
    db = new DatabaseSync(file, { timeout: OPENING_MS })
    const found = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
    if (found !== 'ok') throw new StoreError('damaged', `${file} is damaged: ${String(found)}`)
    if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'record'").get() === undefined) {
      throw new StoreError('damaged', `${file} is damaged: it is empty, or another program's database`)
    }
    // Deleted data is also overwritten in the file, because keys name people.
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 0',
    )
    return db
  } catch (error) {
    if (db?.isOpen) db.close()
    throw asStoreError(error, `${file}: `)
  }
}

/** A new database file appears with its full content. So an empty file has lost its content. */
function make(file: string): void {
  // Checked in this order, because another process may be creating the database at this moment.
  if (existsSync(`${file}-wal`) && !existsSync(file)) {
    throw new StoreError('damaged', `${file} is gone, but its journal ${file}-wal is there`)
  }
  createForOwner(file, (temporary) => {
    const db = new DatabaseSync(temporary)
    db.exec(SCHEMA)
    db.close()
  })
}
