import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { counted, createLog, refusals } from '../src/log.ts'
import { OutboundError } from '../src/outbound.ts'

type Line = Record<string, unknown>

function lines(write: (log: ReturnType<typeof createLog>) => void, level = 'info'): { parsed: Line[]; text: string } {
  let text = ''
  write(createLog(level, { write: (line) => void (text += line) }))
  return {
    parsed: text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line),
    text,
  }
}

describe('the log', () => {
  it('is one JSON line an event: time, fields, a sentence, and nothing of the machine', () => {
    const { parsed } = lines((log) => log.info({ command: 'find', hits: 3 }, 'turn'))
    expect(parsed).toEqual([
      { level: 30, time: expect.stringMatching(/^\d{4}-.*Z$/), command: 'find', hits: 3, msg: 'turn' },
    ])
  })

  it.each(['error', 'err'])('tells the kind of an %s and where it was, and never its words', (field) => {
    const cause = Object.assign(new Error('no route to swordfish'), { code: 'ECONNRESET', token: 'swordfish' })
    const error = Object.assign(new OutboundError('unreachable', { cause }), {
      url: 'https://swordfish',
      body: 'swordfish',
    })
    const { parsed, text } = lines((log) => log.error({ [field]: error }, 'It failed'))
    expect(text).not.toContain('swordfish')
    expect(parsed[0]?.[field]).toMatchObject({
      type: 'OutboundError',
      code: 'unreachable',
      at: expect.stringContaining('log.test.ts'),
      cause: { type: 'Error', code: 'ECONNRESET' },
    })
  })

  it.each([['swordfish'], [{ message: 'swordfish' }], [null], [7]])('says of %j only what it is', (thrown) => {
    const { parsed, text } = lines((log) => log.error({ error: thrown }, 'It failed'))
    expect(text).not.toContain('swordfish')
    expect(parsed[0]?.['error']).toEqual({ type: typeof thrown })
  })

  it('survives an error that is its own cause', () => {
    const error = new Error('x')
    error.cause = error
    expect(lines((log) => log.error({ error }, 'It failed')).parsed).toHaveLength(1)
  })

  it('blanks what must never have been handed to it', () => {
    const secret = 'swordfish'
    const { text } = lines((log) => {
      log.info({ authorization: secret, headers: { authorization: secret } }, 'x')
      log.info({ tokens: { accessToken: secret, refreshToken: secret }, activity: { text: secret } }, 'x')
      log.info({ request: { authorization: secret } }, 'x')
    })
    expect(text).not.toContain(secret)
  })

  it('keeps to its level', () => {
    expect(lines((log) => log.info('x'), 'warn').parsed).toEqual([])
    expect(lines((log) => log.fatal('x'), 'silent').parsed).toEqual([])
  })
})

describe('what is turned away', () => {
  const line = { status: 401, reason: 'No token' }

  it('is said at once; and where it goes on, once a second for each reason, with how many they were', async () => {
    const written: Line[] = []
    const refused = refusals(createLog('info', { write: (text) => void written.push(JSON.parse(text) as Line) }))
    refused(line)
    expect(written).toEqual([expect.objectContaining({ level: 40, ...line, times: 1 })])
    for (let times = 0; times < 1_000; times += 1) refused(line)
    refused({ ...line, reason: 'No such key' })
    expect(written).toHaveLength(2)
    await expect.poll(() => written.slice(2)).toEqual([expect.objectContaining({ ...line, times: 1_000 })])
    await sleep(1_200)
    refused(line)
    expect(written.slice(3)).toEqual([expect.objectContaining({ ...line, times: 1 })])
  })
})

describe('what happens again and again', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is told at once, then once a minute at most, with how often it was in all', () => {
    const told: number[] = []
    const happened = counted((count) => told.push(count))
    happened()
    expect(told).toEqual([1])
    for (let n = 0; n < 1_000; n++) happened()
    vi.advanceTimersByTime(59_000)
    expect(told).toEqual([1])
    vi.advanceTimersByTime(1_000)
    expect(told).toEqual([1, 1_001])
    vi.advanceTimersByTime(3_600_000)
    expect(told).toEqual([1, 1_001])
    happened()
    happened()
    expect(told).toEqual([1, 1_001, 1_002])
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual([1, 1_001, 1_002, 1_003])
  })
})
