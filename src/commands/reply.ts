import type { Account } from '../entra/account.ts'
import type { Size, Unread } from '../book/open-book.ts'
import type { Person } from '../book/people.ts'
import type { Progress } from '../book/read.ts'
import type { Reason } from '../search/search.ts'
import type { Fact } from '../text/questions.ts'
import type { Command, FilePlace } from './command.ts'

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
  | 'no_mailbox'
  | 'account_on_hold'
  | 'no_contacts_address'
  | 'app_not_approved'
  | 'store_down'
  | 'file_elsewhere'
  | 'file_gone'
  | 'files_down'
  | 'unexpected'

/** Why the user gets a sign-in card: they said `connect`, asked without a connection, or their connection has ended. */
export type SignInReason = 'asked' | 'not_connected' | 'ended'

/** How many people one card lists. */
export const PAGE = 8

/** `reference`: the user can quote it, and the log has the error under it. */
export type Apology = { trouble: Trouble; reference: string }

/** The list that a contact was opened from. */
export type Back = { query: string; offset: number }

/** A person in a list. `because`: why they were found, where the name does not show it. `note`: the line of their notes that
 *  matched. */
export type Listed = { person: Person; because?: Reason | undefined; note?: string | undefined }

/** People who match less well than the one on the card. `people`: the best of them. `total`: how many there are.
 *  `facts`: what was asked for about them. */
export type Others = { query: string; people: Listed[]; total: number; facts?: readonly Fact[] | undefined }

/** The answer comes from an older copy of the address book. `checking`: we are asking Outlook, and this answer will be replaced.
 *  Otherwise Outlook could not be asked, because of that trouble. */
export type AsOf = { ageMs: number; because: 'checking' | Trouble }

/** `unread`: what Outlook did not let us read, so that somebody may be missing. */
type Searched = { unread?: Unread | undefined }

/** `isCutShort`: the search took too long and was stopped, so that somebody may be missing. */
type CutShort = { isCutShort?: boolean }

/** `url`: where the button leads that begins a sign-in. Undefined where nobody can sign in, '' where nobody needs to. */
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
  | { kind: 'sign_in'; url: string; reason: SignInReason; query?: string | undefined; isInPlace?: boolean }
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
  /** `contacts`: how many there are, or why that cannot be told. `since`: unset where nobody signs in. `graphBase`: unset unless
   *  details are wanted. */
  | (Searched & {
      kind: 'status'
      account: Account
      since?: number | undefined
      timeZone?: string | undefined
      graphBase?: string | undefined
      contacts: Size | Apology
    })
  | (Offering & { kind: 'not_connected' })
  /** `because`: why the person was found, where the card does not show it. `note`: the line of their notes that matched. `facts`: what was asked for about the person. `isForDigits`: the person typed the
   *  digits of a code, and none is waited for. */
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
      })
  /** `about`: whom the question asks for, where that is not `query`. */
  | (Searched &
      CutShort & {
        kind: 'contacts'
        query: string
        page: Listed[]
        offset: number
        total: number
        about?: string
        isForEveryone?: boolean
        facts?: readonly Fact[] | undefined
        isForDigits?: boolean
        asOf?: AsOf | undefined
      })
  /** `suggestions`: names that are spelled similarly or sound similar, best first. */
  | (Searched & { kind: 'nobody'; query: string; searched: Size; suggestions: string[]; isForDigits?: boolean })
  /** `isFirst`: all contacts are read, not only the changes. */
  | ({ kind: 'reading'; isFirst: boolean } & Progress)
  | { kind: 'contact_gone' }
  /** Asks for a place for the file `name` with so many contacts. */
  | { kind: 'export_offer'; name: string; contacts: number; bytes: number }
  | { kind: 'exported'; contacts: number }
  | { kind: 'file'; file: FilePlace }
  | { kind: 'export_declined' }
  | { kind: 'nothing_to_export' }
  /** Files cannot be sent in this channel, or are not allowed. */
  | { kind: 'no_files_here' }
  | { kind: 'which_name' }
  | { kind: 'cancelled' }
  | { kind: 'nothing_to_cancel' }
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
  /** These three where nobody signs in. `but`: why no question will find anybody. */
  | { kind: 'no_sign_in'; but?: 'empty' | Apology | undefined }
  /** The channel does not say who asks. */
  | { kind: 'nobody_vouches' }
  /** `adminUrl`: where an administrator approves the application. `isMaybeLimited`: it may be approved for other mailboxes. */
  | { kind: 'not_approved'; reference: string; adminUrl: string | undefined; isMaybeLimited: boolean }
  | ({ kind: 'trouble' } & Apology)

/** One message. `replaces`: the older message that gets this content; undefined for a new message. */
export type Step = { reply: Reply; replaces?: string | undefined }
