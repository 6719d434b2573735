// Reads a contact from one line, or from a pasted mail signature.
import type { ContactField, ContactWords } from '../text/catalogue.ts'
import { EMAILS, type Input, LISTS, noValues, type Values } from './inputs.ts'
import { dayIn, EMAIL, type Kind, numberIn, partsOf } from './typed-parts.ts'

/** The contact data in a text. `leftOver`: the parts without a free input. They are in the notes too. */
export type Read = { values: Values; leftOver: string[] }

const LINK = /\b(?:https?:\/\/|www\.)\S+/i

export function readContact(text: string, words: ContactWords): Read {
  const read: Read = { values: noValues(), leftOver: [] }
  const lines = text.split('\n').flatMap((line) => (isClosing(line, words) ? [] : [line]))
  const isSignature = lines.length > 2
  const parts = lines.flatMap((line) => partsOf(line, words))
  const isFact = (part: string) => takeFact(part, { values: noValues(), leftOver: [] }, words)
  // The company comes first, because it shows whether a number is a work number.
  const unnamed = parts.filter((part) => !isFact(part) && !takeField(part, read, words))
  takeNames(unnamed, isSignature, read, words)
  for (const part of parts) if (isFact(part)) takeFact(part, read, words)
  read.values.notes = [read.values.notes, ...read.leftOver].filter(Boolean).join('\n')
  return read
}

/** Takes an address, a number, a day or a link. @returns false where the part is none */
function takeFact(part: string, read: Read, words: ContactWords): boolean {
  if (EMAIL.test(part)) return put([...EMAILS], part, read)
  if (LINK.test(part)) return leave(part, read)
  const found = dayIn(part)
  if (found) return found.day === undefined ? leave(part, read) : put(['birthday'], found.day, read)
  const called = numberIn(part, words)
  if (!called) return false
  return called.kind === 'fax' ? leave(part, read) : put(slotsFor(called.kind, read), called.number, read)
}

function slotsFor(kind: Exclude<Kind, 'fax'> | undefined, { values }: Read): Input[] {
  const [business, home] = [LISTS.businessPhones, LISTS.homePhones]
  if (kind === 'mobile') return ['mobilePhone', ...business, ...home]
  if (kind === 'home') return [...home, 'mobilePhone', ...business]
  if (kind === undefined && values.companyName === '' && values.email1 === '')
    return ['mobilePhone', ...business, ...home]
  return [...business, 'mobilePhone', ...home]
}

/** Takes a part that names its field, such as “Company: Contoso”. @returns false where it names none */
function takeField(part: string, read: Read, { fields }: ContactWords): boolean {
  const [, name = '', value = ''] = /^([\p{L} ]{1,20}?)\s*:\s*(.*)$/su.exec(part) ?? []
  const field = (Object.keys(fields) as ContactField[]).find((one) => fields[one].includes(name.toLowerCase()))
  if (field === undefined) return false
  if (value === '') return true
  if (field === 'other') return leave(part, read)
  if (field !== 'name') return put([field], value, read)
  if (hasName(read)) return leave(value, read)
  Object.assign(read.values, nameParts(value))
  return true
}

function hasName({ values }: Read): boolean {
  return values.givenName !== '' || values.surname !== ''
}

/** The first text is the name, unless another one says that it is; a company and a job follow in the order of a line or of a
 *  signature. */
