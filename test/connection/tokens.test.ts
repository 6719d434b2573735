import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { ChatUser } from '../../src/connection/chat-user.ts'
import { mergeClaims } from '../../src/entra/claims.ts'
import { type Connection, connectionKey, connectionRecords } from '../../src/connection/connection.ts'
import { forgetConnection } from '../../src/commands/forget.ts'
import { EntraError, type EntraErrorCode } from '../../src/entra/entra-error.ts'
import type { Tokens } from '../../src/entra/token-answer.ts'
import { pendingSignIns } from '../../src/sign-in/pending.ts'
import { departures } from '../../src/connection/departures.ts'
import { accessTokens, type AccessTokens } from '../../src/connection/tokens.ts'
import { redisStore } from '../../src/store/drivers/redis/store.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { expectWithin } from '../timing.ts'
import { type Store, StoreError } from '../../src/store/store.ts'
import { tapped } from '../store/stores.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

const folder = mkdtempSync(join(tmpdir(), 'tokens-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Refresh = (tenant: string, refreshToken: string, claims?: string) => Promise<Tokens>

/** A strict token endpoint: a refresh token can be used once. `say` is awaited first, and may throw or take time. */
function strictEntra({ first, lifetimeMs = HOUR_MS }: { first: string; lifetimeMs?: number }) {
  let alive = first
  const calls: string[] = []
  const fake = {
    calls,
    claims: [] as (string | undefined)[],
    say: (_call: number): void | Promise<void> => undefined,
    refreshTokens: true,
    async refresh(_tenant: string, refreshToken: string, claims?: string): Promise<Tokens> {
      const call = calls.push(refreshToken)
      fake.claims.push(claims)
      await fake.say(call)
      if (refreshToken !== alive) throw new EntraError('refused')
      if (fake.refreshTokens) alive = `refresh ${call}`
      return {
        accessToken: `access ${call}`,
        refreshToken: fake.refreshTokens ? alive : undefined,
        expiresInMs: lifetimeMs,
        scopes: [],
      }
    },
  }
  return fake
}

describe.each([
  { driver: 'sqlite', open: () => sqliteStore(join(folder, `${randomUUID()}.sqlite`)) },
  { driver: 'redis', open: () => redisStore(inject('redisUrl')) },
])('access tokens in $driver', ({ driver, open }) => {
  let store: Store
  beforeAll(() => {
    store = open()
  })
  afterAll(() => store.close())

  type Left = { leftMs?: number; lifetimeMs?: number; more?: Partial<Connection> }
  /** A connected person, whose access token lives for `lifetimeMs` and expires in `leftMs`. */
  async function somebody({ leftMs = -1, lifetimeMs = HOUR_MS, more }: Left = {}) {
    const user: ChatUser = {
      channelId: 'msteams',
      tenantId: '6b1f2c0a-53d4-4a57-9c2e-3f0d9a8e7b11',
      id: `29:${randomUUID()}`,
      conversationId: 'a:1',
      name: 'Megan Bowen',
      aadObjectId: '48d31887-5fad-4d73-a9f5-3c356e68a038',
      vouched: true,
    }
    const connections = connectionRecords(store)
    const key = connectionKey(user)
    const at = Date.now()
    const connection: Connection = {
      account: { tid: user.tenantId ?? '', oid: user.aadObjectId ?? '', name: user.name, username: 'megan@example' },
      graphBase: 'https://graph.microsoft.com/v1.0',
      scopes: ['https://graph.microsoft.com/Contacts.Read'],
      accessToken: 'access 0',
      refreshToken: 'refresh 0',
      obtainedAt: at + leftMs - lifetimeMs,
      expiresAt: at + leftMs,
      since: at + leftMs - lifetimeMs,
      epoch: 'epoch 0',
      ...more,
    }
    await connections.put(key, connection, HOUR_MS)
    const instance = (refresh: Refresh, now = Date.now): AccessTokens => accessTokens({ connections, refresh, now })
    return {
      user,
      connection,
      connections,
      key,
      instance,
      stored: async () => (await connections.get(key))?.value,
      disconnect: () =>
        forgetConnection(
          {
            signIn: {
              drop: (who) => pendingSignIns(store, { edits: true }).drop(who),
              dropEnds: async () => undefined,
            },
            connections,
            departures: departures(store),
          },
          user,
        ),
    }
  }

  const tokenOf = async (asking: ReturnType<AccessTokens>) => {
    const token = await asking
    return 'accessToken' in token ? token.accessToken : token.reason
  }
  const codeOf = (asking: ReturnType<AccessTokens>): Promise<EntraErrorCode | 'no error'> =>
    asking.then(
      () => 'no error' as const,
      (error: unknown) => {
        if (error instanceof EntraError) return error.code
        throw error
      },
    )
  const failing = (code: EntraErrorCode) => () => {
    throw code === 'untrusted' ? new EntraError(code, { reason: 'other' }) : new EntraError(code)
  }

  test.each(['unavailable', 'operator'] as const)(
    'S69 forgotten for good: a token is not used after a disconnect while its refresh fails (%s)',
    async (code) => {
      const { user, disconnect, instance } = await somebody({ leftMs: MINUTE_MS })
      const refresh = async () => {
        await disconnect()
        throw new EntraError(code)
      }
      expect(await tokenOf(instance(refresh)(user))).toBe('not_connected')
    },
  )

  test('there is no token if nobody is connected', async () => {
    const { user, disconnect, instance } = await somebody()
    await disconnect()
    const entra = strictEntra({ first: 'refresh 0' })
    expect(await tokenOf(instance(entra.refresh)(user))).toBe('not_connected')
    expect(entra.calls).toEqual([])
  })

  test.each([
    { lifetime: 'an hour', lifetimeMs: HOUR_MS, leftMs: 5 * MINUTE_MS + 2_000, calls: 0 },
    { lifetime: 'an hour', lifetimeMs: HOUR_MS, leftMs: 5 * MINUTE_MS - 1, calls: 1 },
    { lifetime: 'a day', lifetimeMs: 24 * HOUR_MS, leftMs: 5 * MINUTE_MS + 2_000, calls: 0 },
    { lifetime: 'four minutes', lifetimeMs: 4 * MINUTE_MS, leftMs: 2 * MINUTE_MS + 2_000, calls: 0 },
    { lifetime: 'four minutes', lifetimeMs: 4 * MINUTE_MS, leftMs: 2 * MINUTE_MS - 1, calls: 1 },
    { lifetime: 'an hour', lifetimeMs: HOUR_MS, leftMs: -HOUR_MS, calls: 1 },
  ])('of $lifetime with $leftMs ms left: $calls calls', async ({ lifetimeMs, leftMs, calls }) => {
    const { user, instance } = await somebody({ lifetimeMs, leftMs })
    const entra = strictEntra({ first: 'refresh 0' })
    const ask = instance(entra.refresh)
    expect(await tokenOf(ask(user))).toBe(`access ${calls}`)
    expect(await tokenOf(ask(user))).toBe(`access ${calls}`)
    expect(entra.calls).toHaveLength(calls)
  })

  test('are refreshed once for 64 callers at once, and come with the account and its Graph', async () => {
    const { user, connection, instance } = await somebody()
    const entra = strictEntra({ first: 'refresh 0' })
    const ask = instance(entra.refresh)
    const { account, graphBase } = connection
    const tokens = await Promise.all(Array.from({ length: 64 }, () => ask(user)))
    expect(new Set(tokens.map((token) => JSON.stringify(token)))).toEqual(
      new Set([JSON.stringify({ accessToken: 'access 1', graphBase, account, changes: false })]),
    )
    expect(entra.calls).toEqual(['refresh 0'])
  })

  test('are refreshed once for 64 callers over four instances', async () => {
    const { user, instance } = await somebody()
    const entra = strictEntra({ first: 'refresh 0' })
    entra.say = () => sleep(300)
    const asks = Array.from({ length: 4 }, () => instance(entra.refresh))
    const tokens = await Promise.all(Array.from({ length: 64 }, (_, at) => tokenOf(asks[at % 4]!(user))))
    expect(new Set(tokens)).toEqual(new Set(['access 1']))
    expect(entra.calls).toEqual(['refresh 0'])
  })

  test('are refreshed once by instances whose clocks are five minutes apart', async () => {
    const { user, instance } = await somebody({ leftMs: -6 * MINUTE_MS })
    const entra = strictEntra({ first: 'refresh 0' })
    entra.say = () => sleep(300)
    const asks = [-5, 0, 5].map((minutes) => instance(entra.refresh, () => Date.now() + minutes * MINUTE_MS))
    const tokens = await Promise.all(asks.map((ask) => tokenOf(ask(user))))
    expect(new Set(tokens)).toEqual(new Set(['access 1']))
    expect(entra.calls).toEqual(['refresh 0'])
  })

  test('are refreshed once while the old one is valid: nobody takes the lease of a holder whose clock is slow', async () => {
    const { user, instance } = await somebody({ leftMs: 8 * MINUTE_MS })
    const entra = strictEntra({ first: 'refresh 0' })
    entra.say = () => sleep(300)
    const asks = [-5, 5].map((minutes) => instance(entra.refresh, () => Date.now() + minutes * MINUTE_MS))
    const first = tokenOf(asks[0]!(user, 'access 0'))
    await sleep(100)
    expect(await tokenOf(asks[1]!(user))).toBe('access 0')
    expect(await first).toBe('access 1')
    expect(entra.calls).toEqual(['refresh 0'])
  })

  test('are not refreshed again and again if clocks are five minutes apart', async () => {
    const { user, instance } = await somebody()
    const entra = strictEntra({ first: 'refresh 0' })
    let passedMs = 0
    const asks = [-5, 0, 5].map((minutes) => instance(entra.refresh, () => Date.now() + minutes * MINUTE_MS + passedMs))
    // Each instance asks every minute for two hours: a token is good for at least 50 minutes.
    for (; passedMs < 2 * HOUR_MS; passedMs += MINUTE_MS) for (const ask of asks) await ask(user)
    expect(entra.calls.length).toBeLessThanOrEqual(4)
  })

  test('a refresh stores the new tokens', async () => {
    const { user, connection, instance, stored } = await somebody()
    const entra = strictEntra({ first: 'refresh 0', lifetimeMs: 4_711_000 })
    const at = Date.now()
    await instance(entra.refresh, () => at)(user)
    expect(await stored()).toEqual({
      ...connection,
      accessToken: 'access 1',
      refreshToken: 'refresh 1',
      obtainedAt: at,
      expiresAt: at + 4_711_000,
    })
  })

  test('a refresh without a new refresh token keeps the old one', async () => {
    const { user, instance, stored } = await somebody()
    const entra = strictEntra({ first: 'refresh 0' })
    entra.refreshTokens = false
    const ask = instance(entra.refresh)
    expect(await tokenOf(ask(user))).toBe('access 1')
    expect(await stored()).toMatchObject({ accessToken: 'access 1', refreshToken: 'refresh 0' })
    expect(await tokenOf(ask(user, 'access 1'))).toBe('access 2')
  })

  test('a refused refresh ends the connection for all callers, and deletes it', async () => {
    const { user, instance, stored } = await somebody()
    const entra = strictEntra({ first: 'another one' })
    const ask = instance(entra.refresh)
    expect(await Promise.all([ask(user), ask(user)].map(tokenOf))).toEqual(['ended', 'ended'])
    expect(await stored()).toBeUndefined()
    expect(await tokenOf(ask(user))).toBe('not_connected')
    expect(entra.calls).toHaveLength(1)
  })

  test('a refused refresh leaves a newer token alone that was stored meanwhile, and uses it', async () => {
    const { user, connection, connections, key, instance, stored } = await somebody()
    const entra = strictEntra({ first: 'another one' })
    const newer = {
      ...connection,
      accessToken: 'newer',
      refreshToken: 'newer refresh',
      expiresAt: Date.now() + HOUR_MS,
    }
    entra.say = () => connections.put(key, newer, HOUR_MS)
    expect(await tokenOf(instance(entra.refresh)(user))).toBe('newer')
    expect(await stored()).toEqual(newer)
    expect(entra.calls).toHaveLength(1)
  })

  describe.each<EntraErrorCode>(['unavailable', 'operator', 'untrusted', 'no_graph'])(
    'a refresh that fails by %s',
    (code) => {
      test('leaves the old token in use while it is valid', async () => {
        const { user, connection, instance, stored } = await somebody({ leftMs: MINUTE_MS })
        const entra = strictEntra({ first: 'refresh 0' })
        entra.say = failing(code)
        expect(await tokenOf(instance(entra.refresh)(user))).toBe('access 0')
        expect(entra.calls).toHaveLength(1)
        expect(await stored()).toEqual(connection)
      })

      test('is reported once the token has expired, and signs nobody out', async () => {
        const { user, connection, instance, stored } = await somebody()
        const entra = strictEntra({ first: 'refresh 0' })
        entra.say = failing(code)
        const ask = instance(entra.refresh)
        expect(await Promise.all([codeOf(ask(user)), codeOf(ask(user))])).toEqual([code, code])
        expect(entra.calls).toHaveLength(1)
        expect(await stored()).toEqual(connection)
        entra.say = () => undefined
        expect(await tokenOf(ask(user))).toBe('access 2')
      })

      test('is reported for a token that Graph has refused', async () => {
        const { user, instance, stored } = await somebody({ leftMs: HOUR_MS })
        const entra = strictEntra({ first: 'refresh 0' })
        entra.say = failing(code)
        expect(await codeOf(instance(entra.refresh)(user, 'access 0'))).toBe(code)
        expect(await stored()).toMatchObject({ refreshToken: 'refresh 0' })
      })
    },
  )

  test('callers that waited for another instance’s refresh do not ask Entra again after it failed', async () => {
    const { user, instance } = await somebody()
    const entra = strictEntra({ first: 'refresh 0' })
    entra.say = async () => {
      await sleep(300)
      throw new EntraError('unavailable')
    }
    const asks = Array.from({ length: 4 }, () => instance(entra.refresh))
    expect(await Promise.all(asks.map((ask) => codeOf(ask(user))))).toEqual(Array(4).fill('unavailable'))
    expect(entra.calls).toHaveLength(1)
  })

  test('a token that Graph refuses is refreshed once for all callers', async () => {
    const { user, instance } = await somebody({ leftMs: HOUR_MS })
    const entra = strictEntra({ first: 'refresh 0' })
    const asks = [instance(entra.refresh), instance(entra.refresh)]
    const together = await Promise.all(Array.from({ length: 64 }, (_, at) => tokenOf(asks[at % 2]!(user, 'access 0'))))
    expect(new Set(together)).toEqual(new Set(['access 1']))
    expect(await tokenOf(asks[0]!(user, 'access 0'))).toBe('access 1')
    expect(entra.calls).toEqual(['refresh 0'])
  })

  describe('a demand for claims', () => {
    const NBF = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}'
    const LATER = NBF.replace('1604106651', '1604106999')
    const POLICY = '{"access_token":{"capolids":{"essential":true,"values":["2f9e"]}}}'
    const wantsMore = () => {
      throw new EntraError('refused', { claims: POLICY })
    }

    test('is part of the one refresh for all challenged callers on all instances', async () => {
      const { user, instance } = await somebody({ leftMs: HOUR_MS })
      const entra = strictEntra({ first: 'refresh 0' })
      entra.say = () => sleep(300)
      const asks = Array.from({ length: 4 }, () => instance(entra.refresh))
      const tokens = await Promise.all(
        Array.from({ length: 64 }, (_, at) => tokenOf(asks[at % 4]!(user, 'access 0', NBF))),
      )
      expect(new Set(tokens)).toEqual(new Set(['access 1']))
      expect(entra.claims).toEqual([NBF])
    })

    test('is made once for a token; another demand is made, and the same one again after an ordinary refresh', async () => {
      const { user, instance } = await somebody({ leftMs: HOUR_MS })
      const entra = strictEntra({ first: 'refresh 0' })
      const ask = instance(entra.refresh)
      expect(await tokenOf(ask(user, 'access 0', NBF))).toBe('access 1')
      for (const again of [ask, instance(entra.refresh)])
        expect(await again(user, 'access 1', NBF)).toEqual({ reason: 'ended', claims: NBF })
      expect(await tokenOf(ask(user))).toBe('access 1')
      expect(await tokenOf(ask(user, 'access 1', LATER))).toBe('access 2')
      expect(await tokenOf(ask(user, 'access 2'))).toBe('access 3')
      expect(await tokenOf(ask(user, 'access 3', NBF))).toBe('access 4')
      expect(entra.claims).toEqual([NBF, LATER, undefined, NBF])
    })

    test('that needs a new sign-in keeps the connection, is made once, and all callers get the claims for the sign-in', async () => {
      const { user, connection, instance, stored } = await somebody({ leftMs: HOUR_MS })
      const entra = strictEntra({ first: 'refresh 0' })
      entra.say = async () => {
        await sleep(300)
        wantsMore()
      }
      const asks = Array.from({ length: 4 }, () => instance(entra.refresh))
      const answers = await Promise.all(Array.from({ length: 64 }, (_, at) => asks[at % 4]!(user, 'access 0', NBF)))
      for (const answer of answers) {
        expect(answer).toMatchObject({ reason: 'ended' })
        const { claims = '' } = answer as { claims?: string }
        expect(JSON.parse(claims)).toMatchObject(JSON.parse(NBF) as object)
      }
      expect(answers).toContainEqual({ reason: 'ended', claims: mergeClaims(NBF, POLICY) })
      expect(await asks[0]!(user, 'access 0', NBF)).toEqual({ reason: 'ended', claims: NBF })
      expect(entra.claims).toEqual([NBF])
      expect(await stored()).toEqual({ ...connection, demanded: NBF })
      // Without the demand the token is as good as before.
      entra.say = () => undefined
      expect(await tokenOf(asks[1]!(user))).toBe('access 0')
      expect(await tokenOf(asks[1]!(user, 'access 0'))).toBe('access 2')
      expect((await stored())?.demanded).toBeUndefined()
    })

    test('with a refresh token that is no longer valid ends the connection, and the sign-in carries the demand', async () => {
      const { user, instance, stored } = await somebody({ leftMs: HOUR_MS })
      const entra = strictEntra({ first: 'another one' })
      expect(await instance(entra.refresh)(user, 'access 0', NBF)).toEqual({ reason: 'ended', claims: NBF })
      expect(await stored()).toBeUndefined()
    })

    test('by Entra at an ordinary refresh ends the connection, and the sign-in carries it', async () => {
      const { user, instance, stored } = await somebody()
      const entra = strictEntra({ first: 'refresh 0' })
      entra.say = wantsMore
      expect(await instance(entra.refresh)(user)).toEqual({ reason: 'ended', claims: POLICY })
      expect(await stored()).toBeUndefined()
    })

    test.each<EntraErrorCode>(['unavailable', 'operator', 'untrusted'])(
      'that ends in %s signs nobody out',
      async (code) => {
        const { user, connection, instance, stored } = await somebody({ leftMs: HOUR_MS })
        const entra = strictEntra({ first: 'refresh 0' })
        entra.say = failing(code)
        expect(await codeOf(instance(entra.refresh)(user, 'access 0', NBF))).toBe(code)
        expect(await stored()).toEqual(connection)
        entra.say = () => undefined
        expect(await tokenOf(instance(entra.refresh)(user, 'access 0', NBF))).toBe('access 2')
      },
    )
  })

  test('a disconnect during a refresh stays: the connection does not come back', async () => {
    const { user, instance, stored, disconnect } = await somebody()
    const entra = strictEntra({ first: 'refresh 0' })
    entra.say = async () => void (await disconnect())
    expect(await tokenOf(instance(entra.refresh)(user))).toBe('not_connected')
    expect(await stored()).toBeUndefined()
  })

  test('a disconnect and a new sign-in during a refresh: the new connection stays', async () => {
    const { user, connection, connections, key, instance, stored, disconnect } = await somebody()
    const entra = strictEntra({ first: 'refresh 0' })
    const anew = {
      ...connection,
      epoch: 'epoch 1',
      accessToken: 'a',
      refreshToken: 'r',
      expiresAt: Date.now() + HOUR_MS,
    }
    entra.say = async () => {
      await disconnect()
      await connections.put(key, anew, HOUR_MS)
    }
    expect(await tokenOf(instance(entra.refresh)(user))).toBe('a')
    expect(await stored()).toEqual(anew)
  })

  test('a slow holder whose lease was taken still stores its new tokens', async () => {
    const { user, connections, key, instance, stored } = await somebody()
    const entra = strictEntra({ first: 'refresh 0' })
    entra.say = async () => {
      const found = await connections.get(key)
      const taken = { ...found!.value, refreshing: { holder: 'another', until: Date.now() + 5_000 } }
      await connections.put(key, taken, HOUR_MS)
    }
    expect(await tokenOf(instance(entra.refresh)(user))).toBe('access 1')
    expect(await stored()).toMatchObject({ refreshToken: 'refresh 1' })
  })

  test('a failed refresh does not give up a lease that another instance has taken', async () => {
    const { user, connections, key, instance, stored } = await somebody({ leftMs: MINUTE_MS })
    const entra = strictEntra({ first: 'refresh 0' })
    const refreshing = { holder: 'another', until: Date.now() + 5_000 }
    entra.say = async () => {
      const found = await connections.get(key)
      await connections.put(key, { ...found!.value, refreshing }, HOUR_MS)
      throw new EntraError('unavailable')
    }
    expect(await tokenOf(instance(entra.refresh)(user))).toBe('access 0')
    expect(await stored()).toMatchObject({ refreshing })
  })

  test('new tokens are stored although the store is away for a moment', async () => {
    const { user, stored } = await somebody()
    const entra = strictEntra({ first: 'refresh 0' })
    let awayUntil = 0
    entra.say = () => void (awayUntil = performance.now() + 700)
    const shaky = tapped(store, {
      before({ op }) {
        if (op === 'replace' && performance.now() < awayUntil) throw new StoreError('unreachable', 'away')
      },
    })
    const connections = connectionRecords(shaky)
    expect(await tokenOf(accessTokens({ connections, refresh: entra.refresh })(user))).toBe('access 1')
    expect(await stored()).toMatchObject({ refreshToken: 'refresh 1' })
  })

  test('new tokens are stored although the store’s answer is lost', async () => {
    const { user, stored } = await somebody()
    const entra = strictEntra({ first: 'refresh 0' })
    let writes = 0
    const lossy = tapped(store, {
      after({ op }) {
        if (op === 'replace' && (writes += 1) === 2) throw new StoreError('unreachable', 'the reply is lost')
      },
    })
    const connections = connectionRecords(lossy)
    expect(await tokenOf(accessTokens({ connections, refresh: entra.refresh })(user))).toBe('access 1')
    expect(await stored()).toMatchObject({ refreshToken: 'refresh 1' })
    expect(entra.calls).toHaveLength(1)
  })

  test('the old token stays in use while it is valid, if the store cannot write', async () => {
    const { user } = await somebody({ leftMs: MINUTE_MS })
    const full = tapped(store, {
      before({ op }) {
        if (op === 'replace') throw new StoreError('refused', 'full')
      },
    })
    const connections = connectionRecords(full)
    const entra = strictEntra({ first: 'refresh 0' })
    expect(await tokenOf(accessTokens({ connections, refresh: entra.refresh })(user))).toBe('access 0')
    expect(entra.calls).toEqual([])
  })

  // These wait for five real seconds, which are their subject. They run for one driver, as no driver makes a difference.
  if (driver !== 'redis') return
  describe.concurrent('a holder of the lease', () => {
    test.each([
      { says: 'that died', clockMs: 0 },
      { says: 'that died with its clock five minutes ahead', clockMs: 5 * MINUTE_MS },
      { says: 'that died with its clock five minutes behind', clockMs: -5 * MINUTE_MS + 5_000 },
    ])('$says delays callers for five seconds at most', async ({ clockMs }) => {
      const refreshing = { holder: 'dead', until: Date.now() + clockMs + 5_000 }
      const { user, instance, stored } = await somebody({ more: { refreshing } })
      const entra = strictEntra({ first: 'refresh 0' })
      const begun = performance.now()
      expect(await tokenOf(instance(entra.refresh)(user))).toBe('access 1')
      expectWithin(8_000, performance.now() - begun)
      expect(entra.calls).toHaveLength(1)
      expect((await stored())?.refreshing).toBeUndefined()
    })

    test('that died long ago delays nobody', async () => {
      const refreshing = { holder: 'dead', until: Date.now() - 11 * MINUTE_MS }
      const { user, instance } = await somebody({ more: { refreshing } })
      const begun = performance.now()
      expect(await tokenOf(instance(strictEntra({ first: 'refresh 0' }).refresh)(user))).toBe('access 1')
      expectWithin(3_000, performance.now() - begun)
    })

    test('delays nobody while the old token lives', async () => {
      const refreshing = { holder: 'alive', until: Date.now() + 5_000 }
      const { user, instance } = await somebody({ leftMs: MINUTE_MS, more: { refreshing } })
      const entra = strictEntra({ first: 'refresh 0' })
      const begun = performance.now()
      expect(await tokenOf(instance(entra.refresh)(user))).toBe('access 0')
      expectWithin(3_000, performance.now() - begun)
      expect(entra.calls).toEqual([])
    })

    test('that waits seven seconds for Entra keeps it, and everybody gets its token', async () => {
      const { user, instance } = await somebody()
      const entra = strictEntra({ first: 'refresh 0' })
      entra.say = () => sleep(7_000)
      const asks = Array.from({ length: 4 }, () => instance(entra.refresh))
      const tokens = await Promise.all(asks.map((ask) => tokenOf(ask(user))))
      expect(new Set(tokens)).toEqual(new Set(['access 1']))
      expect(entra.calls).toEqual(['refresh 0'])
    })
  })
})
