/** Sentences about the pages in the browser. */
export type PageTexts = {
  page: {
    /** Where a chat is, by its channel. */
    places: { msteams: string; webchat: string }
    labels: { account: string; person: string; place: string }
    /** A name that a person has chosen. */
    quoted: (name: string) => string
    start: {
      title: string
      /** Above the lines that say which account, whose chat, and where it is. */
      what: string
      /** The same if it is about changing contacts. */
      whatChanges: string
      /** The account, before it is known. */
      account: string
      /** Replaces an unknown name. */
      somebody: string
      warning: string
      /** What happens to the contacts. @param keptFor how long a copy is kept */
      kept: (keptFor: string) => string
      notKept: string
      button: string
      cancel: string
    }
    /** Shown for a moment before Microsoft's page opens. */
    leaving: { title: string; text: string; link: string }
    /** Shown for a moment if the browser brought no cookie. */
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
