import { textOf } from './charset.ts'

/** One property of the file: its name in upper case without its group, its parameters in upper case, and its value, decoded but
 *  still escaped. */
export type Line = { name: string; params: Param[]; value: string }
type Param = { name: string; values: string[] }

/** A longer line is cut: everything that is imported is far shorter. */
const MOST_IN_LINE = 64 * 1024
/** Longer values and parameters are cut. */
const MOST_IN_VALUE = 30_000
const MOST_IN_PARAMS = 1_000
const [LF, CR] = [0x0a, 0x0d]

/** The lines of a file, each with one character for a byte. */
export function* physicalLines(bytes: Buffer): Generator<string, void> {
  const end = bytes.includes(LF) ? LF : CR
  for (let from = 0; from < bytes.length;) {
    const found = bytes.indexOf(end, from)
    const to = found < 0 ? bytes.length : found
    const line = bytes.toString('latin1', from, Math.min(to, from + MOST_IN_LINE))
    yield line.endsWith('\r') ? line.slice(0, -1) : line
    from = to + 1
  }
}

/** A property's beginning: perhaps a group, the name, and perhaps parameters. */
const PROPERTY = /^[\t ]*(?:[\w-]{1,60}\.)?([\w-]{1,60})[\t ]*(?=[;:])/

/** Whether a physical line begins a property. */
export function isProperty(line: string): boolean {
  return PROPERTY.test(line) && line.includes(':')
}

/** The name of the property that a line begins, in upper case. */
export function nameIn(line: string): string {
  return PROPERTY.exec(line)?.[1]?.toUpperCase() ?? ''
}

/** Whether the value of a line is written as quoted-printable: then a line that ends with `=` continues on the next line. */
export function isQuotedPrintable(line: string): boolean {
  return /[;=]QUOTED-PRINTABLE[;:]/i.test(line.slice(0, 300))
}

/** Parses a logical line; undefined if it is not a property. */
export function parseLine(line: string): Line | undefined {
  const begin = PROPERTY.exec(line)
  if (!begin) return undefined
  const colon = colonIn(line, begin[0].length)
  if (colon < 0) return undefined
  const params = paramsIn(line.slice(begin[0].length, Math.min(colon, begin[0].length + MOST_IN_PARAMS)))
  const raw = line.slice(colon + 1)
  const encoded = params.some(({ values }) => values.includes('QUOTED-PRINTABLE'))
  const charset = params.find(({ name }) => name === 'CHARSET')?.values[0]
  const value = textOf(encoded ? unquoted(raw) : raw, charset)
  return {
    name: begin[1]?.toUpperCase() ?? '',
    params,
    value: visible(encoded ? escapedLines(value) : value).slice(0, MOST_IN_VALUE),
  }
}

/** Where the value begins: at the first colon that is not inside quotes. A quote that is never closed does not count. */
function colonIn(line: string, from: number): number {
  let isQuoted = false
  for (let at = from; at < line.length; at += 1) {
    if (line[at] === '"') isQuoted = !isQuoted
    if (line[at] === ':' && !isQuoted) return at
  }
  return line.indexOf(':', from)
}

/** vCard 2.1 writes `TEL;CELL;VOICE:` for `TEL;TYPE=CELL,VOICE:`. */
function paramsIn(text: string): Param[] {
  const parts = text.match(/;(?:"[^"]*"|[^";])*/g) ?? []
  return parts.slice(0, 30).map((part) => {
    const [name = '', ...rest] = part.slice(1).split('=')
    const given = rest.length > 0 ? { name, value: rest.join('=') } : { name: 'TYPE', value: name }
    const values = given.value.replaceAll('"', '').split(',')
    return { name: given.name.trim().toUpperCase(), values: values.map((value) => value.trim().toUpperCase()) }
  })
}

function unquoted(value: string): string {
  return value.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function escapedLines(value: string): string {
  return value.replace(/\r\n?|\n/g, '\\n')
}

/** Removes characters that no property may contain and no screen shows. */
function visible(value: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to remove
  return value.replace(/[\u0000-\u0008\u000A-\u001F\u007F]/g, '').toWellFormed()
}
