import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { redisStore } from '../../../../src/store/drivers/redis/store.ts'
import { type Store, StoreError } from '../../../../src/store/store.ts'
import { freePort, redisCli, type RedisServer, startRedis } from '../../../redis-server.ts'
import { RIGHTS, untilWell } from './servers.ts'
import { expectWithin } from '../../../timing.ts'

const MINUTE = 60_000
const VALUE = Buffer.from('value')

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function server(options?: Parameters<typeof startRedis>[0]): Promise<RedisServer> {
  const started = await startRedis(options)
  cleanups.push(() => started.kill())
  return started
}

function storeAt(url: string): { store: Store; heard: Error[] } {
  const heard: Error[] = []
  const store = redisStore(url, { onError: (error) => heard.push(error) })
  cleanups.push(() => store.close())
  return { store, heard }
}

/** The StoreError that a call rejects with, and how long that took. */
async function failure(call: Promise<unknown>): Promise<{ error: StoreError; ms: number }> {
  const start = performance.now()
  const error: unknown = await call.then(
    () => 'no error',
    (error: unknown) => error,
  )
  if (!(error instanceof StoreError)) throw new Error(`not a StoreError: ${inspect(error)}`)
  return { error, ms: performance.now() - start }
}

/** Blocks this process. */
function holdUp(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end) continue
}

describe('a Redis that is away', () => {
  it('at the start: calls reject in time, and succeed soon after Redis has come', async () => {
    const port = await freePort()
    const { store, heard } = storeAt(`redis://127.0.0.1:${port}`)
    const failures = await Promise.all([
      failure(store.get('a')),
      failure(store.put('a', VALUE, MINUTE)),
      failure(store.add('a', VALUE, MINUTE)),
      failure(store.replace('a', 'AAAAAAAAAAAAAAAAAAAAAA', VALUE, MINUTE)),
      failure(store.delete('a')),
    ])
    expect(failures.map(({ error }) => error.code)).toEqual(Array.from({ length: 5 }, () => 'unreachable'))
    expectWithin(2_000, Math.max(...failures.map(({ ms }) => ms)))
    expect(heard.map(({ message }) => message)).toEqual([`Redis at 127.0.0.1:${port}, user default: ECONNREFUSED`])
    await setTimeout(2_000)
    await server({ port })
    expectWithin(5_000, await untilWell(() => store.put('b', VALUE, MINUTE)))
    // The writes that were rejected while Redis was away were not done later.
    expect(await store.get('a')).toBeUndefined()
  })

  it('killed and back: in each outage every reason is reported once', async () => {
    let redis = await server()
    const { store, heard } = storeAt(redis.url)
    for (const _outage of [1, 2]) {
      const before = heard.length
      await store.put('before', VALUE, MINUTE)
      await redis.kill()
      const { error, ms } = await failure(store.get('before'))
      expect(error.code).toBe('unreachable')
      expectWithin(2_000, ms)
      await setTimeout(500)
      redis = await server({ port: redis.port })
      expectWithin(5_000, await untilWell(() => store.get('x')))
      // A command that is on its way when the server dies may fail for its own reason.
      const reasons = heard.slice(before).map(({ message }) => message)
      expect(reasons).toContain(`Redis at 127.0.0.1:${redis.port}, user default: ECONNREFUSED`)
      expect(reasons).toEqual([...new Set(reasons)])
    }
  })

  it('killed while calls are under way: all of them settle in time', async () => {
    const redis = await server()
    const { store } = storeAt(redis.url)
    await store.put('k', VALUE, MINUTE)
    const start = performance.now()
    const calls = Array.from({ length: 300 }, (_, n) => (n % 2 ? store.get('k') : store.put(`k${n}`, VALUE, MINUTE)))
    const killed = redis.kill()
    await Promise.allSettled(calls)
    expectWithin(2_500, performance.now() - start)
    await killed
  })

  it('that has lost the script, by a flush or a restart, gets it again', async () => {
    const redis = await server()
    const { store } = storeAt(redis.url)
    const replaceTwice = async (forget: () => unknown) => {
      await untilWell(() => store.put('k', VALUE, MINUTE))
      const next = await store.replace('k', (await store.get('k'))?.version ?? '', VALUE, MINUTE)
      await forget()
      return store.replace('k', next ?? '', VALUE, MINUTE)
    }
    expect(await replaceTwice(() => redisCli(redis.port, 'SCRIPT', 'FLUSH'))).toBeTypeOf('string')
    await redis.kill()
    await server({ port: redis.port })
    expect(await replaceTwice(() => {})).toBeTypeOf('string')
  })
})

