import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { sqliteStore } from '../../../src/store/drivers/sqlite.ts'
import { type Store, StoreError } from '../../../src/store/store.ts'
import { expectWithin } from '../../timing.ts'

const MINUTE = 60_000
const VALUE = Buffer.from('value')
/** How often a writer is killed. A full run has 1000. */
const KILLS = Number(process.env['STORE_KILLS'] ?? 12)

let folder: string
let file: string
const opened: Store[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-'))
  file = join(folder, 'bot.sqlite')
})
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  rmSync(folder, { recursive: true })
})

function storeAt(path = file, seams?: Parameters<typeof sqliteStore>[1]): Store {
  const store = sqliteStore(path, seams)
  opened.push(store)
  return store
}

/** Runs `code` in another process. It can use `sqliteStore`, `DatabaseSync`, `file` and `say`, which sends us a line. */
function run(code: string, wrap: string[] = []): ChildProcess {
  const module = new URL('../../../src/store/drivers/sqlite.ts', import.meta.url).href
  const all = `
    import { writeSync } from 'node:fs'
    import { DatabaseSync } from 'node:sqlite'
    import { setTimeout } from 'node:timers/promises'
    import { sqliteStore } from ${JSON.stringify(module)}
    const file = ${JSON.stringify(file)}
    const say = (text) => writeSync(1, text + '\\n')
    ${code}`
  const own = ['--input-type=module', '-e', all]
  const [program, ...args] = wrap.length > 0 ? [...wrap, process.execPath] : [process.execPath]
  return spawn(program ?? '', [...args, ...own], { stdio: ['pipe', 'pipe', 'inherit'] })
}

async function* linesOf(child: ChildProcess): AsyncGenerator<string, undefined> {
  if (child.stdout) yield* createInterface(child.stdout)
}

async function outputOf(child: ChildProcess): Promise<string[]> {
  const lines: string[] = []
  for await (const line of linesOf(child)) lines.push(line)
  return lines
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

function thrown(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  return undefined
}

describe('the files', () => {
  it.each(['0', '0o022', '0o777'])(
    'S49 files: only the owner can use the database, -wal and -shm, under umask %s',
    async (umask) => {
      file = join(folder, 'made', 'data', 'bot.sqlite')
      const child = run(`
      process.umask(${umask})
      const store = sqliteStore(file)
      await store.put('k', Buffer.from('x'), ${MINUTE})
      say('written')
      await setTimeout(60_000)`)
      for await (const line of linesOf(child)) if (line === 'written') break
      const modes = ['', '-wal', '-shm'].map((suffix) => mode(file + suffix))
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
      expect(modes).toEqual(['600', '600', '600'])
      expect(mode(join(folder, 'made', 'data'))).toBe('700')
      expect(readdirSync(join(folder, 'made', 'data')).sort()).toEqual([
        'bot.sqlite',
        'bot.sqlite-shm',
        'bot.sqlite-wal',
      ])
    },
  )

  it('S49 files: files that others can read are closed to them', async () => {
    await storeAt().close()
    chmodSync(file, 0o666)
    await storeAt().put('k', VALUE, MINUTE)
    expect([mode(file), mode(`${file}-wal`), mode(`${file}-shm`)]).toEqual(['600', '600', '600'])
  })

  it('keep all records over a restart', async () => {
    const first = storeAt()
    await first.put('k', VALUE, MINUTE)
    await first.close()
    expect((await storeAt().get('k'))?.value).toEqual(VALUE)
  })

  it('are one database, even if several processes create it at once', async () => {
    const children = [1, 2, 3, 4].map((n) =>
      run(
        `const store = sqliteStore(file); await store.put('k${n}', Buffer.from('x'), ${MINUTE}); await store.close(); say('done')`,
      ),
    )
    expect(await Promise.all(children.map(outputOf))).toEqual([['done'], ['done'], ['done'], ['done']])
    const found = []
    for await (const key of storeAt().scan('k')) found.push(key)
    expect(found.sort()).toEqual(['k1', 'k2', 'k3', 'k4'])
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([])
  })
})

describe('a damaged file', () => {
  /** A database of several pages, all of them in the main file. */
  async function filled(): Promise<void> {
    const store = storeAt()
    for (let n = 0; n < 300; n++) await store.put(`key/${n}`, Buffer.alloc(500, n), MINUTE)
    await store.close()
  }

  it.each<[string, () => void]>([
    ['of something else', () => writeFileSync(file, 'this is no database\n'.repeat(1_000))],
    ['that has lost its content', () => truncateSync(file, 0)],
    ['cut off in the middle', () => truncateSync(file, 40_960)],
    ['with foreign bytes in it', () => overwrite(20_000, Buffer.alloc(40_000, 0xa5))],
    ['that is another program’s database', () => replaceByForeign()],
    ['gone, with its journal left', () => orphanJournal()],
  ])('%s is refused with its path, and left as it is', async (_, damage) => {
    await filled()
    damage()
    const before = existsSync(file) ? readFileSync(file) : undefined
    const error = thrown(() => storeAt())
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ code: 'damaged', message: expect.stringContaining(file) as string })
    expect(existsSync(file) ? readFileSync(file) : undefined).toEqual(before)
  })

  it('damaged while in use is reported as damaged', async () => {
    const store = storeAt()
    // More than SQLite's page cache (2 MB) holds.
    for (let n = 0; n < 300; n++) await store.put(`key/${n}`, Buffer.alloc(20_000, n), MINUTE)
    await store.close()
    const again = storeAt()
    overwrite(4_096, Buffer.alloc(statSync(file).size - 4_096, 0xa5))
    const reads = await Promise.allSettled(Array.from({ length: 300 }, (_, n) => again.get(`key/${n}`)))
    const reasons = reads.flatMap((read): unknown[] => (read.status === 'rejected' ? [read.reason] : []))
    expect(reasons.length).toBeGreaterThan(0)
    for (const reason of reasons) expect(reason).toMatchObject({ name: 'StoreError', code: 'damaged' })
  })

  it('in a place where no file can be made is refused', () => {
    writeFileSync(join(folder, 'plain'), '')
    expect(thrown(() => storeAt(join(folder, 'plain', 'bot.sqlite')))).toMatchObject({ code: 'refused' })
    expect(thrown(() => storeAt(folder))).toBeInstanceOf(StoreError)
  })

  function overwrite(at: number, bytes: Buffer): void {
    const content = readFileSync(file)
    bytes.copy(content, at)
    writeFileSync(file, content)
  }

  function replaceByForeign(): void {
    unlinkSync(file)
    const db = new DatabaseSync(file)
    db.exec('CREATE TABLE theirs (x)')
    db.close()
  }

  function orphanJournal(): void {
    unlinkSync(file)
    writeFileSync(`${file}-wal`, 'left over')
  }
})

