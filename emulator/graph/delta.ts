import { randomBytes } from 'node:crypto'
import type { Mailbox } from './mailbox.ts'
import { link } from './pages.ts'
import { badRequest, stateGone } from './refusal.ts'
import { contactOut, type Form } from './wire.ts'
import { immutableId } from './mailbox.ts'

/** A round under way (`ids` are still to come) or over (none are): the next one starts at `version`. */
type State = { folderId: string; ids: string[]; version: number; select: readonly string[] | undefined }

export type Asked = {
  mailbox: Mailbox
  folderId: string
  /** The request's own address without its query. */
  base: string
  parameters: URLSearchParams
  form: Form
  /** Prefer: odata.maxpagesize */
  pageSize: number
}

export type Deltas = {
  /** One page of a round. @throws {Refusal} where the token is not known (any more) */
  page(asked: Asked): Record<string, unknown>
  /** Every token given out so far is too old from now on. */
  forget(): void
}

export function deltas(): Deltas {
  let states = new Map<string, State>()

  function remember(state: State): string {
    const token = randomBytes(24).toString('base64url')
    states.set(token, state)
    return token
  }

  /** Where the request starts: at the beginning, in a round, or after one. */
  function stateOf({ mailbox, folderId, base, parameters, form }: Asked): State {
    const deltatoken = parameters.get('$deltatoken')
    const token = parameters.get('$skiptoken') ?? deltatoken
    if (token === null) {
      const ids = mailbox.contacts(folderId).map(({ id }) => id)
      return { folderId, ids, version: mailbox.version(), select: form.select }
    }
    const state = states.get(token)
    if (!state || state.folderId !== folderId) throw stateGone(link(base, parameters, {}))
    if (deltatoken === null) return state
    return { ...state, ids: mailbox.changed(folderId, state.version), version: mailbox.version() }
  }

  function page(asked: Asked): Record<string, unknown> {
    const { mailbox, folderId, base, parameters, pageSize } = asked
    if (parameters.has('$filter') || parameters.has('$orderby'))
      throw badRequest('Delta takes neither $filter nor $orderby.')
    const isFirst = !parameters.has('$skiptoken') && !parameters.has('$deltatoken')
    const state = stateOf(asked)
    const form = { ...asked.form, select: state.select }
    const ids = state.ids.slice(0, pageSize)
    const left = state.ids.slice(pageSize)
    const token = remember({ ...state, ids: left })
    const value = ids.flatMap((id) => {
      const contact = mailbox.contact(id)
      if (contact?.parentFolderId === folderId && contact.id === id) return [contactOut(contact, form)]
      // On the first round what is gone by now was never there.
      return isFirst ? [] : [{ id: form.immutable ? immutableId(id) : id, '@removed': { reason: 'deleted' } }]
    })
    const address = base + '?'
    return {
      value,
      ...(left.length > 0
        ? { '@odata.nextLink': `${address}$skiptoken=${token}` }
        : { '@odata.deltaLink': `${address}$deltatoken=${token}` }),
    }
  }

  return { page, forget: () => void (states = new Map()) }
}
