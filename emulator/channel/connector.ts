import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Activity, baseOf, type Bot, type Member, userId } from './activity.ts'
import type { Call, Conversation } from './conversation.ts'
import type { Untidy } from '../untidy.ts'
import { type Handler, parseObject, readBody, sendJson, target } from '../answers.ts'

/** Teams refuses larger messages.
 *  https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages */
const MAX_MESSAGE_BYTES = 100 * 1024

/** What the connector needs from the channel. */
type Chats = {
  bot: Bot
  /** Whether this Authorization header has a valid token of the bot. */
  verifyBot: (authorization: string | undefined) => Promise<boolean>
  conversation(id: string): Conversation | undefined
  /** The 1:1 chat with the person of this id, in the channel or in the directory. Undefined for an unknown person. */
  personalWith(memberId: string): Conversation | undefined
  untidy: Untidy
  /** Every call is added here, whatever its answer. */
  calls: Call[]
}

type Request = { method: string; path: string; query: URLSearchParams; body: Record<string, unknown> }
type Unparsed = Omit<Request, 'body'> & { body: Record<string, unknown> | undefined; bytes: number }
type Reply = { status: number; body?: unknown }

const PREFIX = '/teams/'
const ROUTE = /^\/teams\/v3\/conversations(?:\/([^/]+)\/(activities|members|pagedmembers)(?:\/([^/]+))?)?$/

export type Connector = {
  /** Records every call. Must run before the faults, because a call that a fault answers does not reach `handle`. Never
   *  answers. */
  watch(req: IncomingMessage, res: ServerResponse): false
  handle: Handler
}

/** The part of the Bot Connector API that bots use: messages, replies, updates, deletions, 1:1 chats, members.
 *  https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference */
export function connector(chats: Chats): Connector {
  const underWay = new WeakMap<IncomingMessage, Call>()

  function watch(req: IncomingMessage, res: ServerResponse): false {
    const { pathname: path } = target(req)
    if (!path.startsWith(PREFIX)) return false
    const call: Call = { at: Date.now(), method: req.method ?? '', path, status: 0, body: undefined }
    underWay.set(req, call)
    chats.calls.push(call)
    const place = chats.conversation(conversationIn(path))
    place?.record(call)
    res.once('finish', () => void (call.status = res.statusCode))
    res.once('close', () => {
      if (!res.writableFinished) call.status = 0
      place?.emit({ kind: 'call' })
    })
    return false
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const { pathname: path, searchParams: query } = target(req)
    if (!path.startsWith(PREFIX)) return false
    const raw = await readBody(req)
    const body = parseObject(raw.toString('utf8'))
    const { status, body: answer } = await checked(chats, req, {
      method: req.method ?? '',
      path,
      query,
      body,
      bytes: raw.length,
    })
    const call = underWay.get(req)
    if (call) Object.assign(call, { status, body })
    return sendJson(res, status, answer ?? {})
  }

  return { watch, handle }
}

/** Checks the token before anything else. */
async function checked(chats: Chats, req: IncomingMessage, request: Unparsed): Promise<Reply> {
  const { method, path, query, body, bytes } = request
  if (!(await chats.verifyBot(req.headers.authorization))) return refusal(401, 'Unauthorized')
  if (!body && (method === 'POST' || method === 'PUT')) return refusal(400, 'BadSyntax')
  if (bytes > MAX_MESSAGE_BYTES) return refusal(413, 'MessageSizeTooBig')
  return route(chats, { method, path, query, body: body ?? {} })
}

function conversationIn(path: string): string {
  return baseOf(decoded(ROUTE.exec(path)?.[1] ?? ''))
}

function route(chats: Chats, request: Request): Reply {
  const { method, path } = request
  const [whole, cid, part, id] = ROUTE.exec(path) ?? []
  if (whole === undefined) return refusal(404, 'NotFound')
  if (cid === undefined) return method === 'POST' ? create(chats, request) : refusal(405, 'MethodNotAllowed')
  const place = chats.conversation(conversationIn(path))
  if (!place) return refusal(404, 'ConversationNotFound')
  if (!place.installed) return refusal(403, 'BotNotInConversationRoster')
  const item = id === undefined ? undefined : decoded(id)
  if (part !== 'activities')
    return method === 'GET' ? roster(chats, place, part, item) : refusal(405, 'MethodNotAllowed')
  return activities(chats.bot, place, request, decoded(cid), item)
}

