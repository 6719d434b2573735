import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { adaptiveCard, ownText, type Part } from './parts.ts'

/** Stands in the chat while contacts are read; the answer takes its place. */
export function readingCard({ contacts, isFirst }: Reply & { kind: 'reading' }, { reading }: Catalogue): Part {
  const { first, changes, soFar } = reading
  const isTold = isFirst && contacts > 0
  const progress = isTold ? [ownText(soFar(contacts), { isSubtle: true, spacing: 'Small' })] : []
  return adaptiveCard([ownText(isFirst ? first : changes), ...progress])
}
