import type { OpenBook } from '../../book/open-book.ts'
import type { Person } from '../../book/people.ts'
import type { Draft, MergeDraft } from '../../editing/drafts.ts'
import { differencesOf, isUnchanged, mergedProperties } from '../../editing/merge.ts'
import type { Held } from '../../editing/own-records.ts'
import { type Contact, nameOf } from '../../graph/contact.ts'
import { GraphError, type Properties } from '../../graph/graph.ts'
import type { Exchange } from '../exchange.ts'
import { matchesOf } from '../matches.ts'
import { questionOf } from '../question.ts'
import type { Reply } from '../reply.ts'
import type { CommandOf, Services } from '../services.ts'
import { withToken } from '../with-token.ts'
import { removed } from './confirm-delete.ts'
import { type Mailbox, mailboxOf } from './mailbox.ts'
import { withPermission } from './permission.ts'

/** `merge contacts NAME`: two entries become one, each difference by choice. */
export async function merge(command: CommandOf<'merge'>, exchange: Exchange, services: Services): Promise<void> {
  const { id, query = '' } = command
  if (id !== undefined) return goOn(id, command.chosen ?? {}, exchange, services)
  if (query === '') return exchange.say({ kind: 'which_to_change', to: 'merge' })
  await withToken(command, exchange, services, async (token) => {
    const mailbox = mailboxOf(token, exchange, services)
    const book = await mailbox.book()
    const found = await matchesOf(questionOf(query, exchange.words), book, [], services.budget())
    const entries = found.flatMap(({ match }) => entriesOf(match.person, book)).slice(0, MOST_ENTRIES)
    await exchange.show(await begun(query, entries, mailbox, exchange, services))
  })
}

const MOST_ENTRIES = 10

/** A person's contacts, each by itself. The first on a card has what the others say as well. */
function entriesOf({ contact, also = [] }: Person, { book }: OpenBook): Contact[] {
  const own = book.folders.flatMap(({ chunks }) =>
    chunks.flatMap((chunk) => chunk.filter(({ id }) => id === contact.id)),
  )
  return [own[0] ?? contact, ...also]
}

async function begun(
  query: string,
  entries: Contact[],
  mailbox: Mailbox,
  exchange: Exchange,
  services: Services,
): Promise<Reply> {
  if (entries.length < 2) return { kind: 'merge_alone', query }
  const draft: MergeDraft = {
    purpose: 'merge',
    mailbox: mailbox.owner.mailbox,
    ids: entries.map(({ id }) => id),
    query,
  }
  const id = await services.editing.drafts.make(exchange.user, draft)
  if (entries.length > 2) return whichOf(id, query, entries)
  const both = await readBoth(draft.ids, mailbox, services)
  if (!both) return { kind: 'contact_gone' }
  await services.editing.drafts.put(exchange.user, id, { ...draft, seen: both })
  return choosing(id, both, await mailbox.book())
}

function whichOf(id: string, query: string, entries: Contact[]): Reply {
  const people = entries.map((contact) => ({
    name: nameOf(contact) ?? '',
    about: contact.companyName ?? contact.emailAddresses[0]?.address ?? contact.mobilePhone ?? '',
  }))
  return { kind: 'merge_which', id, query, people }
}

async function readBoth(
  [first = '', second = '']: readonly string[],
  { access, deleted }: Mailbox,
  { graph }: Services,
): Promise<[Properties, Properties] | undefined> {
  const read = async (id: string) => {
    try {
      return (await graph.whole(access, id)).properties
    } catch (error) {
      if (!(error instanceof GraphError) || error.code !== 'not_found') throw error
      deleted(id)
      return undefined
    }
  }
  const [one, other] = await Promise.all([read(first), read(second)])
  return one && other ? [one, other] : undefined
}

