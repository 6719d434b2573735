import type { Person } from '../book/people.ts'
import type { Catalogue } from '../text/catalogue.ts'
import type { Fact } from '../text/question-words.ts'
import type { ButtonOf } from './contact-actions.ts'
import { type Field, type FieldName, fieldsOf } from './contact-fields.ts'
import { beside, foreignText, ownText, type Part, SMALL } from './parts.ts'

/** The fields that answer a question. The first group of which the contact has a value is used. `otherwise`: the sentence if it
 *  has none. */
const ANSWERS: Record<Fact, { groups: FieldName[][]; otherwise: keyof Catalogue['contact']['missing'] }> = {
  phone: { groups: [['mobile', 'business', 'home']], otherwise: 'phone' },
  mobile: { groups: [['mobile'], ['business', 'home']], otherwise: 'phone' },
  work_phone: { groups: [['business'], ['mobile', 'home']], otherwise: 'phone' },
  home_phone: { groups: [['home'], ['mobile', 'business']], otherwise: 'phone' },
  email: { groups: [['email']], otherwise: 'email' },
  birthday: { groups: [['birthday']], otherwise: 'birthday' },
  work: {
    groups: [
      ['company', 'job', 'department'],
      ['office', 'businessAddress'],
    ],
    otherwise: 'work',
  },
  job: { groups: [['job'], ['department', 'company']], otherwise: 'work' },
  department: { groups: [['department'], ['job', 'company']], otherwise: 'work' },
  office: { groups: [['office'], ['businessAddress']], otherwise: 'address' },
  address: { groups: [['businessAddress', 'homeAddress', 'otherAddress'], ['email']], otherwise: 'address' },
  work_address: { groups: [['businessAddress'], ['office'], ['otherAddress', 'homeAddress']], otherwise: 'address' },
  home_address: { groups: [['homeAddress'], ['otherAddress', 'businessAddress']], otherwise: 'address' },
  notes: { groups: [['notes']], otherwise: 'notes' },
  website: { groups: [['website']], otherwise: 'other' },
  manager: { groups: [['manager']], otherwise: 'other' },
  assistant: { groups: [['assistant']], otherwise: 'other' },
  spouse: { groups: [['spouse']], otherwise: 'other' },
  children: { groups: [['children']], otherwise: 'other' },
  nickname: { groups: [['nickname']], otherwise: 'other' },
  chat_address: { groups: [['chatAddress'], ['email']], otherwise: 'other' },
}

/** The most values at the top of a card. */
const MOST_ON_TOP = 4

/** A longer value would wrap in a narrow chat. */
const MOST_LARGE = 18

function fieldsFor(fact: Fact, fields: readonly Field[]): Field[] {
  const named = (name: FieldName) => fields.find((field) => field.name === name) ?? []
  return ANSWERS[fact].groups.map((group) => group.flatMap(named)).find((group) => group.length > 0) ?? []
}

/** The requested facts about a person in large letters, or a sentence that the contact does not have them. `shown`: the fields
 *  that need not be shown again. @param buttonOf the button beside a value */
export function askedFacts(
  facts: readonly Fact[],
  person: Person,
  catalogue: Catalogue,
  buttonOf: ButtonOf,
): { parts: Part[]; shown: ReadonlySet<FieldName> } {
  const fields = fieldsOf(person, catalogue)
  const answers = [...new Set(facts.flatMap((fact) => fieldsFor(fact, fields)))]
  const missing = facts
    .filter((fact) => fieldsFor(fact, fields).length === 0)
    .map((fact) => catalogue.contact.missing[ANSWERS[fact].otherwise])
  const items = [
    ...answers.map((answer) => large(answer, buttonOf)),
    ...[...new Set(missing)].map((sentence) => ownText(sentence)),
  ]
  const whole = answers.filter(({ values }) => values.length <= MOST_ON_TOP)
  return {
    parts: items.length > 0 ? [{ type: 'Container', items }] : [],
    shown: new Set(whole.map(({ name }) => name)),
  }
}

function large({ name, label, values }: Field, buttonOf: ButtonOf): Part {
  const looks = (value: string) => ({ size: value.length > MOST_LARGE ? 'Large' : 'ExtraLarge', weight: 'Bolder' })
  return {
    type: 'Container',
    spacing: 'Small',
    items: [
      ownText(label, SMALL),
      ...values
        .slice(0, MOST_ON_TOP)
        .map((value) => beside(foreignText(value, looks(value), { spacing: 'None' }), buttonOf(name, value), true)),
    ],
  }
}

/** The same in one line, for a row of a list; undefined if the contact has nothing of it. */
export function factsInLine(facts: readonly Fact[], person: Person, catalogue: Catalogue): string | undefined {
  const fields = fieldsOf(person, catalogue)
  const values = facts.flatMap((fact) => fieldsFor(fact, fields)).flatMap((field) => field.values)
  return values.length > 0 ? [...new Set(values)].slice(0, MOST_ON_TOP).join(' · ') : undefined
}
