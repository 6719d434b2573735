import { type Fault, MOST_IN_INPUT, MOST_IN_FORM_NOTES, SHOWN } from '../editing/check.ts'
import { EMAILS, type Input, INPUTS, PHONES, type Values } from '../editing/inputs.ts'
import type { Command } from '../commands/command.ts'
import type { Form } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { apology } from './apology.ts'
import { nameInSentence } from './name-lines.ts'
import { fitting } from './fitting.ts'
import { adaptiveCard, ask, foreignText, notice as box, ownText, type Part, SMALL } from './parts.ts'
import { plain } from './safe-text.ts'

/** Inputs that are always shown, in their order. The others are behind a button while they are empty. */
const FIRST: readonly Input[] = ['givenName', 'surname', 'companyName', 'email1', 'mobilePhone', 'businessPhone1']
const MORE: readonly Input[] = INPUTS.filter((input) => !FIRST.includes(input))
const MORE_ID = 'more-fields'
const MORE_BUTTON_ID = 'more-button'

/** The form for a contact. A sentence beside each wrong field says what is wrong, and all typed values stay. */
export function formCard(form: Form, catalogue: Catalogue): Part {
  return fitting(SHOWN, (most) => cardWith(most, form, catalogue))
}

function cardWith(most: number, form: Form, catalogue: Catalogue): Part {
  const { id, name, leftOver = [], others = 0 } = form
  const words = catalogue.form
  const title = name === undefined ? words.add : words.edit(nameInSentence(name, catalogue.contact))
  const more = MORE.filter((input) => isUsed(input, form))
  return adaptiveCard(
    [
      foreignText(title, { weight: 'Bolder', size: 'Medium' }),
      ...noticeLine(form, catalogue),
      ...(others > 0 ? [ownText(catalogue.changing.otherEntries(others), SMALL)] : []),
      ...(leftOver.length > 0 ? [foreignText(words.leftOver(leftOver.join(', ')), SMALL)] : []),
      ...FIRST.flatMap((input) => inputParts(input, most, form, catalogue)),
      ...more.flatMap((input) => inputParts(input, most, form, catalogue)),
      ...folderParts(form, catalogue),
      ...rest(
        MORE.filter((input) => !more.includes(input)),
        most,
        form,
        catalogue,
      ),
    ],
    [
      ask(
        words.save,
        { type: 'save', id, ...(form.round !== undefined && { round: form.round }) },
        { style: 'positive' },
      ),
      cancelButton(
        form.contactId === undefined
          ? { type: 'cancel', id }
          : { type: 'show', contactId: form.contactId, question: id },
        catalogue,
      ),
    ],
  )
}

/** The button that leaves a form. It does not send the typed values. */
export function cancelButton(command: Command, { page }: Catalogue): Part {
  return ask(page.start.cancel, command, { associatedInputs: 'none' })
}

/** Whether an input is shown at once: it has a value, or something is wrong with it. */
function isUsed(input: Input, { values, faults, instead }: Form): boolean {
  return values[input] !== '' || faults?.[input] !== undefined || instead?.[input] !== undefined
}

/** The inputs behind the button. Their values are sent, whether they are shown or not. */
function rest(inputs: readonly Input[], most: number, form: Form, catalogue: Catalogue): Part[] {
  if (inputs.length === 0) return []
  const shown = inputs.flatMap((input) => inputParts(input, most, form, catalogue))
  const toggle = {
    type: 'Action.ToggleVisibility',
    title: catalogue.form.more,
    targetElements: [MORE_ID, MORE_BUTTON_ID],
  }
  return [
    { type: 'ActionSet', id: MORE_BUTTON_ID, actions: [toggle] },
    { type: 'Container', id: MORE_ID, isVisible: false, items: shown },
  ]
}

function noticeLine({ notice }: Form, catalogue: Catalogue): Part[] {
  if (notice === undefined) return []
  const says = typeof notice === 'string' ? catalogue.form.notices[notice] : apology(notice, catalogue)
  return [box(says, 'attention')]
}

function inputParts(input: Input, most: number, form: Form, catalogue: Catalogue): Part[] {
  if (input === 'notes' && form.isTooLong) return [ownText(catalogue.form.notesTooLong, SMALL)]
  const { faults = {}, instead } = form
  const typed = instead?.[input]
  return [
    inputPart(input, form.values[input].slice(0, most), catalogue),
    ...faultLine(faults[input], input, catalogue),
    ...(typed === undefined
      ? []
      : [foreignText(catalogue.form.instead(plain(typed) || catalogue.changing.nothing), SMALL)]),
  ]
}

/** The keyboard that a phone shows; undefined for the usual one. */
function styleOf(input: Input): string | undefined {
  if (EMAILS.has(input)) return 'Email'
  return PHONES.has(input) ? 'Tel' : undefined
}

function inputPart(input: Input, value: string, catalogue: Catalogue): Part {
  const style = styleOf(input)
  const common = { id: input, label: labelOf(input, catalogue), spacing: 'Small', ...(value !== '' && { value }) }
  // A calendar input would show nothing if the text is not a day.
  if (input === 'birthday' && (value === '' || /^\d{4}-\d\d-\d\d$/.test(value)))
    return { type: 'Input.Date', ...common }
  return { type: 'Input.Text', ...common, ...(style && { style }), ...(input === 'notes' && { isMultiline: true }) }
}

/** The label of an input: the same as on a contact's card, if the card has it too. */
export function labelOf(input: Input, { contact, form: { labels } }: Catalogue): string {
  const known: Record<Input, string> = {
    givenName: labels.givenName,
    surname: labels.surname,
    displayName: labels.displayName,
    companyName: contact.company,
    jobTitle: contact.job,
    department: contact.department,
    email1: contact.email,
    email2: labels.email2,
    email3: labels.email3,
    mobilePhone: contact.mobile,
    businessPhone1: contact.business,
    businessPhone2: labels.businessPhone2,
    homePhone1: contact.home,
    homePhone2: labels.homePhone2,
    birthday: contact.birthday,
    notes: contact.notes,
  }
  return known[input]
}

function faultLine(fault: Fault | 'folder_gone' | undefined, input: Input | 'folder', { form }: Catalogue): Part[] {
  if (fault === undefined) return []
  const { faults } = form
  const says =
    fault === 'too_long' ? faults.too_long(input === 'notes' ? MOST_IN_FORM_NOTES : MOST_IN_INPUT) : faults[fault]
  return [box(says, 'attention', { size: 'Small' })]
}

function folderParts({ folders, faults }: Form, catalogue: Catalogue): Part[] {
  const fault = faultLine(faults?.folder, 'folder', catalogue)
  if (!folders) return fault
  const [first] = folders.all
  const choices = folders.all.map(({ id, path }) => ({ title: plain(path, 80), value: id }))
  return [
    {
      type: 'Input.ChoiceSet',
      id: 'folder',
      label: catalogue.form.labels.folder,
      spacing: 'Small',
      value: folders.chosen ?? first?.id ?? '',
      choices,
    },
    ...fault,
  ]
}

/** A value of the form, as cards about a form show it. */
export function shownValue(value: Values[Input], { changing }: Catalogue): string {
  return plain(value, 120) || changing.nothing
}
