import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Writes a line, and waits if the reader is slower than we are. */
export async function line(to: Writable, text: string): Promise<void> {
  if (!to.write(`${text}\n`)) await once(to, 'drain')
}

/** One line of JSON, or with `indent` a document. Characters that a terminal would obey or hide are written as \u…. */
export function json(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replaceAll(/(?![\n])[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped)
}

/** Makes a text from outside safe for a terminal: names can contain any characters. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\u{fffd}')
}

function escaped(character: string): string {
  // Some of these characters have two UTF-16 code units.
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
