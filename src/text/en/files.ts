import type { FileTexts } from '../catalogue/files.ts'
import { number, plural } from './words.ts'

export const files: FileTexts = {
  files: {
    exportOffer: (contacts) =>
      plural(contacts, {
        one: 'A file with your contact. If you allow it, I’ll save it to your OneDrive.',
        other: `A file with your ${number(contacts)} contacts. If you allow it, I’ll save it to your OneDrive.`,
      }),
    exported: (contacts) =>
      plural(contacts, {
        one: 'I’ve saved your contact to your OneDrive. The file has no photo, and the end of very long notes may be missing.',
        other: `I’ve saved ${number(contacts)} contacts to your OneDrive. The file has no photos, and the end of very long notes may be missing.`,
      }),
    noVCard:
      'I can only import contact files (.vcf), and I found no contacts in that file. Please try again with another file.',
    pasted: 'The vCard you pasted',
    fresh: (contacts) => `New contacts in this file: ${number(contacts)}`,
    nothingNew: 'This file has no new contacts to import.',
    moreNames: (more) => plural(more, { one: 'and one more contact', other: `and ${number(more)} more contacts` }),
    there: (contacts) => `Already in your contacts: ${number(contacts)}. I’ll leave them as they are.`,
    tooMany: (most) => `I’ve only read the first ${number(most)} contacts. Please send the rest in another file.`,
    importButton: 'Import new contacts',
    broken: (entries) => `Can’t be imported: ${number(entries)}`,
    brokenEntry: (at, reason) => `Entry ${number(at)}: ${reason}`,
    brokenName: (at, name, reason) => `Entry ${number(at)} (${name}): ${reason}`,
    reasons: {
      cut_off: 'the file ends before this entry does',
      too_large: 'it’s far larger than any contact',
      group: 'it’s a group and not a person',
      empty: 'it has no name, number or address',
    },
    importGone: 'I no longer have that file. Please send it again.',
    importBegun: 'Importing. First I’m checking which contacts you already have.',
    importing: (done, total) => `Importing: ${number(done)} of ${number(total)} so far.`,
    ifStuck: 'If this number stops changing, press “Continue”. Nobody is added twice.',
    goOn: 'Continue',
    imported: (contacts) => `Done. Contacts imported from this file: ${number(contacts)}`,
    leftAlone: (contacts) => `Already in your contacts, so not changed: ${number(contacts)}`,
    refused: (contacts) => `Not accepted by Outlook: ${number(contacts)}`,
    importedSoFar: (contacts) =>
      contacts === 0
        ? 'Some contacts may be imported already. Nobody is added twice if you continue.'
        : `Contacts imported so far: ${number(contacts)}. Nobody is added twice if you continue.`,
    exportDeclined: 'OK, I haven’t saved anything.',
    notHere:
      'I can only send and receive files in your personal chat with me in Microsoft Teams. If you’re in that chat now, files are turned off, and your administrator can turn them on.',
  },
}
