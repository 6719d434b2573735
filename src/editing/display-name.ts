/** The names from which a display name is made. */
type Names = { givenName: string; surname: string }

/** How two names are put together. */
const ORDERS: ((given: string, surname: string) => string)[] = [
  (given, surname) => `${given} ${surname}`,
  (given, surname) => `${surname} ${given}`,
  (given, surname) => `${surname}, ${given}`,
  (given, surname) => `${surname}${given}`,
  (given, surname) => `${given}${surname}`,
]

/** The display name after a change of names: if it consists of these names, it gets the new names in the same order; otherwise it
 *  stays. Graph would make a different one. https://learn.microsoft.com/graph/api/contact-update */
export function displayNameAfter(displayName: string, before: Names, after: Names): string {
  if (displayName.trim() === '') return madeOf(after)
  const order = ORDERS.find((join) => isMadeBy(join, displayName, before))
  return order ? joined(order, after) : displayName
}

/** The display name of a contact that has none yet. */
export function madeOf({ givenName, surname }: Names): string {
  const isChinese = /^\p{sc=Han}+$/u.test(`${givenName}${surname}`)
  return joined(ORDERS[isChinese ? 3 : 0] ?? (() => ''), { givenName, surname })
}

function isMadeBy(join: (typeof ORDERS)[number], displayName: string, { givenName, surname }: Names): boolean {
  if (givenName === '' && surname === '') return false
  return same(displayName) === same(joined(join, { givenName, surname }))
}

function joined(join: (typeof ORDERS)[number], { givenName, surname }: Names): string {
  return givenName !== '' && surname !== '' ? join(givenName, surname) : givenName || surname
}

function same(name: string): string {
  return name.replace(/\s+/g, ' ').trim()
}
