import { type Emulator, startEmulator } from '../../emulator/emulator.ts'
import { freePort, type RedisServer, startRedis } from '../redis-server.ts'
import { type Place, place } from './instances.ts'
import { type ProxyName, type RunningProxy, startProxy } from './proxies.ts'

let closing: (() => Promise<unknown>)[] = []

/** Stops everything of the last site. */
export async function closeSite(): Promise<void> {
  for (const close of closing.toReversed()) await close()
  closing = []
}

export type Site = { emulator: Emulator; redis: RedisServer; places: [Place, Place]; proxy: RunningProxy }

/** Two instances over one Redis behind a proxy. @param program an older one than this */
export async function site(name: ProxyName, program?: string): Promise<Site> {
  const redis = await startRedis()
  const emulator = await startEmulator()
  closing.push(
    () => redis.stop(),
    () => emulator.close(),
  )
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const places: [Place, Place] = [await place(emulator, redis, publicUrl), await place(emulator, redis, publicUrl)]
  for (const one of places) {
    closing.push(() => one.stop())
    await one.start(program)
  }
  const proxy = await startProxy(name, port, [places[0].port, places[1].port])
  closing.push(() => proxy.stop())
  emulator.channel.botUrl = `http://127.0.0.1:${proxy.port}/api/messages`
  return { emulator, redis, places, proxy }
}
