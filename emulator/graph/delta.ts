import { randomBytes } from 'node:crypto'
import { random } from '../address-books/random.ts'
import { type Changes, immutableId, type Mailbox } from './mailbox.ts'
import { hash, link } from './pages.ts'
import { badRequest, noSegment, type Refusal, stateGone, stateNotFound } from './refusal.ts'
import { contactOut, type Form } from './wire.ts'

/** How a delta behaves. */
export type DeltaWays = {
  /** China's cloud has none. */
  available: boolean
  /** Contacts in no order, some of them twice; pages short or empty, the last one, too. */
  odd: boolean
  /** Of a contact that has changed, only the members that were changed (and selected). */
  partial: boolean
}

/** A round under way, or over where everything was given out. */
type State = {
  mailbox: Mailbox
  folderId: string
  /** What the round gives out, and how much of it has been. */
  ids: readonly string[]
  at: number
  /** Was the page before empty? */
  paused: boolean
  /** Of the mailbox, when the round began: where the next one starts; and when the one before did. */
  version: number
  since: number | undefined
  select: readonly string[] | undefined
}

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

/** How a token that is not known (any more) is refused: 410 says where to begin again, the others do not. */
export type ForgottenStatus = 400 | 404 | 410

export type Deltas = {
  /** One page of a round: each contact as it is now, whatever it was when the round began.
   *  @throws {Refusal} where the token is not known (any more), or there is no delta */
  page(asked: Asked): { value: object[] } & Record<string, unknown>
  /** Every token given out so far is too old from now on, and so is every other unknown one, by this status. */
  forget(status: ForgottenStatus): void
}

/** @param ways is looked at anew for every page */
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

  /** Where the request starts: at the beginning, in a round, or after one. */
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
    if (parameters.has('$filter') || parameters.has('$orderby'))
      throw badRequest('Delta takes neither $filter nor $orderby.')
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

/** The id that the client knows a contact by. */
const known = (id: string, { immutable }: Form): string => (immutable ? immutableId(id) : id)

/** Who went away and came back is one contact, and has changed as a whole, for those who know it by its immutable id. */
function changesSince(since: number, { mailbox, folderId }: Pick<State, 'mailbox' | 'folderId'>, form: Form): Changes {
  return new Map([...mailbox.changed(folderId, since)].map(([id, members]) => [known(id, form), members]))
}

const selected = (select: readonly string[] | undefined, changed: ReadonlySet<string>): readonly string[] =>
  select ? select.filter((member) => changed.has(member)) : [...changed]

/** Who is in another folder has only changed. */
const reason = (mailbox: Mailbox, id: string) => (mailbox.contact(immutableId(id)) ? 'changed' : 'deleted')

/** An empty page, half a page, or a whole one. */
const sizeOf = (whim: number, most: number): number => (whim === 0 ? 0 : whim === 1 ? Math.ceil(most / 2) : most)

/** Every fourth twice, and all in an order that is the same for the same name. */
function shuffled(ids: readonly string[], name: string): string[] {
  const dice = random(hash(name))
  const drawn = ids.flatMap((id) => (dice.chance(1 / 4) ? [id, id] : [id])).map((id) => ({ id, place: dice.next() }))
  return drawn.toSorted((a, b) => a.place - b.place).map(({ id }) => id)
}
