import ICAL from 'ical.js'
import type { Slices } from '../slices.ts'
import type { Line } from './lines.ts'

/** A property whose value has been read. `types`: its kinds according to its parameters, in lower case (`home`, `cell`, `pref`).
 *  `values`: its values, each in its parts. */
export type Property = { name: string; types: Set<string>; values: string[][] }

/** The properties of a vCard of any version, as far as they can be read. Between two lines other work gets its turn: a vCard of
 *  nothing but separators takes long. */
export async function propertiesOf(lines: readonly Line[], slice: Slices): Promise<Property[]> {
  const version = lines.find(({ name }) => name === 'VERSION')?.value.trim()
  const properties: Property[] = []
  for (const line of lines) {
    if (slice.isOver()) await slice.next()
    const property = propertyOf(line, version)
    if (property) properties.push(property)
  }
  return properties
}

const V3 = ICAL.design.getDesignSet('vcard3')
const V4 = ICAL.design.getDesignSet('vcard')

/** Properties with several values. */
const LISTS = new Set(['CATEGORIES', 'NICKNAME'])

/** Stands for an escaped backslash while ical.js (2.2) reads a value: it takes the second backslash of a pair for the beginning of
 *  `\\;`. This code point is no character. */
const BACKSLASH = '\uFDD0'

function propertyOf(line: Line, version: string | undefined): Property | undefined {
  try {
    const value = line.value.replaceAll(BACKSLASH, '').replaceAll('\\\\', BACKSLASH)
    const text = `${line.name}${dateParam(line)}:${version === '2.1' ? in30(line.name, value) : value}`
    const [name, , type, ...values] = ICAL.parse.property(text, version === '4.0' ? V4 : V3) as [string, ...unknown[]]
    // Only texts are escaped.
    const backslash = type === 'text' ? '\\' : '\\\\'
    return { name, types: typesOf(line), values: values.map((one) => partsOf(one, backslash)) }
  } catch {
    // A single meaningless line does not affect the others.
    return undefined
  }
}

/** The value as vCard 3.0 would write it: in 2.1 a comma and a backslash are themselves. */
function in30(name: string, value: string): string {
  const escaped = value.replace(/\\(?![;:,nN])/g, BACKSLASH)
  return LISTS.has(name) ? escaped : escaped.replace(/(?<!\\),/g, '\\,')
}

/** ical.js only gets one of the parameters. The others do not affect how the value is read. */
function dateParam({ name, params }: Line): string {
  const kind = params.find((param) => param.name === 'VALUE')?.values[0]
  return name === 'BDAY' && kind === 'TEXT' ? ';VALUE=text' : ''
}

function typesOf({ params }: Line): Set<string> {
  const types = params.flatMap(({ name, values }) => {
    if (name === 'PREF') return ['pref']
    return name === 'TYPE' ? values : []
  })
  return new Set(types.map((type) => type.toLowerCase()))
}

function partsOf(value: unknown, backslash: string): string[] {
  const parts: unknown[] = Array.isArray(value) ? value : [value]
  const texts = parts.map((part) => unescaped(Array.isArray(part) ? part.join(' ') : String(part)))
  return texts.map((text) => text.replaceAll(BACKSLASH, () => backslash))
}

/** ical.js (2.2) leaves these escaped if the value has no parts. */
function unescaped(text: string): string {
  return text.replace(/\\([;:])/g, '$1')
}

/** Sorts properties that the file marks as preferred to the front. */
export function byPreference(properties: readonly Property[]): Property[] {
  return properties.toSorted((a, b) => Number(b.types.has('pref')) - Number(a.types.has('pref')))
}
