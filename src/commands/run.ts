import { allowances } from '../allowance.ts'
import { type Chat, type ChatUser, userKey } from '../connection/chat-user.ts'
import { mergeClaims } from '../entra/claims.ts'
import { type Connection, type Connections, connectionKey } from '../connection/connection.ts'
import type { Account } from '../entra/account.ts'
import type { Departures } from '../connection/departures.ts'
import { EntraError } from '../entra/entra.ts'
import type { Flow, SignIn, Wishes } from '../sign-in/sign-in.ts'
import type { AccessTokens, LiveToken } from '../connection/tokens.ts'
import type { AddressBooks, Reader } from '../book/address-books.ts'
import { GraphError } from '../graph/graph.ts'
import type { Owner } from '../book/kept.ts'
import type { Match, OpenBook, Size } from '../book/open-book.ts'
import type { Recents } from '../book/recent.ts'
import { StoreError } from '../store/store.ts'
import type { Command } from './command.ts'
import { freshBook, fromBook, type Look, type Screen } from './from-book.ts'
import { storedCommand } from './stored-command.ts'
import { type Apology, PAGE, type Replies, type Reply, type SignInReason, type Step, type Trouble } from './reply.ts'

/** Who asks, and where. `replaces`: the message whose button was pressed; its content makes way for the answer. */
export type Asked = {
  /** When it was sent, by the channel's clock: epoch milliseconds. */
  sentAt: number
  user: ChatUser
  chat: Chat
  replaces?: string | undefined
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
  /** How old a copy of an address book may be that answers at once. */
  maxAgeMs: number
  recents: Recents
}

/** Who matches so much better than all others is shown at once, and the others below. In tenths, as ranks are. */
const CLEAR = 9
const MOST_OTHERS = 3
const MOST_SUGGESTIONS = 3

/** The only place where commands, connections and contacts meet. Every fault becomes a Reply here, once. */
export function commands(options: Options) {
  const { signIn, mayBegin, accessToken, connections, departures, addressBooks, maxAgeMs, recents } = options
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

  /** The connection first, so that nothing that is under way brings anything back. */
  async function forget(user: ChatUser): Promise<Connection | undefined> {
    const was = await options.forget(user)
    await forgetContacts(user)
    return was
  }

  async function forgetContacts(user: ChatUser): Promise<void> {
    await addressBooks.forget(bookKey(user))
    await recents.forget(recentKey(user))
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
    replaces?: string,
  ): Replies {
    if (!signIn.available) return yield* say({ kind: 'not_set_up' }, replaces)
    if (!signIn.isAllowed(asked.user)) return yield* say({ kind: 'tenant_not_allowed' }, replaces)
    if (resume && (await signIn.awaitsCode(asked.user, resume))) return yield* say({ kind: 'type_code' }, replaces)
    if (!(await mayBegin(asked.user))) return yield* say({ kind: 'sign_ins_used_up' }, replaces)
    const { url, epoch, earlierCard } = await signIn.begin(asked.user, asked.chat, resume, wishes)
    if (earlierCard !== undefined) yield { reply: { kind: 'card_newer' }, replaces: earlierCard }
    const card = yield { reply: { kind: 'sign_in', url, reason }, replaces }
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
    const question = storedCommand(resume)
    if (question) yield* answer(question, { ...asked, replaces: undefined })
    else yield* say({ kind: 'connected', account })
  }

  async function* status(asked: Asked): Replies {
    const stored = await connections.get(connectionKey(asked.user))
    if (!stored) return yield* say({ kind: 'not_connected' })
    const { account, since, graphBase } = stored.value
    const screen: Screen = { replaces: undefined, isUsed: false }
    let contacts: Size | Apology
    try {
      const book = yield* withToken({ type: 'status' }, asked, screen, (token) =>
        freshBook({ books: addressBooks, ...readerOf(token, asked), maxAgeMs, screen }),
      )
      if (!book) return
      contacts = book.size()
    } catch (error) {
      contacts = apology(error, asked)
    }
    yield { reply: { kind: 'status', account, since, graphBase, contacts }, replaces: screen.replaces }
  }

  async function* find(command: Command & { type: 'find' }, asked: Asked): Replies {
    yield* ask(command, asked, async (book, recent) => {
      const found = await book.find(command.query, recent)
      return { reply: await answerTo(command, found, book), isSomebody: found.length > 0 }
    })
  }

  async function* show(command: Command & { type: 'show' }, asked: Asked): Replies {
    yield* ask(command, asked, async (book) => {
      const person = book.person(command.contactId)
      if (!person) return { reply: { kind: 'contact_gone' }, isSomebody: false }
      return { reply: { kind: 'contact', person, back: command.back }, isSomebody: true }
    })
  }

  /** Answers from the asker's address book. What was said meanwhile makes way for the answer, and for an apology. */
  async function* ask(
    command: Command,
    asked: Asked,
    look: (book: OpenBook, recent: readonly string[]) => Promise<Look>,
  ): Replies {
    const screen: Screen = { replaces: asked.replaces, isUsed: false }
    try {
      yield* withToken(command, asked, screen, async function* answerWith(token) {
        const { owner, reader } = readerOf(token, asked)
        const recent = await recents.of(recentKey(asked.user), owner.mailbox)
        let answer: Reply | undefined
        yield* fromBook({
          books: addressBooks,
          owner,
          reader,
          maxAgeMs,
          screen,
          async look(book) {
            const found = await look(book, recent)
            answer = found.reply
            return found
          },
          onFault: (error) => asked.onFault(error, troubleOf(error)),
        })
        const id = answer?.kind === 'contact' ? answer.person.contact.id : undefined
        if (id !== undefined && id !== recent[0]) await lookedUp(id, owner, reader, asked)
        return true
      })
    } catch (error) {
      if (!screen.isUsed) throw error
      yield { reply: { kind: 'trouble', ...apology(error, asked) }, replaces: screen.replaces }
    }
  }

  /** Whoever was looked up comes first among equals from now on. That is no reason to fail. */
  async function lookedUp(contactId: string, { mailbox }: Owner, { isCurrent }: Reader, asked: Asked): Promise<void> {
    const key = recentKey(asked.user)
    try {
      await recents.note(key, mailbox, contactId)
      // Disconnected meanwhile: nothing may stay.
      if (!(await isCurrent())) await recents.forget(key)
    } catch (error) {
      asked.onFault(error, troubleOf(error))
    }
  }

  function readerOf({ graphBase: base, accessToken: token, account }: LiveToken, { user }: Asked) {
    const owner: Owner = { key: bookKey(user), mailbox: mailboxOf(account), base }
    const isCurrent = async () => {
      const connection = await connections.get(connectionKey(user))
      return connection !== undefined && mailboxOf(connection.value.account) === owner.mailbox
    }
    return { owner, reader: { token, isCurrent } satisfies Reader }
  }

  /** Does `work` with a live token, and again with a renewed one where Graph will not take it. Without a connection, and
   *  where Graph demands more than a renewed token has, the person is asked to sign in, `command` is kept for afterwards,
   *  and undefined comes back. What was said meanwhile makes way for that. */
  async function* withToken<T>(
    command: Command,
    asked: Asked,
    screen: Screen,
    work: (token: LiveToken) => AsyncGenerator<Step, T, string | undefined>,
  ): AsyncGenerator<Step, T | undefined, string | undefined> {
    if (question(userKey(asked.user)) > 0) {
      yield* say({ kind: 'too_many_questions' })
      return undefined
    }
    let token = await accessToken(asked.user)
    for (let call = 1; 'accessToken' in token; call += 1) {
      try {
        return yield* work(token)
      } catch (error) {
        if (isAborted(error) && !(await connections.get(connectionKey(asked.user)))) {
          // Disconnected meanwhile, or gone.
          const isOver = await departures.isOver(asked.user, asked.sentAt)
          if (!isOver) yield* say({ kind: 'not_connected' }, standing(screen))
          return undefined
        }
        if (!isTokenRefused(error)) throw error
        const claims = mergeClaims(error.claims)
        if (claims === undefined && call > 1) throw error
        // A token that somebody renewed meanwhile, for another reason, may come without what is demanded: one call more.
        token = call > 2 ? { reason: 'ended', claims } : await accessToken(asked.user, token.accessToken, claims)
      }
    }
    if (!(await connections.get(connectionKey(asked.user)))) await forgetContacts(asked.user)
    yield* askToSignIn(token.reason, command, asked, { claims: token.claims }, standing(screen))
    return undefined
  }
}

