/** Sentences about signing in, being connected, and signing out. */
export type SignInTexts = {
  signIn: {
    /** The texts of the card, depending on how the person came to it. */
    asked: string
    /** @param query the name that the person has asked for */
    lookUp: (query: string) => string
    notConnected: string
    ended: string
    /** For a connected person who wants to change contacts, and the same while an administrator has to allow it. */
    toChange: string
    awaitsAdmin: string
    /** The card's own button, which opens a window in Teams, and the one that opens a browser. */
    button: string
    browserButton: string
    /** The button under a sign-in that is over. */
    again: string
    /** The button under a sign-in that connected nobody. */
    tryAgain: string
    another: string
  }

  typeCode: (digits: number) => string
  codeIncomplete: (digits: number) => string
  wrongCode: (triesLeft: number) => string
  codeUsedUp: string
  windowClosed: string
  windowFailed: string

  /** The sentences that replace an ended sign-in card. */
  cardOver: {
    connected: (username: string) => string
    newer: string
    expired: string
  }

  /** Replaces an account's name that Microsoft did not provide. */
  yourAccount: string
  connected: (username: string) => string
  /** Above two examples, for a person who has just connected. */
  whatToType: string
  /** For a connected person whose Outlook has no contacts at all. */
  noContacts: string
  alreadyConnected: (username: string, since: string) => string
  mismatch: string
  disconnected: string
  /** Beside the button that opens Microsoft's page. */
  withdrawConsent: string
  myApps: string
  nothingConnected: string

  status: {
    title: string
    account: string
    since: string
    address: string
    contacts: string
    /** The button that shows technical details. */
    details: string
    counted: (contacts: number, folders: number) => string
    /** Shown if some people have several contacts. */
    people: string
    peopleCounted: (people: number) => string
    notConnected: string
    /** Whether contacts may be changed. */
    changes: string
    allowed: string
    notYet: string
    awaitsAdmin: string
  }

  cancelled: string
  /** Also the form that waited for the sign-in. */
  cancelledWithForm: string
  nothingToCancel: string
  nothingWaits: string
  noCodeWanted: string
  /** The person asks which code is meant. */
  noCode: string
  notSetUp: string

  signInsUsedUp: (aDay: number) => string

  adminLink: string
  tenantNotAllowed: string

  /** Why a sign-in did not work: in the chat and on the page. */
  signInFailed: {
    cancelled: string
    refused: string
    blocked: string
    no_lasting_access: string
    contacts_not_granted: string
    changes_not_granted: string
    admin_approval: string
    operator: string
    unavailable: string
    untrusted: string
    no_graph: string
  }

  /** The same if a connected person was asked to allow changes. */
  changesFailed: { cancelled: string; admin_approval: string; unavailable: string; others: string }
}
