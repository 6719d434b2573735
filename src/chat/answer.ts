import type { Links } from '../cards/links.ts'
import { isFinalNo, isTooLarge } from '../channel/connector.ts'
import type { Events } from '../channel/events.ts'
import type { Turn } from '../channel/turn.ts'
import type { Languages } from '../text/languages.ts'
import type { LocalizedTurn } from './localized-turn.ts'
import type { Command } from '../commands/command.ts'
import type { Asked } from '../commands/asked.ts'
import type { Run } from '../commands/dispatch.ts'
import { keptIn } from '../commands/memory.ts'
import { newReference } from '../reference.ts'
import { deliver } from './deliver.ts'
import { presses } from './presses.ts'
import { chatOf, chatUser } from './sender.ts'

const TYPING_AFTER_MS = 1_000

export type AnswerOptions = {
  run: Run
  events: Events
  checksIdentity: boolean
  links: Links
  languages?: Languages | undefined
}

/** Runs a command for the person who sent an activity, and says what comes of it. `pressed`: the message whose button was
 *  pressed. Gives the card that took that message's place, if a new one did. */
export type Answer = (turn: LocalizedTurn, command: Command, pressed?: string) => Promise<unknown>

export function answering({ run, events, checksIdentity }: AnswerOptions): Answer {
  const begin = presses()

  return async function answer(turn, command, pressed) {
    const keyOf = (message: string) => `${turn.activity.conversation.id}/${message}`
    const mayReplace = begin(pressed === undefined ? undefined : keyOf(pressed))
    const reference = newReference()
    const asked: Asked = {
      user: chatUser(turn.activity, checksIdentity),
      chat: chatOf(turn),
      words: turn.catalogue.commands,
      sentAt: turn.activity.timestamp?.getTime() ?? Date.now(),
      replaces: pressed,
      kept: keptIn(turn.memory),
      reference,
      onFault: (error, trouble) => events.fault({ error, trouble, reference, command: command.type }),
    }
    const guarded = { ...turn }
    const stopTyping = showTyping(turn, (refusal) => Object.assign(guarded, refusing(refusal)))
    const begunAt = performance.now()
    let outcome = 'none'
    try {
      return await deliver(guarded, (send) => run(command, asked, send), {
        onFault: (error) => events.fault({ error, reference, command: command.type }),
        onReply(kind) {
          stopTyping()
          outcome = kind
        },
        mayReplace: (message) => mayReplace(keyOf(message)),
      })
    } finally {
      stopTyping()
      events.turn({ command: command.type, outcome, ms: Math.round(performance.now() - begunAt), reference })
    }
  }
}

/** Says nothing more to a channel that takes nothing from us. */
function refusing(refusal: unknown): Pick<Turn, 'send' | 'update'> {
  const refuse = () => Promise.reject(refusal)
  return { send: refuse, update: refuse }
}

/** Shows the typing dots where the first reply takes a while. @param onRefused hears where the channel refuses them for good.
 *  @returns a function that calls this off. */
function showTyping(turn: Turn, onRefused: (error: unknown) => void): () => void {
  const timer = setTimeout(() => {
    turn.send({ type: 'typing' }).catch((error: unknown) => {
      // After any other failure an answer without the dots is as good.
      if (isFinalNo(error) && !isTooLarge(error)) onRefused(error)
    })
  }, TYPING_AFTER_MS)
  return () => clearTimeout(timer)
}
