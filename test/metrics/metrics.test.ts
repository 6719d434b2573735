import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it, test } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { connectionCount } from '../../src/metrics/connection-count.ts'
import { StoreError } from '../../src/store/store.ts'
import { freePort } from '../redis-server.ts'
import { readable, startWorld, type World } from '../world.ts'
import { samples, scrape, valueOf } from './samples.ts'

let worlds: World[] = []
afterEach(async () => {
  await Promise.all(worlds.map((world) => world.close()))
  worlds = []
})

async function metered(env: Record<string, string> = {}) {
  const port = await freePort()
  const world = await startWorld({ METRICS_PORT: String(port), ...env })
  worlds.push(world)
  const now = () => scrape(port)
  return { port, world, now, value: async (...of: [string, Record<string, string>?]) => valueOf(await now(), ...of) }
}

describe('the metrics', () => {
  it('count turns, requests, refreshes and the people who are connected', async () => {
    const { world, now, value } = await metered()
    const chat = world.emulator.channel.personal(megan)
    expect(await value('connections')).toBe(0)
    await world.connect(megan)
    await chat.settled()
    await chat.ask('find contact Alice')
    world.emulator.entra.expireAccessTokens()
    await chat.ask('find contact Alice')
    await chat.settled()
    const text = await now()
    expect(valueOf(text, 'bot_turns_total', { command: 'find', outcome: 'contact' })).toBe(2)
    expect(valueOf(text, 'bot_turns_total', { command: 'connect' })).toBe(1)
    expect(valueOf(text, 'bot_turn_duration_seconds_count')).toBe(3)
    expect(valueOf(text, 'graph_requests_total', { status: '200' })).toBeGreaterThan(1)
    expect(valueOf(text, 'graph_requests_total', { status: '401' })).toBeGreaterThanOrEqual(0)
    expect(valueOf(text, 'entra_requests_total', { status: '200' })).toBeGreaterThan(3)
    expect(valueOf(text, 'channel_requests_total', { status: '200' })).toBeGreaterThan(0)
    expect(valueOf(text, 'address_book_reads_total', { kind: 'whole', outcome: 'read' })).toBe(1)
    expect(valueOf(text, 'address_book_age_seconds_count')).toBeGreaterThan(0)
    expect(valueOf(text, 'store_request_duration_seconds_count', { operation: 'read' })).toBeGreaterThan(3)
    expect(valueOf(text, 'store_request_duration_seconds_count', { operation: 'write' })).toBeGreaterThan(3)
    expect(samples(text).find(({ name }) => name === 'event_loop_delay_seconds')?.value).toBeGreaterThanOrEqual(0)
    expect(await value('connections')).toBe(1)
    await chat.ask('disconnect')
    expect(await value('connections')).toBe(0)
  })

  it('count refreshes by their outcome, and a refusal of Entra’s', async () => {
    const { world, value } = await metered({ CONTACTS_MAX_AGE: '0' })
    const chat = world.emulator.channel.personal(megan)
    await world.connect(megan)
    await chat.settled()
    world.emulator.entra.expireAccessTokens()
    await chat.ask('find contact Alice')
    await chat.settled()
    expect(await value('token_refreshes_total', { outcome: 'renewed' })).toBe(1)
    world.emulator.entra.expireAccessTokens()
    world.emulator.faults.add({ match: 'token', status: 400, body: { error: 'invalid_grant' } })
    await chat.ask('find contact Zoe')
    await chat.settled()
    expect(await value('token_refreshes_total', { outcome: 'refused' })).toBe(1)
    expect(await value('entra_requests_total', { status: '400' })).toBe(1)
  })

  it('count requests to Graph by status, and those that repeat an earlier one', async () => {
    const { world, value } = await metered({ CONTACTS_MAX_AGE: '0', CONTACTS_KEEP: '0' })
    const chat = world.emulator.channel.personal(megan)
    await world.connect(megan)
    await chat.settled()
    world.emulator.faults.add({ match: 'graph', status: 503, headers: { 'retry-after': '0' } })
    await chat.ask('find contact Alice')
    await chat.settled()
    expect(await value('graph_requests_total', { status: '503' })).toBeGreaterThan(2)
    expect(await value('request_retries_total', { party: 'graph' })).toBeGreaterThan(1)
    expect(await value('bot_faults_total', { trouble: 'contacts_down' })).toBe(1)
    world.emulator.faults.clear()
    world.emulator.faults.add({ match: 'graph', cut: 'before', times: 1 })
    await chat.ask('find contact Alice')
    expect(await value('graph_requests_total', { status: 'unreachable' })).toBe(1)
  })

  it('count refused requests by reason', async () => {
    const { world, value } = await metered()
    const url = `${world.publicUrl}/api/messages`
    const json = { 'content-type': 'application/json' }
    await fetch(url, { method: 'POST', headers: json, body: '{}' })
    await fetch(url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' })
    await fetch(url, { method: 'POST', headers: { ...json, authorization: 'Bearer a.b.c' }, body: '{}' })
    const authorization = `Bearer ${await world.emulator.channel.sign()}`
    await fetch(url, { method: 'POST', headers: { ...json, authorization }, body: '{}' })
    const reasons = ['There is no bearer token', 'Only application/json is accepted here', 'The activity is malformed']
    for (const reason of reasons)
      expect([reason, await value('refused_requests_total', { reason })]).toEqual([reason, 1])
    expect(await value('refused_requests_total')).toBe(4)
  })

  it('are off if METRICS_PORT is not set, and are never on the bot’s own port', async () => {
    const { world, port } = await metered()
    expect((await fetch(`${world.publicUrl}/metrics`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${port}/api/messages`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' })).status).toBe(405)
    expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'HEAD' })).status).toBe(200)
    await world.close()
    worlds = []
    await expect(scrape(port)).rejects.toThrow('fetch failed')
  })

  it('keep the bot from starting if their port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    await expect(startWorld({ METRICS_PORT: String(port) })).rejects.toMatchObject({ code: 'EADDRINUSE', port })
    other.close()
  })
})

describe('the number of connections', () => {
  /** Scans of the keys, each of which takes as long as the test says. */
  function counter() {
    const under: ((keys: number) => void)[] = []
    async function* scan() {
      const keys = await new Promise<number>((resolve) => under.push(resolve))
      for (let at = 0; at < keys; at += 1) yield `connection/${at}`
    }
    return { count: connectionCount({ scan }), under }
  }

  it('is counted once for concurrent readers, and again at each reading if that is quick', async () => {
    const { count, under } = counter()
    const first = [count(), count(), count()]
    under[0]?.(7)
    expect(await Promise.all(first)).toEqual([7, 7, 7])
    const second = count()
    expect(under).toHaveLength(2)
    under[1]?.(8)
    expect(await second).toBe(8)
  })

  it('is the last number during a slow count, which is then kept for two hundred times as long', async () => {
    const { count, under } = counter()
    const first = count()
    under[0]?.(7)
    expect(await first).toBe(7)
    expect(await count()).toBe(7)
    expect(under).toHaveLength(2)
    under[1]?.(1_000)
    await expect.poll(count).toBe(1_000)
    for (let reading = 0; reading < 5; reading += 1) expect(await count()).toBe(1_000)
    expect(under).toHaveLength(2)
  })

  it('is not known if the store fails', async () => {
    const away = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new StoreError('unreachable', 'away')) }),
    }
    expect(await connectionCount({ scan: () => away })()).toBeUndefined()
  })
})

test('one line of the log has the reference, the activity, and both names of a request to Graph', async () => {
  const world = await startWorld({ CONTACTS_MAX_AGE: '0', CONTACTS_KEEP: '0' })
  worlds.push(world)
  const { channel, faults, graph } = world.emulator
  const chat = channel.personal(megan)
  await world.connect(megan)
  await chat.settled()
  graph.calls.length = 0
  faults.add({
    match: 'graph',
    status: 400,
    headers: { 'request-id': '0d1c3f1e-9a43-4e8f-8d71-0f3ec1e3b7aa' },
    body: { error: { code: 'ErrorInvalidRequest', message: 'no' } },
  })
  const [apology] = await chat.ask('find contact Alice')
  await chat.settled()
  const [, reference] = /Reference: (\w+)/.exec(readable(apology)) ?? []
  expect(reference).toBeDefined()
  const lines = world.log.filter((line) => line['reference'] === reference)
  const ids = {
    clientRequestId: expect.stringMatching(/^[\w-]{36}$/) as unknown,
    requestId: expect.stringMatching(/^0d1c/) as unknown,
  }
  const activity = expect.stringMatching(/./) as unknown
  expect(lines).toContainEqual(
    expect.objectContaining({
      msg: 'Something failed in a turn',
      activity,
      error: expect.objectContaining(ids) as unknown,
    }),
  )
  expect(lines).toContainEqual(
    expect.objectContaining({
      msg: 'turn',
      activity,
      graph: expect.arrayContaining([expect.objectContaining(ids)]) as unknown,
    }),
  )
})
