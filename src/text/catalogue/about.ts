/** Sentences about what the bot is and does, and what it says to everybody. */
export type AboutTexts = {
  appName: string
  /** What happens to the contacts that were read. @param keptFor how long a copy is kept */
  contactsCopy: { kept: (keptFor: string) => string; notKept: string }

  /** Says on the page about privacy whether the bot changes contacts. */
  contactsChanges: { onRequest: (undoFor: string, formFor: string) => string; never: string }

  /** How the bot uses and stores a person's contacts, in two sentences for the chat. @param keptFor how long a copy is kept */
  yourData: { reads: string; changes: string; kept: (keptFor: string) => string; notKept: string }

  welcome: { title: string; text: string }

  help: {
    title: string
    /** One line for each command; the lines in the second list are added if contacts can be changed. */
    lines: string[]
    changing: string[]
    /** The texts that two buttons type for the person who presses them. */
    examples: [string, string]
    /** Above the help, if the typed text is not a command. */
    unknown: string
    /** The button that searches for what was typed. */
    find: (typed: string) => string
  }
  youAreWelcome: string
  /** In a group, above the button that opens the personal chat. */
  notHere: string
  askInPrivate: string
}
