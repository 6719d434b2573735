// How replies look in the chat: makes a message from a reply and a catalogue. Nothing here sends, waits or stores.
import type { Reply } from '../commands/reply.ts'
import { UNDO_KEPT_MS } from '../editing/drafts.ts'
import { CODE_DIGITS } from '../sign-in/one-time-code.ts'
import { CODES_A_DAY } from '../sign-in/code-count.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { apology } from './apology.ts'
import {
  conflictCard,
  deleteCard,
  deletedCard,
  mayUndoCard,
  duplicateCard,
  mergeCard,
  mergeWhichCard,
  whichContactCard,
  whichEntryCard,
} from './changing-cards.ts'
import { alreadyConnected, connected, disconnected } from './connected.ts'
import { contactCard } from './contact-card.ts'
import { exported, exportOffer, fileCard } from './file-cards.ts'
import { formCard } from './form-card.ts'
import { helpCard, notUnderstoodCard } from './help-card.ts'
import { importedCard, importingCard, importStoppedCard, importSummaryCard } from './import-cards.ts'
import { matchesCard } from './matches-card.ts'
import { listingCard } from './listing-card.ts'
import { type Links, teamsLink } from './links.ts'
import { cardMessage, type Message, textMessage } from './message.ts'
import { notHereCard } from './group-chat-card.ts'
import { noSignInCard, notApprovedCard } from './no-sign-in-card.ts'
import { nobodyCard } from './nobody-card.ts'
import { adaptiveCard, foreignText, ownText } from './parts.ts'
import { plain } from './safe-text.ts'
import { readingCard } from './reading-card.ts'
import {
  codeUsedUpCard,
  expiredCard,
  newerCard,
  noCodeWantedCard,
  notConnectedCard,
  signedInCard,
  signInCard,
} from './sign-in-card.ts'
import { statusCard } from './status-card.ts'
import { welcomeCard } from './welcome-card.ts'

