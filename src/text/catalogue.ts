import type { Format } from './format.ts'
import type { QuestionWords } from './questions.ts'

/** Words by which a contact is read from a line or a mail signature, in lower case. */
export type ContactWords = {
  /** What stands beside a number. */
  labels: Record<'mobile' | 'business' | 'home' | 'fax', readonly string[]>
  /** Words in the name of a job, of a department and of a company. */
  jobs: readonly string[]
  departments: readonly string[]
  companies: readonly string[]
  /** Lines above a signature, without punctuation. */
  closings: readonly string[]
}

/** The words that give a command, in lower case; of several the first is the one that our own sentences name. */
export type CommandWords = Record<
  | 'connect'
  | 'disconnect'
  | 'status'
  | 'statusDetails'
  | 'cancel'
  | 'help'
  | 'thanks'
  | 'whatCode'
  | 'export'
  | 'recent',
  readonly [string, ...string[]]
> & {
  /** What stands in front of the name that is looked up. */
  find: readonly [string, ...string[]]
  /** What stands in front of whom or what a command is about. */
  add: readonly [string, ...string[]]
  edit: readonly [string, ...string[]]
  delete: readonly [string, ...string[]]
  merge: readonly [string, ...string[]]
  list: readonly [string, ...string[]]
  /** What may stand between `list` and the name of a folder or category. */
  listIn: readonly string[]
  contact: ContactWords
  /** How questions are asked. */
  questions: QuestionWords
}

/** Everything that a person reads in the chat or on a page, in one language. All of it is plain text: cards and pages escape it
 *  for where it goes. Numbers come as they are and are written here; times come as `format` writes them. */
