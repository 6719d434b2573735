import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { forgettingIfGone } from './forget-if-gone.ts'
import type { Answer, Services } from './services.ts'

/** Answers to commands that change or list contacts. Each file is loaded when it is first needed. */
export const EDITING_ANSWERS = {
  add: async (...asked) => (await import('./editing/add.ts')).add(...asked),
  confirm_delete: forgettingIfGone(async (...asked) =>
    (await import('./editing/confirm-delete.ts')).confirmDelete(...asked),
  ),
  delete: async (...asked) => (await import('./editing/delete.ts')).deleteContact(...asked),
  edit: async (...asked) => (await import('./editing/edit.ts')).edit(...asked),
  import: async (...asked) => (await import('./files/import.ts')).importContacts(...asked),
  list: async (...asked) => (await import('./editing/list.ts')).list(...asked),
  merge: forgettingIfGone(async (...asked) => (await import('./editing/merge.ts')).merge(...asked)),
  save: async (...asked) => (await import('./editing/save.ts')).save(...asked),
  undo: async (...asked) => (await import('./editing/undo.ts')).undo(...asked),
} satisfies { [Type in Command['type']]?: Answer<Type> }

export type EditingCommand = Command & { type: keyof typeof EDITING_ANSWERS }

export function isEditing(command: Command): command is EditingCommand {
  return Object.hasOwn(EDITING_ANSWERS, command.type)
}

/** Answers such a command when it comes from a typed text. */
export function answerEditing(
  command: EditingCommand,
  exchange: Exchange,
  services: Services,
): Promise<Command | void> {
  const answer = EDITING_ANSWERS[command.type] as Answer<Command['type']>
  return answer(command, exchange, services)
}
