import { MOST_IN_LIST } from '../graph/contact.ts'
import { byPreference, type Property } from './properties.ts'

/** Kinds of numbers that belong to machines, such as fax. Graph has no property for them. */
const MACHINES = ['fax', 'pager', 'modem', 'telex', 'ttytdd', 'bbs', 'isdn']

type Phones = { mobilePhone: string | undefined; businessPhones: string[]; homePhones: string[]; left: string[] }

/** The properties for a contact's numbers. `left`: numbers without a property, with their types from the file. */
export function phones(properties: readonly Property[]): Phones {
  const found: Phones = { mobilePhone: undefined, businessPhones: [], homePhones: [], left: [] }
  const numbers = byPreference(properties.filter(({ name }) => name === 'tel')).map(({ types, values }) => ({
    types,
    number: plainNumber(values.flat().join(', ')),
  }))
  const isKind = ({ types }: { types: Set<string> }) => types.has('cell') || types.has('work') || types.has('home')
  // A number without a kind takes a property that the others have left free.
  for (const one of [...numbers.filter(isKind), ...numbers.filter((one) => !isKind(one))]) {
    if (one.number === '') continue
    if (!place(one.number, one.types, found))
      found.left.push([one.number, machineIn(one.types)].filter(Boolean).join(' '))
  }
  return found
}

/** @returns whether there was a place */
function place(number: string, types: Set<string>, found: Phones): boolean {
  if (machineIn(types) !== undefined) return false
  const isMobile = types.has('cell') || types.has('iphone') || !(types.has('work') || types.has('home'))
  if (isMobile && found.mobilePhone === undefined) {
    found.mobilePhone = number
    return true
  }
  const list = types.has('work') ? 'businessPhones' : 'homePhones'
  if (found[list].length >= MOST_IN_LIST[list]) return false
  found[list].push(number)
  return true
}

function machineIn(types: Set<string>): string | undefined {
  return MACHINES.find((machine) => types.has(machine))
}

/** `tel:+44-20-7946-0000;ext=12` as people write it. */
function plainNumber(value: string): string {
  if (!/^\s*tel:/i.test(value)) return value.trim()
  const [number = '', ...params] = value.replace(/^\s*tel:/i, '').split(';')
  const extension = params.find((param) => /^ext=/i.test(param))?.slice(4)
  return extension === undefined ? number.trim() : `${number.trim()} ext. ${extension}`
}
