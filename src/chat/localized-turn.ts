import type { Turn } from '../channel/turn.ts'
import type { Catalogue } from '../text/catalogue.ts'

/** A turn, and the catalogue that everything in it is said from. It is chosen once, where the turn begins. */
export type LocalizedTurn = Turn & { catalogue: Catalogue }