function takeNames(texts: string[], isSignature: boolean, read: Read, words: ContactWords): void {
  const [name, ...others] = hasName(read) ? [undefined, ...texts] : texts
  const employed = name === undefined ? undefined : employedIn(name, words)
  if (name !== undefined) Object.assign(read.values, nameParts(employed?.who ?? name))
  const employers = employed ? [employed.employer] : []
  const order: Input[] = isSignature ? ['jobTitle', 'companyName'] : ['companyName', 'jobTitle']
  const unknown: string[] = []
  const jobs = employed && employed.job !== '' ? [employed.job] : []
  for (const one of [...jobs, ...others.filter((text) => text !== undefined)]) {
    const workplace = workplaceIn(one, words)
    if (workplace) employers.push(workplace.employer)
    const text = workplace?.job ?? one
    if (text === '') continue
    const meant = meantBy(text, words)
    if (meant && read.values[meant] === '') read.values[meant] = text
    else unknown.push(text)
  }
  for (const employer of employers.filter((text) => text !== ''))
    put([meantBy(employer, { ...words, jobs: [] }) ?? 'companyName'], employer, read)
  // “Mobil:” is neither a company nor a job.
  for (const text of unknown) put(/\p{Nd}|:$/u.test(text) ? [] : order, text, read)
}

function meantBy(text: string, { companies, jobs, departments }: ContactWords): Input | undefined {
  if (hasWord(text, companies)) return 'companyName'
  if (hasWord(text, jobs)) return 'jobTitle'
  return hasWord(text, departments) ? 'department' : undefined
}

/** A name with an employer or a job behind it: “Alice Archer from Contoso”, “Alice Archer CEO of Contoso”, “Alice (pilot)”. */
function employedIn(text: string, words: ContactWords): { who: string; job: string; employer: string } | undefined {
  const [, who, job = '', employer] = headIn(text, words) ?? []
  if (employer !== undefined) return { who: who ?? '', job, employer }
  const [, called, from] = joinedIn(text, words) ?? []
  if (called !== undefined && from !== undefined) return { who: called, job: '', employer: from }
  const [, bracketed = '', inside] = BRACKETED.exec(text) ?? []
  if (inside === undefined) return undefined
  if (meantBy(inside, words) === 'jobTitle') return { who: bracketed, job: inside, employer: '' }
  // In “Alice (mum)” it is no company.
  const isCompany = !/^\p{Ll}/u.test(inside) || !/\p{Lu}/u.test(bracketed)
  return isCompany ? { who: bracketed, job: '', employer: inside } : undefined
}

const BRACKETED = /^(.*\S)\s*\((\p{L}[^()]*)\)$/u

/** A job with an employer behind it, or only the latter: “pilot at Contoso”, “works for Contoso”. */
function workplaceIn(text: string, words: ContactWords): { job: string; employer: string } | undefined {
  const [, before, head = '', headed] = headIn(text, words) ?? []
  if (headed !== undefined) return { job: [before, head].filter(Boolean).join(' '), employer: headed }
  const [, job = '', employer] = joinedIn(text, words) ?? []
  return employer !== undefined && (job === '' || hasWord(job, words.jobs)) ? { job, employer } : undefined
}

/** The text before the job, the job, and the company. */
function headIn(text: string, { heads, headOf }: ContactWords): RegExpExecArray | null {
  return new RegExp(`^(?:(.*)\\s)?(${heads.join('|')})\\s+(?:${headOf.join('|')})\\s+(\\S.*)$`, 'iu').exec(text)
}

/** The text before the words between a person and their employer, and the text behind. With a capital letter such a word is part
 *  of a name, as in “Mary From Smith”. */
function joinedIn(text: string, { employedBy }: ContactWords): RegExpExecArray | null {
  const joints = employedBy.toSorted((a, b) => b.length - a.length).join('|')
  const flags = text === text.toUpperCase() ? 'iu' : 'u'
  return new RegExp(`^(?:(.*?)\\s+)??(?:${joints})\\s+(\\S.*)$`, flags).exec(text)
}

/** Words in front of a family name that belong to it. */
const PARTICLES = /\s((?:van|von|de|der|den|del|della|di|da|dos|das|du|la|le|bin|ibn|al|el|ter|ten|zu|zur)\s.*\S)$/i

function nameParts(text: string): Pick<Values, 'givenName' | 'surname'> {
  const name = text.replace(/\s*:$/, '')
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