function choosing(id: string, both: [Properties, Properties], { book }: OpenBook, round = 0): Reply {
  const nameIn = ({ displayName }: Properties) => (typeof displayName === 'string' ? displayName : '')
  const folderOf = ({ id: contactId }: Properties) =>
    book.folders
      .find(({ chunks }) => chunks.some((chunk) => chunk.some((one) => one.id === contactId)))
      ?.path.join(' › ') ?? ''
  const [one, other] = both
  return {
    kind: 'merge',
    id,
    names: [nameIn(one), nameIn(other)],
    choices: differencesOf(both),
    folders: [folderOf(one), folderOf(other)],
    round,
  }
}

async function goOn(id: string, chosen: Record<string, string>, exchange: Exchange, services: Services): Promise<void> {
  const reply = await services.editing.drafts.alone(exchange.user, id, async (held) => {
    const draft = held.get()
    if (draft.purpose !== 'merge') return { kind: 'form_over' } as const
    return (
      (await step(id, { ...draft, chosen: { ...draft.chosen, ...chosen } }, held, exchange, services)) ??
      ('told' as const)
    )
  })
  if (reply !== 'told') await exchange.show(reply ?? { kind: 'form_over' })
}

async function step(
  id: string,
  draft: MergeDraft,
  held: Held<Draft>,
  exchange: Exchange,
  services: Services,
): Promise<Reply | undefined> {
  await held.keep(draft)
  if (draft.seen)
    return withPermission({ type: 'merge', id }, exchange, services, async (token) => {
      const mailbox = mailboxOf(token, exchange, services)
      if (mailbox.owner.mailbox !== draft.mailbox) return { kind: 'other_account' }
      return mergedOnce(id, draft, held, mailbox, exchange, services)
    })
  return withToken({ type: 'merge', id }, exchange, services, async (token): Promise<Reply> => {
    const mailbox = mailboxOf(token, exchange, services)
    const book = await mailbox.book()
    const two = (draft.chosen?.['entries'] ?? '').split(',').flatMap((n) => draft.ids[Number(n)] ?? [])
    if (two.length !== 2) {
      const contacts = draft.ids.flatMap((one) => book.person(one)?.contact ?? [])
      return whichOf(id, draft.query, contacts)
    }
    const both = await readBoth(two, mailbox, services)
    if (!both) return { kind: 'contact_gone' }
    await held.keep({ ...draft, ids: two, seen: both })
    return choosing(id, both, book)
  })
}

async function mergedOnce(
  id: string,
  draft: MergeDraft,
  held: Held<Draft>,
  mailbox: Mailbox,
  exchange: Exchange,
  services: Services,
): Promise<Reply> {
  const { seen, chosen = {}, ids } = draft
  const stays = chosen['keep'] === '1' ? 1 : 0
  const [kept = '', gone = ''] = stays === 0 ? ids : ids.toReversed()
  if (!draft.done) {
    const now = draft.isWritten ? seen : await readBoth(ids, mailbox, services)
    if (!now || !seen) return { kind: 'contact_gone' }
    if (!now.every((one, n) => isUnchanged(seen[n] ?? {}, one))) {
      const round = (draft.round ?? 0) + 1
      await held.keep({ ...draft, seen: now, round })
      return choosing(id, now, await mailbox.book(), round)
    }
    await mailbox.written(
      await services.graph.update(mailbox.access, { id: kept, properties: mergedProperties(seen, chosen, stays) }),
    )
    await keepPhoto(kept, gone, mailbox, services)
    await held.keep({ ...draft, isWritten: true })
    const undo = await removed(gone, mailbox, exchange, services, draft.undo)
    mailbox.deleted(gone)
    await held.keep({ ...draft, isWritten: true, undo, done: true })
  }
  const person = (await mailbox.book()).person(kept)
  const { undo } = held.get() as MergeDraft
  return person ? { kind: 'contact', person, back: undefined, news: 'merged', undo } : { kind: 'contact_gone' }
}

/** The entry that stays gets the picture of the other one where it has none. */
async function keepPhoto(kept: string, gone: string, { access }: Mailbox, { graph }: Services): Promise<void> {
  if ((await graph.photo(access, kept)) !== undefined) return
  const photo = await graph.photo(access, gone)
  if (photo) await graph.putPhoto(access, kept, photo)
}
