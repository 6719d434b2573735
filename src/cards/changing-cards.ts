// The questions before a contact is changed, and the results.
import type { Person } from '../book/people.ts'
import type { Command } from '../commands/command.ts'
import type { Entry, Reply } from '../commands/reply.ts'
import { UNDO_KEPT_MS } from '../editing/drafts.ts'
import type { MergedText } from '../editing/merge-rules.ts'
import type { Input } from '../editing/inputs.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { contactRows } from './contact-row.ts'
import { fitting } from './fitting.ts'
import { nameInSentence, shownName, underName } from './name-lines.ts'
import { besidePicture, initials } from './picture.ts'
import { cancelButton, labelOf, shownValue } from './form-card.ts'
import { LINE_LENGTHS, pageButtons, pagedTitle } from './paging.ts'
import { adaptiveCard, ask, foreignText, notice, ownText, type Part, SMALL } from './parts.ts'
import { plain } from './safe-text.ts'

export function duplicateCard(reply: Reply & { kind: 'duplicate' }, catalogue: Catalogue): Part {
  const { id, name, people } = reply
  const { changing, form, contact } = catalogue
  return adaptiveCard(
    [foreignText(changing.duplicate(nameInSentence(name, contact)), { weight: 'Bolder' }), ...rows(people, catalogue)],
    [ask(changing.addAnyway, { type: 'save', id, anyway: true }), ask(form.back, { type: 'edit', id })],
  )
}

/** Shows both values of each field that somebody else has also changed. */
export function conflictCard(reply: Reply & { kind: 'conflict' }, catalogue: Catalogue): Part {
  const { id, name, conflicts, round } = reply
  const { changing, contact } = catalogue
  const fields = conflicts.map(({ input, yours, now }) => ({
    type: 'Container',
    separator: true,
    items: [
      ownText(labelOf(input, catalogue), { weight: 'Bolder' }),
      ...pair(changing.yours, shownValue(yours, catalogue)),
      ...pair(changing.now, shownValue(now, catalogue)),
    ],
  }))
  return adaptiveCard(
    [foreignText(changing.conflict(nameInSentence(name, contact))), ...fields],
    [ask(changing.overwrite, { type: 'save', id, overwrite: true, round }), ask(changing.look, { type: 'edit', id })],
  )
}

function pair(label: string, value: string): Part[] {
  return [ownText(label, { ...SMALL, spacing: 'Small' }), foreignText(value, {}, { spacing: 'None' })]
}

export function deleteCard(reply: Reply & { kind: 'delete_question' }, catalogue: Catalogue): Part {
  const { id, person, others, losesPhoto } = reply
  const { changing, contact: words, format } = catalogue
  const name = shownName(person.contact, words.noName)
  return adaptiveCard(
    [
      foreignText(changing.question(plain(name, 80)), { weight: 'Bolder' }),
      besidePicture(initials(person.contact), [
        foreignText(name),
        ...underName(name, person).map((line) => foreignText(line, SMALL, { spacing: 'None' })),
        ...(reply.folder === '' ? [] : [foreignText(reply.folder, SMALL, { spacing: 'None' })]),
      ]),
      ...(others > 0 ? [ownText(changing.otherEntries(others))] : []),
      ownText(changing.undoable(format.duration(UNDO_KEPT_MS)), SMALL),
      ...(losesPhoto ? [ownText(changing.losesPhoto, SMALL)] : []),
    ],
    [
      ask(changing.confirm, { type: 'confirm_delete', id }),
      ask(changing.keep, { type: 'show', contactId: person.contact.id, question: id }),
    ],
  )
}

export function deletedCard({ name, undo }: Reply & { kind: 'deleted' }, catalogue: Catalogue): Part {
  const { changing, contact, format } = catalogue
  const shown = nameInSentence(name, contact)
  if (undo === undefined) return adaptiveCard([foreignText(changing.deletedByOther(shown))])
  return adaptiveCard(
    [foreignText(changing.deleted(shown)), ownText(changing.undoable(format.duration(UNDO_KEPT_MS)), SMALL)],
    [ask(changing.undo, { type: 'undo', id: undo })],
  )
}

/** For somebody who says no after a contact was deleted. */
export function mayUndoCard({ name, undo }: Reply & { kind: 'may_undo' }, catalogue: Catalogue): Part {
  const { changing, contact } = catalogue
  return adaptiveCard(
    [foreignText(changing.mayUndo(nameInSentence(name, contact)))],
    [ask(changing.undo, { type: 'undo', id: undo })],
  )
}

