import { describe, expect, it } from 'vitest'
import type { Asked } from '../../src/commands/asked.ts'
import { exchangeOf, type Send } from '../../src/commands/exchange.ts'
import { keptIn } from '../../src/commands/turn-memory.ts'
import type { Reply, Step } from '../../src/commands/reply.ts'
import { en } from '../../src/text/en.ts'

const welcome: Reply = { kind: 'welcome' }
const gone: Reply = { kind: 'contact_gone' }

const askedBy = (): Asked => ({
  user: {
    channelId: 'msteams',
    tenantId: undefined,
    id: '29:1',
    conversationId: 'a:1',
    name: 'Megan',
    aadObjectId: undefined,
    vouched: false,
  },
  chat: { personal: true, reference: {} },
  words: en.commands,
  sentAt: 0,
  reference: 'r',
  kept: keptIn({ value: undefined, save: async () => undefined }),
  onFault: () => {},
})

describe('an exchange', () => {
  const sending = (ids: (string | undefined)[]) => {
    const sent: Step[] = []
    const send: Send = async (step) => {
      sent.push(step)
      return ids.shift()
    }
    return { sent, send }
  }

  it('shows everything in one message', async () => {
    const { sent, send } = sending(['1', '1'])
    const exchange = exchangeOf(askedBy(), send)
    expect(exchange.shownIn()).toBeUndefined()
    await exchange.show(welcome)
    await exchange.show(gone)
    expect(sent).toEqual([
      { reply: welcome, replaces: undefined },
      { reply: gone, replaces: '1' },
    ])
    expect(exchange.shownIn()).toBe('1')
  })

  it('shows in the message whose button was pressed, which counts as its own only from then on', async () => {
    const { sent, send } = sending(['9'])
    const exchange = exchangeOf({ ...askedBy(), replaces: '9' }, send)
    await exchange.say(gone)
    expect(exchange.shownIn()).toBeUndefined()
    await exchange.show(welcome)
    expect(sent).toEqual([
      { reply: gone, replaces: undefined },
      { reply: welcome, replaces: '9' },
    ])
    expect(exchange.shownIn()).toBe('9')
  })

  it('shows in new messages if the channel gives no ids', async () => {
    const { sent, send } = sending([])
    const exchange = exchangeOf(askedBy(), send)
    await exchange.show(welcome)
    await exchange.show(gone)
    expect(sent.map(({ replaces }) => replaces)).toEqual([undefined, undefined])
  })
})
