import type { Account } from '../entra/account.ts'
import type { Size, Unread } from '../book/open-book.ts'
import type { Person } from '../book/people.ts'
import type { Progress } from '../book/read-mailbox.ts'
import type { Reason } from '../search/search.ts'
import type { Broken } from '../vcard/read.ts'
import type { Fact } from '../text/question-words.ts'
import type { Conflict } from '../editing/form-changes.ts'
import type { Faults } from '../editing/check.ts'
import type { Difference } from '../editing/merge-rules.ts'
import type { Values } from '../editing/inputs.ts'
import type { Back, Command, FilePlace, ListedBy } from './command.ts'

export type { Back } from './command.ts'

/** Why a command could not be done. The user is told this; the log has the error. */
export type Trouble =
  | 'microsoft_sign_in_down'
  | 'operator_must_act'
  | 'contacts_down'
  | 'contacts_throttled'
  | 'contacts_forbidden'
  | 'contacts_refused'
  | 'contacts_too_large'
  | 'no_room'
  | 'mailbox_full'
  | 'changes_forbidden'
  | 'changes_refused'
  | 'lost_track'
  | 'no_mailbox'
  | 'account_on_hold'
  | 'no_contacts_address'
  | 'app_not_approved'
  | 'store_down'
  | 'file_elsewhere'
  | 'file_too_large'
  | 'file_gone'
  | 'files_down'
  | 'unexpected'

/** Why the user gets a sign-in card: they said `connect`, asked without a connection, or their connection has ended. */
export type SignInReason = 'asked' | 'not_connected' | 'ended' | Permission

/** Why a connected person gets a sign-in card: to allow changes of contacts, for the first time or after an administrator was
 *  asked for approval. */
export type Permission = 'to_change' | 'awaits_admin'

/** One of several contacts that may be the same person: the name, and how it differs from the others. */
export type Entry = { name: string; about: string }

/** What happened to the contact on a card. */
export type News = 'added' | 'changed' | 'unchanged' | 'restored' | 'merged' | 'kept'

/** A form for a contact. `typed`: the text that the person typed, if the form shows something else. `isTooLong`: the contact's
 *  notes are too long for a card, and stay as they are. `name`, `contactId`: the contact that is edited. */
export type Form = {
  kind: 'form'
  id: string
  name?: string | undefined
  contactId?: string | undefined
  values: Values
  faults?: Faults | undefined
  folders?: Folders | undefined
  notice?: FormNotice | undefined
  leftOver?: readonly string[] | undefined
  instead?: Partial<Values> | undefined
  isTooLong?: boolean
  /** How many other entries this person has. */
  others?: number
  round?: number | undefined
}

/** Why a form is shown that the person did not ask for. */
export type FormNotice = 'deleted' | 'over' | 'unclear' | 'again' | Apology

/** The folders for a new contact. `chosen`: undefined for the default folder. */
export type Folders = { all: { id: string; path: string }[]; chosen: string | undefined }

/** Which part of the contacts a list shows. */
export type ListedPart = { folder: string } | { category: string } | 'recent' | 'all'

/** How many people one card lists. */
export const PAGE = 8

/** `reference`: the user can quote it, and the log has the error under it. */
export type Apology = { trouble: Trouble; reference: string }

/** A person in a list. `because`: why they were found, if the name does not show it. `note`: the line of their notes that
 *  matched. */
export type Listed = { person: Person; because?: Reason | undefined; note?: string | undefined }

/** People who match less well than the one on the card. `people`: the best of them. `total`: how many there are. `facts`: the
 *  facts that were asked for about them. */
export type Others = ListedBy & { people: Listed[]; total: number; facts?: readonly Fact[] | undefined }

/** The answer comes from an older copy of the address book. `checking`: we are asking Outlook, and this answer will be replaced.
 *  Any other value is the trouble because of which Outlook could not be asked. */
export type AsOf = { ageMs: number; because: 'checking' | Trouble }

/** `unread`: what Outlook did not let us read, so that somebody may be missing. */
type Searched = { unread?: Unread | undefined }

/** `isCutShort`: the search took too long and was stopped, so that somebody may be missing. */
type CutShort = { isCutShort?: boolean }

/** `url`: the address of the button that begins a sign-in. Undefined if nobody can sign in, '' if nobody needs to. */
type Offering = { url?: string | undefined }

/** `keepMs`: how long a copy of somebody's contacts is kept. 0: not at all. `recent`: names of people looked up lately. */
type Informing = { keepMs?: number; recent?: string[] }

