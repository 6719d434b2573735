// Buttons for a person who does not know what to ask: people looked up lately, and two examples.
import type { Catalogue } from '../text/catalogue.ts'
import { type Part, say } from './parts.ts'

/** @param recent names, the latest first */
export function lookUps(recent: readonly string[], catalogue: Catalogue): Part[] {
  const [find] = catalogue.commands.find
  const { examples } = catalogue.help
  return [
    ...recent.map((name) => say(name, `${find} ${name}`, name)),
    ...examples.map((text) => say(text, text, text.startsWith(`${find} `) ? text.slice(find.length + 1) : text)),
  ]
}
