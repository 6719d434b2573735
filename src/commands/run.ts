import { allowances } from '../allowance.ts'
import { type Chat, type ChatUser, userKey } from '../connection/chat-user.ts'
import { mergeClaims } from '../connection/claims.ts'
import { type Account, type Connection, type Connections, connectionKey } from '../connection/connection.ts'
import type { Departures } from '../connection/departures.ts'
import { EntraError } from '../connection/entra.ts'
import type { Flow, SignIn, Wishes } from '../connection/sign-in.ts'
import type { AccessTokens, LiveToken } from '../connection/tokens.ts'
import type { AddressBook, AddressBooks } from '../contacts/address-book.ts'
import { type Graph, GraphError } from '../contacts/graph.ts'
import { type Index, indexInSlices, reasonOf } from '../contacts/search.ts'
import { StoreError } from '../store/store.ts'
import type { Command } from './command.ts'
import {
  type Apology,
  PAGE,
  type Replies,
  type Reply,
  type SignInReason,
  type Size,
  type Step,
  type Trouble,
} from './reply.ts'

/** Who asks, and where. `replaces`: the message whose button was pressed; its content makes way for the answer. */
export type Asked = {
  /** When it was sent, by the channel's clock: epoch milliseconds. */
  sentAt: number
  user: ChatUser
  chat: Chat
  replaces?: string | undefined
  signal: AbortSignal
  /** Shown with an apology and logged with its cause. */
  reference: string
  onFault: (error: unknown, trouble: Trouble) => void
}

export type Commands = ReturnType<typeof commands>
export type Run = Commands['run']

/** More than anybody types or clicks in a minute, and few enough for Graph's 10,000 requests to a mailbox in ten minutes.
 *  https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits */
const QUESTIONS = { atOnce: 120, perSecond: 2 }

type Options = {
  signIn: SignIn
  /** Counts a sign-in. @returns whether this person may begin it. */
  mayBegin: (user: ChatUser) => Promise<boolean>
  accessToken: AccessTokens
  connections: Connections
  /** Deletes everything kept of a person. @returns what was connected. */
  forget: (user: ChatUser) => Promise<Connection | undefined>
  departures: Departures
  addressBooks: AddressBooks
  graph: Graph
}

