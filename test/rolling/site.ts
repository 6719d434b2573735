import { type Emulator, startEmulator } from '../../emulator/emulator.ts'
import { freePort, type RedisServer, startRedis } from '../redis-server.ts'
import { type Place, place } from './instances.ts'
import { type ProxyName, type RunningProxy, startProxy } from './proxies.ts'

export type Site = {
  emulator: Emulator
  redis: RedisServer
  places: [Place, Place]
  proxy: RunningProxy
  /** Stops everything. */
  close(): Promise<void>
}

/** Two instances over one Redis behind a proxy. @param program an older one than this */
export async function site(name: ProxyName, program?: string): Promise<Site> {
  const closing: (() => Promise<unknown>)[] = []
  async function close(): Promise<void> {
    for (const one of closing.splice(0).toReversed()) await one()
  }
  try {
    const redis = await startRedis()
    closing.push(() => redis.stop())
    const emulator = await startEmulator()
    closing.push(() => emulator.close())
    const port = await freePort()
    const publicUrl = `http://localhost:${port}`
    const places: [Place, Place] = [await place(emulator, redis, publicUrl), await place(emulator, redis, publicUrl)]
    closing.push(() => Promise.all(places.map((one) => one.kill())))
    for (const one of places) await one.start(program)
    const proxy = await startProxy(name, port, [places[0].port, places[1].port])
    closing.push(() => proxy.stop())
    emulator.channel.botUrl = `http://127.0.0.1:${proxy.port}/api/messages`
    return { emulator, redis, places, proxy, close }
  } catch (error) {
    await close()
    throw error
  }
}