describe('a Redis that is slow', () => {
  it('asleep for 5 s: calls reject in time, the event loop is not blocked, and later each call gets its own answer', async () => {
    const redis = await server({ args: ['--enable-debug-command', 'local'] })
    const { store } = storeAt(redis.url)
    for (let n = 0; n < 50; n++) await store.put(`k${n}`, Buffer.from(`${n}`), MINUTE)
    const sleeper = connect(redis.port, '127.0.0.1').resume()
    cleanups.push(() => sleeper.destroy())
    sleeper.write('DEBUG SLEEP 5\r\n')
    await setTimeout(50)
    const lag = watchLag()
    const failures = await Promise.all(Array.from({ length: 50 }, (_, n) => failure(store.get(`k${n}`))))
    expect(failures.every(({ error }) => error.code === 'unreachable')).toBe(true)
    expectWithin(2_000, Math.max(...failures.map(({ ms }) => ms)))
    const longest = await untilWell(async () => expect(await answers(store)).toEqual(numbers()))
    expectWithin(10_000, longest)
    expectWithin(500, lag.worstMs())
  })

  it('only seemingly, because this process was held up: calls are answered', async () => {
    const { store } = storeAt((await server()).url)
    await store.put('a', VALUE, MINUTE)
    const asked = store.get('a')
    holdUp(1_500)
    expect((await asked)?.value).toEqual(VALUE)
  })

  it('while this process is held up: calls reject all the same', async () => {
    const redis = await server()
    const { store } = storeAt(redis.url)
    await store.put('a', VALUE, MINUTE)
    process.kill(redis.pid, 'SIGSTOP')
    cleanups.push(() => process.kill(redis.pid, 'SIGCONT'))
    const asked = failure(store.get('a'))
    holdUp(1_500)
    expect((await asked).error.code).toBe('unreachable')
  })

  it('behind a silent connection: the connection is closed, and calls succeed on a new one', async () => {
    const redis = await server()
    const line = await proxy(redis.port)
    const { store } = storeAt(`redis://127.0.0.1:${line.port}`)
    for (let n = 0; n < 50; n++) await store.put(`k${n}`, Buffer.from(`${n}`), MINUTE)
    line.silence()
    const { error, ms } = await failure(store.get('k1'))
    expect(error.code).toBe('unreachable')
    expectWithin(2_000, ms)
    // The old line stays silent. The client gets no end and no reset.
    line.speakOnNewLines()
    expectWithin(5_000, await untilWell(async () => expect(await answers(store)).toEqual(numbers())))
  })

  it('whose answers are lost: a write that was done rejects, and is not done again', async () => {
    const redis = await server()
    const line = await proxy(redis.port)
    const { store } = storeAt(`redis://127.0.0.1:${line.port}`)
    await store.put('k', VALUE, MINUTE)
    const version = (await store.get('k'))?.version ?? ''
    line.loseAnswers()
    const calls = [store.add('n', VALUE, MINUTE), store.replace('k', version, VALUE, MINUTE)]
    for (const call of calls) expect((await failure(call)).error.code).toBe('unreachable')
    await untilWell(() => store.get('n'))
    await setTimeout(100)
    const called = redisCli(redis.port, 'INFO', 'commandstats')
    expect(called).toMatch(/cmdstat_eval:calls=1,/)
    // One SET by put, one by add, and one in the script.
    expect(called).toMatch(/cmdstat_set:calls=3,/)
  })

  const numbers = () => Array.from({ length: 50 }, (_, n) => String(n))
  const answers = (store: Store) =>
    Promise.all(numbers().map(async (n) => (await store.get(`k${n}`))?.value.toString()))
})

