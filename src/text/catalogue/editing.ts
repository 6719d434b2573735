/** Sentences about adding, changing, deleting and listing contacts. */
export type EditingTexts = {
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
    cancelled: string
    otherAccount: string
    off: string
  }

  /** Above the card of a contact that was changed. */
  news: { added: string; changed: string; unchanged: string; restored: string; merged: string; kept: string }

  changing: {
    edit: string
    remove: string
    /** No name was given. */
    nobodyNamed: { edit: string; delete: string; merge: string }
    which: { edit: (total: number) => string; delete: (total: number) => string }
    /** A person has several contacts. */
    whichEntry: { edit: (entries: number) => string; delete: (entries: number) => string }
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
    /** A typed no comes after the deletion. */
    mayUndo: (name: string) => string
    undoOver: (undoFor: string) => string
    /** A typed `undo` finds no deletion. */
    nothingToUndo: (undoFor: string) => string
    questionOver: string
    /** A typed yes that may be meant for an older card. */
    unclearAnswer: string
    mergeWhich: string
    mergeAlone: (name: string) => string
    mergeTwoPeople: (names: string) => string
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
}
