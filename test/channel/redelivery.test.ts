import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Claim, turnRecords } from '../../src/channel/redelivery.ts'
import type { Store } from '../../src/store/store.ts'
import { KINDS, realStore, tapped } from '../store/stores.ts'

/** Long enough that no lease runs out in a test, and that the first renewal does not come soon. */
const LONG_MS = 10 * 60_000
/** Short enough to wait for. */
const SHORT_MS = 400

describe.each(KINDS)('a turn in %s', (kind) => {
  let real: ReturnType<typeof realStore>
  const claims: Claim[] = []
  const wakes: (() => void)[] = []
  beforeEach(() => {
    real = realStore(kind)
  })
  afterEach(async () => {
    for (const wake of wakes.splice(0)) wake()
    await Promise.all(claims.splice(0).map((claim) => claim.release()))
    await real.close()
  })

  type Instance = { store?: Store; leaseMs?: number }
  /** A delivery to an instance of its own. */
  async function deliver({ store = real.store, leaseMs = LONG_MS }: Instance = {}): Promise<Claim | undefined> {
    const claimed = await turnRecords(store, { leaseMs }).claim(real.key)
    if (claimed.kind !== 'ours') return undefined
    claims.push(claimed.claim)
    return claimed.claim
  }
  /** A first delivery. */
  async function claimed(how?: Instance): Promise<Claim> {
    const claim = await deliver(how)
    if (!claim) throw new Error('no claim')
    return claim
  }
  /** A claim whose instance is suspended: nothing that it writes arrives until `wake`. */
  async function suspended() {
    const { promise: asleep, resolve: wake } = Promise.withResolvers<void>()
    wakes.push(wake)
    const { promise: awake, resolve: onWrite } = Promise.withResolvers<void>()
    const isWrite = (op: string) => op === 'replace' || op === 'put'
    const store = tapped(real.store, {
      before: ({ op }) => (isWrite(op) ? asleep : undefined),
      after({ op }) {
        if (isWrite(op)) onWrite()
      },
    })
    return { claim: await claimed({ store, leaseMs: SHORT_MS }), wake, awake }
  }

  test('that is done is not done again', async () => {
    const claim = await claimed()
    await claim.done()
    expect(await deliver()).toBeUndefined()
  })

  test('that was released is done again', async () => {
    const claim = await claimed()
    await claim.release()
    expect(await deliver()).toBeDefined()
  })

  test('delivered six times at once is done by one', async () => {
    const deliveries = Array.from({ length: 6 }, async () => {
      const claim = await deliver()
      await claim?.done()
      return claim
    })
    expect((await Promise.all(deliveries)).filter(Boolean)).toHaveLength(1)
  })

  test('that takes long is left to the instance that does it, as its lease is renewed', async () => {
    await claimed({ leaseMs: SHORT_MS })
    expect(await deliver()).toBeUndefined()
  })

  test('whose instance died is done by one of those that wait', async () => {
    await suspended()
    const waiting = Array.from({ length: 3 }, async () => {
      const claim = await deliver({ leaseMs: SHORT_MS })
      await claim?.done()
      return claim
    })
    expect((await Promise.all(waiting)).filter(Boolean)).toHaveLength(1)
  })

  describe.each(['under way', 'done'])('that another instance has taken over and is %s', (state) => {
    test.each(['done', 'release'] as const)('is left as it is by the %s of a suspended instance', async (end) => {
      const { claim, wake } = await suspended()
      const theirs = await claimed({ leaseMs: SHORT_MS })
      if (state === 'done') await theirs.done()
      wake()
      await claim[end]()
      expect(await deliver()).toBeUndefined()
      if (state === 'done') return
      // The claim still belongs to this delivery, so it may report that nothing was done.
      await theirs.release()
      expect(await deliver()).toBeDefined()
    })

    test('is left as it is by a late renewal of a suspended instance', async () => {
      const { wake, awake } = await suspended()
      const theirs = await claimed({ leaseMs: SHORT_MS })
      if (state === 'done') await theirs.done()
      wake()
      await awake
      expect(await deliver()).toBeUndefined()
    })
  })

  test('that the store has lost is still done', async () => {
    const claim = await claimed()
    await real.raw.delete(real.key)
    await claim.done()
    expect(await deliver()).toBeUndefined()
  })

  test('that is delivered once costs one call before it, and one after', async () => {
    const calls: string[] = []
    const claim = await claimed({ store: tapped(real.store, { before: ({ op }) => calls.push(op) }) })
    expect(calls).toEqual(['add'])
    await claim.done()
    expect(calls).toEqual(['add', 'replace'])
  })

  test('is kept for ten minutes, and the record says whether it is done', async () => {
    const ttls: number[] = []
    const claim = await claimed({ store: tapped(real.store, { before: ({ ttlMs }) => ttls.push(ttlMs) }) })
    await claim.done()
    expect(ttls).toEqual([600_000, 600_000])
    expect(JSON.parse((await real.store.get(real.key))?.value.toString() ?? '')).toEqual({ v: 2, done: true })
  })
})
