import type { Account } from '../entra/account.ts'
import type { Size } from '../book/open-book.ts'
import type { Person } from '../book/people.ts'
import type { Reason } from '../search/search.ts'
import type { Command } from './command.ts'

/** Why something could not be done now, as the person is told. */
export type Trouble =
  | 'microsoft_sign_in_down'
  | 'operator_must_act'
  | 'contacts_down'
  | 'contacts_throttled'
  | 'contacts_forbidden'
  | 'no_mailbox'
  | 'no_contacts_address'
  | 'store_down'
  | 'unexpected'

/** How a person came to a sign-in card. */
export type SignInReason = 'asked' | 'not_connected' | 'ended'

/** How many people one card lists. */
export const PAGE = 8

/** With the reference under which the log has the cause. */
export type Apology = { trouble: Trouble; reference: string }

/** The list that a contact was opened from. */
export type Back = { query: string; offset: number }

/** Others that match less well than the one that is shown. `people`: the best of them, at most three. */
export type Others = { query: string; people: Person[]; total: number }

/** An answer from a copy that was not just brought in step. `checking`: the right answer is on its way and will take this
 *  one's place. `unreachable`: Outlook does not answer. */
export type AsOf = { ageMs: number; because: 'checking' | 'unreachable' | 'throttled' }

/** Everything the bot can say; `teams/cards.ts` gives each its looks, `text/` its words. */
export type Reply =
  | { kind: 'help'; typed?: string | undefined }
  | { kind: 'sign_in'; url: string; reason: SignInReason }
  /** `another`: whether another account may take its place. */
  | { kind: 'already_connected'; account: Account; since: number; another: boolean }
  /** What a sign-in card turns into: once it has done its work, once another has come, and once its time is over. */
  | { kind: 'signed_in'; account: Account }
  | { kind: 'card_newer' }
  /** `resume`: the question that it was for. */
  | { kind: 'card_expired'; resume: Command | undefined }
  | { kind: 'connected'; account: Account }
  | { kind: 'disconnected'; account: Account | undefined }
  /** `contacts`: how many there are, or why nobody can tell. */
  | { kind: 'status'; account: Account; since: number; graphBase: string; contacts: Size | Apology }
  | { kind: 'not_connected' }
  /** `because`: why it was found, where that is not plain to see; of a list, where it is the same for all. */
  | {
      kind: 'contact'
      person: Person
      back: Back | undefined
      because?: Reason | undefined
      others?: Others | undefined
      asOf?: AsOf | undefined
    }
  /** `equal`: how many of the total match as well as the first. */
  | {
      kind: 'contacts'
      query: string
      page: Person[]
      offset: number
      total: number
      equal: number
      because?: Reason | undefined
      asOf?: AsOf | undefined
    }
  /** `suggestions`: names that are spelled or sound nearly like that, best first. */
  | { kind: 'nobody'; query: string; searched: Size; suggestions: string[] }
  /** Contacts are being read: how many so far. `isFirst`: all of them, not just what has changed. */
  | { kind: 'reading'; contacts: number; isFirst: boolean }
  | { kind: 'contact_gone' }
  | { kind: 'which_name' }
  | { kind: 'cancelled' }
  | { kind: 'nothing_to_cancel' }
  | { kind: 'no_code_wanted' }
  | { kind: 'wrong_code'; triesLeft: number }
  | { kind: 'code_used_up' }
  | { kind: 'type_code' }
  /** The popup was closed, or could not be opened, while its sign-in waits. */
  | { kind: 'window_closed' }
  | { kind: 'window_failed' }
  | { kind: 'welcome' }
  | { kind: 'not_here' }
  | { kind: 'not_set_up' }
  | { kind: 'sign_ins_used_up' }
  | { kind: 'too_many_questions' }
  | { kind: 'tenant_not_allowed' }
  | ({ kind: 'trouble' } & Apology)

/** One thing said: a new message, or with `replaces` an older message with new content. */
export type Step = { reply: Reply; replaces?: string | undefined }

/** Steps in order; whoever delivers one hands its message id back, where there is one. */
export type Replies = AsyncGenerator<Step, void, string | undefined>
