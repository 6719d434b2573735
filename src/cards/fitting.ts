import type { Part } from './parts.ts'

/** 28 KB is the smallest message limit that Microsoft names, and the message around the card takes some of it.
 *  https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages */
const MOST_BYTES = 26_000

/** The first card that is small enough for a message; the last one if none is. @param steps how much each of them shows */
export function fitting<Step>(steps: readonly Step[], make: (step: Step) => Part): Part {
  let card: Part = {}
  for (const step of steps) {
    card = make(step)
    if (Buffer.byteLength(JSON.stringify(card)) <= MOST_BYTES) break
  }
  return card
}