describe('a Redis that will not write', () => {
  it('out of memory: writes are refused; reads and deletes succeed', async () => {
    const redis = await server()
    const { store } = storeAt(redis.url)
    await store.put('k', VALUE, MINUTE)
    const version = (await store.get('k'))?.version ?? ''
    redisCli(redis.port, 'CONFIG', 'SET', 'maxmemory', '1')
    expect((await failure(store.put('n', VALUE, MINUTE))).error.code).toBe('refused')
    expect((await failure(store.add('n', VALUE, MINUTE))).error.code).toBe('refused')
    expect((await failure(store.replace('k', version, VALUE, MINUTE))).error.code).toBe('refused')
    expect((await store.get('k'))?.value).toEqual(VALUE)
    expect(await store.replace('k', version, undefined, MINUTE)).toBe('')
    redisCli(redis.port, 'CONFIG', 'SET', 'maxmemory', '0')
    expect(await store.add('n', VALUE, MINUTE)).toBeDefined()
  })

  it('unable to save its snapshot (MISCONF): writes are refused', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'misconf-'))
    const redis = await server({ args: ['--save', '3600 1', '--dir', dir] })
    rmSync(dir, { recursive: true })
    const { store } = storeAt(redis.url)
    await store.put('k', VALUE, MINUTE)
    redisCli(redis.port, 'BGSAVE')
    await expect.poll(() => redisCli(redis.port, 'INFO', 'persistence')).toContain('rdb_last_bgsave_status:err')
    expect((await failure(store.put('n', VALUE, MINUTE))).error).toMatchObject({
      code: 'refused',
      message: `Redis at 127.0.0.1:${redis.port}, user default: MISCONF`,
    })
    expect((await store.get('k'))?.value).toEqual(VALUE)
  })

  it('made a replica: writes are refused, reads succeed, and all succeed after a promotion', async () => {
    const redis = await server()
    const { store } = storeAt(redis.url)
    await store.put('k', VALUE, MINUTE)
    const version = (await store.get('k'))?.version ?? ''
    redisCli(redis.port, 'REPLICAOF', '127.0.0.1', String(await freePort()))
    expect((await failure(store.put('n', VALUE, MINUTE))).error.code).toBe('refused')
    expect((await failure(store.replace('k', version, VALUE, MINUTE))).error.code).toBe('refused')
    const connections = () =>
      Number(/total_connections_received:(\d+)/.exec(redisCli(redis.port, 'INFO', 'stats'))?.[1])
    const before = connections()
    const writes: Promise<{ error: StoreError }>[] = []
    for (let n = 0; n < 40; n++) {
      writes.push(failure(store.put('n', VALUE, MINUTE)))
      await setTimeout(n % 4)
      expect((await store.get('k'))?.value).toEqual(VALUE)
    }
    expect((await Promise.all(writes)).every(({ error }) => error.code === 'refused')).toBe(true)
    // One of them is the connection that counts. A new connection for every refused write would make far more.
    expect(connections() - before).toBeLessThanOrEqual(2)
    redisCli(redis.port, 'REPLICAOF', 'NO', 'ONE')
    expectWithin(2_000, await untilWell(() => store.put('n', VALUE, MINUTE)))
  })

  it('demoted behind an address that now leads to the new primary: no call fails', async () => {
    const [old, next] = [await server(), await server()]
    const line = await proxy(old.port)
    const { store } = storeAt(`redis://127.0.0.1:${line.port}`)
    await store.put('k', VALUE, MINUTE)
    redisCli(old.port, 'REPLICAOF', '127.0.0.1', String(next.port))
    line.leadTo(next.port)
    await Promise.all(Array.from({ length: 10 }, (_, n) => store.put(`n${n}`, VALUE, MINUTE)))
    expect(redisCli(next.port, 'EXISTS', ...Array.from({ length: 10 }, (_, n) => `n${n}`))).toBe('10')
    expect(await store.add('n1', VALUE, MINUTE)).toBeUndefined()
  })
})

