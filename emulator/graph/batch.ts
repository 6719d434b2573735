import { parseObject } from '../answers.ts'
import type { Answer } from './contacts.ts'
import { badRequest, Refusal, refusalBody } from './refusal.ts'
import type { Part } from './request.ts'

// https://learn.microsoft.com/graph/json-batching
const MOST = 20
/** Outlook processes this many parts of a batch at a time. */
const AT_ONCE = 4

type Asked = { id: string; part: Part; dependsOn: readonly string[] }
type Answered = { id: string; status: number; headers: Record<string, string>; body?: unknown }

/** Answers the parts of a batch, each with its own status, the last one first.
 *  @throws {Refusal} if the batch itself makes no sense */
export async function batch(body: Buffer, origin: string, ask: (part: Part) => Promise<Answer>): Promise<Answer> {
  const { requests } = parseObject(body.toString()) ?? {}
  if (!Array.isArray(requests)) throw badRequest('Invalid batch payload format.')
  if (requests.length > MOST)
    throw badRequest(`Number of batch request steps exceeds the maximum value of '${MOST}'.`, 'MaximumValueExceeded')
  const asked = requests.map((one) => parse(one, origin))
  if (new Set(asked.map(({ id }) => id)).size < asked.length) throw badRequest('Request Ids should be unique.')
  const answered = asked.some(({ dependsOn }) => dependsOn.length > 0)
    ? await inSequence(asked, ask)
    : await together(asked, ask)
  return { status: 200, body: { responses: answered.toReversed() } }
}

function parse(one: unknown, origin: string): Asked {
  const { id, method, url, headers, body, dependsOn } = (one ?? {}) as Record<string, unknown>
  const target = typeof url === 'string' ? URL.parse(`${origin}/v1.0${url.startsWith('/') ? '' : '/'}${url}`) : null
  if (typeof id !== 'string' || typeof method !== 'string' || !target) throw badRequest('Invalid batch payload format.')
  const given = Object.entries((headers ?? {}) as Record<string, string>)
  const named = Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), value]))
  if (body !== undefined && named['content-type'] === undefined)
    throw badRequest(`Request Id ${id} has a body without a Content-Type header.`)
  const bytes = typeof body === 'string' ? Buffer.from(body, 'base64') : Buffer.from(JSON.stringify(body) ?? '')
  const part = { method: method.toUpperCase(), url: target, headers: named, body: bytes }
  return { id, part, dependsOn: Array.isArray(dependsOn) ? (dependsOn as string[]) : [] }
}

async function together(asked: readonly Asked[], ask: (part: Part) => Promise<Answer>): Promise<Answered[]> {
  const answered: Answered[] = []
  for (let start = 0; start < asked.length; start += AT_ONCE) {
    const some = asked.slice(start, start + AT_ONCE)
    answered.push(...(await Promise.all(some.map((one) => answerTo(one, ask)))))
  }
  return answered
}

async function inSequence(asked: readonly Asked[], ask: (part: Part) => Promise<Answer>): Promise<Answered[]> {
  const answered: Answered[] = []
  for (const one of asked) {
    const needed = one.dependsOn.map((id) => answered.find((other) => other.id === id))
    const isMet = needed.every((other) => other !== undefined && other.status < 400)
    answered.push(isMet ? await answerTo(one, ask) : failed(one.id, FAILED_DEPENDENCY))
  }
  return answered
}

const FAILED_DEPENDENCY = new Refusal(424, 'FailedDependency', 'Failed Dependency')

async function answerTo({ id, part }: Asked, ask: (part: Part) => Promise<Answer>): Promise<Answered> {
  try {
    const { status, body, text, bytes, type } = await ask(part)
    if (bytes) return { id, status, headers: { 'Content-Type': type ?? '' }, body: bytes.toString('base64') }
    if (text !== undefined) return { id, status, headers: { 'Content-Type': 'text/plain' }, body: text }
    return { id, status, headers: { 'Content-Type': 'application/json' }, ...(body && { body }) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return failed(id, error)
  }
}

function failed(id: string, refusal: Refusal): Answered {
  const retryAfter = refusal.headers['retry-after']
  const headers = { 'Content-Type': 'application/json', ...(retryAfter !== undefined && { 'Retry-After': retryAfter }) }
  return { id, status: refusal.status, headers, body: refusalBody(refusal, id, id) }
}
