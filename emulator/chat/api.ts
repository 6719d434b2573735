// The HTTP interface behind the chat page. It calls the functions of `Chat` that tests call.
import type { ServerResponse } from 'node:http'
import { type Handler, parseObject, readBody, sendJson, target } from '../answers.ts'
import type { Action } from '../channel/actions.ts'
import type { Member } from '../channel/activity.ts'
import type { Chat } from '../channel/chat.ts'
import type { Message } from '../channel/conversation.ts'
import type { Channel, Group } from '../channel.ts'

export type ChatApiOptions = {
  channel: Channel
  people: readonly Member[]
  /** Whether the bot is added to a personal chat that is opened for the first time, so that it welcomes the person. */
  welcomes?: boolean | undefined
}

type Place = 'personal' | 'group' | 'web'

/** A chat on a web site, where nobody vouches for the person's identity. */
const WEB = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }
type Body = Record<string, unknown>

/** GET people, GET events (server-sent), POST send, file, consent, act, closed (the sign-in window), install. An error is `{ error }` with a
 *  sentence for the person at the page. */
export function chatApi({ channel, people, welcomes = false }: ChatApiOptions): Handler {
  const chatFor = chats(channel, people)
  const opened = new Set<Chat['conversation']>()

  /** The bot may not answer, or not yet. */
  function open(chat: Chat): void {
    const isNew = !opened.has(chat.conversation) && chat.messages.length === 0
    opened.add(chat.conversation)
    if (welcomes && isNew && chat.conversation.kind === 'personal') void chat.install().catch(() => undefined)
  }

  return async (req, res) => {
    const { pathname, searchParams } = target(req)
    const call = `${req.method} ${pathname.slice('/chat/api/'.length)}`
    if (call === 'GET people') return sendJson(res, 200, overview(channel, people))
    if (call === 'GET events') {
      const chat = chatFor(searchParams.get('person'), searchParams.get('place'))
      if (chat) open(chat)
      return chat ? watch(chat, res) : sendJson(res, 404, { error: 'No such chat.' })
    }
    const does = ACTIONS[call]
    if (!does) return sendJson(res, 404, { error: 'No such call.' })
    // Pages of other sites cannot send this type without a CORS preflight, and preflights are not answered.
    if (!req.headers['content-type']?.startsWith('application/json'))
      return sendJson(res, 415, { error: 'The request must be JSON.' })
    const body = parseObject((await readBody(req)).toString('utf8')) ?? {}
    const chat = chatFor(body.person, body.place)
    if (!chat) return sendJson(res, 404, { error: 'No such chat.' })
    return answer(res, () => does(chat, body))
  }
}

/** What a person can do. Each returns the bot's answer. */
const ACTIONS: Record<string, (chat: Chat, body: Body) => Promise<unknown>> = {
  'POST send': (chat, { text }) => chat.send(String(text)),
  'POST file': (chat, { name, base64 }) => chat.sendFile(String(name), Buffer.from(String(base64), 'base64')),
  'POST consent': (chat, { message: id, action }) => {
    const message = chat.messages.find((message) => message.id === id)
    if (!message) throw new Error('the message is not there any more')
    return chat.answerConsent(message, action === 'accept' ? 'accept' : 'decline')
  },
  'POST act': (chat, { message: id, action }) => {
    const message = chat.messages.find((message) => message.id === id)
    if (!message) throw new Error('the message is not there any more')
    return chat.act(message, action as Action)
  },
  'POST closed': (chat) => chat.invoke('signin/verifyState', { state: 'CancelledByUser' }),
  'POST install': (chat, { installed }) => (installed === true ? chat.install() : chat.uninstall()),
}

async function answer(res: ServerResponse, does: () => Promise<unknown>): Promise<boolean> {
  try {
    return sendJson(res, 200, await does())
  } catch (error) {
    return sendJson(res, 502, {
      error: `The bot did not answer (${error instanceof Error ? error.message : 'unknown'}).`,
    })
  }
}

/** The chats that the page offers: each person's 1:1 chats in Teams and on the web, and one group chat for each tenant. */
function chats(channel: Channel, people: readonly Member[]) {
  const groups = new Map<string, Group>()

  function groupOf({ tid }: Member): Group {
    const known = groups.get(tid)
    if (known) return known
    const colleagues = people.filter((member) => member.tid === tid)
    const made = channel.group(colleagues, { name: 'Team lunch' })
    groups.set(tid, made)
    return made
  }

  return (oid: unknown, place: unknown): Chat | undefined => {
    const member = people.find((member) => member.oid === oid)
    if (!member || !isPlace(place)) return undefined
    if (place === 'group') return groupOf(member).as(member)
    return channel.personal(member, place === 'web' ? WEB : undefined)
  }
}

function isPlace(place: unknown): place is Place {
  return place === 'personal' || place === 'group' || place === 'web'
}

function overview({ bot }: Channel, people: readonly Member[]) {
  return {
    bot: { name: bot.name },
    people: people.map(({ oid, name, username }) => ({ oid, name, username })),
  }
}

/** Sends a chat as server-sent events: first `all` messages, then each `message` that comes or changes, `typing` and `state`. */
function watch(chat: Chat, res: ServerResponse): true {
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const send = (event: string, data: unknown) => void res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  const state = () => ({ installed: chat.conversation.installed, waiting: chat.conversation.inFlight })
  const unsubscribe = chat.conversation.subscribe((change) => {
    if (change.kind === 'typing') send('typing', {})
    if (change.kind === 'delivery') send('state', state())
    if (change.kind !== 'message') return
    const message = chat.messages.find(({ id }) => id === change.id)
    if (message) send('message', view(chat, message))
  })
  res.once('close', unsubscribe)
  send('state', state())
  send(
    'all',
    chat.messages.map((message) => view(chat, message)),
  )
  return true
}

const FILE = 'application/vnd.microsoft.teams.file.download.info'

/** A message for the page, as plain text. Only the attached files of people's messages are shown. `html`: what a person typed, if
 *  the message has no plain text. `isEdited` is only set for people's messages: if a bot's card is replaced by the same card,
 *  such as in the answer to a pressed button, the page must not draw it again and lose what was typed into it meanwhile. */
function view({ member }: Chat, message: Message) {
  const { id, from, text, attachments, sentAt, edits, deleted, onlyFor, activity } = message
  const who = from === 'bot' ? 'bot' : from.oid === member.oid ? 'me' : 'other'
  return {
    id,
    who,
    name: from === 'bot' ? undefined : from.name,
    text,
    ...(text === '' && from !== 'bot' && { html: htmlIn(attachments) }),
    attachments: attachments.filter(({ contentType }) => from === 'bot' || contentType === FILE),
    suggestedActions: activity.suggestedActions,
    sentAt,
    isEdited: from !== 'bot' && edits > 0,
    deleted,
    onlyForMe: onlyFor !== undefined,
  }
}

function htmlIn(attachments: Message['attachments']): unknown {
  return attachments.find(({ contentType }) => contentType === 'text/html')?.content
}
