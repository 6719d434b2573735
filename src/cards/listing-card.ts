import type { Command } from '../commands/command.ts'
import { RECENT } from '../commands/list-part.ts'
import { PAGE, type Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { contactRows } from './contact-row.ts'
import { fitting } from './fitting.ts'
import { adaptiveCard, ask, foreignText, ownText, type Part } from './parts.ts'
import { plain } from './plain.ts'
import { asOfLine, cutShortLine, unreadLines } from './small-print.ts'

type Listing = Reply & { kind: 'listing' }

const STEPS = [100, 60, 30]

/** One page of the contacts in their order, or of a part of them. @param edits whether the person can change their contacts */
export function listingCard(reply: Listing, catalogue: Catalogue, edits: boolean): Part {
  return fitting(STEPS, (most) => cardWith(most, reply, catalogue, edits))
}

function cardWith(most: number, reply: Listing, catalogue: Catalogue, edits: boolean): Part {
  const { of, page, offset, asOf, unread } = reply
  const listed = page.map((person) => ({ person }))
  return adaptiveCard(
    [
      foreignText(title(reply, catalogue), { weight: 'Bolder' }),
      ...asOfLine(asOf, catalogue),
      ...unreadLines(unread, catalogue),
      ...cutShortLine(reply.isCutShort, catalogue),
      ...(page.length === 0 ? [ownText(catalogue.contacts.none, { isSubtle: true })] : []),
      ...contactRows(listed, { of: of ?? '', offset }, catalogue, { most }),
      ...parts(reply, catalogue),
    ],
    [...turning(reply, catalogue), ...(edits ? [ask(catalogue.form.add, { type: 'add' }, NO_INPUTS)] : [])],
  )
}

function title({ part, page, offset, total }: Listing, { list: words, format }: Catalogue): string {
  const says = titleOf(part, total, words)
  if (page.length === 0 || total <= page.length) return says
  const [from, to] = [format.number(offset + 1), format.number(offset + page.length)]
  return `${says} · ${from === to ? from : `${from}–${to}`}`
}

function titleOf(part: Listing['part'], total: number, words: Catalogue['list']): string {
  if (part === 'all') return words.everybody(total)
  if (part === 'recent') return words.recent
  return 'folder' in part
    ? words.folder(plain(part.folder, 80), total)
    : words.category(plain(part.category, 80), total)
}

/** The choice of a folder or category, with a button of its own. */
function parts({ parts: all, of = '' }: Listing, { list: words }: Catalogue): Part[] {
  if (all.length === 0) return []
  const choices = all.map((one) => ({ title: plain(one.name, 80), value: one.of }))
  const chosen = choices.find(({ value }) => value === of)?.value
  return [
    {
      type: 'Input.ChoiceSet',
      id: 'part',
      label: words.part,
      separator: true,
      ...(chosen !== undefined && { value: chosen }),
      choices,
    },
    { type: 'ActionSet', actions: [ask(words.show, { type: 'list', offset: 0 })] },
  ]
}

function turning({ of, page, offset, total }: Listing, { contacts, list: words }: Catalogue): Part[] {
  const end = offset + page.length
  const to = (at: number): Command => ({ type: 'list', offset: at, of: of ?? '' })
  return [
    ...(offset > 0 ? [ask(contacts.previous, to(Math.max(0, offset - PAGE)), NO_INPUTS)] : []),
    ...(end < total ? [ask(contacts.next, to(end), NO_INPUTS)] : []),
    ...(of === undefined ? [] : [ask(words.showAll, { type: 'list', offset: 0, of: '' }, NO_INPUTS)]),
    ...(of === RECENT ? [] : [ask(words.showRecent, { type: 'list', offset: 0, of: RECENT }, NO_INPUTS)]),
  ]
}

/** What is chosen on the card does not go with these buttons. */
const NO_INPUTS: Part = { associatedInputs: 'none' }