describe('a database that another process has locked', () => {
  /** Locks the file in another process; released by `release`. */
  async function locker(how: string): Promise<{ release(): Promise<void> }> {
    const child = run(`
      const db = new DatabaseSync(file)
      db.exec(${JSON.stringify(how)})
      say('locked')
      process.stdin.once('data', () => { db.close(); process.exit() })`)
    for await (const line of linesOf(child)) if (line === 'locked') break
    return {
      async release() {
        const exit = once(child, 'exit')
        child.stdin?.write('release\n')
        await exit
      },
    }
  }

  const LOCK_WRITERS_OUT = 'BEGIN IMMEDIATE'

  it('for a moment: writes succeed, and the event loop is not blocked', async () => {
    const store = storeAt()
    await store.put('k', VALUE, MINUTE)
    const lock = await locker(LOCK_WRITERS_OUT)
    const turns = countTurns()
    const writes = Promise.all(Array.from({ length: 64 }, (_, n) => store.put(`k${n}`, VALUE, MINUTE)))
    for (let n = 0; n < 20; n += 1) expect((await store.get('k'))?.value).toEqual(VALUE)
    await expect.poll(turns.soFar).toBeGreaterThan(50)
    await lock.release()
    await writes
    expect((await store.get('k63'))?.value).toEqual(VALUE)
  })

  it('for long: writes are refused after about two seconds, the event loop is not blocked, and later writes succeed', async () => {
    const store = storeAt()
    await store.put('k', VALUE, MINUTE)
    const lock = await locker(LOCK_WRITERS_OUT)
    const turns = countTurns()
    const start = performance.now()
    const results = await Promise.allSettled(Array.from({ length: 64 }, (_, n) => store.add(`k${n}`, VALUE, MINUTE)))
    const ms = performance.now() - start
    const reasons: unknown[] = results.map((result) => (result.status === 'rejected' ? result.reason : 'written'))
    for (const reason of reasons) expect(reason).toMatchObject({ name: 'StoreError', code: 'refused' })
    expect(ms).toBeGreaterThan(1_800)
    expectWithin(5_000, ms)
    expect(turns.soFar()).toBeGreaterThan(20)
    await lock.release()
    expect(await store.add('k1', VALUE, MINUTE)).toBeDefined()
  })

  /** How often the event loop runs a timer. To wait for the lock by blocking would leave no time for it. */
  function countTurns(): { soFar: () => number } {
    let turns = 0
    const timer = setInterval(() => (turns += 1), 5)
    onTestFinished(() => clearInterval(timer))
    return { soFar: () => turns }
  }
})

