import { randomUUID } from 'node:crypto'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import { megan } from '../../emulator/people.ts'
import { readable } from '../world.ts'

const PER_SECOND = 20

/** The results of all turns. `lost`: sent, but not answered by 200. `answers`: messages of the bot. */
export type Delivered = { sent: number; lost: string[]; answers: number }

/** Sends 20 turns a second until it is stopped, without waiting for answers. Each person writes one at a time.
 *  @returns a function that stops it, waits for all answers, and returns the results */
export function turnsPerSecond({ channel }: Emulator): () => Promise<Delivered> {
  const free: Chat[] = []
  const all: Chat[] = []
  const underWay = new Set<Promise<void>>()
  const lost: string[] = []
  let sent = 0

  function chat(): Chat {
    const known = free.shift()
    if (known) return known
    const fresh = channel.personal({ ...megan, oid: randomUUID(), name: `Somebody ${all.length}` })
    all.push(fresh)
    return fresh
  }

  async function turn(by: Chat): Promise<void> {
    const outcome = await by.send('help').then(
      ({ status }) => String(status),
      (error: unknown) => String(error instanceof Error ? (error.cause ?? error) : error),
    )
    if (outcome !== '200') lost.push(outcome)
    free.push(by)
  }

  const timer = setInterval(() => {
    sent += 1
    const work: Promise<void> = turn(chat()).finally(() => underWay.delete(work))
    underWay.add(work)
  }, 1_000 / PER_SECOND)

  return async () => {
    clearInterval(timer)
    await Promise.all(underWay)
    const said = all.flatMap(({ messages }) => messages.filter(({ from }) => from === 'bot'))
    return { sent, lost, answers: said.filter((message) => readable(message).includes('find contact')).length }
  }
}