/** One clear winner with the others below, or a list. */
async function answerTo(command: Command & { type: 'find' }, found: readonly Match[], book: OpenBook): Promise<Reply> {
  const { query, offset } = command
  const [best, ...rest] = found
  if (!best) {
    const suggestions = await book.suggest(query, MOST_SUGGESTIONS)
    return { kind: 'nobody', query, searched: book.size(), suggestions }
  }
  if (isShown(command, found)) {
    const people = rest.slice(0, MOST_OTHERS).map(({ person }) => person)
    const others = rest.length > 0 ? { query, people, total: rest.length } : undefined
    return { kind: 'contact', person: best.person, back: undefined, because: best.because, others }
  }
  const shown = found.slice(offset, offset + PAGE)
  const reasons = new Set(shown.map(({ because }) => because))
  return {
    kind: 'contacts',
    query,
    page: shown.map(({ person }) => person),
    offset,
    total: found.length,
    equal: found.filter(({ rank }) => rank === best.rank).length,
    because: reasons.size === 1 ? [...reasons][0] : undefined,
  }
}

/** Whether the first of `found` is shown with everything that is known: the only one, or by far the best. */
function isShown({ list }: Command & { type: 'find' }, [best, second]: readonly Match[]): boolean {
  if (!best || !second) return true
  return list !== true && second.rank - best.rank >= CLEAR
}

function bookKey(user: ChatUser): string {
  return `address-book/${userKey(user)}`
}

function recentKey(user: ChatUser): string {
  return `recent/${userKey(user)}`
}

function mailboxOf({ tid, oid }: Account): string {
  return `${tid}/${oid}`
}

async function* say(reply: Reply, replaces?: string): Replies {
  yield { reply, replaces }
}

const GRAPH_TROUBLE: Record<GraphError['code'], Trouble> = {
  unauthorized: 'contacts_down',
  claims_challenge: 'contacts_down',
  forbidden: 'contacts_forbidden',
  no_mailbox: 'no_mailbox',
  not_found: 'contacts_down',
  throttled: 'contacts_throttled',
  refused: 'contacts_down',
  sync_lost: 'contacts_down',
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

function isAborted(error: unknown): boolean {
  return error instanceof GraphError && error.code === 'aborted'
}

/** The message that says what is going on: not one whose button was pressed, of which nothing has changed yet. */
function standing({ isUsed, replaces }: Screen): string | undefined {
  return isUsed ? replaces : undefined
}

function isTokenRefused(error: unknown): error is GraphError {
  return error instanceof GraphError && (error.code === 'unauthorized' || error.code === 'claims_challenge')
}
