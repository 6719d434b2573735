import type { Links } from '../cards/links.ts'
import type { Turn } from '../channel/turn.ts'
import type { Catalogue } from '../text/catalogue.ts'

/** A turn with the catalogue for its language, the cloud's links, and whether people can change their contacts. */
export type LocalizedTurn = Turn & { catalogue: Catalogue; links: Links; edits: boolean }
