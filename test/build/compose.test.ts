import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { freePort } from '../redis-server.ts'

/** The command of the service `redis`, as its container would run it: compose writes `$` as `$$`. */
const [, list = '[]'] = /command:\s*(\[[^]*?\])/.exec(readFileSync('compose.yaml', 'utf8')) ?? []
const [shell = '', flag = '', script = ''] = [...list.matchAll(/'([^']*)'/g)].map(([, word = '']) =>
  word.replaceAll('$$', '$'),
)

async function started(folder: string, port: number) {
  const child = spawn(shell, [flag, `${script} --port ${port} --bind 127.0.0.1`], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', REDIS_PASSWORD: 'swordfish' },
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const client = new Redis({ port, password: 'swordfish', retryStrategy: () => 50 })
  client.on('error', () => undefined)
  await client.ping()
  return {
    client,
    async stop() {
      client.disconnect()
      child.kill('SIGTERM')
      await ended
    },
  }
}

it('the Redis of compose.yaml requires its password, drops nothing, and keeps its records over a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'))
  const port = await freePort()
  const first = await started(folder, port)
  await first.client.set('connection/x', 'kept', 'PX', 60_000)
  expect(await first.client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction'])
  const stranger = new Redis({ port, maxRetriesPerRequest: 0 })
  stranger.on('error', () => undefined)
  await expect(stranger.get('connection/x')).rejects.toThrow('NOAUTH')
  stranger.disconnect()
  await first.stop()
  const second = await started(folder, port)
  expect(await second.client.get('connection/x')).toBe('kept')
  await second.stop()
  rmSync(folder, { recursive: true })
})
