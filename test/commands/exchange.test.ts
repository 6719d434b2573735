import { describe, expect, it } from 'vitest'
import type { Asked } from '../../src/commands/asked.ts'
import { exchangeOf, type Send, steps } from '../../src/commands/exchange.ts'
import type { Replies, Reply, Step } from '../../src/commands/reply.ts'

const welcome: Reply = { kind: 'welcome' }
const gone: Reply = { kind: 'contact_gone' }

const asked: Asked = {
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
  sentAt: 0,
  reference: 'r',
  onFault: () => {},
}

/** Takes every step, and names its message `1`, `2`, … unless it replaces one. */
async function taken(replies: Replies): Promise<Step[]> {
  const all: Step[] = []
  for (let next = await replies.next(); !next.done;) {
    all.push(next.value)
    next = await replies.next(next.value.replaces ?? String(all.length))
  }
  return all
}

describe('steps', () => {
  it('come in order, and each send gets the id of its message', async () => {
    const ids: (string | undefined)[] = []
    const replies = steps(async (send) => {
      ids.push(await send({ reply: welcome }))
      ids.push(await send({ reply: gone, replaces: 'x' }))
    })
    expect(await taken(replies)).toEqual([{ reply: welcome }, { reply: gone, replaces: 'x' }])
    expect(ids).toEqual(['1', 'x'])
  })

  it('sent at the same time all arrive', async () => {
    const replies = steps(async (send) => void (await Promise.all([1, 2, 3].map(() => send({ reply: welcome })))))
    expect(await taken(replies)).toHaveLength(3)
  })

  it('do not begin before they are asked for', async () => {
    let hasBegun = false
    const replies = steps(async () => void (hasBegun = true))
    expect(hasBegun).toBe(false)
    expect(await taken(replies)).toEqual([])
    expect(hasBegun).toBe(true)
  })

  it('throw what the work throws', async () => {
    const replies = steps(async (send) => {
      await send({ reply: welcome })
      throw new Error('broken')
    })
    expect((await replies.next()).value).toEqual({ reply: welcome })
    await expect(replies.next('1')).rejects.toThrow('broken')
  })

  it('that cannot be drawn fail where they were sent, so that the work can say something else', async () => {
    const replies = steps(async (send) => {
      await send({ reply: welcome }).catch(() => send({ reply: gone }))
    })
    await replies.next()
    expect((await replies.throw(new Error('no card'))).value).toEqual({ reply: gone })
    expect((await replies.next('1')).done).toBe(true)
  })

  it('end where nobody asks for the next one: the work goes no further', async () => {
    let hasGoneOn = false
    const replies = steps(async (send) => {
      await send({ reply: welcome }).finally(() => (hasGoneOn = true))
    })
    await replies.next()
    await replies.return()
    expect(hasGoneOn).toBe(false)
  })
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
    const exchange = exchangeOf(asked, send)
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
    const exchange = exchangeOf({ ...asked, replaces: '9' }, send)
    await exchange.say(gone)
    expect(exchange.shownIn()).toBeUndefined()
    await exchange.show(welcome)
    expect(sent).toEqual([
      { reply: gone, replaces: undefined },
      { reply: welcome, replaces: '9' },
    ])
    expect(exchange.shownIn()).toBe('9')
  })

  it('shows in new messages where the channel gives no ids', async () => {
    const { sent, send } = sending([])
    const exchange = exchangeOf(asked, send)
    await exchange.show(welcome)
    await exchange.show(gone)
    expect(sent.map(({ replaces }) => replaces)).toEqual([undefined, undefined])
  })
})