export type Catalogue = {
  /** The language, as a BCP 47 tag. */
  locale: string
  format: Format
  commands: CommandWords

  appName: string
  /** What becomes of the contacts that were read. @param keptFor how long a copy is kept */
  contactsCopy: { kept: (keptFor: string) => string; notKept: string }

  /** Whether contacts are changed: on the page about privacy. */
  contactsChanges: { onRequest: (undoFor: string, formFor: string) => string; never: string }

  /** What becomes of a person's contacts, in two sentences: in the chat. @param keptFor how long a copy is kept */
  yourData: { reads: string; changes: string; kept: (keptFor: string) => string; notKept: string }

  welcome: { title: string; text: string }

  help: {
    title: string
    /** One line for each command; the second ones where contacts can be changed. */
    lines: string[]
    changing: string[]
    /** What two buttons say for the person who presses them. */
    examples: [string, string]
    /** Stands above the help where what was typed is no command. */
    unknown: string
    /** The button that searches for what was typed. */
    find: (typed: string) => string
  }

  signIn: {
    /** On the card, by how the person came to it. */
    asked: string
    /** @param query whom the person has asked for */
    lookUp: (query: string) => string
    notConnected: string
    ended: string
    /** For somebody who is connected and wants to change contacts, and the same while an administrator has to allow it. */
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

  /** What takes the place of a sign-in card that is over. */
  cardOver: {
    connected: (username: string) => string
    newer: string
    expired: string
  }

  /** In the place of an account's name that Microsoft did not tell. */
  yourAccount: string
  connected: (username: string) => string
  /** Above two examples, for somebody who has connected. */
  whomNow: string
  /** For somebody who has connected, and whose Outlook has no contacts at all. */
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
    notConnected: string
    /** Whether contacts may be changed. */
    changes: string
    allowed: string
    notYet: string
    awaitsAdmin: string
  }

  /** The form for a contact. Labels that a contact's card has are taken from there. */
  form: {
    add: string
    edit: (name: string) => string
    labels: {
      givenName: string
      surname: string
      displayName: string
      email2: string
      email3: string
      businessPhone2: string
      homePhone2: string
      folder: string
    }
    save: string
    /** Shows the inputs that few people need. */
    more: string
    back: string
    faults: {
      too_long: (most: number) => string
      no_address: string
      no_number: string
      no_date: string
      markup: string
      empty: string
      folder_gone: string
    }
    notices: { deleted: string; over: string; unclear: string; again: string }
    leftOver: (texts: string) => string
    instead: (typed: string) => string
    notesTooLong: string
    formOver: string
    otherAccount: string
    off: string
  }

  /** Above the card of a contact that was changed. */
  news: { added: string; changed: string; unchanged: string; restored: string; merged: string }

  changing: {
    edit: string
    remove: string
    /** No name was given. */
    nobodyNamed: { edit: string; delete: string; merge: string }
    which: { edit: (total: number) => string; delete: (total: number) => string }
    duplicate: (name: string) => string
    addAnyway: string
    conflict: (name: string) => string
    yours: string
    now: string
    nothing: string
    overwrite: string
    look: string
    question: (name: string) => string
    /** @param undoFor how long it can be undone */
    undoable: (undoFor: string) => string
    losesPhoto: string
    otherEntries: (others: number) => string
    confirm: string
    keep: string
    deleted: (name: string) => string
    deletedByOther: (name: string) => string
    undo: string
    undoOver: (undoFor: string) => string
    questionOver: string
    mergeWhich: string
    mergeAlone: (name: string) => string
    mergeTitle: string
    mergeAgain: string
    mergeRest: (undoFor: string) => string
    mergeLosesPhoto: string
    mergeNext: string
    mergeButton: string
    mergeFolder: string
    mergeUndo: string
  }

  list: {
    everybody: (total: number) => string
    folder: (name: string, total: number) => string
    category: (name: string, total: number) => string
    recent: string
    show: string
    showAll: string
    showRecent: string
    part: string
    none: (name: string) => string
  }

  contact: {
    noName: string
    department: string
    office: string
    nickname: string
    company: string
    job: string
    notes: string
    email: string
    mobile: string
    business: string
    home: string
    chatAddress: string
    businessAddress: string
    homeAddress: string
    otherAddress: string
    website: string
    birthday: string
    spouse: string
    children: string
    manager: string
    assistant: string
    categories: string
    /** Above the folders that it is kept in. */
    keptIn: string
    /** Below the first of many numbers or addresses. */
    more: (count: number) => string
    chat: string
    call: string
    mail: string
    /** Opens a web page. */
    open: string
    /** Open the notes, and close them again. */
    notesMore: string
    notesLess: string
    back: string
    others: (total: number) => string
    all: (total: number) => string
    gone: string
    /** What was asked for is not in the contact. */
    missing: {
      phone: string
      email: string
      birthday: string
      work: string
      address: string
      notes: string
      other: string
    }
  }

  contacts: {
    everyone: (total: number) => string
    found: (total: number, query: string) => string
    next: string
    previous: string
    none: string
  }
  nobody: (query: string) => string
  searched: (contacts: number) => string
  /** Where a part of the address book could not be read. */
  searchedRest: string
  /** What to search for instead. */
  tryThis: string
  /** Which part of the address book could not be read. */
  unread: {
    folder: (path: string) => string
    /** Below the first such folders. */
    more: (folders: number) => string
    list: string
  }
  didYouMean: string

  files: {
    /** On the card of Teams that asks whether the file may be saved. */
    exportOffer: (contacts: number) => string
    exported: (contacts: number) => string
    exportDeclined: string
    /** The file that was sent holds no contacts. */
    noVCard: string
    /** What an import would do. @param most how many contacts are read of a file */
    fresh: (contacts: number) => string
    nothingNew: string
    moreNames: (more: number) => string
    there: (contacts: number) => string
    tooMany: (most: number) => string
    importButton: string
    /** Entries that cannot be imported. @param at which one of the file */
    broken: (entries: number) => string
    brokenEntry: (at: number, reason: string) => string
    brokenName: (at: number, name: string, reason: string) => string
    reasons: { cut_off: string; too_large: string; group: string; empty: string }
    importGone: string
    /** While contacts are imported. */
    importBegun: string
    importing: (done: number, total: number) => string
    ifStuck: string
    goOn: string
    imported: (contacts: number) => string
    leftAlone: (contacts: number) => string
    refused: (contacts: number) => string
    /** Where an import has ended before its end. */
    importedSoFar: (contacts: number) => string
    /** Files cannot be sent in this channel, or the organisation does not allow it. */
    notHere: string
  }

  /** `first`: which folder is being read, of how many that are known. */
  reading: { first: (folder: number, of: number) => string; changes: string; soFar: (contacts: number) => string }

  /** Why an answer comes from an older copy, and how old that is. @param ago as in “3 minutes ago” */
  asOf: {
    checking: (ago: string) => string
    unreachable: (ago: string) => string
    throttled: (ago: string) => string
    /** In front of the sentence of another trouble. */
    older: (ago: string) => string
  }

  whichName: string

  /** Why somebody was found, where the card does not show it. */
  because: {
    company: string
    role: string
    city: string
    place: string
    category: string
    /** By the name of somebody who stands on the contact: husband or wife, a child, the manager or assistant. */
    related: string
    page: string
    address: string
    notes: string
    /** The line of the notes, in a list. */
    noteLine: (line: string) => string
    phone: string
    birthday: string
    short_form: string
    sound: string
    typo: string
    layout: string
  }

  oldButton: string
  answeredBelow: string

  cancelled: string
  nothingToCancel: string
  noCodeWanted: string
  /** The person asks which code is meant. */
  noCode: string
  youAreWelcome: string
  /** Six digits were typed, and looked for, as no code is waited for. */
  digitsSearched: string
  /** In a group, above the button that opens the personal chat. */
  notHere: string
  askInPrivate: string
  notSetUp: string

  signInsUsedUp: (aDay: number) => string
  tooManyQuestions: string
  tooLong: string
  searchTooLong: string
  /** The same where somebody was found until then. */
  searchCutShort: string

  adminLink: string
  tenantNotAllowed: string

  /** Where nobody signs in, because the application may read the contacts of a whole organisation. */
  application: {
    noSignIn: string
    /** The chat does not tell who the person is. */
    nobodyVouches: string
    /** Beside "an administrator must approve": it may also have been approved for some mailboxes only. */
    maybeLimited: string
    /** These take the place of the sentences of the same name. */
    instead: Instead
  }

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
    /** What was under way may have been done, or not. */
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

  /** The same where somebody who is connected was asked to allow changes. */
  changesFailed: { cancelled: string; admin_approval: string; unavailable: string; others: string }

  page: {
    /** Where a chat is, by its channel. */
    places: { msteams: string; webchat: string }
    labels: { account: string; person: string; place: string }
    /** A name as a person gave it. */
    quoted: (name: string) => string
    start: {
      title: string
      /** Above the lines that say which account, whose chat, and where it is. */
      what: string
      /** The same where it is about changing contacts. */
      whatChanges: string
      /** The account, before it is known. */
      account: string
      /** In the place of a name that is not known. */
      somebody: string
      warning: string
      /** What becomes of the contacts. @param keptFor how long a copy is kept */
      kept: (keptFor: string) => string
      notKept: string
      button: string
      cancel: string
    }
    /** Shown for a moment before Microsoft's page opens. */
    leaving: { title: string; text: string; link: string }
    /** Shown for a moment where the browser brought no cookie. */
    again: { title: string; text: string; link: string }
    connected: { title: string; text: (username: string) => string }
    mismatch: { title: string; text: (username: string) => string }
    code: {
      title: string
      /** Below the lines that say which account, whose chat, and where it is. */
      text: string
      warning: (goodFor: string) => string
      /** Above the button that hands the code to Teams. */
      both: (username: string, name: string) => string
      handOver: string
    }
    adminApproved: { title: string; text: string }
    adminDeclined: { title: string; text: string }
    /** `text`: where the person can go on. */
    failed: { title: string; text: string }
    notAllowed: string
    /** The button that closes Teams' sign-in window. */
    close: string
    expired: { title: string; text: (goodFor: string) => string }
    /** In a browser that comes back after the end of its sign-in. */
    over: { connected: string; code: string }
    wrongBrowser: { title: string; text: string }
    malformed: { title: string; text: string }
    tooMany: { title: string; text: string }
    trouble: { title: string }
  }
}

/** What is said differently where nobody signs in. */
type Instead = Pick<Catalogue, 'nothingConnected' | 'noCode'> & {
  welcome: { text: string }
  help: { lines: string[] }
  status: { title: string }
  trouble: Pick<
    Catalogue['trouble'],
    'microsoft_sign_in_down' | 'operator_must_act' | 'no_contacts_address' | 'contacts_forbidden'
  >
  page: { adminApproved: { text: string } }
}
