import type { AboutTexts } from '../catalogue/about.ts'
import { commands } from './commands.ts'
import { appName, connect, find } from './words.ts'

export const about: AboutTexts = {
  appName,
  contactsCopy: {
    kept: (keptFor) =>
      `A copy of your contacts and of the photos it has shown, so that it can answer quickly. It keeps the copy for ${keptFor} after the last update.`,
    notKept: 'No copy of your contacts. They are only in its memory, for a short time.',
  },
  contactsChanges: {
    onRequest: (undoFor, formFor) =>
      `It adds, changes or deletes contacts only when you ask it to. It keeps a deleted contact for ${undoFor} so that you can undo the deletion. It keeps the forms you fill in, and the contacts in a file you send, for ${formFor}.`,
    never: 'It can’t change or delete them.',
  },
  yourData: {
    reads: 'I read all your contacts and can’t change any of them.',
    changes: 'I read all your contacts, and change them only when you ask me to.',
    kept: (keptFor) => `I keep an encrypted copy for ${keptFor}, and “${commands.disconnect[0]}” deletes it.`,
    notKept: `I keep no copy of them, and “${commands.disconnect[0]}” deletes what I store about you.`,
  },

  welcome: {
    title: 'Hi! I find people in your Outlook contacts.',
    text: `Sign in to Microsoft 365 once, then just ask. Nobody else can see your contacts.`,
  },

  help: {
    title: 'I find people in your own Outlook contacts. You can say:',
    lines: [
      `${find} Alice – look someone up`,
      'Alice’s phone number – or ask for an email address, a birthday, a company',
      `${commands.export[0]} – save your contacts as a file`,
      `${commands.list[0]} – browse all, or say ${commands.recent[0]} for the newest`,
      `${connect} – sign in to Microsoft 365 (only once)`,
      `${commands.status[0]} – see which account is connected`,
      `${commands.disconnect[0]} – sign out and delete the data I store about you`,
    ],
    changing: [
      'Send me a contact file (.vcf) – add the people in it',
      `${commands.add[0]} Alice Archer, Contoso, alice@contoso.example – add someone, or paste a mail signature`,
      `${commands.edit[0]} Alice, ${commands.delete[0]} Alice, ${commands.merge[0]} Alice – change what Outlook has`,
      `${commands.undo[0]} – bring back the contact I deleted last`,
    ],
    examples: [`${find} Alice`, 'Alice’s phone number'],
    unknown: 'Sorry, I didn’t understand that.',
    find: (typed) => `Find “${typed}”`,
  },
  youAreWelcome: 'You’re welcome!',
  notHere: 'I only share your contacts with you.',
  askInPrivate: 'Ask me in private',
}
