import { decodeHTMLStrict } from 'entities'
import type { Activity } from '../channel/activity.ts'
import { isObject } from '../json.ts'

/** A person or bot that is mentioned in a message. `text`: how the mention is written in the message, if the activity says so. */
export type Mention = { isBot: boolean; name: string; text: string | undefined }

/** The mentions in a message's entities. */
export function mentionsIn({ entities = [], recipient }: Pick<Activity, 'entities' | 'recipient'>): Mention[] {
  return entities.flatMap(({ type, mentioned, text }) => {
    if (typeof type !== 'string' || type.toLowerCase() !== 'mention' || !isObject(mentioned)) return []
    const { id, name } = mentioned
    const given = typeof text === 'string' && text.trim() !== '' ? text : undefined
    return [{ isBot: id === recipient.id, name: typeof name === 'string' ? name : '', text: given }]
  })
}

const MENTION = /<at\b[^<>]*>([^<>]*)<\/at>|<span\b[^<>]*\bitemtype=["'][^"']*\/Mention["'][^<>]*>([^<>]*)<\/span>/gi

/** The text without the bot's own mentions, wherever they are. Mentions of other people stay. A mention without an entity counts
 *  as the bot's if it comes first, because some clients send no entities. */
export function withoutOwnMentions(text: string, mentions: Mention[]): string {
  const own = mentions.filter(({ isBot }) => isBot)
  if (!text.includes('<')) return withoutBareName(text, own)
  const others = new Set(
    mentions.filter(({ isBot }) => !isBot).flatMap(({ name, text }) => [named(name), named(text ?? name)]),
  )
  const names = new Set(
    own.flatMap(({ name, text }) => [named(name), named(text ?? name)]).filter((name) => name !== ''),
  )
  let isFirst = true
  let end = 0
  let wasRemoved = false
  const left = text.replace(
    MENTION,
    (mention: string, at: string | undefined, span: string | undefined, from: number) => {
      isFirst &&= /^(?:\s|&nbsp;|<\/?(?:p|div)\b[^<>]*>)*$/i.test(text.slice(end, from))
      const name = named(at ?? span ?? '')
      const isOwn = names.has(name) || (isFirst && !others.has(name))
      isFirst &&= isOwn
      end = from + mention.length
      wasRemoved ||= isOwn
      return isOwn ? ' ' : mention
    },
  )
  return wasRemoved ? left : withoutBareName(left, own)
}

/** Removes the bare name of the bot at the beginning or end, if the message has an entity for the mention. */
function withoutBareName(text: string, own: Mention[]): string {
  const rest = text.trim()
  // Computed once, because an activity can mention the bot thousands of times.
  const lower = rest.toLowerCase()
  for (const { name, text: written = name } of own) {
    for (const bare of [written, name].filter((one) => one !== '' && !one.includes('<'))) {
      for (const spelled of [bare, `@${bare}`]) {
        if (lower.startsWith(`${spelled.toLowerCase()} `)) return rest.slice(spelled.length)
        if (lower.endsWith(` ${spelled.toLowerCase()}`)) return rest.slice(0, -spelled.length)
      }
    }
  }
  return text
}

/** A mention's name in the form for comparing: without tags, and with one kind of space. */
function named(mention: string): string {
  return decodeHTMLStrict(mention.replace(/<[^<>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}
