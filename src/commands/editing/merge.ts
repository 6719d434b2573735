import type { OpenBook } from '../../book/open-book.ts'
import type { Person } from '../../book/people.ts'
import type { Draft, MergeDraft } from '../../editing/drafts.ts'
import type { Held } from '../../editing/own-records.ts'
import { type Contact, nameOf } from '../../graph/contact.ts'
import type { Exchange } from '../exchange.ts'
import { matchesOf } from '../matches.ts'
import { questionOf } from '../question.ts'
import type { Reply } from '../reply.ts'
import type { CommandOf, Services } from '../services.ts'
import { withToken } from '../with-token.ts'
import { type Mailbox, mailboxOf } from './mailbox.ts'
import { choosing, mergedOnce, readBoth } from './merge-once.ts'
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
