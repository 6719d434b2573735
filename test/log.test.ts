import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EntraError } from '../src/entra/entra-error.ts'
import { createLog, events } from '../src/log.ts'
import { OutboundError } from '../src/outbound/outbound-error.ts'
import { StoreError } from '../src/store/store.ts'

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
  it('writes one JSON line for each event: the time, its fields and a sentence, and nothing about the machine', () => {
    const { parsed } = lines((log) => log.info({ command: 'find', hits: 3 }, 'turn'))
    expect(parsed).toEqual([
      { level: 30, time: expect.stringMatching(/^\d{4}-.*Z$/), command: 'find', hits: 3, msg: 'turn' },
    ])
  })

  it('hides secrets and typed text, also one level below, and leaves the rest of the line', () => {
    const line = {
      authorization: 'Bearer x',
      call: { authorization: 'y', accessToken: 'z', status: 200 },
      text: 'hi',
      n: [1],
    }
    const { parsed } = lines((log) => log.info(line, 'turn'))
    expect(parsed).toMatchObject([
      {
        authorization: '[Redacted]',
        call: { authorization: '[Redacted]', accessToken: '[Redacted]', status: 200 },
        text: '[Redacted]',
        n: [1],
      },
    ])
    expect(line.call.accessToken).toBe('z')
  })

  it.each(['error', 'err'])('writes the kind of an %s and where it was thrown, and never its message', (field) => {
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

  it('shows why an answer was not trusted, and Microsoft’s number', () => {
    const errors = [
      new EntraError('untrusted', { reason: 'id_token_issuer' }),
      new EntraError('operator', { aadsts: 'AADSTS90002' }),
    ]
    const { parsed } = lines((log) => errors.forEach((error) => log.error({ error }, 'It failed')))
    expect(parsed).toMatchObject([
      { error: { type: 'EntraError', code: 'untrusted', reason: 'id_token_issuer' } },
      { error: { type: 'EntraError', code: 'operator', aadsts: 'AADSTS90002' } },
    ])
  })

  it('shows the message of an error of the store', () => {
    const error = new StoreError('misconfigured', 'maxmemory-policy is allkeys-lru')
    const { parsed } = lines((log) => log.error({ error }, 'It failed'))
    expect(parsed[0]?.['error']).toMatchObject({ code: 'misconfigured', message: 'maxmemory-policy is allkeys-lru' })
  })

  it('shows no reason in the words of a foreign error', () => {
    const error = Object.assign(new Error('x'), { reason: 'Host: swordfish is not in the certificate' })
    expect(lines((log) => log.error({ error }, 'It failed')).text).not.toContain('swordfish')
  })

  it.each([['swordfish'], [{ message: 'swordfish' }], [null], [7]])('writes only the type of a thrown %j', (thrown) => {
    const { parsed, text } = lines((log) => log.error({ error: thrown }, 'It failed'))
    expect(text).not.toContain('swordfish')
    expect(parsed[0]?.['error']).toEqual({ type: typeof thrown })
  })

  it('survives an error that is its own cause', () => {
    const error = new Error('x')
    error.cause = error
    expect(lines((log) => log.error({ error }, 'It failed')).parsed).toHaveLength(1)
  })

  it('removes secrets that it should never have been given', () => {
    const secret = 'swordfish'
    const { text } = lines((log) => {
      log.info({ authorization: secret, headers: { authorization: secret } }, 'x')
      log.info({ tokens: { accessToken: secret, refreshToken: secret }, activity: { text: secret } }, 'x')
      log.info({ request: { authorization: secret } }, 'x')
    })
    expect(text).not.toContain(secret)
  })

  it('leaves out lines below its level', () => {
    expect(lines((log) => log.info('x'), 'warn').parsed).toEqual([])
    expect(lines((log) => log.fatal('x'), 'silent').parsed).toEqual([])
  })
})

describe('events that happen very often', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  function reporting() {
    const written: Line[] = []
    const report = events(createLog('info', { write: (text) => void written.push(JSON.parse(text) as Line) }))
    return { ...report, written }
  }

  it('a refusal is logged at once, and further ones once a second for each reason, with their number', () => {
    const { turns, written } = reporting()
    const line = { status: 401, reason: 'No token' }
    turns.refused(line)
    expect(written).toEqual([expect.objectContaining({ level: 40, ...line, times: 1 })])
    for (let times = 0; times < 1_000; times += 1) turns.refused(line)
    turns.refused({ ...line, reason: 'No such key' })
    expect(written).toHaveLength(2)
    vi.advanceTimersByTime(1_000)
    expect(written.slice(2)).toEqual([expect.objectContaining({ ...line, times: 1_000 })])
    vi.advanceTimersByTime(1_200)
    turns.refused(line)
    expect(written.slice(3)).toEqual([expect.objectContaining({ ...line, times: 1 })])
  })

  it('refusals of a turn and of a page share one line a second', () => {
    const { turns, requests, written } = reporting()
    const line = { status: 429, reason: 'Too many requests from one address' }
    turns.refused(line)
    requests.onRefused(line)
    expect(written).toHaveLength(1)
  })

  it('a broken record is logged at once, and further ones once a minute, with their number since the start', () => {
    const { store, written } = reporting()
    const counts = () => written.map(({ count }) => count)
    const happened = () => store.onBroken('connection/x')
    happened()
    expect(counts()).toEqual([1])
    for (let n = 0; n < 1_000; n++) happened()
    vi.advanceTimersByTime(59_000)
    expect(counts()).toEqual([1])
    vi.advanceTimersByTime(1_000)
    expect(counts()).toEqual([1, 1_001])
    vi.advanceTimersByTime(3_600_000)
    expect(counts()).toEqual([1, 1_001])
    happened()
    happened()
    expect(counts()).toEqual([1, 1_001, 1_002])
    vi.advanceTimersByTime(60_000)
    expect(counts()).toEqual([1, 1_001, 1_002, 1_003])
  })
})
