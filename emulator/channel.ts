// The Microsoft Teams channel as a bot sees it. Everything that a person does in Teams is a call of `Chat`; everything that the
// bot does arrives at the Bot Connector API in `channel/connector.ts`.
import type { Bot, Identity, Member } from './channel/activity.ts'
import { baseOf, type ConversationKind, opaque, userId } from './channel/activity.ts'
import { chat, type Chat } from './channel/chat.ts'
import { connector } from './channel/connector.ts'
import { type Call, conversation, type Conversation } from './channel/conversation.ts'
import { delivery } from './channel/delivery.ts'
import { files, type Files } from './channel/files.ts'
import type { Handler } from './answers.ts'
import { METADATA_PATH, signing, type Signing } from './channel/signing.ts'
import type { Idle } from './channel/waiting.ts'
import type { Untidy } from './untidy.ts'

/** A conversation of several people and the bot. */
export type Group = {
  readonly conversation: Conversation
  /** The conversation as this member sees it. @throws if they are not a member */
  as(member: Member): Chat
}

export type GroupOptions = { name?: string; identity?: Identity }

/** Conversations, signed activities, and the Bot Connector API. */
export type Channel = {
  readonly bot: Bot
  readonly serviceUrl: string
  readonly issuer: string
  readonly metadataUrl: string
  /** The URL that activities are posted to. It may be set later, once the bot is up. */
  botUrl: string | undefined
  /** Resolves once the bot has nothing to do. Set by a test whose bot runs in the same process. */
  idle: Idle | undefined
  /** A channel token for the bot. It is valid unless the arguments make it wrong. */
  sign: Signing['sign']
  /** The 1:1 chat of this person and the bot. The same arguments give the same chat; another `identity` gives another chat. */
  personal(member: Member, identity?: Identity): Chat
  /** A new group chat. */
  group(members: readonly Member[], options?: GroupOptions): Group
  /** A new team with one channel. Every message there that is not a reply starts a thread. */
  team(members: readonly Member[], options?: GroupOptions): Group
  readonly files: Files
  /** Every call that the bot made to the connector, oldest first. */
  readonly calls: readonly Call[]
  /** Must run before the faults, so that it records the calls that a fault answers, too. Never answers. */
  readonly watch: Handler
  readonly handle: Handler
}

export type ChannelOptions = {
  /** The emulator's origin, such as `http://127.0.0.1:4000`. */
  origin: string
  bot: Bot
  botUrl?: string | undefined
  /** The people with whom the bot may open a 1:1 chat. */
  people: readonly Member[]
  untidy: Untidy
  /** Whether this Authorization header has a valid token of the bot. */
  verifyBot: (authorization: string | undefined) => Promise<boolean>
}

export async function channel({ origin, bot, botUrl, people, untidy, verifyBot }: ChannelOptions): Promise<Channel> {
  const serviceUrl = `${origin}/teams/`
  const keys = await signing({ origin, appId: bot.appId, serviceUrl, untidy })
  const bots = delivery(keys, serviceUrl, botUrl)
  const conversations = new Map<string, Conversation>()
  const personalChats = new Map<string, Chat>()
  const calls: Call[] = []
  const drive = files(origin)

  const chatOf = (member: Member, identity: Identity, place: Conversation) =>
    chat({ bot, member, identity, conversation: place, delivery: bots, files: drive, serviceUrl, untidy })

  function personal(member: Member, identity: Identity = {}): Chat {
    const id = `a:1${opaque(bot.appId, member.tid, member.oid, JSON.stringify(Object.entries(identity)))}`
    const known = personalChats.get(id)
    if (known) return known
    const place = conversation({ id, kind: 'personal', members: [member] })
    const made = chatOf(member, identity, place)
    conversations.set(id, place)
    personalChats.set(id, made)
    return made
  }

  function several(kind: ConversationKind, id: string, members: readonly Member[], options: GroupOptions = {}): Group {
    const { name = members.map(({ name }) => name).join(', '), identity = {} } = options
    const place = conversation({ id, kind, members, name })
    conversations.set(id, place)
    const chats = new Map(members.map((member) => [member.oid, chatOf(member, identity, place)]))
    return {
      conversation: place,
      as(member) {
        const found = chats.get(member.oid)
        if (!found) throw new Error('Not a member of this conversation.')
        return found
      },
    }
  }

  const api = connector({
    bot,
    verifyBot,
    untidy,
    calls,
    conversation: (id) => conversations.get(baseOf(id)),
    personalWith(memberId) {
      const member = people.find((member) => member.oid === memberId || userId(bot, member) === memberId)
      return member && personal(member).conversation
    },
  })

  return {
    bot,
    serviceUrl,
    issuer: keys.issuer,
    metadataUrl: `${origin}${METADATA_PATH}`,
    get botUrl() {
      return bots.botUrl
    },
    set botUrl(url) {
      bots.botUrl = url
    },
    get idle() {
      return bots.idle
    },
    set idle(idle) {
      bots.idle = idle
    },
    sign: (claims, options) => keys.sign(claims, options),
    personal,
    group: (members, options) => several('groupChat', `19:${newId()}@thread.v2`, members, options),
    team: (members, options) => several('channel', `19:${newId()}@thread.tacv2`, members, options),
    calls,
    files: drive,
    watch: (req, res) => api.watch(req, res),
    handle: async (req, res) => keys.handle(req, res) || (await drive.handle(req, res)) || api.handle(req, res),
  }
}

function newId(): string {
  return crypto.randomUUID().replaceAll('-', '')
}
