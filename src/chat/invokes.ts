import type { Events } from '../channel/log-events.ts'
import type { TurnResponse } from '../channel/turn.ts'
import { type Command, commandFromButton, isCode } from '../commands/command.ts'
import { isObject } from '../json.ts'
import { ADAPTIVE_CARD } from '../cards/message.ts'
import type { Answer } from './answer.ts'
import type { LocalizedTurn } from './localized-turn.ts'

/** Handles a pressed button of a card. The answer to its invoke is the new card, or a sentence. */
export async function pressedButton(turn: LocalizedTurn, answer: Answer): Promise<TurnResponse> {
  const action = memberOf(turn.activity.value, 'action')
  const command = commandFromButton(memberOf(action, 'data'))
  if (!command) return { status: 200, body: sentence(turn.catalogue.oldButton) }
  const card = await answer(turn, command, turn.activity.replyToId)
  return { status: 200, body: card ? newCard(card) : sentence(turn.catalogue.answeredBelow) }
}

/** Reports of the sign-in window. The log names no other invoke, because a client can choose any name. */
const KNOWN = ['signin/verifyState', 'signin/failure', 'signin/tokenExchange']

/** Handles Teams' report on the sign-in window: the result from the page, or how the window failed. */
export async function signInWindow(turn: LocalizedTurn, answer: Answer, events: Events): Promise<TurnResponse> {
  const { name, value } = turn.activity
  const command = windowCommand(name, value)
  if (command?.type !== 'code')
    events.signInWindow({ name: KNOWN.find((known) => known === name) ?? 'unknown', code: wordIn(value, 'code') })
  if (command) await answer(turn, command)
  return { status: 200 }
}

/** @param value `state` is the value that the page passed to `notifySuccess`: the code, or a word if no code is needed. */
function windowCommand(name: string | undefined, value: unknown): Command | undefined {
  if (name === 'signin/failure') return { type: 'window', outcome: 'failed' }
  const state = name === 'signin/verifyState' ? memberOf(value, 'state') : undefined
  if (state === 'CancelledByUser') return { type: 'window', outcome: 'closed' }
  return typeof state === 'string' && isCode(state) ? { type: 'code', code: state, handed: true } : undefined
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined
}

/** A word such as `resourcematchfailed`. No other text from a client goes into the log. */
function wordIn(value: unknown, name: string): string | undefined {
  const found = memberOf(value, name)
  return typeof found === 'string' && /^[\w-]{1,40}$/.test(found) ? found : undefined
}

// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
function newCard(card: unknown) {
  return { statusCode: 200, type: ADAPTIVE_CARD, value: card }
}

function sentence(text: string) {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text }
}