/** @param botId the bot's id in this channel, for links to the chat with it. @param edits whether people can change their contacts */
export function messageOf(reply: Reply, catalogue: Catalogue, botId: string, links: Links, edits = false): Message {
  switch (reply.kind) {
    case 'welcome':
      return cardMessage(welcomeCard(reply, catalogue, edits))
    case 'help':
      return cardMessage(helpCard(reply, catalogue, edits))
    case 'not_understood':
      return cardMessage(notUnderstoodCard(reply, catalogue, edits))
    case 'sign_in':
      return signInCard(reply, catalogue)
    case 'signed_in':
      return cardMessage(signedInCard(reply, catalogue))
    case 'card_newer':
      return cardMessage(newerCard(catalogue))
    case 'card_expired':
      return cardMessage(expiredCard(reply, catalogue))
    case 'connected':
      return connected(reply, catalogue)
    case 'already_connected':
      return alreadyConnected(reply, catalogue)
    case 'disconnected':
      return disconnected(reply, catalogue, links)
    case 'not_connected':
      return cardMessage(notConnectedCard(reply, catalogue))
    case 'status':
      return cardMessage(statusCard(reply, catalogue))
    case 'contact':
      return cardMessage(contactCard(reply, catalogue, links, edits))
    case 'contact_gone':
      return cardMessage(adaptiveCard([ownText(catalogue.contact.gone)]))
    case 'no_vcard':
      return textMessage(catalogue.files.noVCard)
    case 'import_summary':
      return cardMessage(importSummaryCard(reply, catalogue))
    case 'import_gone':
      return textMessage(catalogue.files.importGone)
    case 'importing':
      return cardMessage(importingCard(reply, catalogue))
    case 'imported':
      return cardMessage(importedCard(reply, catalogue))
    case 'import_stopped':
      return cardMessage(importStoppedCard(reply, catalogue))
    case 'export_offer':
      return exportOffer(reply, catalogue)
    case 'exported':
      return exported(reply, catalogue)
    case 'file':
      return fileCard(reply)
    case 'export_declined':
      return textMessage(catalogue.files.exportDeclined)
    case 'nothing_to_export':
      return textMessage(catalogue.noContacts)
    case 'no_files_here':
      return textMessage(catalogue.files.notHere)
    case 'form':
      return cardMessage(formCard(reply, catalogue))
    case 'duplicate':
      return cardMessage(duplicateCard(reply, catalogue))
    case 'conflict':
      return cardMessage(conflictCard(reply, catalogue))
    case 'delete_question':
      return cardMessage(deleteCard(reply, catalogue))
    case 'deleted':
      return cardMessage(deletedCard(reply, catalogue))
    case 'which_contact':
      return cardMessage(whichContactCard(reply, catalogue))
    case 'which_entry':
      return cardMessage(whichEntryCard(reply, catalogue))
    case 'merge_which':
      return cardMessage(mergeWhichCard(reply, catalogue))
    case 'merge':
      return cardMessage(mergeCard(reply, catalogue))
    case 'listing':
      return cardMessage(listingCard(reply, catalogue, edits))
    case 'which_to_change':
      return textMessage(catalogue.changing.nobodyNamed[reply.to])
    case 'merge_alone':
      return foreignCard(catalogue.changing.mergeAlone(plain(reply.query, 80)))
    case 'merge_two_people':
      return foreignCard(catalogue.changing.mergeTwoPeople(plain(reply.query, 80)))
    case 'no_such_part':
      return foreignCard(catalogue.list.none(plain(reply.name, 80)))
    case 'form_cancelled':
      return ownCard(catalogue.form.cancelled)
    case 'form_over':
      return ownCard(catalogue.form.formOver)
    case 'question_over':
      return ownCard(catalogue.changing.questionOver)
    case 'unclear_answer':
      return textMessage(catalogue.changing.unclearAnswer)
    case 'undo_over':
      return ownCard(catalogue.changing.undoOver(catalogue.format.duration(UNDO_KEPT_MS)))
    case 'nothing_to_undo':
      return textMessage(catalogue.changing.nothingToUndo(catalogue.format.duration(UNDO_KEPT_MS)))
    case 'other_account':
      return ownCard(catalogue.form.otherAccount)
    case 'editing_off':
      return textMessage(catalogue.form.off)
    case 'contacts':
      return cardMessage(matchesCard(reply, catalogue))
    case 'nobody':
      return cardMessage(nobodyCard(reply, catalogue))
    case 'reading':
      return cardMessage(readingCard(reply, catalogue))
    case 'which_name':
      return textMessage(catalogue.whichName)
    case 'cancelled':
      return textMessage(reply.isWithForm === true ? catalogue.cancelledWithForm : catalogue.cancelled)
    case 'nothing_to_cancel':
      return textMessage(catalogue.nothingToCancel)
    case 'nothing_waits':
      return textMessage(catalogue.nothingWaits)
    case 'may_undo':
      return cardMessage(mayUndoCard(reply, catalogue))
    case 'type_code':
      return textMessage(catalogue.typeCode(CODE_DIGITS))
    case 'code_incomplete':
      return textMessage(catalogue.codeIncomplete(CODE_DIGITS))
    case 'wrong_code':
      return textMessage(catalogue.wrongCode(reply.triesLeft))
    case 'code_used_up':
      return cardMessage(codeUsedUpCard(reply, catalogue))
    case 'no_code_wanted':
      return cardMessage(noCodeWantedCard(reply, catalogue))
    case 'no_code':
      return textMessage(catalogue.noCode)
    case 'window_closed':
      return textMessage(catalogue.windowClosed)
    case 'window_failed':
      return textMessage(catalogue.windowFailed)
    case 'not_here':
      return cardMessage(notHereCard(reply, catalogue, teamsLink(links, 'chat', botId)))
    case 'not_set_up':
      return textMessage(catalogue.notSetUp)
    case 'sign_ins_used_up':
      return textMessage(catalogue.signInsUsedUp(CODES_A_DAY))
    case 'too_many_questions':
      return textMessage(catalogue.tooManyQuestions)
    case 'too_long':
      return textMessage(catalogue.answerTooLong)
    case 'search_too_long':
      return textMessage(catalogue.searchTooLong)
    case 'tenant_not_allowed':
      return textMessage(catalogue.tenantNotAllowed)
    case 'no_sign_in':
      return cardMessage(noSignInCard(reply, catalogue))
    case 'nobody_vouches':
      return textMessage(catalogue.application.nobodyVouches)
    case 'not_approved':
      return cardMessage(notApprovedCard(reply, catalogue))
    case 'trouble':
      return textMessage(apology(reply, catalogue))
  }
}

/** The answer to a pressed button is a card. */
function ownCard(text: string): Message {
  return cardMessage(adaptiveCard([ownText(text)]))
}

function foreignCard(text: string): Message {
  return cardMessage(adaptiveCard([foreignText(text)]))
}
