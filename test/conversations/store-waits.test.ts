import { connect as connectTo, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { startWorld, type World } from '../world.ts'

/** Forwards the traffic between the bot and Redis. The bot sends concurrent requests in one piece, so each piece is one wait for
 *  the store. @param onPiece called for each piece */
async function tappedRedis(url: string, onPiece: () => void) {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const redis = connectTo(Number(target.port), target.hostname)
    for (const socket of [client, redis]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => [client, redis].forEach((one) => one.destroy()))
    }
    client.on('data', (piece) => {
      onPiece()
      redis.write(piece)
    })
    redis.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: Object.assign(new URL(url), { port: String(port) }).href,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

/** How often a turn waits before its answer. Without sign-ins, the application's token is read after everything else. */
const SIGNED_IN = { find: 2, name: 2, help: 3 }
const APPLICATION = { find: 3, name: 3, help: 3 }

describe.each<[string, Record<string, string>, typeof SIGNED_IN]>([
  ['a person who is signed in', {}, SIGNED_IN],
  ['a person without a sign-in', { GRAPH_ACCESS: 'application' }, APPLICATION],
])('with Redis, %s', (_who, env, waits) => {
  let redis: Awaited<ReturnType<typeof tappedRedis>>
  let world: World
  /** For each piece, how many messages the channel had got before it. */
  let pieces: number[] = []

  beforeAll(async () => {
    redis = await tappedRedis(inject('redisUrl'), () => pieces.push(world?.emulator.channel.calls.length ?? 0))
    world = await startWorld({ REDIS_URL: redis.url, ...env })
    if (env['GRAPH_ACCESS'] !== undefined) world.emulator.application.consent(megan.tid)
    else await world.connect(megan)
    await ask('find contact Alice')
    await ask('Alice')
  })
  afterAll(async () => {
    await world.close()
    redis.close()
  })

  /** How often the bot waits for its store: before it answers, and in total. */
  async function ask(text: string) {
    const { channel, graph } = world.emulator
    const [said, asked] = [channel.calls.length, graph.calls.length]
    pieces = []
    const { length: messages } = await channel.personal(megan).ask(text)
    await channel.idle?.()
    const untilAnswer = pieces.filter((calls) => calls === said).length
    return { messages, graph: graph.calls.length - asked, untilAnswer, inAll: pieces.length }
  }

  it.each([
    ['find contact Alice', waits.find],
    ['Alice', waits.name],
    ['help', waits.help],
  ])(
    '“%s” is answered from the copy at hand after %i waits for the store, and one more ends the turn',
    async (text, untilAnswer) => {
      // A turn that takes long renews its claim meanwhile, which is one more.
      await expect.poll(() => ask(text)).toEqual({ messages: 1, graph: 0, untilAnswer, inAll: untilAnswer + 1 })
    },
  )

  it('a question of ours that “help” ends takes no additional wait', async () => {
    const helped = async () => {
      await ask('delete Alice')
      return (await ask('help')).untilAnswer
    }
    await expect.poll(helped).toBeLessThanOrEqual(waits.help)
  })
})
