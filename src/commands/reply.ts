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

/** Why something could not be done. The user is told this; the log has the error. */
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

/** Why somebody who is connected gets a sign-in card: to allow changes of contacts, for the first time or after an administrator
 *  was asked for it. */
export type Permission = 'to_change' | 'awaits_admin'

/** One contact of several that may be the same person: the name, and what tells it from the others. */
export type Entry = { name: string; about: string }

/** What was done with the contact on a card. */
export type News = 'added' | 'changed' | 'unchanged' | 'restored' | 'merged' | 'kept'

/** A form for a contact. `typed`: what the person typed if the form shows something else. `isTooLong`: the contact's notes are
 *  too long for a card, and stay as they are. `name`, `contactId`: whose contact is edited. */
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

/** Why the form is shown, if the person did not ask for it. */
export type FormNotice = 'deleted' | 'over' | 'unclear' | 'again' | Apology

/** Where a new contact can be put. `chosen`: undefined for the default folder. */
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

/** People who match less well than the one on the card. `people`: the best of them. `total`: how many there are.
 *  `facts`: what was asked for about them. */
export type Others = ListedBy & { people: Listed[]; total: number; facts?: readonly Fact[] | undefined }

/** The answer comes from an older copy of the address book. `checking`: we are asking Outlook, and this answer will be replaced.
 *  Otherwise Outlook could not be asked, because of that trouble. */
export type AsOf = { ageMs: number; because: 'checking' | Trouble }

/** `unread`: what Outlook did not let us read, so that somebody may be missing. */
type Searched = { unread?: Unread | undefined }

/** `isCutShort`: the search took too long and was stopped, so that somebody may be missing. */
type CutShort = { isCutShort?: boolean }

/** `url`: where the button leads that begins a sign-in. Undefined if nobody can sign in, '' if nobody needs to. */
type Offering = { url?: string | undefined }

/** `keepMs`: how long a copy of somebody's contacts is kept. 0: not at all. `recent`: names of people looked up lately. */
type Informing = { keepMs?: number; recent?: string[] }

