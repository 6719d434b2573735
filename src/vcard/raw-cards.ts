import { slices } from '../slices.ts'
import { linesIn8Bits } from './charset.ts'
import { isProperty, isQuotedPrintable, type Line, nameIn, parseLine, physicalLines } from './lines.ts'

/** One vCard of a file. `isWhole`: its end is there. `isTooLarge`: it is larger than any contact can be, even without its
 *  pictures. */
export type RawCard = { lines: Line[]; isWhole: boolean; isTooLarge: boolean }

/** Values that are large and not imported. */
const SKIPPED = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY', 'AGENT', 'CERT'])
const MOST_LINES = 1_000
const MOST_CHARACTERS = 256 * 1024

/** How a file of vCards is read, line by line. `depth`: how many vCards are open inside the value of an AGENT. */
type Reading = { card: Draft | undefined; skips: 'nothing' | 'value' | 'agent'; depth: number }
/** `open`: the physical lines of the last property so far. */
type Draft = { lines: string[]; open: string[]; isEncoded: boolean; size: number }

/** The vCards of a file, in its order; none if it is no file of vCards. Other work gets its turn in between. */
export async function* rawCards(bytes: Buffer): AsyncGenerator<RawCard, void> {
  const slice = slices()
  const reading: Reading = { card: undefined, skips: 'nothing', depth: 0 }
  for (const line of physicalLines(linesIn8Bits(bytes))) {
    if (slice.isOver()) await slice.next()
    const done = takeLine(line, reading)
    if (done) yield done
  }
  if (reading.card) yield finished(reading.card, false)
}

const BEGIN = /^\s*(?:\u00EF\u00BB\u00BF)?(?:[\w-]+\.)?BEGIN[\t ]*:[\t ]*VCARD[\t ]*$/i
const END = /^\s*(?:[\w-]+\.)?END[\t ]*:[\t ]*VCARD[\t ]*$/i
const MOST_IN_MARK = 200

/** Whether the first line of a file, after empty ones, begins a vCard. */
export function beginsWithVCard(bytes: Buffer): boolean {
  const start = linesIn8Bits(bytes.subarray(0, MOST_BEFORE))
  for (const line of physicalLines(start)) if (line.trim() !== '') return BEGIN.test(line)
  return false
}

const MOST_BEFORE = 4_096

/** @returns the card that ends here, if one does */
function takeLine(line: string, reading: Reading): RawCard | undefined {
  const isMark = line.length < MOST_IN_MARK
  if (isMark && BEGIN.test(line)) return begin(reading)
  if (!reading.card) return undefined
  if (isMark && END.test(line)) return end(reading.card, reading)
  if (reading.depth === 0) addLine(line, reading.card, reading)
  return undefined
}

function begin(reading: Reading): RawCard | undefined {
  const { card } = reading
  if (card && reading.skips === 'agent') {
    reading.depth += 1
    return undefined
  }
  reading.card = { lines: [], open: [], isEncoded: false, size: 0 }
  reading.skips = 'nothing'
  return card && finished(card, false)
}

function end(card: Draft, reading: Reading): RawCard | undefined {
  if (reading.depth > 0) {
    reading.depth -= 1
    if (reading.depth === 0) reading.skips = 'value'
    return undefined
  }
  reading.card = undefined
  return finished(card, true)
}

/** Adds a physical line: it begins a new property or continues the last one. */
function addLine(line: string, card: Draft, reading: Reading): void {
  const { open, isEncoded } = card
  const isKept = reading.skips === 'nothing'
  const last = open.at(-1)
  if (isKept && isEncoded && last?.endsWith('=')) {
    open[open.length - 1] = last.slice(0, -1)
    add(card, line)
  } else if (/^[\t ]/.test(line) && (!isKept || last !== undefined)) {
    if (isKept) add(card, line.slice(1))
  } else if (isProperty(line)) {
    close(card)
    const name = nameIn(line)
    reading.skips = name === 'AGENT' ? 'agent' : SKIPPED.has(name) ? 'value' : 'nothing'
    if (reading.skips !== 'nothing') return
    card.isEncoded = isQuotedPrintable(line)
    add(card, line)
  } else if (isKept && last !== undefined && line.trim() !== '' && nameIn(open[0] ?? '') === 'NOTE') {
    // Some programs do not escape line ends.
    add(card, `\\n${line}`)
  }
}

function add(card: Draft, line: string): void {
  if (isFull(card)) return
  card.size += line.length + 1
  card.open.push(line)
}

/** Ends the last property. */
function close(card: Draft): void {
  if (card.open.length > 0) card.lines.push(card.open.join(''))
  card.open = []
}

function isFull({ lines, size }: Draft): boolean {
  return lines.length >= MOST_LINES || size >= MOST_CHARACTERS
}

function finished(card: Draft, isWhole: boolean): RawCard {
  const isTooLarge = isFull(card)
  close(card)
  return { lines: isTooLarge ? [] : card.lines.flatMap((line) => parseLine(line) ?? []), isWhole, isTooLarge }
}