/** The only place where commands, connections and contacts meet. Every fault becomes a Reply here, once. */
export function commands(options: Options) {
  const { signIn, mayBegin, accessToken, connections, forget, departures, addressBooks, graph } = options
  const question = allowances(QUESTIONS)

  return {
    /** Does a command. */
    run: (command: Command, asked: Asked): Replies => withApology(answer(command, asked), asked),

    /** What is said when a sign-in has connected somebody by itself. */
    afterSignIn: (account: Account, flow: Flow, asked: Asked): Replies =>
      withApology(afterSignIn(account, flow, asked), asked),
  }

  async function* withApology(replies: Replies, asked: Asked): Replies {
    try {
      yield* replies
    } catch (error) {
      yield { reply: { kind: 'trouble', ...apology(error, asked) } }
    }
  }

  function apology(error: unknown, { reference, onFault }: Asked): Apology {
    const trouble = troubleOf(error)
    onFault(error, trouble)
    return { trouble, reference }
  }

  async function* answer(command: Command, asked: Asked): Replies {
    if (command.type === 'leave') return leave(asked)
    // In front of others: no card, no result.
    if (!asked.chat.personal) return yield* say({ kind: 'not_here' })
    if (command.type === 'help') return yield* say({ kind: 'help', typed: command.typed })
    if (await departures.isOver(asked.user, asked.sentAt)) return
    switch (command.type) {
      case 'connect':
        return yield* connect(command, asked)
      case 'disconnect': {
        const underWay = await signIn.cancel(asked.user)
        const was = await forget(asked.user)
        yield* cardMakesWay(underWay)
        return yield* say({ kind: 'disconnected', account: was?.account })
      }
      case 'cancel': {
        const underWay = await signIn.cancel(asked.user)
        yield* cardMakesWay(underWay)
        return yield* say({ kind: underWay ? 'cancelled' : 'nothing_to_cancel' })
      }
      case 'status':
        return yield* status(asked)
      case 'find':
        return yield* command.query === '' ? say({ kind: 'which_name' }) : find(command, asked)
      case 'show':
        return yield* show(command, asked)
      case 'code':
        return yield* confirm(command, asked)
      case 'window': {
        // Closed after it had done its work, more often than not: then there is nothing to say.
        if (!(await signIn.awaitsBrowser(asked.user))) return
        return yield* say({ kind: command.outcome === 'closed' ? 'window_closed' : 'window_failed' })
      }
      case 'welcome':
        return yield* say({ kind: 'welcome' })
    }
  }

  /** Everything of theirs goes, and nothing is said: the bot is no longer in the chat. */
  async function leave({ user, chat, sentAt }: Asked): Promise<void> {
    if (!chat.personal) return
    // Who has connected since has come back since.
    const connected = await connections.get(connectionKey(user))
    if (connected && connected.value.since > sentAt) return
    await departures.note(user, sentAt)
    await forget(user)
  }

  async function* connect({ another }: Command & { type: 'connect' }, asked: Asked): Replies {
    const stored = await connections.get(connectionKey(asked.user))
    const mayChange = signIn.mayChoose(asked.user)
    if (!stored || (another && mayChange)) {
      return yield* askToSignIn('asked', undefined, asked, { prompt: stored && 'select_account' })
    }
    if (await signIn.isDemanded(asked.user)) return yield* askToSignIn('ended', undefined, asked)
    const { account, since } = stored.value
    yield* say({ kind: 'already_connected', account, since, another: mayChange })
  }

  async function* askToSignIn(
    reason: SignInReason,
    resume: Command | undefined,
    asked: Asked,
    wishes: Wishes = {},
  ): Replies {
    if (!signIn.available) return yield* say({ kind: 'not_set_up' })
    if (!signIn.isAllowed(asked.user)) return yield* say({ kind: 'tenant_not_allowed' })
    if (resume && (await signIn.awaitsCode(asked.user, resume))) return yield* say({ kind: 'type_code' })
    if (!(await mayBegin(asked.user))) return yield* say({ kind: 'sign_ins_used_up' })
    const { url, epoch, earlierCard } = await signIn.begin(asked.user, asked.chat, resume, wishes)
    if (earlierCard !== undefined) yield { reply: { kind: 'card_newer' }, replaces: earlierCard }
    const card = yield { reply: { kind: 'sign_in', url, reason } }
    if (card !== undefined) await signIn.cardSent(asked.user, epoch, card)
  }

  async function* confirm({ code, handed }: Command & { type: 'code' }, asked: Asked): Replies {
    const confirmation = await signIn.confirm(asked.user, code)
    switch (confirmation.kind) {
      case 'none':
        if (!handed) yield* say({ kind: 'no_code_wanted' })
        return
      case 'wrong':
        return yield* say({ kind: 'wrong_code', triesLeft: confirmation.triesLeft })
      case 'used_up':
        yield* cardMakesWay(confirmation.flow)
        return yield* say({ kind: 'code_used_up' })
      case 'connected':
        return yield* afterSignIn(confirmation.account, confirmation.flow, asked)
    }
  }

  /** A card whose sign-in is over turns into an offer of a fresh one: its own buttons lead nowhere any more. */
  async function* cardMakesWay(flow: Flow | undefined): Replies {
    if (flow?.card !== undefined) yield { reply: { kind: 'not_connected' }, replaces: flow.card }
  }

  /** The sign-in card makes way in place, and the question from before is answered. */
  async function* afterSignIn(account: Account, { card, resume }: Flow, asked: Asked): Replies {
    if (card !== undefined) yield { reply: { kind: 'signed_in', account }, replaces: card }
    if (resume === undefined) yield* say({ kind: 'connected', account })
    else yield* answer(resume as Command, { ...asked, replaces: undefined })
  }

  async function* status(asked: Asked): Replies {
    const stored = await connections.get(connectionKey(asked.user))
    if (!stored) return yield* say({ kind: 'not_connected' })
    const { account, since, graphBase } = stored.value
    let contacts: Size | Apology
    try {
      const book = yield* withToken({ type: 'status' }, asked, (token) => readBook(token, asked))
      if (!book) return
      contacts = sizeOf(book)
    } catch (error) {
      contacts = apology(error, asked)
    }
    yield* say({ kind: 'status', account, since, graphBase, contacts })
  }

  async function* find(command: Command & { type: 'find' }, asked: Asked): Replies {
    const book = yield* withToken(command, asked, (token) => readBook(token, asked))
    if (!book) return
    const { query, offset } = command
    const hits = (await indexOf(book)).search(query)
    const [best] = hits
    const { replaces } = asked
    if (!best) {
      yield { reply: { kind: 'nobody', query, searched: sizeOf(book), suggestions: [] }, replaces }
    } else if (hits.length === 1) {
      const person = { contact: best.contact, places: [] }
      yield { reply: { kind: 'contact', person, back: undefined, because: reasonOf(best) }, replaces }
    } else {
      const shown = hits.slice(offset, offset + PAGE)
      const page = shown.map(({ contact }) => ({ contact, places: [] }))
      const reasons = new Set(shown.map(reasonOf))
      const because = reasons.size === 1 ? [...reasons][0] : undefined
      yield { reply: { kind: 'contacts', query, page, offset, total: hits.length, equal: 1, because }, replaces }
    }
  }

  async function* show(command: Command & { type: 'show' }, asked: Asked): Replies {
    const { replaces } = asked
    try {
      const contact = yield* withToken(command, asked, ({ graphBase, accessToken: token, account }) =>
        graph.contact({ base: graphBase, token, mailbox: mailboxOf(account), signal: asked.signal }, command.contactId),
      )
      if (contact) yield { reply: { kind: 'contact', person: { contact, places: [] }, back: command.back }, replaces }
    } catch (error) {
      if (!(error instanceof GraphError && error.code === 'not_found')) throw error
      yield { reply: { kind: 'contact_gone' }, replaces }
    }
  }

  function readBook({ graphBase, accessToken: token, account }: LiveToken, asked: Asked) {
    return addressBooks.read(mailboxOf(account), { base: graphBase, token, signal: asked.signal })
  }

  /** Does `work` with a live token, and again with a renewed one where Graph will not take it. Without a connection, and
   *  where Graph demands more than a renewed token has, the person is asked to sign in, `command` is kept for afterwards,
   *  and undefined comes back. */
  async function* withToken<T>(
    command: Command,
    asked: Asked,
    work: (token: LiveToken) => Promise<T>,
  ): AsyncGenerator<Step, T | undefined, string | undefined> {
    if (question(userKey(asked.user)) > 0) {
      yield* say({ kind: 'too_many_questions' })
      return undefined
    }
    let token = await accessToken(asked.user)
    for (let call = 1; 'accessToken' in token; call += 1) {
      try {
        return await work(token)
      } catch (error) {
        if (!isTokenRefused(error)) throw error
        const claims = mergeClaims(error.claims)
        if (claims === undefined && call > 1) throw error
        // A token that somebody renewed meanwhile, for another reason, may come without what is demanded: one call more.
        token = call > 2 ? { reason: 'ended', claims } : await accessToken(asked.user, token.accessToken, claims)
      }
    }
    yield* askToSignIn(token.reason, command, asked, { claims: token.claims })
    return undefined
  }
}