describe('a writer that is killed', () => {
  it(`has every acknowledged record on disk, ${KILLS} times`, { timeout: 120_000 + KILLS * 2_000 }, async () => {
    const acknowledged = new Map<string, number>()
    for (let round = 0; round < KILLS; round++) {
      // Each record has 20,000 bytes, so that a write has several pages, and the journal is checkpointed now and then.
      const child = run(`
        const store = sqliteStore(file)
        for (let n = 0; ; n++) {
          await store.put('round-${round}/' + n % 50, Buffer.alloc(20_000, String(n)), 600_000)
          say(String(n))
        }`)
      const stopAt = Math.floor(Math.random() * 400)
      const exit = once(child, 'exit')
      for await (const line of linesOf(child)) {
        acknowledged.set(`round-${round}/${Number(line) % 50}`, Number(line))
        if (Number(line) === stopAt) child.kill('SIGKILL')
      }
      await exit
    }
    expect(acknowledged.size).toBeGreaterThan(KILLS)
    const store = storeAt()
    for (const [key, n] of acknowledged) {
      const value = (await store.get(key))?.value
      // The write that was under way may have succeeded without an acknowledgement.
      const fits = [n, n + 50].some((candidate) => value?.equals(Buffer.alloc(20_000, String(candidate))))
      expect(fits, `${key} after ${n}`).toBe(true)
    }
  })
})

describe('a full disk', () => {
  it('refuses writes, still allows reads, and allows writes again when there is room', async () => {
    // A limit on the size of files simulates a full disk. The parent lifts it (prlimit is part of util-linux).
    const child = run(
      `
      const store = sqliteStore(file)
      let n = 0
      try { for (;; n++) await store.put('k' + n, Buffer.alloc(50_000, 'x'), 600_000) }
      catch (error) { say(error.name + ' ' + error.code + ' ' + error.message) }
      const read = await store.get('k' + (n - 1))
      say('last ' + read?.value.length)
      process.stdin.once('data', async () => {
        await store.put('late', Buffer.alloc(50_000, 'x'), 600_000)
        say('written ' + n)
        process.exit()
      })`,
      ['sh', '-c', 'ulimit -S -f 2048; exec "$@"', 'sh'],
    )
    const said: string[] = []
    for await (const line of linesOf(child)) {
      said.push(line)
      if (!line.startsWith('last')) continue
      const lift = spawn('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:'], { stdio: 'inherit' })
      await once(lift, 'exit')
      child.stdin?.write('go on\n')
    }
    expect(said).toEqual([
      expect.stringMatching(/^StoreError refused SQLITE_(FULL|IOERR), /),
      'last 50000',
      expect.stringMatching(/^written \d+$/),
    ])
    const store = storeAt()
    for (let n = 0; n < Number(said[2]?.split(' ')[1]); n++) {
      expect((await store.get(`k${n}`))?.value.length).toBe(50_000)
    }
    expect((await store.get('late'))?.value.length).toBe(50_000)
  })
})

describe('expired records', () => {
  it('are deleted from the file by later writes, a few at a time, and no other records are', async () => {
    let now = 1_000_000
    const store = storeAt(file, { now: () => now })
    for (let n = 0; n < 250; n++) await store.put(`short/${n}`, VALUE, 1_000)
    await store.put('long', VALUE, 1_000_000)
    const rows = () => {
      const db = new DatabaseSync(file, { readOnly: true })
      const found = db.prepare('SELECT count(*) AS n FROM record').get()?.['n']
      db.close()
      return Number(found)
    }
    expect(rows()).toBe(251)
    now += 61_000
    expect(await store.get('short/1')).toBeUndefined()
    expect(rows()).toBe(251)
    await store.put('long', VALUE, 1_000_000)
    expect(rows()).toBe(151)
    await store.put('long', VALUE, 1_000_000)
    await store.put('long', VALUE, 1_000_000)
    expect(rows()).toBe(1)
    expect((await store.get('long'))?.value).toEqual(VALUE)
  })
})
