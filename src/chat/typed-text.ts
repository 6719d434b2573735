import type { Activity } from '../channel/activity.ts'
import { foldTyped } from '../text/fold.ts'
import { htmlText } from './html-text.ts'
import { mentionsIn } from './mentions.ts'

/** Longer than any text that has a meaning for us, and short enough for the patterns here. */
const MAX_TEXT = 4_000
/** In text copied from Word or Outlook, the styles at the beginning alone can be longer than that. */
const MAX_HTML = 16_000

/** The text that a person typed, as plain text: without mentions of the bot, and without the markup that Teams and some clients
 *  add. An HTML attachment is only used if there is no text, or if Teams has left addresses out of the text. */
export function typedText(activity: Pick<Activity, 'text' | 'entities' | 'attachments' | 'recipient'>): string {
  const mentions = mentionsIn(activity)
  const text = cut(activity.text, MAX_TEXT, (typed) => withoutLinks(htmlText(typed, mentions)))
  const content = activity.attachments?.find(isHtml)?.['content']
  const html = cut(content, MAX_HTML, (found) => withoutLinks(htmlText(found, mentions, true))).slice(0, MAX_TEXT)
  if (foldTyped(text) === '') return html
  return html.includes('<') && isWithoutAddresses(text, html) ? html : text
}

const MARKDOWN_LINK = /\[([^[\]\n]{1,300})\]\((?:https?|mailto|tel|sip):[^()\s]{0,1000}\)/gi
const SCHEME = /(?<![\w:/])(?:mailto|tel|sip):([\w+(][^\s<>?]{0,320})(?:\?[^\s<>]{0,1000})?/gi

/** Replaces a copied link with the address or number that it shows. */
function withoutLinks(text: string): string {
  return text.replace(MARKDOWN_LINK, '$1').replace(SCHEME, '$1')
}

function cut(value: unknown, most: number, read: (text: string) => string): string {
  return typeof value === 'string' ? read(value.slice(0, most)) : ''
}

function isHtml({ contentType }: Record<string, unknown>): boolean {
  return typeof contentType === 'string' && /^text\/html\b/i.test(contentType)
}

/** Teams takes an address in angle brackets for a tag: `find contact <alice@contoso.example>` can arrive as `find contact`. */
function isWithoutAddresses(text: string, html: string): boolean {
  return foldTyped(html.replace(/<[^<>\s@]+@[^<>\s@]+>/g, ' ')) === foldTyped(text)
}
