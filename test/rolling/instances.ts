import { createHash } from 'node:crypto'
import { expect, vi } from 'vitest'
import { type BotProcess, startBot } from '../../emulator/demo/bot-process.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { scrape, valueOf } from '../metrics/samples.ts'
import { COMPILED } from '../entry.ts'
import { freePort, type RedisServer } from '../redis-server.ts'

const KEY = createHash('sha256').update('the key of the rolling restarts').digest('base64')

/** Longer than the proxy of docs/deploy.md takes to notice. */
const DRAIN_SECONDS = '5'

/** A place for an instance: a port that stays the same when another process takes over. */
export type Place = {
  port: number
  start(program?: string): Promise<void>
  stop(): Promise<void>
  /** Ends the process at once, whatever it does. */
  kill(): Promise<void>
  /** Resolves once the process here has answered turns. */
  works(): Promise<void>
}

export async function place(emulator: Emulator, redis: RedisServer, publicUrl: string): Promise<Place> {
  const [port, metricsPort] = [await freePort(), await freePort()]
  let bot: BotProcess | undefined
  const settings = {
    ...emulator.settings(publicUrl),
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    REDIS_URL: redis.url,
    ENCRYPTION_KEYS: KEY,
    METRICS_PORT: String(metricsPort),
    TRUST_PROXY: '1',
    DRAIN_SECONDS,
    LOG_LEVEL: 'error',
    NODE_COMPILE_CACHE: COMPILED,
  }
  return {
    port,
    async start(program) {
      bot = await startBot(settings, `http://127.0.0.1:${port}`, program)
    },
    async stop() {
      const status = await bot?.stop()
      bot = undefined
      if (status !== undefined) expect(status).toBe(0)
    },
    async kill() {
      if (bot) process.kill(bot.pid, 'SIGKILL')
      await bot?.ended
    },
    async works() {
      const turns = async () => valueOf(await scrape(metricsPort).catch(() => ''), 'bot_turns_total')
      await vi.waitUntil(async () => (await turns()) > 5, { interval: 100, timeout: 60_000 })
    },
  }
}
