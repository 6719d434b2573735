import type { PageTexts } from '../catalogue/pages.ts'
import { commands } from './commands.ts'
import { appName, cancel, connect, inBrowser } from './words.ts'

export const pages: PageTexts = {
  page: {
    places: { msteams: 'Microsoft Teams', webchat: 'Web Chat on a web page' },
    labels: { account: 'Microsoft account', person: 'Chat user', place: 'Where' },
    quoted: (name) => `“${name}”`,
    start: {
      title: 'Connect your Outlook contacts',
      what: `This lets ${appName} read (not change) your contacts for this chat:`,
      whatChanges: `This lets ${appName} read your contacts for this chat, and change one only when you ask it to:`,
      account: 'The one you choose next',
      somebody: 'someone without a name',
      warning: `Didn’t start this yourself, or did someone send you here? Press ${cancel}.`,
      kept: (keptFor) =>
        `It reads all contacts and keeps an encrypted copy for ${keptFor}. “${commands.disconnect[0]}” in the chat deletes it.`,
      notKept: `It reads all contacts and keeps no copy. “${commands.disconnect[0]}” in the chat deletes what it stores about you.`,
      button: 'Continue to Microsoft',
      cancel,
    },
    leaving: {
      title: 'Opening Microsoft’s sign-in page',
      text: 'If nothing happens in a few seconds, use this link:',
      link: 'Go to Microsoft',
    },
    again: {
      title: 'One moment',
      text: 'This page is loading once more to finish your sign-in. If nothing happens, use this link:',
      link: 'Load this page again',
    },
    connected: {
      title: 'You’re connected',
      text: (username) => `You signed in as ${username}. You can close this page and go back to the chat.`,
    },
    mismatch: {
      title: 'That’s a different account',
      text: (username) =>
        `You signed in as ${username}, but the chat belongs to a different account, so nothing was connected. If you started this, try again with the account you use in the chat.`,
    },
    code: {
      title: 'One more step',
      text: 'You signed in, but you aren’t connected yet. To confirm that the chat named above is yours, type this code in it:',
      warning: (goodFor) =>
        `Type it only in the chat where you started this sign-in yourself, and don’t give it to anyone else. It’s valid for ${goodFor}.`,
      both: (username, name) =>
        `Press the button only if you are ${name} in Teams. It sends the code to that person’s chat, which can then read the contacts of ${username}.`,
      handOver: 'Send the code to Teams',
    },
    adminApproved: {
      title: 'Thank you',
      text: 'If you approved this app for your organisation, people can now go back to their chat and sign in.',
    },
    adminDeclined: {
      title: 'Not allowed',
      text: 'You didn’t approve this app for your organisation. Nothing was changed. If you change your mind, open the same link again.',
    },
    failed: { title: 'Not connected', text: 'You can close this page. The chat has a button to try again.' },
    notAllowed: 'Nothing was changed',
    close: 'Close',
    expired: {
      title: 'This sign-in is over',
      text: (goodFor) =>
        `It was already used, was cancelled, waited longer than ${goodFor}, or was replaced by a newer one. If the chat doesn’t say that you’re connected, say ${connect} there for a new sign-in.`,
    },
    over: {
      connected: `This sign-in is done, and the chat is connected. You can close this page and go back to the chat. To sign out, say ${commands.disconnect[0]} there.`,
      code: `You’ve already signed in, and the next page showed a code. Type that code in the chat. If you closed that page, say ${connect} in the chat for a new sign-in.`,
    },
    wrongBrowser: {
      title: 'This page no longer works',
      text: `Either this sign-in is already done, or you started it in a different browser and must finish it there, or this browser doesn’t keep cookies. If the chat doesn’t say that you’re connected, say ${connect} there and press “${inBrowser}” on the card.`,
    },
    malformed: {
      title: 'This link is incomplete',
      text: `Part of the address is missing, so nothing was connected. Say ${connect} in the chat to start again.`,
    },
    tooMany: {
      title: 'Too many at once',
      text: 'A lot of sign-in pages were opened from your network just now, so I can’t show this one. Nothing was changed. Please try again in a minute.',
    },
    trouble: { title: 'That didn’t work' },
  },
}
