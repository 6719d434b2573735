import type { Activity, Attachment, ConversationKind, Member } from './activity.ts'

/** A snapshot of a message. Later changes do not show in it. */
export type Message = {
  /** Milliseconds, as in Teams: unique within this conversation only. */
  id: string
  from: 'bot' | Member
  text: string
  attachments: Attachment[]
  /** Epoch milliseconds. */
  sentAt: number
  /** How often the sender or an invoke's answer has replaced its content. */
  edits: number
  deleted: boolean
  /** In a team's channel: the id of the first message of its thread. */
  thread?: string
  /** The oid of the only person who sees a targeted message. */
  onlyFor?: string
  /** The activity as it was last sent. */
  activity: Activity
}

/** A call that the bot made. `status` is 0 until it is answered, and stays 0 if the connection was cut before the answer was
 *  complete. `body` is undefined if the call was answered before its body was read. */
export type Call = { at: number; method: string; path: string; status: number; body: unknown }

export type Change = { kind: 'message'; id: string } | { kind: 'typing' } | { kind: 'call' } | { kind: 'delivery' }

/** `snapshot`: the message as it is now. It is kept until the message changes, because copying a long conversation at every look
 *  would block everything else in this process. */
type Stored = Message & { shownTo: Map<string, Attachment[]>; snapshot?: Message | undefined }

/** The messages of one conversation in order. A message that is replaced keeps its place. */
export type Conversation = {
  readonly id: string
  readonly kind: ConversationKind
  readonly name: string | undefined
  readonly members: readonly Member[]
  /** Whether the bot is installed here. */
  installed: boolean
  /** The number of deliveries that the bot has not answered yet. */
  inFlight: number
  readonly history: readonly Call[]
  nextId(): string
  /** The messages that this person sees, oldest first. All messages if no person is given. */
  messages(oid?: string): Message[]
  add(message: Pick<Message, 'id' | 'from' | 'activity'> & Partial<Pick<Message, 'thread' | 'onlyFor'>>): void
  /** Replaces a message. @returns false if it is not there */
  update(id: string, activity: Activity): boolean
  remove(id: string): boolean
  /** Shows other attachments to one person, until the message is replaced for everybody. */
  showTo(id: string, oid: string, attachments: Attachment[]): boolean
  /** When the bot last sent a typing indicator. Epoch milliseconds. */
  typingAt: number | undefined
  record(call: Call): void
  emit(change: Change): void
  /** @returns a function that ends the subscription */
  subscribe(listener: (change: Change) => void): () => void
}

type Options = { id: string; kind: ConversationKind; members: readonly Member[]; name?: string | undefined }

export function conversation({ id, kind, members, name }: Options): Conversation {
  const stored: Stored[] = []
  const history: Call[] = []
  const listeners = new Set<(change: Change) => void>()
  let last = 0

  const find = (id: string) => stored.find((message) => message.id === id && !message.deleted)

  function emit(change: Change): void {
    for (const listener of listeners) listener(change)
  }

  /** Changes a message and tells the listeners. @returns false if there is no such message */
  function change(id: string, how: (message: Stored) => void): boolean {
    const message = find(id)
    if (!message) return false
    how(message)
    message.snapshot = undefined
    emit({ kind: 'message', id })
    return true
  }

  return {
    id,
    kind,
    name,
    members,
    history,
    installed: true,
    inFlight: 0,
    typingAt: undefined,
    emit,

    nextId() {
      last = Math.max(Date.now(), last + 1)
      return String(last)
    },

    messages(oid) {
      const visible = stored.filter(({ onlyFor }) => oid === undefined || onlyFor === undefined || onlyFor === oid)
      return visible.map((message) => snapshotOf(message, oid))
    },

    add(message) {
      const { text, attachments } = message.activity
      const content = { text: text ?? '', attachments: attachments ?? [] }
      stored.push({ ...message, ...content, sentAt: Date.now(), edits: 0, deleted: false, shownTo: new Map() })
      emit({ kind: 'message', id: message.id })
    },

    update: (id, activity) =>
      change(id, (message) => {
        const { text, attachments } = activity
        Object.assign(message, { activity, text: text ?? '', attachments: attachments ?? [], edits: message.edits + 1 })
        message.shownTo.clear()
      }),

    remove: (id) => change(id, (message) => Object.assign(message, { deleted: true, text: '', attachments: [] })),

    showTo: (id, oid, attachments) =>
      change(id, (message) => {
        message.shownTo.set(oid, attachments)
        message.edits += 1
      }),

    record(call) {
      history.push(call)
      emit({ kind: 'call' })
    },

    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function snapshotOf(message: Stored, oid: string | undefined): Message {
  const { shownTo, snapshot: _, ...content } = message
  const own = oid === undefined ? undefined : shownTo.get(oid)
  if (own) return structuredClone({ ...content, attachments: own })
  return (message.snapshot ??= structuredClone(content))
}
