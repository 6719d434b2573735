import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { cardMessage, type Message } from './message.ts'
import { adaptiveCard, ownText } from './parts.ts'
import { unreadLines } from './small-print.ts'

/** Asks the person, with Teams' own card, whether we may save a file to their OneDrive.
 *  https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4 */
export function exportOffer(
  { name, contacts, bytes }: Reply & { kind: 'export_offer' },
  { files }: Catalogue,
): Message {
  const context = { command: 'export' }
  const content = {
    description: files.exportOffer(contacts),
    sizeInBytes: bytes,
    acceptContext: context,
    declineContext: context,
  }
  return { type: 'message', attachments: [{ contentType: CONSENT_CARD, name, content }] }
}

export const CONSENT_CARD = 'application/vnd.microsoft.teams.card.file.consent'

/** A file in the person's OneDrive. */
export function fileCard({ file }: Reply & { kind: 'file' }): Message {
  const { name, contentUrl, uniqueId, fileType } = file
  const contentType = 'application/vnd.microsoft.teams.card.file.info'
  return { type: 'message', attachments: [{ contentType, name, contentUrl, content: { uniqueId, fileType } }] }
}

export function exported({ contacts, unread }: Reply & { kind: 'exported' }, catalogue: Catalogue): Message {
  return cardMessage(adaptiveCard([ownText(catalogue.files.exported(contacts)), ...unreadLines(unread, catalogue)]))
}
