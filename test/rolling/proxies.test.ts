import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { freePort } from '../redis-server.ts'
import { findProxy, startProxy } from './proxies.ts'

/** An instance that cuts the connections of its first `cuts` deliveries. */
async function cutting(cuts: number) {
  let left = cuts
  const server = createServer((request, response) => {
    if (request.url !== '/api/messages') return void response.end()
    left -= 1
    if (left >= 0) request.socket.destroy()
    else request.resume().on('end', () => response.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

test.each(['haproxy', 'nginx'] as const)(
  'behind %s a cut connection costs no later delivery while the other instance is down',
  async (name) => {
    findProxy(name)
    const instance = await cutting(2)
    const proxy = await startProxy(name, await freePort(), [await freePort(), instance.port])
    const deliver = async () => {
      const response = await fetch(`http://127.0.0.1:${proxy.port}/api/messages`, { method: 'POST', body: '{}' })
      await response.text()
      return response.status
    }
    try {
      const statuses: number[] = []
      for (let n = 0; n < 30; n += 1) statuses.push(await deliver())
      expect(statuses.slice(2)).toEqual(Array.from({ length: 28 }, () => 200))
    } finally {
      await proxy.stop()
      instance.close()
    }
  },
  600_000,
)
