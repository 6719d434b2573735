/** Sentences about finding contacts and showing them. */
export type ContactTexts = {
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
    /** Above the folders in which the contact is kept. */
    keptIn: string
    /** Below the first of many numbers or addresses. */
    more: (count: number) => string
    chat: string
    call: string
    mail: string
    /** Opens a web page. */
    open: string
    /** The buttons that open and close the notes. */
    notesMore: string
    notesLess: string
    back: string
    others: (total: number) => string
    all: (total: number) => string
    gone: string
    /** The contact does not have the requested fact. */
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
    /** @param days the days as the person typed them */
    birthdays: (total: number, days: string) => string
    next: string
    previous: string
    none: string
  }
  nobody: (query: string) => string
  /** @param part the part that they share of a name that nobody has as a whole */
  nameSharers: (total: number, part: string) => string
  /** @param days the days as the person typed them */
  noBirthdays: (days: string) => string
  /** How birthdays can be asked for. */
  askForBirthdays: string
  searched: (contacts: number) => string
  /** If a part of the address book could not be read. */
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

  /** `first`: the number of the folder that is being read, and how many folders are known. */
  reading: { first: (folder: number, of: number) => string; changes: string; soFar: (contacts: number) => string }

  /** Why an answer comes from an older copy, and how old that is. @param ago as in “3 minutes ago” */
  asOf: {
    checking: (ago: string) => string
    unreachable: (ago: string) => string
    throttled: (ago: string) => string
    /** Before the sentence about another problem. */
    older: (ago: string) => string
  }

  whichName: string

  /** Why somebody was found, if the card does not show it. */
  because: {
    company: string
    role: string
    city: string
    place: string
    category: string
    /** By the name of a person on the contact: husband or wife, a child, the manager or assistant. */
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
  /** Six digits were typed and searched for, because no sign-in waits for a code. */
  digitsSearched: string
  answerTooLong: string
  searchTooLong: string
  /** The same if somebody had been found by then. */
  searchCutShort: string
}
