import type { OpenBook } from '../../book/open-book.ts'
import type { FormDraft } from '../../editing/drafts.ts'
import { GraphError, isAboutToken } from '../../graph/graph.ts'
import { StoreError } from '../../store/store.ts'
import { ChangesForbiddenError } from '../changes-forbidden.ts'
import type { Exchange } from '../exchange.ts'
import type { FormNotice, Reply } from '../reply.ts'
import { troubleOf } from '../trouble.ts'
import { formOf, nextRound } from './form.ts'
import type { Begun } from './saving.ts'

/** The form with the typed values, and why it could not be saved. @throws errors that a new token or a sign-in may solve */
export async function notSaved(
  error: unknown,
  { command, held }: Begun,
  exchange: Exchange,
  book?: OpenBook,
): Promise<Reply> {
  if (!isAboutForm(error)) throw error
  const draft = nextRound(held.get() as FormDraft)
  await held.keep(draft)
  return formOf(command.id, draft, book, { notice: noticeOf(error, draft, exchange) })
}

function isAboutForm(error: unknown): error is GraphError | StoreError | ChangesForbiddenError {
  if (isAboutToken(error)) return false
  if (error instanceof GraphError) return error.code !== 'forbidden' && error.code !== 'aborted'
  return error instanceof StoreError || error instanceof ChangesForbiddenError
}

function noticeOf(error: Error, { attempted }: FormDraft, exchange: Exchange): FormNotice {
  const { onFault, reference } = exchange
  const code = error instanceof GraphError ? error.code : undefined
  const trouble = code === 'refused' ? 'changes_refused' : troubleOf(error)
  onFault(error, trouble)
  if (code === 'conflict') return 'again'
  return attempted ? 'unclear' : { trouble, reference }
}