export function whichContactCard(reply: Reply & { kind: 'which_contact' }, catalogue: Catalogue): Part {
  const { to, query, people, total } = reply
  const more = { type: 'find', query, offset: 0, list: true } as const
  return adaptiveCard(
    [
      ownText(catalogue.changing.which[to](total), { weight: 'Bolder' }),
      ...rows(people, catalogue, query, (contactId) => ({ type: to, contactId })),
    ],
    total > people.length ? [ask(catalogue.contact.all(total), more)] : [],
  )
}

/** A row's button names its contact, so that the question is not asked again. */
export function whichEntryCard(reply: Reply & { kind: 'which_entry' }, catalogue: Catalogue): Part {
  const { to, contactId, page, offset, total } = reply
  const title = pagedTitle(catalogue.changing.whichEntry[to](total), reply, catalogue)
  const people = page.map((person) => ({ person }))
  const act = (id: string): Command => ({ type: to, contactId: id, entry: true })
  return fitting(LINE_LENGTHS, (most) =>
    adaptiveCard(
      [ownText(title, { weight: 'Bolder' }), ...contactRows(people, { query: '', offset }, catalogue, { act, most })],
      pageButtons(reply, catalogue, (words, at) => ask(words, { type: to, contactId, offset: at })),
    ),
  )
}

function rows(
  people: readonly Person[],
  catalogue: Catalogue,
  query = '',
  act?: (contactId: string) => Command,
): Part[] {
  return contactRows(
    people.map((person) => ({ person })),
    { query, offset: 0 },
    catalogue,
    { act },
  )
}

export function mergeWhichCard({ id, people }: Reply & { kind: 'merge_which' }, catalogue: Catalogue): Part {
  const { changing, contact } = catalogue
  const choices = people.map((entry, n) => ({ title: entryLine(entry, contact), value: String(n) }))
  return adaptiveCard(
    [
      {
        type: 'Input.ChoiceSet',
        id: 'entries',
        label: changing.mergeWhich,
        style: 'expanded',
        isMultiSelect: true,
        wrap: true,
        choices,
      },
    ],
    [ask(changing.mergeNext, { type: 'merge', id }), cancelButton({ type: 'cancel', id }, catalogue)],
  )
}

function entryLine({ name, about }: Entry, { noName }: Catalogue['contact']): string {
  return [plain(name, 60) || noName, plain(about, 100)].filter(Boolean).join(' · ')
}

export function mergeCard(reply: Reply & { kind: 'merge' }, catalogue: Catalogue): Part {
  const { id, people, choices, folders, round, losesPhoto } = reply
  const { changing, contact } = catalogue
  const keep = folders[0] === folders[1] ? [] : [choice('keep', changing.mergeFolder, folders)]
  return adaptiveCard(
    [
      ownText(changing.mergeTitle, { weight: 'Bolder', size: 'Medium' }),
      ...people.map((entry) => foreignText(entryLine(entry, contact))),
      ...(round > 0 ? [notice(changing.mergeAgain, 'attention')] : []),
      ...choices.map(({ input, values }) => choice(input, mergeLabel(input, catalogue), values)),
      ...keep,
      ownText(changing.mergeRest(catalogue.format.duration(UNDO_KEPT_MS)), SMALL),
      ...(losesPhoto ? [ownText(changing.mergeLosesPhoto, SMALL)] : []),
    ],
    [ask(changing.mergeButton, { type: 'merge', id, round }), cancelButton({ type: 'cancel', id }, catalogue)],
  )
}

function choice(id: string, label: string, values: readonly [string, string]): Part {
  const choices = values.map((value, n) => ({ title: plain(value, 120), value: String(n) }))
  return { type: 'Input.ChoiceSet', id, label, style: 'expanded', wrap: true, value: '0', choices }
}

function mergeLabel(input: MergedText, catalogue: Catalogue): string {
  const { contact } = catalogue
  const others: Record<Exclude<MergedText, Input>, string> = {
    officeLocation: contact.office,
    nickName: contact.nickname,
    businessHomePage: contact.website,
    spouseName: contact.spouse,
    manager: contact.manager,
    assistantName: contact.assistant,
  }
  return isOther(input, others) ? others[input] : labelOf(input, catalogue)
}

function isOther<T extends string>(input: string, others: Record<T, string>): input is T {
  return input in others
}
