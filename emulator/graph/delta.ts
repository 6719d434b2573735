import { randomBytes } from 'node:crypto'
import { random } from '../address-books/random.ts'
import { type Changes, immutableId, type Mailbox } from './mailbox.ts'
import { hash, link } from './pages.ts'
import { badRequest, noSegment, type Refusal, stateGone, stateNotFound } from './refusal.ts'
import { contactOut, type Form } from './wire.ts'

/** How delta queries behave. https://learn.microsoft.com/graph/delta-query-overview */
export type DeltaWays = {
  /** China's cloud has no delta queries. */
  available: boolean
  /** Whether contacts come in no order, some of them twice, on pages that may be short or empty, also the last one. */
  odd: boolean
  /** Whether a changed contact comes with only those selected members that were changed. */
  partial: boolean
}

/** A round: all pages from the first link to the delta link. */
type State = {
  mailbox: Mailbox
  folderId: string
  /** What the round lists. */
  ids: readonly string[]
  /** How many of `ids` were listed so far. */
  at: number
  /** Whether the previous page was empty. */
  paused: boolean
  /** The mailbox's version when the round began. The next round starts there. */
  version: number
  /** The version that the round lists changes since. Undefined in the first round, which lists everything. */
  since: number | undefined
  select: readonly string[] | undefined
}

export type Asked = {
  mailbox: Mailbox
  folderId: string
  /** The request's address without its query. */
  base: string
  parameters: URLSearchParams
  form: Form
  /** From the header `Prefer: odata.maxpagesize`. */
  pageSize: number
}

/** The status for a forgotten or unknown token. 410 comes with an address to start again from, the others do not. */
export type ForgottenStatus = 400 | 404 | 410

export type Deltas = {
  /** One page of a round. Contacts are as they are now, not as they were when the round began.
   *  @throws {Refusal} for a forgotten or unknown token, and if delta queries are not available */
  page(asked: Asked): { value: object[] } & Record<string, unknown>
  /** Forgets every token. From now on, unknown tokens are refused with this status. */
  forget(status: ForgottenStatus): void
}

/** @param ways is read for every page, so it may change between pages */
export function deltas(ways: Readonly<DeltaWays>): Deltas {
  const states = new Map<string, State>()
  let forgotten: ForgottenStatus = 410

  function remember(state: State): string {
    const token = randomBytes(24).toString('base64url')
    states.set(token, state)
    return token
  }

  const gone = (base: string, parameters: URLSearchParams): Refusal =>
    forgotten === 410 ? stateGone(link(base, parameters, {})) : stateNotFound(forgotten)

  /** The round that a request belongs to: a first one, one under way, or the one after a delta link. */
  function stateOf({ mailbox, folderId, base, parameters, form }: Asked): State {
    const deltatoken = parameters.get('$deltatoken')
    const token = parameters.get('$skiptoken') ?? deltatoken
    if (token !== null) {
      const state = states.get(token)
      if (state?.mailbox !== mailbox || state.folderId !== folderId) throw gone(base, parameters)
      return deltatoken === null ? state : begun({ ...state, since: state.version }, form)
    }
    return begun({ mailbox, folderId, since: undefined, select: form.select }, form)
  }

  function begun(round: Pick<State, 'mailbox' | 'folderId' | 'since' | 'select'>, form: Form): State {
    const { mailbox, folderId, since } = round
    const version = mailbox.version()
    const ids =
      since === undefined
        ? mailbox.contacts(folderId).map(({ id }) => known(id, form))
        : [...changesSince(since, round, form).keys()]
    return { ...round, version, at: 0, paused: false, ids: ways.odd ? shuffled(ids, `${folderId} ${version}`) : ids }
  }

  function page(asked: Asked): { value: object[] } & Record<string, unknown> {
    if (!ways.available) throw noSegment('delta')
    const { folderId, base, parameters } = asked
    if (['$filter', '$orderby', '$expand'].some((name) => parameters.has(name)))
      throw badRequest('Delta takes neither $filter nor $orderby nor $expand.')
    const state = stateOf(asked)
    const { ids, at, paused, version, select } = state
    const whim = ways.odd && !paused ? hash(`${folderId} ${version} ${at}`) % 4 : 3
    const end = at + sizeOf(whim, Math.min(asked.pageSize, ids.length - at))
    const isLast = end === ids.length && whim !== 0 && whim !== 2
    const token = remember({ ...state, at: end, paused: end === at })
    const value = items(ids.slice(at, end), state, { ...asked.form, select })
    return {
      value,
      ...(isLast
        ? { '@odata.deltaLink': `${base}?$deltatoken=${token}` }
        : { '@odata.nextLink': `${base}?$skiptoken=${token}` }),
    }
  }

  function items(ids: readonly string[], state: State, form: Form): object[] {
    const { mailbox, folderId, since } = state
    const changes = ways.partial && since !== undefined ? changesSince(since, state, form) : undefined
    return ids.map((id) => {
      const contact = mailbox.contact(id)
      if (contact?.parentFolderId !== folderId) return { id, '@removed': { reason: reason(mailbox, id) } }
      const changed = changes?.get(id)
      return contactOut(contact, changed ? { ...form, select: selected(form.select, changed) } : form)
    })
  }

  return {
    page,
    forget(status) {
      states.clear()
      forgotten = status
    },
  }
}

/** The id by which the client knows a contact. */
const known = (id: string, { immutable }: Form): string => (immutable ? immutableId(id) : id)

/** A contact that left the folder and returned has two ids. A client that uses immutable ids sees one contact that has changed
 *  as a whole. */
function changesSince(since: number, { mailbox, folderId }: Pick<State, 'mailbox' | 'folderId'>, form: Form): Changes {
  return new Map([...mailbox.changed(folderId, since)].map(([id, members]) => [known(id, form), members]))
}

const selected = (select: readonly string[] | undefined, changed: ReadonlySet<string>): readonly string[] =>
  select ? select.filter((member) => changed.has(member)) : [...changed]

/** A contact that moved to another folder is removed here with the reason "changed". */
const reason = (mailbox: Mailbox, id: string) => (mailbox.contact(immutableId(id)) ? 'changed' : 'deleted')

/** The size of a page: empty, half or full. */
const sizeOf = (whim: number, most: number): number => (whim === 0 ? 0 : whim === 1 ? Math.ceil(most / 2) : most)

/** Repeats about a fourth of the ids and shuffles them. The result is always the same for the same name. */
function shuffled(ids: readonly string[], name: string): string[] {
  const dice = random(hash(name))
  const drawn = ids.flatMap((id) => (dice.chance(1 / 4) ? [id, id] : [id])).map((id) => ({ id, place: dice.next() }))
  return drawn.toSorted((a, b) => a.place - b.place).map(({ id }) => id)
}
