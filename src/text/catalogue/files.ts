/** Sentences about files of contacts. */
export type FileTexts = {
  files: {
    /** On the card of Teams that asks whether the file may be saved. */
    exportOffer: (contacts: number) => string
    exported: (contacts: number) => string
    exportDeclined: string
    /** The file that was sent holds no contacts. */
    noVCard: string
    /** In place of the file's name, if its contents were pasted. */
    pasted: string
    /** What an import would do. @param most how many contacts of a file are read */
    fresh: (contacts: number) => string
    nothingNew: string
    moreNames: (more: number) => string
    there: (contacts: number) => string
    tooMany: (most: number) => string
    importButton: string
    /** Entries that cannot be imported. @param at the position in the file */
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
    /** If an import has stopped early. */
    importedSoFar: (contacts: number) => string
    /** Files cannot be sent in this channel, or the organisation does not allow it. */
    notHere: string
  }
}