/** Everything that the bot can say. `cards/` draws each kind, and `text/` has the words. */
export type Reply =
  /** `typed`: the text that we did not understand. `isThanked`: the person said thanks. */
  | (Informing & { kind: 'help'; typed?: string | undefined; isThanked?: boolean })
  /** The text is not a command, and nobody matches it. `suggestions`, `meant`: as for `nobody`. */
  | (Searched & { kind: 'not_understood'; query: string; suggestions: string[]; meant?: string | undefined })
  /** `query`: the person that was asked for. `isInPlace`: the card replaces another card. */
  | {
      kind: 'sign_in'
      url: string
      reason: SignInReason
      query?: string | undefined
      isInPlace?: boolean
      /** The page where an administrator can allow changes. */
      adminUrl?: string | undefined
      /** The form to go back to. */
      form?: string | undefined
    }
  /** `another`: whether the user may connect another account instead. */
  | { kind: 'already_connected'; account: Account; since: number; another: boolean; timeZone?: string | undefined }
  /** These three replace a sign-in card: it was used, a newer card was sent, or its time is over. */
  | { kind: 'signed_in'; account: Account }
  | { kind: 'card_newer' }
  /** `resume`: the question that waited for the sign-in. */
  | (Offering & { kind: 'card_expired'; resume: Command | undefined })
  /** `but`: why no question will find anybody. */
  | { kind: 'connected'; account: Account; but?: 'empty' | Apology | undefined }
  | (Offering & { kind: 'disconnected'; account: Account | undefined })
  /** `contacts`: how many there are, or why that is unknown. `since`: unset if nobody signs in. `graphBase`: unset unless
   *  details are wanted. */
  | (Searched & {
      kind: 'status'
      account: Account
      since?: number | undefined
      timeZone?: string | undefined
      graphBase?: string | undefined
      contacts: Size | Apology
      /** How many people the contacts are about. */
      people?: number | undefined
      /** Whether contacts may be changed; undefined if nobody can change any. */
      changes?: 'allowed' | 'not_yet' | 'awaits_admin' | undefined
    })
  | (Offering & { kind: 'not_connected' })
  /** `because`: why the person was found, if the card does not show it. `note`: the line of their notes that matched. `facts`:
   *  the facts that were asked for. `isForDigits`: the person typed six digits while no sign-in waited for a code. */
  | (Searched &
      CutShort & {
        kind: 'contact'
        person: Person
        back: Back | undefined
        because?: Reason | undefined
        note?: string | undefined
        others?: Others | undefined
        facts?: readonly Fact[] | undefined
        isForDigits?: boolean
        asOf?: AsOf | undefined
        /** Their picture, as a data URI. */
        photo?: string | undefined
        news?: News | undefined
        /** The id with which the other entry of a merge can be restored. */
        undo?: string | undefined
      })
  /** `about`: the person that the question asks for, if it is not `query`. */
  | (Searched &
      CutShort &
      ListedBy & {
        kind: 'contacts'
        page: Listed[]
        offset: number
        total: number
        about?: string
        isForEveryone?: boolean
        /** `about` is a day or several days. */
        isForBirthdays?: boolean
        /** How many people have a part of the name, if the listed people are probably not meant. */
        nameSharers?: { part: string; total: number }
        facts?: readonly Fact[] | undefined
        isForDigits?: boolean
        asOf?: AsOf | undefined
      })
  /** `suggestions`: names that are spelled similarly or sound similar, best first. `meant`: a command of which the text may be a
   *  misspelling. */
  | (Searched & {
      kind: 'nobody'
      query: string
      searched: Size
      suggestions: string[]
      meant?: string | undefined
      /** How many people have a part of the name, if `suggestions` are their names. */
      nameSharers?: { part: string; total: number }
      /** Whose birthday was asked for: everybody's on the days `query`, or one person's. */
      birthday?: 'on_days' | 'somebodys'
      isForDigits?: boolean
    })
  /** `isFirst`: all contacts are being read, not only the changes. */
  | ({ kind: 'reading'; isFirst: boolean } & Progress)
  | { kind: 'contact_gone' }
  /** The file that was sent holds no contacts. */
  | { kind: 'no_vcard' }
  /** What an import of the file `name` would do. `fresh`, `there`: how many contacts are new, and how many exist already.
   *  `names`: the names of the first new ones. `broken`: the first vCards that cannot be imported. `most`: how many contacts are
   *  read of a file that has too many. */
  | {
      kind: 'import_summary'
      id: string
      name: string
      fresh: number
      names: string[]
      there: number
      broken: Broken[]
      brokenInAll: number
      isTooMany: boolean
      most: number
    }
  | { kind: 'import_gone' }
  /** `total`: 0 until it is known. */
  | { kind: 'importing'; id: string; done: number; total: number }
  /** `imported`: how many contacts of the file, in this attempt and earlier ones. `refused`: names of contacts that Outlook does
   *  not accept. */
  | { kind: 'imported'; imported: number; there: number; refused: string[]; refusedInAll: number }
  | ({ kind: 'import_stopped'; id: string; imported: number } & Apology)
  /** Asks for permission to save the file `name` with this many contacts. */
  | { kind: 'export_offer'; name: string; contacts: number; bytes: number }
  | (Searched & { kind: 'exported'; contacts: number })
  | { kind: 'file'; file: FilePlace }
  | { kind: 'export_declined' }
  | { kind: 'nothing_to_export' }
  /** Files cannot be sent in this channel, or are not allowed. */
  | { kind: 'no_files_here' }
  | Form
  /** A contact like the new one exists already. */
  | { kind: 'duplicate'; id: string; name: string; people: Person[]; total: number }
  /** Somebody else has changed the same fields. */
  | { kind: 'conflict'; id: string; name: string; conflicts: Conflict[]; round: number }
  /** `others`: how many other entries this person has. `losesPhoto`: whether the picture could not be restored. */
  | { kind: 'delete_question'; id: string; person: Person; others: number; folder: string; losesPhoto: boolean }
  /** `undo`: unset if somebody else has deleted it. */
  | { kind: 'deleted'; name: string; undo: string | undefined }
  /** Asks which of several people to edit or delete. */
  | { kind: 'which_contact'; to: 'edit' | 'delete'; query: string; people: Person[]; total: number }
  /** Asks which of several contacts for one person to edit or delete. `contactId`: the id of any of them. `page`: each contact
   *  as a separate person. */
  | { kind: 'which_entry'; to: 'edit' | 'delete'; contactId: string; page: Person[]; offset: number; total: number }
  /** No name was given. */
  | { kind: 'which_to_change'; to: 'edit' | 'delete' | 'merge' }
  | { kind: 'merge_which'; id: string; query: string; people: Entry[] }
  | { kind: 'merge_alone'; query: string }
  /** Two people were named for a merge. */
  | { kind: 'merge_two_people'; query: string }
  | {
      kind: 'merge'
      id: string
      people: Entry[]
      choices: Difference[]
      folders: [string, string]
      round: number
      losesPhoto: boolean
    }
  /** `part`: the part that is listed. `parts`: the parts that could be listed instead. */
  | (Searched &
      CutShort & {
        kind: 'listing'
        of: string | undefined
        part: ListedPart
        parts: { of: string; name: string }[]
        page: Person[]
        offset: number
        total: number
        asOf?: AsOf | undefined
      })
  | { kind: 'no_such_part'; name: string }
  /** The form, the question or the undo has expired. */
  | { kind: 'form_over' }
  | { kind: 'form_cancelled' }
  | { kind: 'question_over' }
  /** A yes to a question that is not the bot's last message. */
  | { kind: 'unclear_answer' }
  | { kind: 'undo_over' }
  | { kind: 'nothing_to_undo' }
  | { kind: 'other_account' }
  | { kind: 'editing_off' }
  | { kind: 'which_name' }
  /** The sign-in is cancelled. `isWithForm`: and so is the form that waited for it. */
  | { kind: 'cancelled'; isWithForm?: boolean }
  | { kind: 'nothing_to_cancel' }
  /** A yes or no was typed, but nothing waits for one. */
  | { kind: 'nothing_waits' }
  /** As the two above, shortly after the contact `name` was deleted. `undo`: the id with which it can be restored. */
  | { kind: 'may_undo'; name: string; undo: string }
  /** Somebody who is not connected typed six digits. They are searched for after the sign-in. */
  | (Offering & { kind: 'no_code_wanted'; digits: string })
  | { kind: 'no_code' }
  /** The text has digits, but not as many as a code. */
  | { kind: 'code_incomplete' }
  | { kind: 'wrong_code'; triesLeft: number }
  | (Offering & { kind: 'code_used_up' })
  | { kind: 'type_code' }
  /** The sign-in window was closed or could not be opened, and its sign-in still waits. */
  | { kind: 'window_closed' }
  | { kind: 'window_failed' }
  | (Offering & Informing & { kind: 'welcome' })
  /** `asked`: the text to type in the personal chat. */
  | { kind: 'not_here'; asked: string }
  | { kind: 'not_set_up' }
  | { kind: 'sign_ins_used_up' }
  | { kind: 'too_many_questions' }
  /** Replaces an answer that is too large for the channel. */
  | { kind: 'too_long' }
  /** The search ended early without having found anybody. */
  | { kind: 'search_too_long' }
  | { kind: 'tenant_not_allowed' }
  /** The next three are for a bot without sign-ins. `but`: why no question will find anybody. */
  | { kind: 'no_sign_in'; but?: 'empty' | Apology | undefined }
  /** The channel does not prove who is asking. */
  | { kind: 'nobody_vouches' }
  /** `adminUrl`: where an administrator approves the application. `isMaybeLimited`: it may be approved for other mailboxes. */
  | { kind: 'not_approved'; reference: string; adminUrl: string | undefined; isMaybeLimited: boolean }
  | ({ kind: 'trouble' } & Apology)

/** One message. `replaces`: the older message that gets this content; undefined for a new message. */
export type Step = { reply: Reply; replaces?: string | undefined }
