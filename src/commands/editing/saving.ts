import type { Draft, FormDraft } from '../../editing/drafts.ts'
import type { Held } from '../../editing/own-records.ts'
import type { Exchange } from '../exchange.ts'
import type { CommandOf, Services } from '../services.ts'
import type { Mailbox } from '../mailbox.ts'

/** A form that is being saved, while nobody else works with it. */
export type Saving = {
  id: string
  command: CommandOf<'save'>
  held: Held<Draft>
  draft: FormDraft
  mailbox: Mailbox
  exchange: Exchange
  services: Services
}

/** Like `Saving`, before the mailbox is known. */
export type Begun = Pick<Saving, 'command' | 'held' | 'draft'>
