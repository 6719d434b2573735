import { RECENT } from '../commands/part-ids.ts'
import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { contactRows } from './contact-row.ts'
import { fitting } from './fitting.ts'
import { LINE_LENGTHS, pageButtons, pagedTitle } from './paging.ts'
import { adaptiveCard, ask, foreignText, ownText, type Part } from './parts.ts'
import { plain } from './safe-text.ts'
import { asOfLine, cutShortLine, unreadLines } from './small-print.ts'

type Listing = Reply & { kind: 'listing' }

/** One page of all contacts in their order, or of a part of them. @param edits whether the person can change their contacts */
export function listingCard(reply: Listing, catalogue: Catalogue, edits: boolean): Part {
  return fitting(LINE_LENGTHS, (most) => cardWith(most, reply, catalogue, edits))
}

function cardWith(most: number, reply: Listing, catalogue: Catalogue, edits: boolean): Part {
  const { of, page, offset, asOf, unread } = reply
  const listed = page.map((person) => ({ person }))
  return adaptiveCard(
    [
      foreignText(pagedTitle(titleOf(reply, catalogue), reply, catalogue), { weight: 'Bolder' }),
      ...asOfLine(asOf, catalogue),
      ...unreadLines(unread, catalogue),
      ...cutShortLine(reply.isCutShort, catalogue),
      ...(page.length === 0 ? [ownText(catalogue.contacts.none, { isSubtle: true })] : []),
      ...contactRows(listed, { of: of ?? '', offset }, catalogue, { most }),
      ...choiceOfPart(reply, catalogue),
    ],
    buttons(reply, catalogue, edits),
  )
}

function titleOf({ part, total }: Listing, { list: words }: Catalogue): string {
  if (part === 'all') return words.everybody(total)
  if (part === 'recent') return words.recent
  return 'folder' in part
    ? words.folder(plain(part.folder, 80), total)
    : words.category(plain(part.category, 80), total)
}

/** The choice of a folder or category, with its own button. */
function choiceOfPart({ parts, of = '' }: Listing, { list: words }: Catalogue): Part[] {
  if (parts.length === 0) return []
  const choices = parts.map((one) => ({ title: plain(one.name, 80), value: one.of }))
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

function buttons(reply: Listing, catalogue: Catalogue, edits: boolean): Part[] {
  const { form, list: words } = catalogue
  const { of } = reply
  const list = (title: string, offset: number, part = of ?? '') =>
    ask(title, { type: 'list', offset, of: part }, NO_INPUTS)
  return [
    ...pageButtons(reply, catalogue, list),
    ...(of === undefined ? [] : [list(words.showAll, 0, '')]),
    ...(of === RECENT ? [] : [list(words.showRecent, 0, RECENT)]),
    ...(edits ? [ask(form.add, { type: 'add' }, NO_INPUTS)] : []),
  ]
}

/** These buttons do not send the choice on the card. */
const NO_INPUTS: Part = { associatedInputs: 'none' }
