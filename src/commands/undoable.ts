import type { Deleted } from '../editing/drafts.ts'
import type { Newest } from '../editing/own-records.ts'
import type { Exchange } from './exchange.ts'
import { isPartOf } from './parsing/typed-answer.ts'
import type { Reply } from './reply.ts'
import type { Services } from './services.ts'

/** The latest deletion that can still be undone. @param name if it is given, the deleted contact has each word of it in its name */
export function latestDeletion(
  { user }: Exchange,
  { editing: { undos } }: Services,
  name?: string,
): Promise<Newest<Deleted> | undefined> {
  const isMeant = (deleted: Deleted) => name === undefined || isPartOf(name, deleted.name)
  return undos.newest(user, (deleted) => deleted.isGone === true && !deleted.done && isMeant(deleted))
}

export function mayUndo({ id, value: { name } }: Newest<Deleted>): Reply & { kind: 'may_undo' } {
  return { kind: 'may_undo', name, undo: id }
}
