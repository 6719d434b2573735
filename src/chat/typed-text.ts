import type { Activity } from '../channel/activity.ts'

/** Longer than any text that is looked at, and short enough for the patterns here. */
const MAX_TEXT = 4_000

/** What a person typed: without a mention of the bot in front, and without the HTML that Teams and some clients put in. */
export function typedText(activity: Pick<Activity, 'text'>): string {
  const text = typeof activity.text === 'string' ? activity.text.slice(0, MAX_TEXT) : ''
  return text
    .replace(/^(?:\s*<at[^>]*>.*?<\/at>)+/i, ' ')
    .replace(/<\/?[a-z][^>]*>/gi, ' ')
    .replace(/&(?:nbsp|amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? ' ')
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
