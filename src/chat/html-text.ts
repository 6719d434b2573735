import { decodeHTMLStrict } from 'entities'
import { type Mention, withoutOwnMentions } from './mentions.ts'

/** Tags after which a new line or cell begins. */
const BLOCKS =
  'address|article|blockquote|br|center|dd|div|dl|dt|figure|footer|h[1-6]|header|hr|li|main|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul'

/** Tags inside a line, with those that Teams and Outlook put in. */
const INLINE =
  'a|abbr|at|attachment|b|bdi|bdo|big|cite|code|del|em|emoji|font|i|img|ins|kbd|label|mark|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr|html|body|head|meta|o:p'

const ATTRIBUTES = '(?:\\s+[\\w:-]+(?:\\s*=\\s*(?:"[^"]*"|\'[^\']*\'|[^\\s"\'<>=]+))?)*\\s*/?'
const BLOCK = new RegExp(`</?(?:${BLOCKS})${ATTRIBUTES}>`, 'gi')
const TAG = new RegExp(`</?(?:${INLINE})${ATTRIBUTES}>`, 'gi')
/** In an HTML attachment a typed bracket is an entity, so everything that looks like a tag is a tag. */
const ANY_TAG = new RegExp(`</?[a-z][\\w:.-]*${ATTRIBUTES}>`, 'gi')

/** Declarations and conditions that Word and Outlook put around copied text. */
const DECLARATION = /<!(?:\[|doctype\b)[^<>]*>|<\?[^<>]*\?>/gi

/** Elements that are removed with their content: comments, styles and scripts; and the quoted message that the person replies
 *  to. */
const UNSEEN: [begin: RegExp, end: RegExp][] = [
  [/<!--/g, /-->/g],
  [/<style\b[^<>]*>/gi, /<\/style\s*>/gi],
  [/<script\b[^<>]*>/gi, /<\/script\s*>/gi],
  [/<title\b[^<>]*>/gi, /<\/title\s*>/gi],
  [/<xml\b[^<>]*>/gi, /<\/xml\s*>/gi],
  [/<blockquote\b[^<>]*\bitemtype=["'][^"']*\/Reply["'][^<>]*>/gi, /<\/blockquote\s*>/gi],
]

/** `html` without the parts from `begin` to `end`. It reads each character once; a pattern for both ends would start again at
 *  each unclosed element. */
function without(html: string, [begin, end]: [RegExp, RegExp]): string {
  let left = ''
  let from = 0
  for (const { index } of html.matchAll(begin)) {
    if (index < from) continue
    end.lastIndex = index
    const closing = end.exec(html)
    if (!closing) break
    left += `${html.slice(from, index)} `
    from = closing.index + closing[0].length
  }
  return left + html.slice(from)
}

/** What is left of a message's text when its markup is read. Only tags that are known are tags: what else stands between angle
 *  brackets was typed, an address for instance. What looks like an entity and is none stays as it is.
 *  @param isHtml whether the text is HTML for certain, and not text in which clients put some */
export function htmlText(html: string, mentions: Mention[], isHtml = false): string {
  if (!/[<&]/.test(html)) return withoutOwnMentions(html, mentions)
  const seen = UNSEEN.reduce(without, html.replace(DECLARATION, ' '))
  const own = withoutOwnMentions(seen, mentions)
  return decodeHTMLStrict(own.replace(BLOCK, '\n').replace(isHtml ? ANY_TAG : TAG, ''))
}
