import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { adaptiveCard, open, ownText, type Part } from './parts.ts'

/** Leads to the person's own chat, with the question ready to send.
 *  https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams#deep-link-to-start-a-new-chat */
export function notHereCard({ asked }: Reply & { kind: 'not_here' }, catalogue: Catalogue, chat: string): Part {
  const url = `${chat}&message=${encodeURIComponent(asked.toWellFormed())}`
  return adaptiveCard([ownText(catalogue.notHere)], [open(catalogue.askInPrivate, url)])
}