function activities(bot: Bot, place: Conversation, request: Request, cid: string, id: string | undefined): Reply {
  if (request.method === 'POST') return post(bot, place, request, cid, id)
  if (id === undefined) return refusal(405, 'MethodNotAllowed')
  const message = place.messages().find((message) => message.id === id && !message.deleted)
  if (!message) return refusal(404, 'ActivityNotFoundInConversation')
  if (message.from !== 'bot') return refusal(403, 'MessageWritesBlocked')
  if (request.method === 'PUT') {
    place.update(id, request.body as Activity)
    return { status: 200, body: { id } }
  }
  if (request.method !== 'DELETE') return refusal(405, 'MethodNotAllowed')
  place.remove(id)
  return { status: 200 }
}

/** Adds a message, a typing indicator or a reply. In a personal chat a reply is an ordinary message. */
function post(bot: Bot, place: Conversation, request: Request, cid: string, replyToId?: string): Reply {
  const activity = { ...request.body, ...(replyToId === undefined ? {} : { replyToId }) } as Activity
  const id = place.nextId()
  if (activity.type === 'typing') {
    place.typingAt = Date.now()
    place.emit({ kind: 'typing' })
    return { status: 201, body: { id } }
  }
  if (activity.type !== 'message') return refusal(400, 'BadSyntax')
  const onlyFor = targetOf(bot, place, request, activity)
  if (onlyFor === null) return refusal(400, 'BadArgument')
  const thread = cid.split(';messageid=')[1]
  place.add({ id, from: 'bot', activity, ...(thread ? { thread } : {}), ...(onlyFor ? { onlyFor } : {}) })
  return { status: 201, body: { id } }
}

/** The oid of the person whom a targeted message is for. Undefined if it is for everybody, null if there is no such person
 *  here. */
function targetOf(bot: Bot, place: Conversation, { query }: Request, activity: Activity): string | null | undefined {
  if (query.get('isTargetedActivity') !== 'true') return undefined
  const { recipient } = activity
  if (recipient?.isTargeted !== true || place.kind === 'personal') return null
  return place.members.find((member) => isMember(bot, member, recipient.id))?.oid ?? null
}

function isMember(bot: Bot, member: Member, id: string): boolean {
  return member.oid === id || userId(bot, member) === id
}

/** Opens the 1:1 chat with one member, or finds it. The request may contain the first message. */
function create(chats: Chats, request: Request): Reply {
  const { members, activity } = request.body as { members?: { id?: unknown }[]; activity?: Activity }
  const id = members?.[0]?.id
  if (members?.length !== 1 || typeof id !== 'string') return refusal(400, 'BadArgument')
  const place = chats.personalWith(id)
  if (!place) return refusal(404, 'UserNotFound')
  if (!place.installed) return refusal(403, 'ForbiddenOperationException')
  if (!activity) return { status: 201, body: { id: place.id } }
  const posted = post(chats.bot, place, { ...request, body: activity }, place.id)
  if (posted.status !== 201) return posted
  return { status: 201, body: { id: place.id, activityId: (posted.body as { id: string }).id } }
}

function roster({ bot, untidy }: Chats, place: Conversation, part: string | undefined, id: string | undefined): Reply {
  return untidy.has('roster-refused') ? refusal(403, 'Forbidden') : members(bot, place, part, id)
}

function members(bot: Bot, place: Conversation, part: string | undefined, id: string | undefined): Reply {
  const accounts = place.members.map((member) => account(bot, member))
  if (part === 'pagedmembers') return { status: 200, body: { members: accounts } }
  if (id === undefined) return { status: 200, body: accounts }
  const found = accounts.find((account) => account.id === id || account.objectId === id)
  return found ? { status: 200, body: found } : refusal(404, 'MemberNotFoundInConversation')
}

function account(bot: Bot, { oid, tid, name, username }: Member) {
  const [givenName, ...rest] = name.split(' ')
  return {
    id: userId(bot, { oid, tid, name, username }),
    objectId: oid,
    name,
    givenName,
    surname: rest.join(' '),
    email: username,
    userPrincipalName: username,
    tenantId: tid,
    userRole: 'user',
  }
}

function refusal(status: number, code: string): Reply {
  return { status, body: { error: { code, message: `The emulated channel refused the request: ${code}.` } } }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
