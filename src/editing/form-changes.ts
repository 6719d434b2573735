import { birthdayOf, namedAddress } from '../graph/contact.ts'
import type { Properties } from '../graph/graph.ts'
import { displayNameAfter, madeOf } from './display-name.ts'
import { differing, type Input, isSame, listIn, LISTS, TEXTS, type Values, valuesOf } from './inputs.ts'

/** An input that somebody else has changed since the form was shown. `yours`: what the person typed. `now`: Outlook's present
 *  value. */
export type Conflict = { input: Input; yours: string; now: string }

/** The fields that both this person and somebody else have changed. @param seen the values that the form showed. @param now
 *  Outlook's present values */
export function conflictsIn(typed: Values, seen: Values, now: Values): Conflict[] {
  return differing(typed, seen)
    .filter((input) => !isSame(input, now[input], seen[input]) && !isSame(input, now[input], typed[input]))
    .map((input) => ({ input, yours: typed[input], now: now[input] }))
}

/** The properties of a new contact. Empty properties are left out, because Graph accepts no null. */
export function newProperties(values: Values): Properties {
  const made: Values = { ...values, displayName: values.displayName || madeOf(values) || firstOf(values) }
  const properties: Properties = {}
  for (const name of TEXTS) if (made[name] !== '') properties[name] = made[name]
  for (const list of LIST_NAMES) {
    const entries = entriesAfter(list, [], made, LISTS[list])
    if (entries.length > 0) properties[list] = entries
  }
  if (made.birthday !== '') properties['birthday'] = birthdayOf(made.birthday)
  if (made.notes !== '') properties['personalNotes'] = made.notes
  return properties
}

/** The display name of a contact without a name. */
function firstOf({ companyName, email1, email2, email3, mobilePhone, businessPhone1, homePhone1 }: Values): string {
  return [companyName, email1, email2, email3, mobilePhone, businessPhone1, homePhone1].find(Boolean) ?? ''
}

/** The properties to send so that a contact gets only the changes of the form. `displayName` is always among them.
 *  @param seen what the form showed. @param fresh the contact as Graph has it now */
export function changedProperties(typed: Values, seen: Values, fresh: Properties): Properties {
  const changed = new Set(differing(typed, seen))
  const now = valuesOf(fresh)
  const after = { ...now, ...Object.fromEntries([...changed].map((input) => [input, typed[input]])) }
  const properties: Properties = {}
  for (const name of TEXTS) if (changed.has(name)) properties[name] = after[name]
  for (const list of LIST_NAMES) {
    const inputs = LISTS[list].filter((input) => changed.has(input))
    if (inputs.length > 0) properties[list] = entriesAfter(list, listIn(fresh, list), typed, inputs)
  }
  if (changed.has('birthday')) properties['birthday'] = typed.birthday === '' ? null : birthdayOf(typed.birthday)
  if (changed.has('notes')) properties['personalNotes'] = typed.notes
  const named = changed.has('displayName')
    ? typed.displayName || madeOf(after)
    : displayNameAfter(now.displayName, now, after)
  return { ...properties, displayName: named || firstOf(after) }
}

type List = keyof typeof LISTS
const LIST_NAMES = Object.keys(LISTS) as List[]

/** The whole list with the entries at `inputs` replaced. Graph can only replace a list as a whole. */
function entriesAfter(list: List, before: readonly unknown[], typed: Values, inputs: readonly Input[]): unknown[] {
  const slots: readonly Input[] = LISTS[list]
  const entries: unknown[] = Array.from({ length: Math.max(before.length, slots.length) }, (_, n) => before[n])
  for (const input of inputs) {
    const at = slots.indexOf(input)
    entries[at] = typed[input] === '' ? undefined : entryOf(list, typed[input], before[at])
  }
  return entries.filter((entry) => entry !== undefined)
}

function entryOf(list: List, value: string, before: unknown): unknown {
  if (list !== 'emailAddresses') return value
  const { name, address } = (before ?? {}) as { name?: string; address?: string }
  return namedAddress(value, name === address ? undefined : name)
}
