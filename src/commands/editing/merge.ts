import { contactsWith } from '../../book/address-book.ts'
import type { Match } from '../../book/people-found.ts'
import type { OpenBook } from '../../book/open-book.ts'
import type { Person } from '../../book/people.ts'
import type { Draft, MergeDraft } from '../../editing/drafts.ts'
import type { Held } from '../../editing/own-records.ts'
import type { Contact } from '../../graph/contact.ts'
import type { Exchange } from '../exchange.ts'
import type { Reason } from '../../search/search.ts'
import { type Found, isCalled, matchesOf } from '../matches.ts'
import { questionOf } from '../parsing/question.ts'
import { isOfTwo } from '../parsing/typed-change.ts'
import { wordsOf } from '../parsing/typed-answer.ts'
import type { Reply } from '../reply.ts'
import type { CommandOf, Services } from '../services.ts'
import { withToken } from '../with-token.ts'
import { type Mailbox, mailboxOf } from '../mailbox.ts'
import { asked, choosing, entryOf, mergedOnce, readBoth } from './merge-once.ts'
import { withPermission } from '../permission.ts'
import { wasCancelled } from '../unanswered-draft.ts'

/** `merge contacts NAME`: merges two entries into one; the person chooses where they differ. */
export async function merge(command: CommandOf<'merge'>, exchange: Exchange, services: Services): Promise<void> {
  const { id, query = '' } = command
  if (id !== undefined) return goOn({ ...command, id }, exchange, services)
  if (query === '') return exchange.say({ kind: 'which_to_change', to: 'merge' })
  await withToken(command, exchange, services, async (token) => {
    const mailbox = mailboxOf(token, exchange, services)
    const book = await mailbox.book()
    const found = carrying(query, await matchesOf(questionOf(query, exchange.words), book, [], services.budget()))
    const people = found.slice(0, MOST_ENTRIES).map(({ match }) => match.person)
    const entries = (await entriesOf(people, book)).slice(0, MOST_ENTRIES)
    await exchange.show(await begun(query, entries, mailbox, exchange, services))
  })
}

const MOST_ENTRIES = 10

/** Reasons that show a match by the name, or by a value that hardly anybody else has. */
const OWN: ReadonlySet<Reason | undefined> = new Set([
  undefined,
  'address',
  'phone',
  'short_form',
  'sound',
  'typo',
  'layout',
] as const)

/** The people who have the typed name or a short form of it; if there are fewer than two, also other spellings. If nobody has
 *  the name, the people who have the address or number (or a similar one) and a part of the text in their name. “Ada Smith” does
 *  not mean Ada at the company Smithson. */
function carrying(query: string, found: readonly Found[]): readonly Found[] {
  const isShort = ({ because }: Match) => because === 'short_form'
  const named = found.filter(({ match }) => isShort(match) || (match.because === undefined && !match.isBegun))
  const asTyped = named.filter(({ match }) => isShort(match) || match.isWhole)
  const entries = asTyped.flatMap(({ match: { person } }) => [person.contact, ...(person.also ?? [])])
  const called = entries.length > 1 ? asTyped : named
  if (called.length > 0) return called
  const words = wordsOf(query)
  const isOwn = (because: Reason | undefined) => OWN.has(because) && (because !== 'address' || query.includes('@'))
  return found.filter(({ match }) => isOwn(match.because) || words.some((word) => isCalled(word, match.person)))
}

/** Each of the people's contacts separately; on a card, the first contact also has the values of the others. The book is read
 *  once for all of them. */
export async function entriesOf(people: readonly Person[], { book }: Pick<OpenBook, 'book'>): Promise<Contact[]> {
  const own = await contactsWith(new Set(people.map(({ contact }) => contact.id)), book)
  return people.flatMap(({ contact, also = [] }) => [own.get(contact.id) ?? contact, ...also])
}

async function begun(
  query: string,
  entries: Contact[],
  mailbox: Mailbox,
  exchange: Exchange,
  services: Services,
): Promise<Reply> {
  if (entries.length < 2) return { kind: isOfTwo(query, exchange.words) ? 'merge_two_people' : 'merge_alone', query }
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
  return choosing(id, both, mailbox, services)
}

function whichOf(id: string, query: string, entries: Contact[]): Reply {
  return { kind: 'merge_which', id, query, people: entries.map(entryOf) }
}

/** A button of a card, or the question after a sign-in, which has no round. */
type Press = CommandOf<'merge'> & { id: string }

async function goOn(press: Press, exchange: Exchange, services: Services): Promise<void> {
  const reply = await services.editing.drafts.alone(exchange.user, press.id, async (held) => {
    const draft = held.get()
    if (draft.purpose !== 'merge') return { kind: 'form_over' } as const
    if (wasCancelled(draft, exchange)) return { kind: 'form_cancelled' } as const
    return (await step(press, withChoice(draft, press), held, exchange, services)) ?? ('told' as const)
  })
  if (reply !== 'told') await exchange.show(reply ?? { kind: 'form_over' })
}

/** The choice cannot change after Outlook was asked to write it. */
function withChoice(draft: MergeDraft, { chosen }: Press): MergeDraft {
  return draft.isWritten ? draft : { ...draft, isDropped: undefined, chosen: { ...draft.chosen, ...chosen } }
}

async function step(
  press: Press,
  draft: MergeDraft,
  held: Held<Draft>,
  exchange: Exchange,
  services: Services,
): Promise<Reply | undefined> {
  const { id } = press
  await held.keep(draft)
  if (draft.seen && isAgreed(draft, press)) {
    await held.keep({ ...draft, agreed: draft.round ?? 0 })
    return withPermission({ type: 'merge', id }, exchange, services, async (token) => {
      const mailbox = mailboxOf(token, exchange, services)
      if (mailbox.owner.mailbox !== draft.mailbox) return { kind: 'other_account' }
      return mergedOnce(id, held, mailbox, exchange, services)
    })
  }
  return withToken({ type: 'merge', id }, exchange, services, async (token): Promise<Reply> => {
    const mailbox = mailboxOf(token, exchange, services)
    if (mailbox.owner.mailbox !== draft.mailbox) return { kind: 'other_account' }
    const book = await mailbox.book()
    const two = draft.seen ? draft.ids : chosenOf(draft)
    if (two.length !== 2) return askedAgain(id, draft, held, book)
    return asked(id, { ...draft, ids: two }, held, mailbox, services)
  })
}

/** Asks again which two. An entry may be gone, and the numbers on the card are positions among the entries that it shows. */
async function askedAgain(id: string, draft: MergeDraft, held: Held<Draft>, { book }: OpenBook): Promise<Reply> {
  const own = await contactsWith(new Set(draft.ids), book)
  const entries = draft.ids.flatMap((one) => own.get(one) ?? [])
  if (entries.length < 2) return { kind: 'merge_alone', query: draft.query }
  await held.keep({ ...draft, ids: entries.map((entry) => entry.id), chosen: undefined })
  return whichOf(id, draft.query, entries)
}

/** Only a press on the card that showed this state of the two may merge them. A press on an older card may be delivered twice,
 *  so its round must match. A press that names entries only chooses them and does not agree. */
function isAgreed({ agreed, round = 0 }: MergeDraft, { round: pressed, chosen = {} }: Press): boolean {
  return !('entries' in chosen) && (agreed === round || pressed === round)
}

/** The two chosen entries, if there were more. The same entry named twice does not count as two. */
function chosenOf({ chosen, ids }: MergeDraft): string[] {
  return [...new Set((chosen?.['entries'] ?? '').split(',').flatMap((n) => ids[Number(n)] ?? []))]
}
