import { AbstractConnector } from 'ioredis'
import { createConnection, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type RedisConnection, redisConnection } from '../../../../src/store/drivers/redis/connection.ts'

let connection: RedisConnection | undefined
afterEach(() => connection?.close())

/** Connects with `open`, which gets the number of the try. */
function connectBy(open: (nth: number) => Socket) {
  const heard: Error[] = []
  let tries = 0
  class Connector extends AbstractConnector {
    constructor() {
      super(2_000)
    }
    async connect(): Promise<Socket> {
      tries += 1
      const socket = open(tries)
      this.stream = socket
      return socket
    }
  }
  const listeners = { onError: (error: Error) => heard.push(error), onRecovered: () => {}, onFirstReady: () => {} }
  connection = redisConnection({ Connector }, listeners, () => 'Redis at test')
  return { heard, tries: () => tries }
}

// Nothing listens at these ports.
const PORTS = [1, 2]

describe('a connection that fails', () => {
  it('at all addresses of a host is reported with a reason', async () => {
    const { heard } = connectBy(() =>
      createConnection({
        host: 'redis.invalid',
        port: 1,
        autoSelectFamily: true,
        lookup: (_host, _options, found) =>
          found(
            null,
            ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 })),
          ),
      }),
    )
    await expect
      .poll(() => heard)
      .toMatchObject([{ message: 'Redis at test, user default: ECONNREFUSED 127.0.0.1:1', code: 'unreachable' }])
  })

  it('for two reasons in turn is reported once for each', async () => {
    const { heard, tries } = connectBy((nth) => createConnection({ host: '127.0.0.1', port: PORTS[nth % 2] ?? 1 }))
    await expect.poll(tries, { timeout: 10_000 }).toBeGreaterThan(4)
    const messages = heard.map(({ message }) => message)
    expect(messages.toSorted()).toEqual(
      PORTS.map((port) => `Redis at test, user default: ECONNREFUSED 127.0.0.1:${port}`),
    )
  })
})
