import { Tokenizer } from 'htmlparser2'
import { copyOf } from './cut.ts'

/** A text with one of these tags is HTML. */
const HTML =
  /<(?:!doctype|!--|\/?(?:html|head|body|style|meta|div|p|br|span|font|table|t[rdh]|[uo]l|li|a|b|i|u|em|strong|h[1-6]|pre|img)\b)[^<>]*>/i
/** Tags after which a new line begins. */
const BLOCKS = /^(?:address|article|blockquote|br|center|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|section|table|tr|ul)$/
/** Tags whose contents stand side by side on one line. */
const CELLS = new Set(['td', 'th'])
/** Tags whose text is not shown. */
const UNSEEN = new Set(['head', 'script', 'style', 'title'])

/** The text of notes, which some programs store as HTML, in lines. Notes without markup stay as they are. */
export function plainNotes(notes: string): string {
  if (!HTML.test(notes)) return notes
  const lines = textIn(notes)
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').trim())
  return copyOf(lines.filter((line) => line !== '').join('\n'))
}

/** The text between the tags. Each tag is read by itself. Tracking the open tags would take very long in a text that opens
 *  thousands and closes none. */
function textIn(html: string): string {
  let text = ''
  const unseen = new Set<string>()
  const add = (part: string) => {
    if (unseen.size === 0) text += part.replace(/\s+/g, ' ')
  }
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ...IGNORED,
      ontext: (start, end) => add(html.slice(start, end)),
      ontextentity: (codePoint) => add(String.fromCodePoint(codePoint)),
      onopentagname(start, end) {
        const name = html.slice(start, end).toLowerCase()
        if (UNSEEN.has(name)) unseen.add(name)
        // Some programs do not close the head.
        if (name === 'body') unseen.delete('head')
        if (BLOCKS.test(name)) text += '\n'
        if (CELLS.has(name)) text += ' '
        // An address in angle brackets is not a tag.
        if (name.includes('@')) text += `<${name}>`
      },
      onclosetag(start, end) {
        const name = html.slice(start, end).toLowerCase()
        unseen.delete(name)
        if (BLOCKS.test(name)) text += '\n'
        if (CELLS.has(name)) text += ' '
      },
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return text
}

const nothing = () => undefined
/** Parts of a text that nobody sees. */
const IGNORED = {
  onattribdata: nothing,
  onattribentity: nothing,
  onattribend: nothing,
  onattribname: nothing,
  oncdata: nothing,
  oncomment: nothing,
  ondeclaration: nothing,
  onend: nothing,
  onopentagend: nothing,
  onprocessinginstruction: nothing,
  onselfclosingtag: nothing,
}
