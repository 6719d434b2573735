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

export type AnswerOptions = { run: Run; events: Events; checksIdentity: boolean; languages?: Languages | undefined }

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
      sentAt: turn.activity.timestamp?.getTime() ?? Date.now(),
      replaces: pressed,
      kept: keptIn(turn.memory),
      reference,
      onFault: (error, trouble) => events.fault({ error, trouble, reference, command: command.type }),
    }
    const stopTyping = showTyping(turn)
    const begunAt = performance.now()
    let outcome = 'none'
    try {
      return await deliver(turn, (send) => run(command, asked, send), {
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

/** Shows the typing dots where the first reply takes a while. @returns a function that calls this off. */
function showTyping(turn: Turn): () => void {
  const timer = setTimeout(() => {
    // An answer without the dots is as good.
    turn.send({ type: 'typing' }).catch(() => undefined)
  }, TYPING_AFTER_MS)
  return () => clearTimeout(timer)
}
