// Answers every command: checks that come first, the answer itself, and the apology if it fails. This folder knows neither Teams
// nor HTTP. Only here do connections and contacts meet.
import type { Account } from '../entra/account.ts'
import type { Flow } from '../sign-in/outcome.ts'
import { recents } from '../book/recent-lookups.ts'
import { editing } from '../editing/drafts.ts'
import { connectionKey } from '../connection/connection.ts'
import { departures } from '../connection/departures.ts'
import { budget } from '../search/search.ts'
import type { Store } from '../store/store.ts'
import { afterSignIn } from './after-sign-in.ts'
import type { Asked } from './asked.ts'
import type { Command } from './command.ts'
import { type Exchange, exchangeOf, NotSaidError, type Send } from './exchange.ts'
import type { Answer, Services } from './services.ts'
import { imports } from './files/import-records.ts'
import { lastQuestions } from './last-question.ts'
import { openingOf } from './early-reads.ts'
import { questionLimit } from './question-limit.ts'
import { ANSWERS, IN_PLACE } from './registry.ts'
import { apology } from './trouble.ts'

export type Commands = ReturnType<typeof commands>
export type Run = Commands['run']

/** The services that `app.ts` provides. The records that only commands use are made here. */
type Options = Pick<
  Services,
  | 'signIn'
  | 'accessToken'
  | 'application'
  | 'connections'
  | 'addressBooks'
  | 'files'
  | 'photos'
  | 'maxAgeMs'
  | 'keepMs'
  | 'edits'
  | 'graph'
> & {
  store: Store
  newBudget?: Services['budget'] | undefined
}

export function commands({ store, newBudget = budget, ...given }: Options) {
  const services: Services = {
    ...given,
    mayAsk: questionLimit(),
    budget: newBudget,
    departures: departures(store),
    recents: recents(store),
    editing: editing(store),
    imports: imports(store),
    lastQuestions: lastQuestions(store),
  }

  return {
    /** Answers a command. @throws {NotSaidError} */
    run: perform,

    /** Answers a sign-in that was finished in the browser. @throws {NotSaidError} */
    afterSignIn: (account: Account, flow: Flow, asked: Asked, send: Send): Promise<void> =>
      inExchange(inNewMessage(asked), send, (exchange) => afterSignIn(account, flow, exchange, services)),
  }

  function perform(command: Command, asked: Asked, send: Send): Promise<void> {
    const own = IN_PLACE.has(command.type) ? asked : inNewMessage(asked)
    return inExchange(own, send, (exchange) => answer(command, exchange, services))
  }

  /** Does `work`, and then the command that it leads to. This is the one place where a fault becomes a reply. */
  async function inExchange(
    asked: Asked,
    send: Send,
    work: (exchange: Exchange) => Promise<Command | void>,
  ): Promise<void> {
    const exchange = exchangeOf(asked, send)
    let next: Command | void
    try {
      next = await work(exchange)
    } catch (error) {
      if (error instanceof NotSaidError) throw error
      await exchange.say({ kind: 'trouble', ...apology(error, exchange) }, exchange.shownIn())
      return
    }
    if (next) await perform(next, { ...inNewMessage(asked), hasSignedIn: true }, send)
  }
}

function inNewMessage(asked: Asked): Asked {
  return { ...asked, replaces: undefined }
}

async function answer(command: Command, exchange: Exchange, services: Services): Promise<Command | void> {
  // Other people read a group chat: no sign-in card and no contact may appear there.
  if (!exchange.chat.personal) return notHere(command, exchange)
  const opening = openingOf(command, exchange.user, services)
  const opened = { ...exchange, opening }
  if (!isAnsweredAlways(command) && (await hasLeftOrMovedOn(command, opened, services))) return
  if (!services.edits && CHANGING.has(command.type)) return exchange.say({ kind: 'editing_off' })
  if (!Object.hasOwn(ANSWERS, command.type)) throw new TypeError('There is no such command')
  const answerThis = ANSWERS[command.type] as Answer<Command['type']>
  return answerThis(command, opened, services)
}

/** Whether the user has left since they sent the message. If a backup has restored a connection that the user had ended, it is
 *  deleted here. */
async function hasLeft({ user, sentAt, opening }: Exchange, { departures, connections }: Services): Promise<boolean> {
  const { isOver, hasEnded } = await departures.look(user, sentAt)
  if (!hasEnded) return isOver
  // The connection that was read early may be deleted below.
  void opening?.connection?.take()
  const key = connectionKey(user)
  await connections.update(key, (found) => (found && hasEnded(found.epoch) ? 'delete' : 'leave'))
  return isOver
}

const CHANGING: ReadonlySet<Command['type']> = new Set<Command['type']>([
  'file',
  'vcards',
  'import',
  'add',
  'edit',
  'save',
  'delete',
  'confirm_delete',
  'undo',
  'merge',
])

/** Commands that end our last question themselves, if they end it at all: a text or `cancel` may answer it, and `help` must not
 *  wait for the store. */
const LOOKS_ITSELF: ReadonlySet<Command['type']> = new Set<Command['type']>([
  'text',
  'cancel',
  'help',
  'welcome',
  'leave',
])

/** As `hasLeft`; also ends our last question, because any other answer does so. Six digits may still be the name that we asked
 *  for, and so may a search for these digits after a sign-in. */
async function hasLeftOrMovedOn(command: Command, exchange: Exchange, services: Services): Promise<boolean> {
  const { user, hasSignedIn: isOurs = false } = exchange
  const { lastQuestions } = services
  const end = isOurs || command.type === 'code' ? lastQuestions.endYes : lastQuestions.forget
  const [left] = await Promise.all([hasLeft(exchange, services), LOOKS_ITSELF.has(command.type) || end(user)])
  return left
}

/** `help` needs nothing from the store, so it works while the store is down. `welcome` and `leave` do their own checks. */
function isAnsweredAlways({ type }: Command): boolean {
  return type === 'leave' || type === 'welcome' || type === 'help'
}

async function notHere(command: Command, exchange: Exchange): Promise<void> {
  if (command.type !== 'leave') await exchange.say({ kind: 'not_here', asked: inWords(command, exchange) })
}

/** A link contains at most this much of the typed text. */
const MOST_IN_LINK = 500

/** Commands that one word gives. */
const PLAIN = ['connect', 'disconnect', 'status', 'export', 'list', 'undo'] as const

/** The text that asks the same question in the person's own chat. */
function inWords(command: Command, { words }: Exchange): string {
  const { type } = command
  if (type === 'text') return command.typed
  if (type === 'find') return `${words.find[0]} ${command.query}`.trim()
  if (type === 'add') return `${words.add[0]} ${command.typed ?? ''}`.slice(0, MOST_IN_LINK).trim()
  if (type === 'edit' || type === 'delete' || type === 'merge') return `${words[type][0]} ${command.query ?? ''}`.trim()
  const plain = PLAIN.find((one) => one === type)
  return words[plain ?? 'help'][0]
}
