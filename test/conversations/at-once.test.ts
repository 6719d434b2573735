import { describe, expect, inject, vi } from 'vitest'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { expectWithin } from '../timing.ts'
import { readable, said } from '../world.ts'
import { type Talk, test } from './talk.ts'

const { trouble } = en

/** The copies in these tests are older than a minute. */
const OLD_MS = 61_000
/** A latency of Graph with which a check takes less than two seconds, and one with which it takes longer. */
const CHECK_MS = 100
const SLOW_MS = 800
/** Longer than a test waits, as if Graph did not answer. */
const HANGS_MS = 30_000

/** This text only appears if a check takes long. On a busy machine, any check may take long. */
const checking = /^As of \d+ (?:seconds?|minutes?) ago\. Checking Outlook…\n/m

const withoutAge = (texts: string[]) => texts.filter((text) => !checking.test(text))

/** How many messages it takes to send an answer that does not change: two more if the machine is so busy that the check took
 *  long. */
const onceWithout = (texts: string[]) => (texts.some((text) => checking.test(text)) ? 3 : 1)

function named({ mailbox }: Talk, name: string) {
  const found = mailbox.contacts(mailbox.defaultFolder.id).find(({ displayName }) => displayName === name)
  if (!found) throw new Error(`Nobody is called ${name}.`)
  return found
}

/** Opens a world with a copy that is older than a minute. */
async function withOldCopy(open: () => Promise<Talk>): Promise<Talk> {
  const talk = await open()
  await talk.ask('find contact Alice')
  talk.world.age(OLD_MS)
  return talk
}

describe.concurrent('an old copy that finds somebody', () => {
  test('answers while Outlook does not answer, and its answer does not mention that for two seconds', async ({
    open,
  }) => {
    const talk = await withOldCopy(open)
    const { chat, faults } = talk
    faults.add({ match: 'graph', delayMs: HANGS_MS })
    expect((await chat.send('find contact Alice')).status).toBe(200)
    const answer = await chat.next()
    const answeredAt = performance.now()
    expect(readable(answer)).toMatch(/^AA\nAlice Admin\n/)
    await vi.waitUntil(() => checking.test(readable(talk.now(answer))), { timeout: 60_000 })
    expect(performance.now() - answeredAt).toBeGreaterThan(1_500)
  })

  test('is not sent again if nothing of what it shows has changed', async ({ open }) => {
    const talk = await withOldCopy(open)
    const { ask, chat, graph, mailbox, told } = talk
    // No card shows “file as” or another person’s number.
    mailbox.change(named(talk, 'Alice Admin').id, { fileAs: 'Admin, Alice' })
    mailbox.change(named(talk, 'John Smith').id, { mobilePhone: '+1 425 555 0177' })
    const before = graph.calls.length
    const texts = await told(() => ask('find contact Alice'))
    expect(texts).toHaveLength(onceWithout(texts))
    expect(graph.calls.length).toBeGreaterThan(before + 10)
    expect(said(chat).at(-1)).toMatch(/^AA\nAlice Admin\n/)
  })

  test('is corrected in place if Outlook has something else to show', async ({ open }) => {
    const talk = await withOldCopy(open)
    const { ask, chat, mailbox, told } = talk
    mailbox.change(named(talk, 'Alice Admin').id, { mobilePhone: '+1 425 555 0142' })
    const before = said(chat).length
    const texts = withoutAge(await told(() => ask('find contact Alice')))
    expect(texts).toHaveLength(2)
    expect(texts[0]).toContain('+1 425 555 0199')
    expect(texts[1]).toContain('+1 425 555 0142')
    expect(said(chat)).toHaveLength(before + 1)
  })

  test.for<[string, (talk: Talk) => void, RegExp]>([
    [
      'a list, as somebody else was added',
      ({ mailbox }) => void mailbox.add({ displayName: 'Alice' }),
      /^2 people match “Alice”/,
    ],
    [
      'a list, as somebody with the same name was added',
      ({ mailbox }) => void mailbox.add({ displayName: 'Alice Admin', companyName: 'Fabrikam' }),
      /^2 people match “Alice Admin”/,
    ],
    [
      'another person, who has that name now',
      (talk) => {
        talk.mailbox.remove(named(talk, 'Alice Admin').id)
        const alice = { displayName: 'Alice Admin', givenName: 'Alice', surname: 'Admin' }
        talk.mailbox.change(named(talk, 'John Smith').id, alice)
      },
      /^AA\nAlice Admin\n(?!Head of)/,
    ],
    ['nobody', (talk) => talk.mailbox.remove(named(talk, 'Alice Admin').id), /No contact matches “Alice Admin”/],
  ])('becomes %s', async ([what, change, says], { open }) => {
    const talk = await withOldCopy(open)
    const { ask, chat } = talk
    change(talk)
    const before = said(chat).length
    const text = readable(
      await ask(what.endsWith('else was added') ? 'find contact Alice' : 'find contact Alice Admin'),
    )
    expect(text).toMatch(says)
    expect(said(chat)).toHaveLength(before + 1)
  })

  test('the contact that the correction shows counts as looked up', async ({ open }) => {
    const talk = await withOldCopy(open)
    const { ask, mailbox } = talk
    const quorums = [0, 1, 2].map((n) => mailbox.add({ displayName: `Quincy Quorum ${n}` }))
    mailbox.change(named(talk, 'Alice Admin').id, { mobilePhone: '+1 425 555 0188' })
    mailbox.change(quorums[2]!.id, { mobilePhone: '+1 425 555 0199' })
    expect(readable(await ask('find contact +1 425 555 0199'))).toContain('Quincy Quorum 2')
    const list = await ask('find contact Quorum')
    expect(actionsOf(list)[0]?.title).toContain('Quincy Quorum 2')
  })
})

