import { setTimeout as sleep } from 'node:timers/promises'
import type { Links } from '../cards/links.ts'
import type { Message } from '../cards/message.ts'
import { loggableId } from '../channel/activity.ts'
import { isFinalNo, isTooLarge } from '../channel/connector.ts'
import type { Events } from '../channel/log-events.ts'
import type { Turn } from '../channel/turn.ts'
import type { Languages } from '../text/languages.ts'
import type { LocalizedTurn } from './localized-turn.ts'
import type { Command } from '../commands/command.ts'
import type { Asked } from '../commands/asked.ts'
import type { Run } from '../commands/dispatch.ts'
import type { Send } from '../commands/exchange.ts'
import { keptIn } from '../commands/turn-memory.ts'
import { newReference } from '../reference.ts'
import { deliver, type Delivery } from './deliver.ts'
import { presses } from './last-press.ts'
import { chatOf, chatUser, timeZoneOf } from './sender.ts'

const TYPING_AFTER_MS = 1_000

export type AnswerOptions = {
  run: Run
  events: Events
  checksIdentity: boolean
  links: Links
  /** Whether people can change their contacts. */
  edits: boolean
  languages?: Languages | undefined
  /** Does work in a chat after its turn, in a new turn. @param reference `Turn.reference` of the earlier turn */
  later: (reference: unknown, work: (turn: Turn) => Promise<void>) => void
}

/** Runs a command for the person who sent an activity, and sends the replies. `pressed`: the message whose button was pressed.
 *  Returns the card that replaced that message, if there is one. */
export type Answer = (turn: LocalizedTurn, command: Command, pressed?: string) => Promise<unknown>

export function answering({ run, events, checksIdentity, later }: AnswerOptions): Answer {
  const begin = presses()
  const goOn = afterwards(later, events)

  return async function answer(turn, command, pressed) {
    const keyOf = (message: string) => `${turn.activity.conversation.id}/${message}`
    const mayReplace = begin(pressed === undefined ? undefined : keyOf(pressed))
    const reference = newReference()
    const about = { command: command.type, reference, activity: loggableId(turn.activity) }
    const requests = noted()
    const unfinished: ((send: Send) => Promise<void>)[] = []
    const asked: Asked = {
      user: chatUser(turn.activity, checksIdentity),
      chat: chatOf(turn),
      words: turn.catalogue.commands,
      sentAt: turn.activity.timestamp?.getTime() ?? Date.now(),
      replaces: pressed,
      timeZone: timeZoneOf(turn.activity),
      kept: keptIn(turn.memory),
      reference,
      afterTurn: (work) => void unfinished.push(work),
      onRequest: requests.note,
      onFault: (error, trouble) => events.fault({ error, trouble, ...about }),
    }
    const delivery = {
      onFault: (error: unknown) => events.fault({ error, ...about }),
      mayReplace: (message: string) => mayReplace(keyOf(message)),
      shown: new Map<string, Message>(),
    }
    const guarded = { ...turn }
    const stopTyping = showTyping(turn, (refusal) => Object.assign(guarded, refusing(refusal)))
    const begunAt = performance.now()
    let outcome = 'none'
    let undelivered = {}
    try {
      const onReply = (kind: string) => {
        stopTyping()
        outcome = kind
      }
      const card = await deliver(guarded, (send) => run(command, asked, send), { ...delivery, onReply })
      for (const work of unfinished) goOn(turn, work, { ...delivery, about, requests })
      return card
    } catch (error) {
      undelivered = { outcome: 'not_delivered', reply: outcome, error }
      throw error
    } finally {
      stopTyping()
      events.turn({ ...about, outcome, ms: since(begunAt), graph: requests.taken(), ...undelivered })
    }
  }
}

/** A client shows the answer to a pressed button as the message's content. It must not arrive after a correction of that
 *  message. */
const INVOKE_ARRIVES_MS = 500

type Left = Delivery & {
  about: { command: string; reference: string; activity: string | undefined }
  requests: ReturnType<typeof noted>
}

/** Does work after the turn. */
function afterwards(later: AnswerOptions['later'], events: Events) {
  return function goOn(
    turn: LocalizedTurn,
    work: (send: Send) => Promise<void>,
    { about, requests, ...delivery }: Left,
  ) {
    const { reference, activity, catalogue, links, edits } = turn
    later(reference, async (again) => {
      if (activity.type === 'invoke') await sleep(INVOKE_ARRIVES_MS)
      const begunAt = performance.now()
      let outcome = 'none'
      const onReply = (kind: string) => void (outcome = kind)
      await deliver({ ...again, activity, catalogue, links, edits }, work, { ...delivery, onReply })
      events.afterwards({ ...about, outcome, ms: since(begunAt), graph: requests.taken() })
    })
  }
}

/** A log line must not grow without limit: a large mailbox takes hundreds of requests. */
const MOST_REQUESTS = 5

type AskedGraph = Parameters<NonNullable<Asked['onRequest']>>[0]

/** Notes the last requests to Graph that a turn has made. */
function noted() {
  let requests: AskedGraph[] = []
  return {
    note: (request: AskedGraph) => void (requests = [...requests, request].slice(-MOST_REQUESTS)),
    /** The requests since the last call; undefined if there were none. */
    taken(): AskedGraph[] | undefined {
      const taken = requests
      requests = []
      return taken.length > 0 ? taken : undefined
    },
  }
}

function since(begunAt: number): number {
  return Math.round(performance.now() - begunAt)
}

/** Sends nothing more to a channel that has refused us. */
function refusing(refusal: unknown): Pick<Turn, 'send' | 'update'> {
  const refuse = () => Promise.reject(refusal)
  return { send: refuse, update: refuse }
}

/** Shows typing dots if the first reply takes a while. @param onRefused hears if the channel refuses them for good.
 *  @returns a function that calls this off. */
function showTyping(turn: Turn, onRefused: (error: unknown) => void): () => void {
  const timer = setTimeout(() => {
    turn.send({ type: 'typing' }).catch((error: unknown) => {
      // After any other failure the answer simply comes without the dots.
      if (isFinalNo(error) && !isTooLarge(error)) onRefused(error)
    })
  }, TYPING_AFTER_MS)
  return () => clearTimeout(timer)
}
