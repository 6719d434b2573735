// Reads a contact from one line, or from a pasted mail signature.
import type { ContactWords } from '../text/catalogue.ts'
import { EMAILS, type Input, LISTS, noValues, type Values } from './inputs.ts'

/** What a text says of a contact. `leftOver`: what has no input of its own, or none that is free. It stands in the notes too. */
export type Read = { values: Values; leftOver: string[] }

// The patterns begin at the beginning of a word alone and have an end, so that a long text takes no longer than its length.
const EMAIL =
  /(?<![^\s@<>(),;:"'|])[^\s@<>(),;:"'|]{1,255}@[^\s@<>(),;:"'|]{1,255}\.[^\s@<>(),;:"'|]{0,63}[\p{L}\p{N}]/u
const LINK = /\b(?:https?:\/\/|www\.)\S+/i
const DAY = /\b\d{4}-\d\d-\d\d\b/
/** A number as people write it, of at least five digits. */
const NUMBER = /(?:\+|\(|\p{Nd})[\p{Nd}\s()./\p{Pd}]{3,60}\p{Nd}(?:\s*(?:ext|extn|x|#)\.?\s*\p{Nd}{1,6})?/iu

export function readContact(text: string, words: ContactWords): Read {
  const read: Read = { values: noValues(), leftOver: [] }
  const lines = text.split('\n').flatMap((line) => (isClosing(line, words) ? [] : [line]))
  const isSignature = lines.length > 2
  const parts = lines.flatMap((line) => partsOf(line, words))
  const isFact = (part: string) => takeFact(part, { values: noValues(), leftOver: [] }, words)
  // The company first: it tells whether a number is one at work.
  takeNames(
    parts.filter((part) => !isFact(part)),
    isSignature,
    read,
    words,
  )
  for (const part of parts) if (isFact(part)) takeFact(part, read, words)
  if (read.leftOver.length > 0) read.values.notes = read.leftOver.join('\n')
  return read
}

/** The parts of a line that stand for themselves. A comma inside a number is none. */
function partsOf(line: string, words: ContactWords): string[] {
  return line
    .split(/\s*[,;|·•\t]\s*|\s+[-–—]\s+|\s{3,}/u)
    .flatMap(apart)
    .flatMap((part) => behindName(part, words))
    .map((part) => part.trim())
    .filter((part) => /[\p{L}\p{N}]/u.test(part))
}

/** An address stands for itself, whatever is around it. */
function apart(part: string): string[] {
  const email = EMAIL.exec(part)
  if (!email) return [part]
  const before = part.slice(0, email.index).replace(/[<("'\s]+$/, '')
  const after = part.slice(email.index + email[0].length).replace(/^[>)"'\s]+/, '')
  return [before.replace(/(?:^|\s)(?:e-?mail|mail|e|smtp|mailto)\s*[:.]?\s*$/i, ''), email[0], ...apart(after)]
}

/** A number right behind a name stands for itself, too. */
function behindName(part: string, words: ContactWords): string[] {
  const number = NUMBER.exec(part)
  if (!number || number[0].replace(/\P{Nd}/gu, '').length < 7) return [part]
  const before = part.slice(0, number.index).trim()
  return /\p{L}/u.test(before) && kindOf(before, words) === undefined ? [before, part.slice(number.index)] : [part]
}

/** Takes an address, a number, a day or a link. @returns false if the part is none */
function takeFact(part: string, read: Read, words: ContactWords): boolean {
  if (EMAIL.test(part)) return put([...EMAILS], part, read)
  if (LINK.test(part)) return leave(part, read)
  const day = DAY.exec(part)?.[0]
  if (day !== undefined) return put(['birthday'], day, read)
  const number = NUMBER.exec(part)
  if (!number || number[0].replace(/\P{Nd}/gu, '').length < 5) return false
  const label = part.slice(0, number.index)
  const rest = `${label}${part.slice(number.index + number[0].length)}`
  // “Building 12, 10115 Berlin” is no number to call.
  const kind = kindOf(rest, words)
  if (kind === undefined && /\p{L}{3,}/u.test(rest)) return false
  return kind === 'fax' ? leave(part, read) : put(slotsFor(kind, read), number[0].trim(), read)
}

const KINDS = ['fax', 'mobile', 'home', 'business'] as const
type Kind = (typeof KINDS)[number]

function slotsFor(kind: Exclude<Kind, 'fax'> | undefined, { values }: Read): Input[] {
  const [business, home] = [LISTS.businessPhones, LISTS.homePhones]
  if (kind === 'mobile') return ['mobilePhone', ...business, ...home]
  if (kind === 'home') return [...home, 'mobilePhone', ...business]
  if (kind === undefined && values.companyName === '' && values.email1 === '')
    return ['mobilePhone', ...business, ...home]
  return [...business, 'mobilePhone', ...home]
}

/** What the word beside a number says of it. */
function kindOf(around: string, { labels }: ContactWords): Kind | undefined {
  const said = around.toLowerCase().match(/\p{L}+/gu) ?? []
  return KINDS.find((kind) => said.some((word) => labels[kind].includes(word)))
}

/** The first text is the name; a company and a job follow in the order of a line or of a signature. */
function takeNames([name, ...others]: string[], isSignature: boolean, read: Read, words: ContactWords): void {
  if (name === undefined) return
  const parts = nameParts(name)
  Object.assign(read.values, parts)
  const order: Input[] = isSignature ? ['jobTitle', 'companyName'] : ['companyName', 'jobTitle']
  const unknown: string[] = []
  for (const text of others) {
    const meant: Input | undefined = hasWord(text, words.companies)
      ? 'companyName'
      : hasWord(text, words.jobs)
        ? 'jobTitle'
        : hasWord(text, words.departments)
          ? 'department'
          : undefined
    if (meant && read.values[meant] === '') read.values[meant] = text
    else unknown.push(text)
  }
  for (const text of unknown) put(/\p{Nd}/u.test(text) ? [] : order, text, read)
}

/** Words in front of a family name that belong to it. */
const PARTICLES = /\s((?:van|von|de|der|den|del|della|di|da|dos|das|du|la|le|bin|ibn|al|el|ter|ten|zu|zur)\s.*\S)$/i

function nameParts(name: string): Pick<Values, 'givenName' | 'surname'> {
  const particle = PARTICLES.exec(name)
  if (particle?.[1] !== undefined && particle.index > 0)
    return { givenName: name.slice(0, particle.index), surname: particle[1] }
  const at = name.lastIndexOf(' ')
  return at < 0 ? { givenName: name, surname: '' } : { givenName: name.slice(0, at), surname: name.slice(at + 1) }
}

function hasWord(text: string, words: readonly string[]): boolean {
  const said = new Set(text.toLowerCase().match(/[\p{L}&]+/gu))
  return words.some((word) => said.has(word))
}

/** A line such as “Best regards”. */
function isClosing(line: string, { closings }: ContactWords): boolean {
  const said = line
    .toLowerCase()
    .replace(/[^\p{L}\s]/gu, '')
    .trim()
  return closings.includes(said)
}

/** Puts a value into the first of these inputs that is free. @returns true */
function put(inputs: readonly Input[], value: string, read: Read): boolean {
  const free = inputs.find((input) => read.values[input] === '' || read.values[input] === value)
  if (free === undefined) return leave(value, read)
  read.values[free] = value
  return true
}

function leave(value: string, { leftOver }: Read): boolean {
  leftOver.push(value)
  return true
}
