import { Parser } from 'htmlparser2'
import { copyOf } from './cut.ts'

/** Tags by which a text is HTML. */
const HTML =
  /<(?:!doctype|!--|\/?(?:html|head|body|style|meta|div|p|br|span|font|table|t[rdh]|[uo]l|li|a|b|i|u|em|strong|h[1-6]|pre|img)\b)[^<>]*>/i
/** Tags after which a new line begins. */
const BLOCKS = /^(?:address|article|blockquote|br|center|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|section|table|tr|ul)$/
/** Tags whose text is not shown. */
const UNSEEN = new Set(['head', 'script', 'style', 'title'])

/** The text of notes, which some programs store as HTML, in lines. Notes without markup stay as they are. */
export function plainNotes(notes: string): string {
  if (!HTML.test(notes)) return notes
  let text = ''
  let unseen = 0
  const parser = new Parser({
    ontext: (part) => {
      if (unseen === 0) text += part.replace(/\s+/g, ' ')
    },
    onopentag: (name) => {
      if (UNSEEN.has(name)) unseen += 1
      if (BLOCKS.test(name)) text += '\n'
      // An address in angle brackets is no tag.
      if (name.includes('@')) text += `<${name}>`
    },
    onclosetag: (name) => {
      if (UNSEEN.has(name)) unseen -= 1
      if (BLOCKS.test(name)) text += '\n'
      if (name === 'td' || name === 'th') text += ' '
    },
  })
  parser.end(notes)
  const lines = text.split('\n').map((line) => line.trim())
  return copyOf(lines.filter((line) => line !== '').join('\n'))
}
