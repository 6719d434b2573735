// What one delivery of a message stores for the next delivery of the same message: work that was done must not be done again, and
// replies that were not sent must still be sent.
import type { Account } from '../entra/account.ts'
import { isObject } from '../json.ts'
import type { Command } from './command.ts'
import { LASTING } from './first-look.ts'
import type { Apology, Step } from './reply.ts'
import { storedCommand } from './stored-command.ts'

/** The decision of a command that changes something, before any reply is sent. */
export type Decision = {
  steps: Step[]
  /** The command to continue with afterwards. */
  next?: Command | undefined
  /** The sign-in that connected, if the steps are about a connection. They are only true while that connection lasts. */
  epoch?: string | undefined
  /** The epoch of the sign-in that is ended before any of it is said. */
  endsSignIn?: string | undefined
}

export type Memory = {
  decision?: Decision | undefined
  /** How many steps of the decision have been sent. */
  said?: number
  /** The message with the answer, or with the progress towards it. */
  shownIn?: string | undefined
}

/** The memory of one message. */
export type Kept = {
  get(): Memory
  /** Sets the memory, which is stored if this delivery fails. */
  set(memory: Memory): void
  /** Stores the memory at once. Never rejects. */
  save(): Promise<void>
}

/** @param from the stored memory, which any version of this program may have written */
export function keptIn(from: { value: unknown; save(): Promise<void> }): Kept {
  let memory = memoryOf(from.value)
  return {
    get: () => memory,
    set(next) {
      memory = next
      from.value = next
    },
    save: () => from.save(),
  }
}

function memoryOf(value: unknown): Memory {
  if (!isObject(value)) return {}
  const { decision, said, shownIn } = value
  return {
    decision: decisionOf(decision),
    ...(typeof said === 'number' && { said }),
    ...(typeof shownIn === 'string' && { shownIn }),
  }
}

/** Undefined if this version does not know the kind of a step: the command is then run again. */
function decisionOf(value: unknown): Decision | undefined {
  if (!isObject(value) || !Array.isArray(value['steps'])) return undefined
  const steps = value['steps'].map(stepOf)
  if (!steps.every((step) => step !== undefined)) return undefined
  const { next, epoch, endsSignIn } = value
  return {
    steps,
    next: storedCommand(next),
    epoch: typeof epoch === 'string' ? epoch : undefined,
    endsSignIn: typeof endsSignIn === 'string' ? endsSignIn : undefined,
  }
}

function stepOf(value: unknown): Step | undefined {
  if (!isObject(value) || !isObject(value['reply'])) return undefined
  const reply = replyOf(value['reply'])
  const { replaces } = value
  return reply && { reply, replaces: typeof replaces === 'string' ? replaces : undefined }
}

/** The kinds of reply that a decision can hold. */
function replyOf({
  kind,
  account,
  but,
  triesLeft,
  digits,
  url: given,
  name,
  undo,
}: Record<string, unknown>): Step['reply'] | undefined {
  const url = typeof given === 'string' ? given : undefined
  switch (kind) {
    case 'not_connected':
    case 'code_used_up':
      return { kind, url }
    case 'card_newer':
    case 'cancelled':
    case 'form_cancelled':
    case 'nothing_to_cancel':
      return { kind }
    case 'may_undo':
      return typeof name === 'string' && typeof undo === 'string' ? { kind, name, undo } : undefined
    case 'no_code_wanted':
      return typeof digits === 'string' ? { kind, digits, url } : undefined
    case 'wrong_code':
      return typeof triesLeft === 'number' ? { kind, triesLeft } : undefined
    case 'disconnected':
      return { kind, account: isAccount(account) ? account : undefined, url }
    case 'signed_in':
      return isAccount(account) ? { kind, account } : undefined
    case 'connected':
      return isAccount(account) ? { kind, account, but: butOf(but) } : undefined
    default:
      return undefined
  }
}

function butOf(value: unknown): 'empty' | Apology | undefined {
  if (value === 'empty') return value
  if (!isObject(value) || typeof value['reference'] !== 'string') return undefined
  const trouble = [...LASTING].find((one) => one === value['trouble'])
  return trouble && { trouble, reference: value['reference'] }
}

function isAccount(value: unknown): value is Account {
  return isObject(value) && ['tid', 'oid', 'name', 'username'].every((field) => typeof value[field] === 'string')
}
