import type { Answer } from './services.ts'

/** Answers to commands that change contacts and list them. Each is loaded when somebody wants it. */
export const EDITING_ANSWERS = {
  add: async (...asked) => (await import('./editing/add.ts')).add(...asked),
  confirm_delete: async (...asked) => (await import('./editing/confirm-delete.ts')).confirmDelete(...asked),
  delete: async (...asked) => (await import('./editing/delete.ts')).deleteContact(...asked),
  edit: async (...asked) => (await import('./editing/edit.ts')).edit(...asked),
  list: async (...asked) => (await import('./editing/list.ts')).list(...asked),
  merge: async (...asked) => (await import('./editing/merge.ts')).merge(...asked),
  save: async (...asked) => (await import('./editing/save.ts')).save(...asked),
  undo: async (...asked) => (await import('./editing/undo.ts')).undo(...asked),
} satisfies {
  [Type in 'add' | 'confirm_delete' | 'delete' | 'edit' | 'list' | 'merge' | 'save' | 'undo']: Answer<Type>
}
