/** Sentences about problems. */
export type TroubleTexts = {
  oldButton: string
  answeredBelow: string
  tooManyQuestions: string

  trouble: {
    microsoft_sign_in_down: string
    operator_must_act: string
    contacts_down: string
    contacts_throttled: string
    contacts_forbidden: string
    contacts_refused: string
    contacts_too_large: string
    no_room: string
    mailbox_full: string
    changes_forbidden: string
    changes_refused: string
    /** It is unknown whether the work that was under way was done. */
    lost_track: string
    no_mailbox: string
    account_on_hold: string
    no_contacts_address: string
    app_not_approved: string
    store_down: string
    file_elsewhere: string
    file_too_large: string
    file_gone: string
    files_down: string
    unexpected: string
    reference: (reference: string) => string
  }
}