/** Those who ask while a book is read share it, and the index made of it. */
const indexes = new WeakMap<AddressBook, Promise<Index>>()

function indexOf(book: AddressBook): Promise<Index> {
  const making = indexes.get(book) ?? indexInSlices(book.contacts)
  indexes.set(book, making)
  return making
}

/** The default folder is not always listed among the folders; its contacts name it all the same. */
function sizeOf({ contacts, folders }: AddressBook): Size {
  const ids = new Set([...folders.map(({ id }) => id), ...contacts.map(({ parentFolderId }) => parentFolderId)])
  return { contacts: contacts.length, folders: Math.max(1, ids.size) }
}

function mailboxOf({ tid, oid }: Account): string {
  return `${tid}/${oid}`
}

async function* say(reply: Reply): Replies {
  yield { reply }
}

const GRAPH_TROUBLE: Record<GraphError['code'], Trouble> = {
  unauthorized: 'contacts_down',
  claims_challenge: 'contacts_down',
  forbidden: 'contacts_forbidden',
  no_mailbox: 'no_mailbox',
  not_found: 'contacts_down',
  throttled: 'contacts_throttled',
  refused: 'contacts_down',
  unavailable: 'contacts_down',
  foreign_link: 'contacts_down',
  aborted: 'contacts_down',
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof GraphError) return GRAPH_TROUBLE[error.code]
  if (error instanceof StoreError) return 'store_down'
  if (!(error instanceof EntraError)) return 'unexpected'
  if (error.code === 'operator') return 'operator_must_act'
  return error.code === 'no_graph' ? 'no_contacts_address' : 'microsoft_sign_in_down'
}

function isTokenRefused(error: unknown): error is GraphError {
  return error instanceof GraphError && (error.code === 'unauthorized' || error.code === 'claims_challenge')
}
