import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { adaptiveCard, ownText, type Part } from './parts.ts'

/** Shown in the chat while contacts are read; the answer replaces it. */
export function readingCard(reply: Reply & { kind: 'reading' }, { reading: words }: Catalogue): Part {
  const { contacts, folders, isFirst } = reply
  if (!isFirst) return adaptiveCard([ownText(words.changes)])
  // The number of the folder that is being read. Folders are read in parallel.
  const folder = Math.min(folders.read + 1, folders.found)
  const progress = contacts > 0 ? [ownText(words.soFar(contacts), { isSubtle: true, spacing: 'Small' })] : []
  return adaptiveCard([ownText(words.first(Math.max(1, folder), Math.max(1, folders.found))), ...progress])
}