describe('the address', () => {
  it('carries user, password and database number', async () => {
    const redis = await server()
    redisCli(redis.port, 'ACL', 'SETUSER', 'bot', 'on', '>p@ss/word', '~*', '+@all')
    redisCli(redis.port, 'ACL', 'SETUSER', 'default', 'resetpass', 'on', '>other')
    const { store } = storeAt(`redis://bot:${encodeURIComponent('p@ss/word')}@127.0.0.1:${redis.port}/3`)
    await store.put('k', VALUE, MINUTE)
    expect(redisCli(redis.port, '--no-auth-warning', '-a', 'other', '-n', '3', 'KEYS', '*')).toBe('k')
    const found = storeAt(`redis://:other@127.0.0.1:${redis.port}/3`)
    expect((await found.store.get('k'))?.value).toEqual(VALUE)
  })

  it.each([
    ['that the server does not have', { args: ['--databases', '2'], says: 'ERR (no such database)' }],
    [
      'that the user may not select',
      { args: ['--user', 'bot', 'on', '>pass', ...RIGHTS.split(' ')], says: 'NOPERM (select)' },
    ],
  ])(
    'with a database %s: nothing is written to another one, until that database can be used',
    async (_, { args, says }) => {
      const redis = await server({ args })
      const { store, heard } = storeAt(redis.url.replace('//', args.includes('bot') ? '//bot:pass@' : '//') + '/2')
      const { error, ms } = await failure(store.put('k', VALUE, MINUTE))
      expect(error.code).toBe('unreachable')
      expectWithin(2_000, ms)
      await failure(store.add('k', VALUE, MINUTE))
      expect(heard[0]?.message).toContain(says)
      expect(redisCli(redis.port, 'INFO', 'keyspace')).not.toContain('db0')
      if (!args.includes('bot')) return
      redisCli(redis.port, 'ACL', 'SETUSER', 'bot', '+select')
      await untilWell(() => store.put('k', VALUE, MINUTE))
      expect(redisCli(redis.port, '-n', '2', 'KEYS', '*')).toBe('k')
      expect(redisCli(redis.port, '-n', '0', 'KEYS', '*')).toBe('')
    },
  )

  it('with a wrong password: calls reject in time, and no error contains the password', async () => {
    const redis = await server({ args: ['--requirepass', 'right'] })
    const { store, heard } = storeAt(`redis://:hunter2@127.0.0.1:${redis.port}`)
    const { error, ms } = await failure(store.put('secret-key', VALUE, MINUTE))
    expect(error.code).toBe('unreachable')
    expectWithin(2_000, ms)
    expect(heard[0]?.message).toContain('WRONGPASS')
    expect(inspect([error, heard], { depth: 9, showHidden: true })).not.toMatch(/hunter2|secret-key/)
  })

  it('is in no error of a refused command, and neither are key and value', async () => {
    const redis = await server()
    redisCli(redis.port, 'CONFIG', 'SET', 'maxmemory', '1')
    const { error } = await failure(storeAt(redis.url).store.put('secret-key', Buffer.from('secret-value'), MINUTE))
    expect(error.cause).toMatchObject({ name: 'ReplyError' })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/secret/)
  })

  it('of no known form is refused, and not repeated in the error', () => {
    expect(() => redisStore('redis://:hunter2@h:zero')).toThrow(TypeError)
    expect(() => redisStore('redis://:hunter2@h:zero')).not.toThrow(/hunter2/)
  })
})

describe('a warning at the start', () => {
  it.each(['allkeys-lru', 'volatile-ttl'])('is given once for the eviction policy %s', async (policy) => {
    const redis = await server({ args: ['--maxmemory-policy', policy] })
    const { store, heard } = storeAt(redis.url)
    await store.put('k', VALUE, MINUTE)
    await expect.poll(() => heard.length).toBe(1)
    expect(heard[0]?.message).toContain(`maxmemory-policy is ${policy},`)
    redisCli(redis.port, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await untilWell(() => store.put('k', VALUE, MINUTE))
    await setTimeout(100)
    expect(heard).toHaveLength(1)
  })

  it('is not given for noeviction', async () => {
    const { store, heard } = storeAt((await server()).url)
    await store.put('k', VALUE, MINUTE)
    await setTimeout(100)
    expect(heard).toEqual([])
  })

  it('is not given for Redis on another machine without TLS: main.ts warns of that', () => {
    const { heard } = storeAt('redis://redis.invalid')
    expect(heard).toEqual([])
  })
})

/** The longest time that the event loop was blocked. */
function watchLag(): { worstMs(): number } {
  let last = performance.now()
  let worst = 0
  const timer = setInterval(() => {
    worst = Math.max(worst, performance.now() - last - 10)
    last = performance.now()
  }, 10)
  cleanups.push(() => clearInterval(timer))
  return { worstMs: () => worst }
}

/** A TCP line to a port. It can fall silent without being cut. */
async function proxy(targetPort: number) {
  let target = targetPort
  let silent = false
  const sockets = new Set<Socket>()
  const upstreams = new Set<Socket>()
  const listener = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    upstreams.add(upstream)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    if (!silent) client.pipe(upstream).pipe(client)
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    listener.close()
  })
  return {
    port: (listener.address() as AddressInfo).port,
    silence() {
      silent = true
      for (const socket of sockets) socket.unpipe()
    },
    /** Answers on the existing lines get lost; new lines work. */
    loseAnswers() {
      for (const upstream of upstreams) upstream.unpipe().resume()
    },
    speakOnNewLines() {
      silent = false
    },
    leadTo(port: number) {
      target = port
    },
  }
}
