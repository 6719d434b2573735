import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** Writes every character of our sources that is not ASCII as an escape. V8 keeps a file in which there is one with two bytes for
 *  each of its characters, and esbuild writes escapes in strings alone, not in regular expressions.
 *  @param folder of the sources. A file in which an escape would mean something else ends the build with an error. */
export function ascii(folder: string): Plugin {
  return {
    name: 'ascii',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(folder)) return undefined
        const text = await readFile(path, 'utf8')
        const wrong = CANNOT_BE_ESCAPED.exec(text)
        if (wrong) throw new Error(`Write an escape yourself: ${wrong[0]}`)
        return { contents: text.replace(/[^\0-\x7F]/g, escape), loader: 'ts' }
      })
    },
  }
}

/** A character behind a backslash, or in a template that is taken as it is written. */
const CANNOT_BE_ESCAPED = /\\[^\0-\x7F]|\braw`[^`\0]*?[^\0-\x7F`][^`]*`/

/** For each half of a surrogate pair its own: also in a pattern with the flag `u` the two are one character. */
function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
