import type { Apology } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'

/** What went wrong, with the reference under which the log has its cause. */
export function apology({ trouble, reference }: Apology, catalogue: Catalogue): string {
  return withReference(catalogue.trouble[trouble], reference, catalogue)
}

export function withReference(sentence: string, reference: string, { trouble }: Catalogue): string {
  return `${sentence} (${trouble.reference(reference)})`
}
