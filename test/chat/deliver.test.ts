import { describe, expect, it } from 'vitest'
import type { Activity } from '../../src/channel/activity.ts'
import { ConnectorError } from '../../src/channel/connector.ts'
import type { OutgoingMessage } from '../../src/channel/turn.ts'
import { deliver } from '../../src/chat/deliver.ts'
import type { LocalizedTurn } from '../../src/chat/localized-turn.ts'
import type { Send } from '../../src/commands/exchange.ts'
import type { Step } from '../../src/commands/reply.ts'
import { OutboundError } from '../../src/outbound/outbound-error.ts'
import { CLOUDS } from '../../src/config/clouds.ts'
import { en } from '../../src/text/en.ts'

/** A turn of which each update fails with `error`, and what was sent in it. */
function failing(error: unknown) {
  const sent: OutgoingMessage[] = []
  const turn: LocalizedTurn = {
    catalogue: en,
    links: CLOUDS.public.links,
    edits: true,
    activity: { recipient: { id: '28:bot' }, replyToId: 'pressed' } as Activity,
    reference: undefined,
    memory: { value: undefined, save: async () => undefined },
    async send(message) {
      sent.push(message)
      return String(sent.length)
    },
    async update() {
      throw error
    },
  }
  const faults: unknown[] = []
  const say = (...steps: Step[]) => deliver(turn, saying(steps), { onFault: (error) => faults.push(error) })
  return { say, faults, texts: () => sent.map(({ text }) => text) }
}

function saying(steps: Step[]) {
  return async (send: Send): Promise<void> => {
    for (const step of steps) await send(step)
  }
}

const replaced: Step = { reply: { kind: 'cancelled' }, replaces: 'older' }
const next: Step = { reply: { kind: 'which_name' } }

describe('a message whose content the channel does not replace', () => {
  it.each([400, 404, 405, 410, 412, 501])(
    'is sent as a new one if the older one cannot be replaced (%i)',
    async (status) => {
      const { say, texts, faults } = failing(new ConnectorError(status))
      await say(replaced)
      expect(texts()).toEqual([en.cancelled])
      expect(faults).toEqual([])
    },
  )

  it.each([403, 413])('is not tried as a new one if the channel refuses the content for good (%i)', async (status) => {
    const error = new ConnectorError(status)
    const { say, texts } = failing(error)
    await expect(say(replaced, next)).rejects.toBe(error)
    expect(texts()).toEqual([])
  })

  it.each([undefined, 401, 408, 429, 500, 502, 503, 504])(
    'is not sent again if it may have been replaced, or may be later (%s): the turn fails',
    async (status) => {
      const error = new ConnectorError(status)
      const { say, texts } = failing(error)
      await expect(say(replaced)).rejects.toBe(error)
      expect(texts()).toEqual([])
    },
  )

  it('is not sent as a new one if the channel cannot be reached: the turn fails', async () => {
    const error = new OutboundError('unreachable')
    const { say, texts } = failing(error)
    await expect(say(replaced)).rejects.toBe(error)
    expect(texts()).toEqual([])
  })

  it('does not block later messages: the failure is logged, and the turn continues', async () => {
    const error = new ConnectorError(undefined)
    const { say, texts, faults } = failing(error)
    await say(replaced, next)
    expect(texts()).toEqual([en.whichName])
    expect(faults).toEqual([error])
  })
})
