import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Lease, type LeaseMark, leases } from '../../src/store/lease.ts'
import { type Records, records } from '../../src/store/records.ts'
import { type Store, StoreError } from '../../src/store/store.ts'
import { KINDS, realStore, tapped } from './stores.ts'

const MINUTE = 60_000
/** Longer than any test here. */
const LONG_MS = 10 * MINUTE

type Work = { step: string; lease?: LeaseMark | undefined }

describe.each(KINDS)('a lease in %s', (kind) => {
  let real: ReturnType<typeof realStore>
  let works: Records<Work>
  const taken: Lease<Work>[] = []
  beforeEach(() => {
    real = realStore(kind)
    works = records<Work>(real.store, 1)
  })
  afterEach(async () => {
    await Promise.all(taken.splice(0).map((lease) => lease.stop()))
    await real.close()
  })

  type Instance = { store?: Store; leaseMs?: number; now?: () => number }
  /** One instance of the bot. */
  function instance({ store = real.store, leaseMs = LONG_MS, now }: Instance = {}) {
    const { watch, take } = leases<Work>({
      records: records<Work>(store, 1),
      markOf: ({ lease }) => lease,
      leaseMs,
      ...(now && { now }),
    })
    return {
      watch,
      async take(step = 'working') {
        const lease = await take(real.key, await works.get(real.key), (mark) => ({
          value: { step, lease: mark },
          ttlMs: MINUTE,
        }))
        if (lease) taken.push(lease)
        return lease
      },
    }
  }
  async function leaseOf(how?: Instance, step?: string): Promise<Lease<Work>> {
    const lease = await instance(how).take(step)
    if (!lease) throw new Error('no lease')
    return lease
  }
  const stored = async () => (await works.get(real.key))?.value
  const versionNow = async () => (await works.get(real.key))?.version
  async function found() {
    const record = await works.get(real.key)
    if (!record) throw new Error('no record')
    return record
  }
  const done = { value: { step: 'done' }, ttlMs: MINUTE }

  test.each(['a new record', 'an old record'])('goes to one of several who ask at once, of %s', async (which) => {
    if (which === 'an old record') await works.put(real.key, { step: 'waiting' }, MINUTE)
    const all = await Promise.all(Array.from({ length: 6 }, () => instance().take()))
    expect(all.filter(Boolean)).toHaveLength(1)
  })

  test('is not given to somebody whose record is no longer the stored one', async () => {
    await works.put(real.key, { step: 'waiting' }, MINUTE)
    const old = await found()
    await works.put(real.key, { step: 'changed' }, MINUTE)
    const { take } = leases<Work>({ records: works, markOf: ({ lease }) => lease, leaseMs: LONG_MS })
    const marked = (mark: LeaseMark) => ({ value: { step: 'working', lease: mark }, ttlMs: MINUTE })
    expect(await take(real.key, old, marked)).toBeUndefined()
    expect(await take(real.key, undefined, marked)).toBeUndefined()
    expect(await stored()).toEqual({ step: 'changed' })
  })

  test('is renewed on a timer, as others can see', async () => {
    await leaseOf({ leaseMs: 200 })
    for (const _ of [1, 2, 3]) {
      const version = await versionNow()
      await expect.poll(versionNow, { timeout: 10_000 }).not.toBe(version)
    }
  })

  test('ends with what its holder has done', async () => {
    const lease = await leaseOf()
    const { before, isChanged } = await lease.end((work, isOurs) => (isOurs ? done : 'leave'))
    expect([before?.value.step, isChanged]).toEqual(['working', true])
    expect(await stored()).toEqual({ step: 'done' })
  })

  test('is free again when it ends without a result', async () => {
    const lease = await leaseOf()
    await lease.end(() => 'delete')
    expect(await stored()).toBeUndefined()
    expect(await instance().take()).toBeDefined()
  })

  describe('that another instance has taken', () => {
    test('is not overwritten by a renewal, nor by the end', async () => {
      const slow = await leaseOf()
      await leaseOf({}, 'theirs')
      expect(await slow.renew()).toBe(false)
      expect(await slow.stop()).toBe(false)
      const seen: unknown[] = []
      const { isChanged } = await slow.end((work, isOurs) => {
        seen.push([work?.step, isOurs])
        return isOurs ? done : 'leave'
      })
      expect(seen).toEqual([['theirs', false]])
      expect(isChanged).toBe(false)
      expect(await stored()).toMatchObject({ step: 'theirs' })
    })

    test('is not overwritten by the end of a holder that does not know yet', async () => {
      const slow = await leaseOf()
      const theirs = await leaseOf({}, 'theirs')
      await theirs.end(() => done)
      await slow.end((_, isOurs) => (isOurs ? 'delete' : 'leave'))
      expect(await stored()).toEqual({ step: 'done' })
    })

    test('is not overwritten by a renewal that was held up on its way', async () => {
      const { promise: asleep, resolve: wake } = Promise.withResolvers<void>()
      let isAsleep = false
      const slow = await leaseOf({
        store: tapped(real.store, { before: ({ op }) => (isAsleep && op === 'replace' ? asleep : undefined) }),
      })
      isAsleep = true
      const renewing = slow.renew()
      const theirs = await leaseOf({}, 'theirs')
      await theirs.end(() => done)
      wake()
      expect(await renewing).toBe(false)
      expect(await stored()).toEqual({ step: 'done' })
    })
  })

  test('of a record that was deleted does not bring it back', async () => {
    const lease = await leaseOf()
    await works.delete(real.key)
    expect(await lease.renew()).toBe(false)
    expect(await stored()).toBeUndefined()
    const { before } = await lease.end((_, isOurs) => (isOurs ? done : 'leave'))
    expect(before).toBeUndefined()
    expect(await stored()).toBeUndefined()
  })

  test.each(['before it wrote', 'after it wrote'])('survives a store that fails a renewal %s', async (when) => {
    let isAway = false
    const fail = ({ op }: { op: string }) => {
      if (isAway && op === 'replace') throw new StoreError('unreachable', 'away')
    }
    const lease = await leaseOf({
      store: tapped(real.store, when === 'before it wrote' ? { before: fail } : { after: fail }),
    })
    isAway = true
    expect(await lease.renew()).toBe(true)
    isAway = false
    expect(await lease.renew()).toBe(true)
    expect((await lease.end((_, isOurs) => (isOurs ? done : 'leave'))).isChanged).toBe(true)
  })

  test('can be ended again if the store did not answer', async () => {
    let isAway = true
    const fail = ({ op }: { op: string }) => {
      if (isAway && op === 'replace') throw new StoreError('unreachable', 'away')
    }
    const lease = await leaseOf({ store: tapped(real.store, { before: fail }) })
    await expect(lease.end(() => done)).rejects.toThrow(StoreError)
    isAway = false
    await lease.end(() => done)
    expect(await stored()).toEqual({ step: 'done' })
  })

  describe('seen by those who wait', () => {
    test('is held as long as it is renewed', async () => {
      const leaseMs = 200
      const isHeld = instance({ leaseMs }).watch()
      const lease = await leaseOf()
      for (const begun = performance.now(); performance.now() < begun + 2 * leaseMs;) {
        expect(isHeld(await found())).toBe(true)
        await lease.renew()
      }
    })

    test.each([0, 5, -5])('is free when its holder has died, whose clock was %d minutes off', async (minutes) => {
      const died = await leaseOf({ now: () => Date.now() + minutes * MINUTE })
      await died.stop()
      const isHeld = instance({ leaseMs: 100 }).watch()
      expect(isHeld(await found())).toBe(true)
      await expect.poll(async () => isHeld(await found()), { timeout: 10_000 }).toBe(false)
      expect(await instance().take()).toBeDefined()
    })

    test('is free at once when its holder died long ago', async () => {
      const died = await leaseOf({ now: () => Date.now() - 25 * MINUTE })
      await died.stop()
      expect(instance().watch()(await found())).toBe(false)
    })

    test('is free when it has ended', async () => {
      await works.put(real.key, { step: 'done' }, MINUTE)
      expect(instance().watch()(await found())).toBe(false)
    })
  })
})