describe.concurrent('what waits for Outlook', () => {
  test('“no match” and similar names wait, nothing else', async ({ open }) => {
    const talk = await withOldCopy(open)
    const { ask, mailbox, told } = talk
    mailbox.add({ displayName: 'Robert Wolkenstein' })
    mailbox.add({ displayName: 'Wolk Nstein' })
    const texts = await told(() => ask('find contact Wolkenstein'))
    expect(texts.filter((text) => /No contact|Nobody/.test(text))).toEqual([])
    expect(texts.at(-1)).toContain('Robert Wolkenstein')
    talk.world.age(OLD_MS)
    expect(withoutAge(await told(() => ask('thanks')))).toHaveLength(1)
  })

  test('small talk does not, and asks Outlook nothing', async ({ open }) => {
    const talk = await withOldCopy(open)
    expect(await talk.calls(() => talk.ask('thank you'))).toBe(0)
  })
})

describe.concurrent('while an answer is checked', () => {
  test('two searches in a row are both answered at once, share the check, and are both corrected', async ({ open }) => {
    const talk = await withOldCopy(open)
    const { chat, graph, mailbox } = talk
    mailbox.change(named(talk, 'Alice Admin').id, { mobilePhone: '+1 425 555 0142' })
    mailbox.change(named(talk, 'John Smith').id, { companyName: 'Fabrikam' })
    const letGo = graph.hold()
    graph.calls.length = 0
    await chat.send('find contact Alice')
    await chat.send('find contact John Smith')
    expect(said(chat).at(-2)).toContain('+1 425 555 0199')
    expect(said(chat).at(-1)).not.toContain('Fabrikam')
    letGo()
    await chat.settled()
    expect(said(chat).at(-2)).toContain('+1 425 555 0142')
    expect(said(chat).at(-1)).toContain('Fabrikam')
    // The answer that shows a picture first requests it, and this can be both answers.
    const paths = graph.calls.map(({ path }) => path).filter((path) => !path.includes('/photo'))
    expect(new Set(paths).size).toBe(paths.length)
  })

  test('a row that is pressed meanwhile stays open', async ({ open }) => {
    const talk = await withOldCopy(open)
    const { chat, graph, mailbox, now } = talk
    const [list] = await chat.ask('find contact Smith')
    talk.world.age(OLD_MS)
    mailbox.change(named(talk, 'John Smith').id, { companyName: 'Fabrikam' })
    const letGo = graph.hold()
    await chat.send('find contact Smith')
    const again = await chat.next({ where: ({ id }) => id !== list!.id })
    await chat.press(again, 'John Smith', { fallback: true })
    letGo()
    await chat.settled()
    expect(readable(now(again))).toMatch(/^JS\nJohn Smith\n/)
    expect(readable(now(again))).toContain('Fabrikam')
  })

  test('the answer to a pressed button is the card at once, and the correction comes after it', async ({ open }) => {
    const talk = await withOldCopy(open)
    const { ask, chat, mailbox, now, world } = talk
    const list = await ask('find contact Smith')
    world.age(OLD_MS)
    mailbox.change(named(talk, 'John Smith').id, { companyName: 'Fabrikam' })
    const { body } = await chat.press(list, 'John Smith')
    expect(JSON.stringify(body)).not.toContain('Fabrikam')
    await chat.settled()
    expect(readable(now(list))).toContain('Fabrikam')
  })

  test('a repeated delivery causes no second message', async ({ open }) => {
    const talk = await withOldCopy(open)
    const { chat, graph, told } = talk
    const letGo = graph.hold()
    const texts = await told(async () => {
      await chat.send('find contact Alice')
      await chat.redeliver(chat.sent.at(-1)!.activity)
      letGo()
      await chat.settled()
    })
    expect(texts).toHaveLength(onceWithout(texts))
  })

  test('disconnecting ends it: no contact is shown from then on', async ({ open }) => {
    const talk = await withOldCopy(open)
    const { chat, graph, mailbox, told } = talk
    mailbox.change(named(talk, 'Alice Admin').id, { mobilePhone: '+1 425 555 0142' })
    const letGo = graph.hold()
    await chat.send('find contact Alice')
    const texts = await told(async () => {
      await chat.send('disconnect')
      letGo()
      await chat.settled()
    })
    expect(texts.join('\n')).not.toMatch(/Alice|checking/i)
  })

  test.for([
    ['503', { status: 503, headers: { 'retry-after': '0' } }, 'Outlook isn’t responding right now.'],
    ['429', { status: 429, headers: { 'retry-after': '9999' } }, 'Outlook asked me to slow down.'],
    ['403', { status: 403, body: { error: { code: 'ErrorAccessDenied', message: '' } } }, trouble.contacts_forbidden],
    ['404', { status: 404, body: { error: { code: 'ErrorNonExistentMailbox', message: '' } } }, trouble.no_mailbox],
  ] as const)('%s: the answer stays, and says how old it is and why', async ([, fault, why], { open }) => {
    const talk = await withOldCopy(open)
    const { ask, chat, faults, told } = talk
    faults.add({ match: 'graph', ...fault })
    const before = said(chat).length
    const texts = await told(() => ask('find contact Alice'))
    expect(texts[0]).toMatch(/^AA\n/)
    expect(texts.at(-1)).toMatch(/^As of \d+ minutes? ago\. /m)
    expect(texts.at(-1)).toContain(why)
    expect(texts.at(-1)).toContain('aadmin@contoso.example')
    expect(said(chat)).toHaveLength(before + 1)
    faults.clear()
    expect(readable(await ask('find contact Alice'))).toMatch(/^AA\n/)
  })

  test('a mailbox that Outlook is known to refuse does not answer from its copy as if nothing were wrong', async ({
    open,
  }) => {
    const talk = await withOldCopy(open)
    const { ask, faults, told } = talk
    faults.add({ match: 'graph', status: 403, body: { error: { code: 'ErrorAccessDenied', message: '' } } })
    await ask('find contact Alice')
    const texts = await told(() => ask('find contact Alice'))
    for (const text of texts) expect(text).toMatch(/^As of /m)
    expect(texts.at(-1)).toContain(trouble.contacts_forbidden)
    faults.clear()
    await ask('find contact Alice')
    talk.world.age(OLD_MS)
    expect((await told(() => ask('find contact Alice')))[0]).toMatch(/^AA\n/)
  })

  test('a connection that Microsoft has ended: a sign-in card takes the answer’s place and keeps the question', async ({
    open,
  }) => {
    const talk = await withOldCopy(open)
    const { ask, chat, world } = talk
    const before = said(chat).length
    world.emulator.entra.revoke(megan.oid)
    // Only Graph refuses the current token.
    talk.faults.add({
      match: 'graph',
      status: 401,
      body: { error: { code: 'InvalidAuthenticationToken', message: '' } },
    })
    const text = readable(await ask('find contact Alice'))
    expect(text).toContain(en.signIn.ended)
    expect(said(chat)).toHaveLength(before + 1)
  })

  test('a shutdown leaves the answer as it was', async ({ open }) => {
    const talk = await withOldCopy(open)
    const { chat, faults, now, world } = talk
    faults.add({ match: 'graph', delayMs: HANGS_MS })
    await chat.send('find contact Alice')
    const answer = await chat.next()
    await vi.waitUntil(() => checking.test(readable(now(answer))), { timeout: 60_000 })
    await world.restart({})
    expect(readable(now(answer))).not.toMatch(/As of/)
    expect(said(chat).filter((text) => text.includes('Alice Admin'))).toHaveLength(2)
  })

  test('a channel that returns no message id gets another message only if the answer has changed', async ({ open }) => {
    const talk = await withOldCopy(open)
    const { chat, faults, graph, mailbox } = talk
    faults.add({ match: /^POST \/teams\//, merge: { id: null } })
    const before = said(chat).length
    graph.setLatency(SLOW_MS)
    await chat.ask('find contact Alice')
    expect(said(chat)).toHaveLength(before + 1)
    graph.setLatency(5)
    talk.world.age(OLD_MS)
    mailbox.change(named(talk, 'Alice Admin').id, { mobilePhone: '+1 425 555 0142' })
    await chat.ask('find contact Alice')
    expect(said(chat).slice(before + 1)).toEqual([
      expect.stringContaining('+1 425 555 0199'),
      expect.stringContaining('+1 425 555 0142'),
    ])
  })

  test('a correction that the channel refuses for now is made later', async ({ open }) => {
    const talk = await withOldCopy(open)
    const { chat, faults, mailbox, now } = talk
    mailbox.change(named(talk, 'Alice Admin').id, { mobilePhone: '+1 425 555 0142' })
    faults.add({ match: /^PUT \/teams\//, status: 503, times: 1 })
    await chat.send('find contact Alice')
    const answer = await chat.next()
    await vi.waitUntil(() => readable(now(answer)).includes('+1 425 555 0142'), { timeout: 60_000 })
  })
})

describe.concurrent('two instances', () => {
  test('one checks, and the answer of the other is corrected by what it reads', async ({ open }) => {
    const env = { REDIS_URL: `${inject('redisUrl')}/15` }
    const talk = await withOldCopy(() => open(env))
    const { chat, graph, mailbox, world } = talk
    const { channel } = world.emulator
    const other = await world.another()
    mailbox.change(named(talk, 'Alice Admin').id, { mobilePhone: '+1 425 555 0142' })
    graph.calls.length = 0
    const letGo = graph.hold()
    await chat.send('find contact Alice')
    await vi.waitUntil(() => graph.calls.length > 0, { timeout: 60_000 })
    channel.botUrl = other
    await chat.send('find contact Alice')
    letGo()
    await chat.settled()
    for (const text of said(chat).slice(-2)) expect(text).toContain('+1 425 555 0142')
    const paths = graph.calls.map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
  })
})

const ROUNDS = 15

describe('a find after a pause', () => {
  test('takes as long as one with a fresh copy', async ({ open }) => {
    const talk = await open()
    const { graph, world } = talk
    await talk.ask('find contact Alice')
    graph.setLatency(CHECK_MS / 2)
    const warm: number[] = []
    const paused: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      warm.push(await msToAnswer(talk))
      world.age(OLD_MS)
      paused.push(await msToAnswer(talk))
    }
    const ratio = median(paused) / median(warm)
    if (process.env['FIGURES'])
      console.log(
        `warm ${median(warm).toFixed(1)} ms, after a pause ${median(paused).toFixed(1)} ms, ${ratio.toFixed(2)}`,
      )
    expectWithin(1.2, ratio)
  })
})

/** From the question to the message in the chat, in milliseconds. */
async function msToAnswer({ chat }: Talk): Promise<number> {
  await chat.settled()
  const before = chat.history.length
  const isThere = (message: Message) => message.from === 'bot' && chat.history.length > before
  const answered = chat.next({ where: isThere })
  const begunAt = performance.now()
  await chat.send('find contact Alice')
  await answered
  const tookMs = performance.now() - begunAt
  await chat.settled()
  return tookMs
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