/** Everything that the bot can say. `cards/` draws each kind, and `text/` has the words. */
export type Reply =
  /** `typed`: what we did not understand. `isThanked`: the person said thanks. */
  | (Informing & { kind: 'help'; typed?: string | undefined; isThanked?: boolean })
  /** The text is no command, and nobody matches it. `suggestions`: as for `nobody`. */
  | (Searched & { kind: 'not_understood'; query: string; suggestions: string[] })
  /** `query`: whom the person has asked for. `isInPlace`: it takes the place of another card. */
  | {
      kind: 'sign_in'
      url: string
      reason: SignInReason
      query?: string | undefined
      isInPlace?: boolean
      /** Where an administrator can allow changes. */
      adminUrl?: string | undefined
      /** The form to go back to. */
      form?: string | undefined
    }
  /** `another`: whether the user may connect another account instead. */
  | { kind: 'already_connected'; account: Account; since: number; another: boolean; timeZone?: string | undefined }
  /** These three replace a sign-in card: it was used, a newer card was sent, or its time is over. */
  | { kind: 'signed_in'; account: Account }
  | { kind: 'card_newer' }
  /** `resume`: the question that was to be answered after the sign-in. */
  | (Offering & { kind: 'card_expired'; resume: Command | undefined })
  /** `but`: why no question will find anybody. */
  | { kind: 'connected'; account: Account; but?: 'empty' | Apology | undefined }
  | (Offering & { kind: 'disconnected'; account: Account | undefined })
  /** `contacts`: how many there are, or why that cannot be told. `since`: unset if nobody signs in. `graphBase`: unset unless
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
  /** `because`: why the person was found, if the card does not show it. `note`: the line of their notes that matched.
   *  `facts`: what was asked for about the person. `isForDigits`: the person typed the digits of a code, and none is waited for. */
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
        /** By which id the other entry of a merge can be made again. */
        undo?: string | undefined
      })
  /** `about`: whom the question asks for, if that is not `query`. */
  | (Searched &
      CutShort &
      ListedBy & {
        kind: 'contacts'
        page: Listed[]
        offset: number
        total: number
        about?: string
        isForEveryone?: boolean
        /** `about` is a day, or several. */
        isForBirthdays?: boolean
        /** How many people have a part of the name, if those who are listed are probably not meant. */
        nameSharers?: { part: string; total: number }
        facts?: readonly Fact[] | undefined
        isForDigits?: boolean
        asOf?: AsOf | undefined
      })
  /** `suggestions`: names that are spelled similarly or sound similar, best first. */
  | (Searched & {
      kind: 'nobody'
      query: string
      searched: Size
      suggestions: string[]
      /** How many people have a part of the name, if `suggestions` are of them. */
      nameSharers?: { part: string; total: number }
      /** Whose birthday was asked for: that of everybody who has it on the days `query`, or somebody's. */
      birthday?: 'on_days' | 'somebodys'
      isForDigits?: boolean
    })
  /** `isFirst`: all contacts are read, not only the changes. */
  | ({ kind: 'reading'; isFirst: boolean } & Progress)
  | { kind: 'contact_gone' }
  /** The file that was sent holds no contacts. */
  | { kind: 'no_vcard' }
  /** What an import of the file `name` would do. `fresh`, `there`: how many contacts are new, and already there. `names`: of the
   *  first new ones. `broken`: the first vCards that cannot be imported. `most`: how many are read of a file that has too many. */
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
  /** `imported`: of the file, at this attempt and before. `refused`: names of contacts that Outlook does not take. */
  | { kind: 'imported'; imported: number; there: number; refused: string[]; refusedInAll: number }
  | ({ kind: 'import_stopped'; id: string; imported: number } & Apology)
  /** Asks for a place for the file `name` with so many contacts. */
  | { kind: 'export_offer'; name: string; contacts: number; bytes: number }
  | (Searched & { kind: 'exported'; contacts: number })
  | { kind: 'file'; file: FilePlace }
  | { kind: 'export_declined' }
  | { kind: 'nothing_to_export' }
  /** Files cannot be sent in this channel, or are not allowed. */
  | { kind: 'no_files_here' }
  | Form
  /** Somebody like the new contact is there. */
  | { kind: 'duplicate'; id: string; name: string; people: Person[]; total: number }
  /** Somebody else has changed the same. */
  | { kind: 'conflict'; id: string; name: string; conflicts: Conflict[]; round: number }
  /** `others`: how many other entries this person has. `losesPhoto`: whether the picture could not come back. */
  | { kind: 'delete_question'; id: string; person: Person; others: number; folder: string; losesPhoto: boolean }
  /** `undo`: unset if somebody else has deleted it. */
  | { kind: 'deleted'; name: string; undo: string | undefined }
  /** Of several people one is to be edited or deleted. */
  | { kind: 'which_contact'; to: 'edit' | 'delete'; query: string; people: Person[]; total: number }
  /** Of several contacts for one person one is to be edited or deleted. `contactId`: of any of them. `page`: each as a person of its
   *  own. */
  | { kind: 'which_entry'; to: 'edit' | 'delete'; contactId: string; page: Person[]; offset: number; total: number }
  /** No name was given. */
  | { kind: 'which_to_change'; to: 'edit' | 'delete' | 'merge' }
  | { kind: 'merge_which'; id: string; query: string; people: Entry[] }
  | { kind: 'merge_alone'; query: string }
  /** Two people were named, to be made one. */
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
  /** `part`: what is listed. `parts`: what else could be. */
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
  /** The form, the question or the way back is over. */
  | { kind: 'form_over' }
  | { kind: 'form_cancelled' }
  | { kind: 'question_over' }
  /** A yes whose question is not the last thing that was said. */
  | { kind: 'unclear_yes' }
  | { kind: 'undo_over' }
  | { kind: 'nothing_to_undo' }
  | { kind: 'other_account' }
  | { kind: 'editing_off' }
  | { kind: 'which_name' }
  | { kind: 'cancelled' }
  | { kind: 'nothing_to_cancel' }
  /** A yes or no was typed, and nothing waits for one. */
  | { kind: 'nothing_waits' }
  /** Six digits were typed by somebody who is not connected. They are looked for after the sign-in. */
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
  /** `asked`: what to type in the personal chat. */
  | { kind: 'not_here'; asked: string }
  | { kind: 'not_set_up' }
  | { kind: 'sign_ins_used_up' }
  | { kind: 'too_many_questions' }
  /** In place of an answer that the channel finds too large. */
  | { kind: 'too_long' }
  /** The search ended early, and has found nobody until then. */
  | { kind: 'search_too_long' }
  | { kind: 'tenant_not_allowed' }
  /** These three if nobody signs in. `but`: why no question will find anybody. */
  | { kind: 'no_sign_in'; but?: 'empty' | Apology | undefined }
  /** The channel does not say who asks. */
  | { kind: 'nobody_vouches' }
  /** `adminUrl`: where an administrator approves the application. `isMaybeLimited`: it may be approved for other mailboxes. */
  | { kind: 'not_approved'; reference: string; adminUrl: string | undefined; isMaybeLimited: boolean }
  | ({ kind: 'trouble' } & Apology)

/** One message. `replaces`: the older message that gets this content; undefined for a new message. */
export type Step = { reply: Reply; replaces?: string | undefined }
