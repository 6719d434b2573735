import { test as base } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import type { EmulatorOptions } from '../../emulator/emulator.ts'
import { megan, type Person } from '../../emulator/people.ts'
import { readable, startWorld, type World } from '../world.ts'

/** A world in which Megan is connected, and ways to talk there. */
export type Talk = Awaited<ReturnType<typeof talkIn>>

export type Open = (env?: Record<string, string>, options?: EmulatorOptions) => Promise<Talk>

/** `open` starts a world that is closed at the end of the test. */
export const test = base.extend<{ open: Open }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads from it that nothing else is wanted
  open: async ({}, use) => {
    const worlds: World[] = []
    await use(async (env, options) => {
      const world = await startWorld(env, options)
      worlds.push(world)
      return talkIn(world)
    })
    await Promise.all(worlds.map((world) => world.close()))
  },
})

const NO_PICTURE = /^(?!.*\/photo)/

async function talkIn(world: World) {
  const { graph, channel } = world.emulator
  const connected = async (person: Person): Promise<Chat> => {
    const chat = channel.personal(person)
    await world.connect(person)
    await chat.settled()
    return chat
  }
  const chat = await connected(megan)
  graph.calls.length = 0

  return {
    world,
    graph,
    faults: world.emulator.faults,
    chat,
    mailbox: graph.mailbox(megan.oid),
    connected,

    /** Asks, waits until the bot has finished, and returns its one answer. @throws if there is not exactly one. */
    async ask(text: string, of: Chat = chat): Promise<Message> {
      const [answer, ...more] = await of.ask(text)
      if (!answer || more.length > 0) throw new Error(`${more.length + 1} answers: ${more.map(readable).join(' | ')}`)
      return answer
    },

    /** The message as it is now. */
    now({ id }: Message, of: Chat = chat): Message {
      const found = of.messages.find((message) => message.id === id)
      if (!found) throw new Error('No such message')
      return found
    },

    /** How many requests Graph gets during `work`. Pictures do not count, because they are requested after the answer was
     *  sent. */
    async calls(work: () => Promise<unknown>): Promise<number> {
      const before = graph.count(NO_PICTURE)
      await work()
      return graph.count(NO_PICTURE) - before
    },

    /** Everything that the bot says during `work`, in order, with the contents that were replaced later. */
    async told(work: () => Promise<unknown>, of: Chat = chat): Promise<string[]> {
      const before = of.history.length
      await work()
      return of.history.slice(before).flatMap(({ body }) => (isMessage(body) ? [readable(body)] : []))
    },
  }
}

function isMessage(body: unknown): body is Message & { type: 'message' } {
  return typeof body === 'object' && body !== null && 'type' in body && body.type === 'message'
}
