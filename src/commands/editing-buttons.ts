import { CHOICES } from '../editing/merge-rules.ts'
import { INPUTS } from '../editing/inputs.ts'
import { isContactId, isOffset, isOwnId, MAX_QUERY } from './button-values.ts'
import type { Chosen, Command, Typed } from './command.ts'

/** As `commandFromButton`, for commands that change or list contacts. */
export function editingFromButton(data: Record<string, unknown>): Command | undefined {
  const { command, id, query, anyway, overwrite, round, offset } = data
  const who = {
    ...(isOwnId(id) && { id }),
    ...(typeof query === 'string' && { query: query.slice(0, MAX_QUERY) }),
  }
  switch (command) {
    case 'add':
      return { type: 'add' }
    case 'edit':
      return { type: 'edit', ...who, ...chosenContact(data) }
    case 'delete':
      return { type: 'delete', ...who, ...chosenContact(data) }
    case 'merge':
      return {
        type: 'merge',
        ...who,
        ...(isOwnId(id) && { chosen: chosenIn(data) }),
        ...(isOffset(round) && { round }),
      }
    case 'list': {
      const { of = data['part'] } = data
      const part = typeof of === 'string' && of !== '' ? { of: of.slice(0, 1_000) } : {}
      return { type: 'list', offset: isOffset(offset) ? offset : 0, ...part }
    }
  }
  if (!isOwnId(id)) return undefined
  if (command === 'confirm_delete' || command === 'undo' || command === 'cancel') return { type: command, id }
  if (command !== 'save') return undefined
  const typed = typedIn(data)
  return {
    type: 'save',
    id,
    ...(Object.keys(typed).length > 0 && { typed }),
    ...(anyway === true && { anyway }),
    ...(overwrite === true && { overwrite }),
    ...(isOffset(round) && { round }),
  }
}

function chosenContact({ contactId, entry, offset }: Record<string, unknown>): Chosen {
  if (!isContactId(contactId)) return {}
  return { contactId, ...(entry === true && { entry }), ...(isOffset(offset) && { offset }) }
}

/** More than a card shows of any value and more than anybody types. A text that is too long is shown again with a sentence about
 *  it. */
const MOST_TYPED = 16_000

function typedIn(data: Record<string, unknown>): Typed {
  const inputs = [...INPUTS, 'folder'] as const
  return Object.fromEntries(
    inputs.flatMap((input) => {
      const value = data[input]
      return typeof value === 'string' ? [[input, value.slice(0, MOST_TYPED).toWellFormed()]] : []
    }),
  )
}

/** The choices between two entries. Other names are dropped, because they would stay in the draft. */
function chosenIn(data: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    CHOICES.flatMap((input) => {
      const value = data[input]
      return typeof value === 'string' ? [[input, value.slice(0, MAX_QUERY)]] : []
    }),
  )
}
