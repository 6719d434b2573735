import type { Activity, Attachment, ConversationKind, Member } from './activity.ts'

/** A message as it reads now. A snapshot: what happens later does not change it. */
export type Message = {
  /** Milliseconds, as Teams gives them: unique within this conversation only. */
  id: string
  from: 'bot' | Member
  text: string
  attachments: Attachment[]
  /** Epoch milliseconds. */
  sentAt: number
  /** How often its content was replaced, by the sender or by an invoke's answer. */
  edits: number
  deleted: boolean
  /** The thread in a team's channel: the id of its first message. */
  thread?: string
  /** A targeted message: only the person with this oid sees it. */
  onlyFor?: string
  /** As last sent. */
  activity: Activity
}

/** One call of the bot's, with the status it was answered; 0 while it is not, or where the connection was cut before the
 *  answer was whole. `body` is undefined where the call did not get as far as being read. */
export type Call = { at: number; method: string; path: string; status: number; body: unknown }

export type Change = { kind: 'message'; id: string } | { kind: 'typing' } | { kind: 'call' } | { kind: 'delivery' }

type Stored = Message & { shownTo: Map<string, Attachment[]> }

/** What was said in one place, in order. Replacing a message leaves it where it is. */
export type Conversation = {
  readonly id: string
  readonly kind: ConversationKind
  readonly name: string | undefined
  readonly members: readonly Member[]
  /** Whether the bot is installed here. */
  installed: boolean
  /** Deliveries to the bot that it has not answered yet. */
  inFlight: number
  readonly history: readonly Call[]
  nextId(): string
  /** The messages that this person sees, oldest first. Without a person: all of them. */
  messages(oid?: string): Message[]
  add(message: Pick<Message, 'id' | 'from' | 'activity'> & Partial<Pick<Message, 'thread' | 'onlyFor'>>): void
  /** False where there is no such message. */
  update(id: string, activity: Activity): boolean
  remove(id: string): boolean
  /** Other attachments for one person, until the message is replaced for everybody. */
  showTo(id: string, oid: string, attachments: Attachment[]): boolean
  /** When a typing indicator was last seen from the bot. */
  typingAt: number | undefined
  record(call: Call): void
  emit(change: Change): void
  /** @returns what ends the subscription */
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

  /** Does it to the message, where there is one, and tells everybody. */
  function change(id: string, how: (message: Stored) => void): boolean {
    const message = find(id)
    if (!message) return false
    how(message)
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
      return visible.map((message) => snapshot(message, oid))
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

function snapshot({ shownTo, ...message }: Stored, oid: string | undefined): Message {
  const own = oid === undefined ? undefined : shownTo.get(oid)
  return structuredClone({ ...message, attachments: own ?? message.attachments })
}
