import type { SignInTexts } from './sign-in.ts'
import type { TroubleTexts } from './trouble.ts'

/** Sentences about a bot to which nobody signs in. */
export type ApplicationTexts = {
  /** For a bot without sign-ins, because the application may read the contacts of a whole organisation. */
  application: {
    noSignIn: string
    /** The chat does not show who the person is. */
    nobodyVouches: string
    /** Beside "an administrator must approve": it may also have been approved for some mailboxes only. */
    maybeLimited: string
    /** These replace the sentences of the same name. */
    instead: Instead
  }
}

/** The sentences that are different without sign-ins. */
type Instead = Pick<SignInTexts, 'nothingConnected' | 'noCode'> & {
  welcome: { text: string }
  help: { lines: string[] }
  status: { title: string }
  trouble: Pick<
    TroubleTexts['trouble'],
    'microsoft_sign_in_down' | 'operator_must_act' | 'no_contacts_address' | 'contacts_forbidden'
  >
  page: { adminApproved: { text: string } }
}
