import { NoRoomError } from '../book/room.ts'
import { InUseError, LeaseLostError } from '../editing/own-records.ts'
import { EntraError } from '../entra/entra-error.ts'
import { FileError } from '../files/file-error.ts'
import { GraphError } from '../graph/graph.ts'
import { StoreError } from '../store/store.ts'
import type { Asked } from './asked.ts'
import { ChangesForbiddenError } from './changes-forbidden.ts'
import type { Apology, Trouble } from './reply.ts'

const GRAPH_TROUBLE: Record<GraphError['code'], Trouble> = {
  unauthorized: 'contacts_down',
  claims_challenge: 'contacts_down',
  forbidden: 'contacts_forbidden',
  no_mailbox: 'no_mailbox',
  on_hold: 'account_on_hold',
  not_found: 'contacts_refused',
  throttled: 'contacts_throttled',
  refused: 'contacts_refused',
  conflict: 'contacts_down',
  full: 'mailbox_full',
  sync_lost: 'contacts_down',
  unavailable: 'contacts_down',
  page_failed: 'contacts_down',
  page_too_large: 'contacts_refused',
  endless: 'contacts_refused',
  foreign_link: 'contacts_refused',
  aborted: 'contacts_down',
}

const FILE_TROUBLE: Record<FileError['code'], Trouble> = {
  elsewhere: 'file_elsewhere',
  too_large: 'file_too_large',
  gone: 'file_gone',
  unavailable: 'files_down',
}

/** What the user is told about an error. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof GraphError) return GRAPH_TROUBLE[error.code]
  if (error instanceof InUseError) return 'contacts_down'
  if (error instanceof LeaseLostError) return 'lost_track'
  if (error instanceof FileError) return FILE_TROUBLE[error.code]
  if (error instanceof ChangesForbiddenError) return 'changes_forbidden'
  if (error instanceof StoreError) return 'store_down'
  if (error instanceof NoRoomError) return error.code === 'busy' ? 'no_room' : 'contacts_too_large'
  if (!(error instanceof EntraError)) return 'unexpected'
  if (error.code === 'operator') return 'operator_must_act'
  if (error.code === 'admin_approval') return 'app_not_approved'
  return error.code === 'no_graph' ? 'no_contacts_address' : 'microsoft_sign_in_down'
}

/** Writes an error to the log. @returns what the user is told about it. */
export function apology(error: unknown, { reference, onFault }: Asked): Apology {
  const trouble = troubleOf(error)
  onFault(error, trouble)
  return { trouble, reference }
}
